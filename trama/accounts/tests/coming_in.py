"""Browsers of people who come in, and of custodians who have just confirmed their password."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from trama.accounts import totp
from trama.accounts.models import Session, TotpDevice, User
from trama.accounts.people import login_hash
from trama.testing.cast import Person
from trama.testing.clients import signed_in

PASSWORD = "una frase lunga tutta sua"


@dataclass
class Browser:
    """`client` with whose it is; `post` and `get` as a person who has just confirmed her password."""

    client: Client
    username: str
    password: str = PASSWORD

    @classmethod
    def of(cls, person: Person) -> "Browser":
        browser = cls(signed_in(person), person.username, person.password)
        Session.objects.filter(user_id=person.user_id).update(stepped_up_at=timezone.now())
        return browser

    @classmethod
    def registered(cls, code: str, username: str) -> "tuple[Browser, str]":
        """Somebody who has used `code`, and the digits on her screen."""
        browser = cls(Client(), username)
        assert browser.register(code).status_code == 302
        browser.pass_factor()
        return browser, digits_on(browser.get("/entra/attesa/"))

    def get(self, address: str) -> Any:
        return self.client.get(address)

    def post(self, address: str, typed: dict[str, Any] | None = None) -> Any:
        return self.client.post(address, typed or {})

    def register(self, code: str, way: str = "/benvenuta/") -> Any:
        typed = {"invitation": code, "username": self.username}
        return self.post(way, {**typed, "password": self.password, "again_password": self.password})

    def sign_in(self) -> None:
        self.post("/entra/", {"username": self.username, "password": self.password})
        self.pass_factor()

    def pass_factor(self) -> None:
        """The second step, an authenticator being enrolled the first time; its clock goes on for the test."""
        self.get("/entra/codice/")
        self.forget_code()
        self.post("/entra/codice/", {"code": self.code()})

    def code(self) -> str:
        return totp.current_code(self._devices().get())

    def forget_code(self) -> None:
        """As if half a minute had passed: the same figures may be typed again."""
        self._devices().update(last_step=0)

    def _devices(self) -> "QuerySet[TotpDevice]":
        return TotpDevice.objects.filter(user=User.objects.get(login_hash=login_hash(self.username)))


def code_on(page: Any) -> str:
    """The one-time code that a page shows."""
    found = re.search(r"\b([0-9A-Z]{4}(-[0-9A-Z]{4}){4})\b", page.text)
    assert found, "no code on the page"
    return found[1]


def digits_on(page: Any) -> str:
    """The forty digits that a page shows."""
    found = re.search(r"\b(\d{5}( \d{5}){7})\b", page.text)
    assert found, "no digits on the page"
    return found[1]

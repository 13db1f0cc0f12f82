"""Signed-in browsers for tests."""

from django.conf import settings
from django.test import Client
from django.urls import reverse

from trama.accounts import totp
from trama.accounts.models import TotpDevice
from trama.testing.cast import Person


def type_password(client: Client, person: Person) -> None:
    """The first step of signing in, through the form."""
    client.post(reverse("accounts:sign_in"), {"username": person.username, "password": person.password})


def code_of(person: Person) -> str:
    """What her authenticator shows; the first visit to the second step enrols it."""
    return totp.current_code(TotpDevice.objects.get(user_id=person.user_id))


def fresh_code_of(person: Person) -> str:
    """As if half a minute had passed since her last sign-in: a code that was not used yet."""
    TotpDevice.objects.filter(user_id=person.user_id).update(last_step=0)
    return code_of(person)


def signed_in(person: Person) -> Client:
    """A client in which `person` has signed in with password and factor, acting in her organisation."""
    client = Client()
    type_password(client, person)
    client.get(reverse("accounts:factor"))
    client.post(reverse("accounts:factor"), {"code": fresh_code_of(person)})
    assert client.cookies[settings.SESSION_COOKIE_KEY].value
    return client

"""The pages of consents and letters in a real browser: axe finds nothing and nothing is cut, at 320 px and 1280."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from socketserver import ThreadingMixIn
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import reverse
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Page

from tests.journeys.browser import Resident, axe, overflows, page, screenshot
from trama.consent.services import withdraw_consent
from trama.deadlines.rules import Term, Unit
from trama.referrals.drafts import Draft
from trama.referrals.models import Referral
from trama.referrals.services import preparing, receiving
from trama.referrals.services.common import open_draft, own_parcel
from trama.referrals.services.sending import send_parcel
from trama.testing.cast import Cast, Person
from trama.testing.clients import signed_in
from trama.testing.world import World


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Site:
    """A served copy of the database, with Zoë's letters in every state."""

    url: str
    cast: Cast
    world: World
    letters: dict[str, Referral]

    def pages(self) -> Iterator[tuple[Person, str, str]]:
        """(who, name, address) of each page."""
        subject, parcel = self.world.ids["subject"], self.world.ids["parcel"]
        one = self.letters
        ada, mara = self.cast.ada, self.cast.mara
        yield ada, "consent-ledger", reverse("consent:ledger", args=[subject])
        yield ada, "consent-new", reverse("consent:new", args=[subject])
        yield ada, "consent-withdraw", reverse("consent:withdraw", args=[subject, self.world.ids["consent"]])
        yield ada, "consent-sheet", reverse("consent:sheet", args=[subject])
        yield ada, "letters-inbox", reverse("referrals:inbox")
        yield ada, "letters-outbox", reverse("referrals:outbox")
        yield ada, "letters-new", reverse("referrals:new", args=[subject])
        yield (
            ada,
            "letters-contacts",
            reverse("referrals:contacts", args=[self.cast.organisations["municipio"]]),
        )
        for name in ("write", "parcel", "agree", "duty", "discard", "handover"):
            yield ada, f"letters-{name}", reverse(f"referrals:{name}", args=[parcel])
        yield ada, "letters-ready", reverse("referrals:parcel", args=[one["ready"].parcel_id])
        yield ada, "letters-send", reverse("referrals:send", args=[one["ready"].parcel_id])
        yield ada, "letters-urgent", reverse("referrals:parcel", args=[one["urgent"].parcel_id])
        yield ada, "letters-declined", reverse("referrals:parcel", args=[one["declined"].parcel_id])
        yield mara, "letters-received-list", reverse("referrals:inbox")
        yield mara, "letters-received", reverse("referrals:received", args=[one["urgent"].pk])
        yield mara, "letters-accept", reverse("referrals:accept", args=[one["urgent"].pk])
        yield mara, "letters-decline", reverse("referrals:decline", args=[one["urgent"].pk])
        yield mara, "letters-ended", reverse("referrals:received", args=[one["declined"].pk])
        yield mara, "letters-ours", reverse("referrals:received", args=[one["ours"].pk])
        yield mara, "letters-message", reverse("referrals:message", args=[one["ours"].pk])
        yield mara, "letters-close", reverse("referrals:close", args=[one["ours"].pk])
        yield mara, "letters-withdrawn", reverse("referrals:received", args=[one["withdrawn"].pk])
        yield mara, "letters-withdrawal", reverse("referrals:withdrawal", args=[one["withdrawn"].pk])


def letter(world: World, *, sent: bool = True, **changes: object) -> Referral:
    with world.at_work(world.cast.ada) as who:
        parcel = own_parcel(who["actor"], world.parcel(who, "ginestra").pk)
        draft: Draft = replace(open_draft(who["keyring"], parcel), **changes)  # type: ignore[arg-type]
        preparing.write_draft(**who, parcel=parcel.pk, draft=draft)
        preparing.agree(**who, parcel=parcel.pk, way="in_person", her_words="va bene")
        return send_parcel(**who, parcel=parcel.pk)[0] if sent else Referral.objects.get(parcel=parcel)


def letters_of(world: World) -> dict[str, Referral]:
    made = {
        "ready": letter(world, sent=False, return_message=True),
        "urgent": letter(world, term=Term(4, Unit.HOURS), contact="Accoglienza, 02 123 456"),
        "declined": letter(world),
        "ours": letter(world, return_message=True, return_progress=True),
        "withdrawn": letter(world),
    }
    with world.at_work(world.cast.mara) as who:
        receiving.decline_referral(**who, referral=made["declined"].pk, reason="full", note="da giovedì sì")
        for name in ("ours", "withdrawn"):
            receiving.accept_referral(**who, referral=made[name].pk)
    with world.at_work(world.cast.ada) as who:
        taken_back = made["withdrawn"].consent_id
        assert taken_back is not None
        withdraw_consent(**who, consent=taken_back, her_words="ho cambiato idea")
    return made


@pytest.fixture
def site(committed: str, everybody: Cast) -> Iterator[Site]:
    world = World(everybody)
    letters = letters_of(world)
    kept = connection.settings_dict["CONN_MAX_AGE"]
    connection.settings_dict["CONN_MAX_AGE"] = (
        0  # each request has a thread of its own, which nobody would close
    )
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.server_port}", everybody, world, letters)
    server.shutdown()
    server.server_close()
    connection.settings_dict["CONN_MAX_AGE"] = kept


def cookies_of(person: Person, url: str) -> list[SetCookieParam]:
    """A session that the forms of signing in opened, for the browser to carry on."""
    host = urlsplit(url).hostname or ""
    cookies = signed_in(person).cookies.values()
    return [{"name": one.key, "value": one.value, "domain": host, "path": "/"} for one in cookies]


def look(opened: Page, name: str, address: str, width: int) -> list[str]:
    opened.goto(address)
    screenshot(opened, f"{name}-{width}")
    wrong = [f"{name} {width}: {line}" for line in axe(opened)]
    return [*wrong, f"{name} {width}: is cut"] if overflows(opened) else wrong


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_cut(resident: Resident, site: Site, width: int) -> None:
    people = {person: cookies_of(person, site.url) for person in (site.cast.ada, site.cast.mara)}
    wrong: list[str] = []
    with resident.driven() as browser:  # last: no database in the thread of its loop
        for person, cookies in people.items():
            with page(browser, site.url, width=width) as watched:  # type: ignore[arg-type]
                watched.page.context.add_cookies(cookies)
                for who, name, address in site.pages():
                    if who is person:
                        wrong += look(watched.page, name, address, width)
                wrong += watched.problems
    assert wrong == []

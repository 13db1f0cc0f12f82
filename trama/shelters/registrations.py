"""What this app brings to the registries of the apps below, at start."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.accounts.menu_numbers import MenuNumber, menu_numbers, number
from trama.cases.registries import events, on_erase
from trama.deadlines.agenda import SubjectAgenda, SubjectNotices, agenda_sources, notice_sources
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.subjects import SubjectHandle
from trama.deadlines.tick import ticks
from trama.referrals.landing import landing
from trama.shelters.landing import NEW_REQUEST
from trama.shelters.rules import HOLD_END, HOLD_EXPIRED, REQUEST_ANSWER, STAY_END
from trama.shelters.selectors.houses import houses_for_menu
from trama.shelters.services.erasure import forget
from trama.shelters.ticking import EXPIRED_HOLDS
from trama.shelters.timeline import ASKED, STAY
from trama.ui.menu import MenuItem, menu


def _stay_page(row: Deadline | Notice, _handle: SubjectHandle) -> str:
    return reverse("shelters:stay", args=[row.source])


def _request_page(row: Deadline, _handle: SubjectHandle) -> str:
    return reverse("shelters:request", args=[row.source])


def _gives_hospitality(request: HttpRequest) -> bool:
    """It has a house; where nobody knows, as if."""
    return number(request, "houses") != 0


def _has_no_house(request: HttpRequest) -> bool:
    return not _gives_hospitality(request)


def register() -> None:
    menu_numbers.register(MenuNumber("houses", houses_for_menu))
    menu.register(
        MenuItem(
            _("Ospitalità"),
            "shelters:board",
            Action.READ_SHELTER,
            order=40,
            icon="house",
            shown=_gives_hospitality,
        )
    )
    menu.register(
        MenuItem(
            _("Aprire una casa"),
            "shelters:houses",
            Action.MANAGE_PLACES,
            order=85,
            icon="house",
            shown=_has_no_house,
        )
    )
    agenda_sources.register(SubjectAgenda((STAY_END.code, HOLD_END.code), _stay_page, icon="house"))
    agenda_sources.register(SubjectAgenda((REQUEST_ANSWER.code,), _request_page, icon="house"))
    notice_sources.register(SubjectNotices((HOLD_EXPIRED.code,), _stay_page))
    ticks.register(EXPIRED_HOLDS)
    events.register(STAY)
    events.register(ASKED)
    on_erase.register(forget)
    landing.register(NEW_REQUEST)

"""The transaction around a view: what is undone, what is seen (the two traps of DESIGN §5)."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import RequestFactory

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.urls import guarded
from trama.audit.models import Event
from trama.audit.services import record

pytestmark = pytest.mark.django_db

ACTOR = Actor(organisation_id=uuid4(), network_id=uuid4(), user_id=uuid4(), membership_id=uuid4())


def ask(view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    request = RequestFactory().get("/")
    request.actor = ACTOR  # type: ignore[attr-defined]
    return guarded(view, Action.SIGNED_IN)(request)  # type: ignore[return-value]


def written() -> int:
    with acting(ACTOR):
        return Event.objects.count()


def write() -> None:
    record(ACTOR, "test.written")


def answers(status: int) -> Callable[[HttpRequest], HttpResponse]:
    def view(_request: HttpRequest) -> HttpResponse:
        write()
        return HttpResponse(status=status)

    return view


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (302, 1), (403, 0), (404, 0), (422, 0), (500, 0)])
def test_only_good_answers_commit(status: int, kept: int) -> None:
    ask(answers(status))
    assert written() == kept


def test_nothing_stays_of_a_view_that_raises() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        write()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(view)
    assert written() == 0


def test_a_template_response_is_rendered_inside_the_transaction() -> None:
    template = engines["django"].from_string("{{ rows.count }}")

    def view(request: HttpRequest) -> HttpResponse:
        write()
        return TemplateResponse(request, template, {"rows": Event.objects.all()})

    assert ask(view).content == b"1"


def test_streaming_is_refused() -> None:
    with pytest.raises(RuntimeError):
        ask(lambda _request: StreamingHttpResponse([b"x"]))  # type: ignore[arg-type,return-value]


def current() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('trama.organisation', true)")
        return str(cursor.fetchone()[0] or "")


def test_the_actor_is_gone_afterwards_and_an_outer_one_returns() -> None:
    other = Actor(organisation_id=uuid4(), network_id=uuid4(), user_id=None, membership_id=None)
    assert current() == ""
    with acting(ACTOR):
        with acting(other):
            assert current() == str(other.organisation_id)
        assert current() == str(ACTOR.organisation_id)
        with pytest.raises(ZeroDivisionError), acting(other):
            raise ZeroDivisionError
        assert current() == str(ACTOR.organisation_id)
    assert current() == ""

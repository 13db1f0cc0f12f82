"""The pages: who may do what where, forms that keep what was typed, queries that do not grow with the rows."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from trama.access.context import acting
from trama.protocol.meetings import services
from trama.protocol.meetings.models import ActionItem, Meeting
from trama.protocol.meetings.services import tables
from trama.protocol.meetings.states import ActionState
from trama.protocol.meetings.tests import making
from trama.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
Clients = Callable[[Person], Client]
# Who is who: (the lead body's coordinator, the owner's referent, another body's referent, an operator of the owner).
WHO = ("tea", "franca", "ivana", "ada")
ON_A_MEETING = {  # page -> what each of WHO is answered
    "meeting": (200, 200, 200, 200),
    "minutes": (200, 200, 200, 200),
    "convocation": (200, 200, 200, 200),
    "calendar": (200, 200, 200, 200),
    "answer_meeting": (200, 200, 404, 403),
    "change_meeting": (200, 403, 403, 403),
    "convene_meeting": (200, 403, 403, 403),
    "cancel_meeting": (200, 403, 403, 403),
    "mail": (200, 403, 403, 403),
    "attendance": (200, 403, 403, 403),
    "write_minutes": (200, 403, 403, 403),
    "approve_minutes": (200, 403, 403, 403),
    "correct_minutes": (200, 403, 403, 403),
    "discard_correction": (200, 403, 403, 403),
    "give_action": (200, 403, 403, 403),
}
ON_AN_ACTION = {
    "action": (200, 200, 200, 200),
    "do_action": (404, 200, 404, 403),
    "verify_action": (200, 404, 404, 403),
    "send_back_action": (200, 404, 404, 403),
    "move_action": (200, 403, 403, 403),
    "drop_action": (200, 403, 403, 403),
}
AT_A_TABLE = {  # Tea leads, Franca holds it, Nora sits, Ivana is of another centre
    "table": (404, 200, 200, 404),
    "change_table": (404, 200, 403, 404),
    "new_session": (404, 200, 403, 404),
    "new_paper": (404, 200, 200, 404),
}


def answers(
    client_of: Clients, cast: Cast, names: tuple[str, ...], pages: Mapping[str, tuple[int, ...]], row: object
) -> None:
    clients = [client_of(cast.people[name]) for name in names]
    found = {
        name: tuple(client.get(reverse(f"protocol:{name}", args=[row])).status_code for client in clients)
        for name in pages
    }
    assert found == pages


def test_who_opens_which_page_of_a_meeting(cast: Cast, client_of: Clients) -> None:
    meeting = making.convened(cast, bodies=("aurora", "capofila"))
    answers(client_of, cast, WHO, ON_A_MEETING, meeting.pk)


def test_who_opens_which_page_of_an_action(cast: Cast, client_of: Clients) -> None:
    item = making.given(cast, making.held(cast), "aurora")
    answers(client_of, cast, WHO, ON_AN_ACTION, item.pk)


def test_who_opens_which_page_of_a_table(cast: Cast, client_of: Clients) -> None:
    table = making.a_table(cast)
    answers(client_of, cast, ("tea", "franca", "nora", "ivana"), AT_A_TABLE, table.pk)


def test_the_lead_body_opens_a_shared_session_and_its_papers_stay_closed(
    cast: Cast, client_of: Clients
) -> None:
    table = making.a_table(cast)
    session = making.a_session(cast, table)
    franca = cast.franca.actor
    with acting(franca):
        paper = tables.put_paper(
            actor=franca, table_id=table.pk, session_id=session.pk, title="Carta", text="Solo nostra."
        )
        tables.share_session(actor=franca, session_id=session.pk, share=True)
    client = client_of(cast.tea)
    page = client.get(reverse("protocol:session", args=[session.pk]))
    assert page.status_code == 200
    assert "Carta" not in page.text
    assert client.get(reverse("protocol:paper", args=[paper.pk])).status_code == 404
    assert client.get(reverse("protocol:share_session", args=[session.pk])).status_code == 403
    assert "Chi vi siede" not in client.get(reverse("protocol:table", args=[table.pk])).text


def test_a_plan_keeps_what_was_typed_and_sent_twice_makes_one_meeting(cast: Cast, client_of: Clients) -> None:
    client = client_of(cast.tea)
    url = reverse("protocol:plan_meeting")
    start = making.noon(5)
    said = {
        "once": str(uuid4()), "kind": "operational", "title": "Incontro d’autunno", "who": "all",
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"), "ends_at": start.strftime("%Y-%m-%dT%H:%M"),
        "place": "Sala", "agenda": "Uno\n\n Due ",
    }  # fmt: skip
    refused = client.post(url, said)
    assert refused.status_code == 422
    assert "Incontro d’autunno" in refused.text
    said["ends_at"] = (start + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    for _time in range(2):
        assert client.post(url, said).status_code == 302
    with acting(cast.tea.actor):
        meeting = Meeting.objects.get()
        assert list(meeting.agenda.order_by("order").values_list("title", flat=True)) == ["Uno", "Due"]
        assert meeting.invitations.count() == 6, "all signatories by default"


def test_a_group_invites_its_members(cast: Cast, client_of: Clients) -> None:
    with acting(cast.tea.actor):
        group = services.open_group(
            actor=cast.tea.actor, name="Formazione", members=making.ids_of(cast, "iris", "sociale")
        )
    client, start = client_of(cast.tea), making.noon(5)
    said = {
        "kind": "group", "title": "Primo", "who": "group", "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    url = reverse("protocol:plan_meeting")
    assert "Scegli il gruppo" in client.post(url, said).text
    assert client.post(url, said | {"group": str(group.pk)}).status_code == 302
    with acting(cast.tea.actor):
        invited = set(Meeting.objects.get().invitations.values_list("organisation_id", flat=True))
        assert invited == making.ids_of(cast, "iris", "sociale")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "www.example", "https://"])
def test_a_link_is_of_the_web(cast: Cast, client_of: Clients, link: str) -> None:
    start = making.noon(5)
    said = {
        "kind": "operational", "title": "Primo", "who": "all", "link": link,
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    assert client_of(cast.tea).post(reverse("protocol:plan_meeting"), said).status_code == 422


def test_the_sheet_of_attendance_takes_ticks_and_leaves_the_others_absent(
    cast: Cast, client_of: Clients
) -> None:
    meeting = making.convened(cast, -1)
    client, url = client_of(cast.tea), reverse("protocol:attendance", args=[meeting.pk])
    aurora, iris = cast.organisations["aurora"], cast.organisations["iris"]
    assert client.post(url, {"present": [str(aurora)], "excused": [str(iris), "no-id"]}).status_code == 302
    with acting(cast.tea.actor):
        codes = dict(meeting.invitations.values_list("organisation_id", "attendance"))
    assert (codes[aurora], codes[iris], codes[cast.organisations["sociale"]]) == (
        "present",
        "excused",
        "absent",
    )


def test_a_sheet_sent_too_early_is_sent_back_with_its_ticks(cast: Cast, client_of: Clients) -> None:
    meeting = making.convened(cast, 7)
    aurora = str(cast.organisations["aurora"])
    answer = client_of(cast.tea).post(
        reverse("protocol:attendance", args=[meeting.pk]), {"present": [aurora]}
    )
    assert answer.status_code == 422
    assert "non è ancora cominciato" in answer.text
    assert f'value="{aurora}" checked' in answer.text


def was_on(page: str) -> list[str]:
    """How each body stood, as the sheet carries it."""
    return re.findall(r'name="was" value="([^"]+)"', page)


def test_a_sheet_shows_what_a_colleague_wrote_meanwhile_and_is_saved_the_second_time(
    cast: Cast, client_of: Clients
) -> None:
    """She and a colleague opened the sheet together: where they differ she is asked, elsewhere both are kept."""
    meeting = making.held(cast)  # aurora and the lead body were there
    client, url = client_of(cast.tea), reverse("protocol:attendance", args=[meeting.pk])
    opened = was_on(client.get(url).text)
    aurora, iris, ginestra, lead = (
        str(cast.organisations[name]) for name in ("aurora", "iris", "ginestra", "capofila")
    )
    colleague = {"was": opened, "present": [aurora, lead, ginestra], "excused": [iris]}
    assert client_of(cast.tilde).post(url, colleague).status_code == 302
    answer = client.post(url, {"was": opened, "present": [aurora, lead, iris]})
    assert answer.status_code == 422
    assert "Una collega ha segnato: Assente, ha avvisato" in answer.text
    assert answer.text.count("Una collega ha segnato") == 1
    for body in (aurora, lead, iris, ginestra):
        assert f'id="present-{body}" name="present" value="{body}" checked' in answer.text
    again = {"was": was_on(answer.text), "present": [aurora, lead, iris, ginestra]}
    assert client.post(url, again).status_code == 302
    with acting(cast.tea.actor):
        codes = dict(meeting.invitations.values_list("organisation_id", "attendance"))
    assert {codes[UUID(body)] for body in (aurora, lead, iris, ginestra)} == {"present"}


def test_the_page_that_asks_for_approval_bears_what_was_read(cast: Cast, client_of: Clients) -> None:
    meeting = making.held(cast)
    making.written(cast, meeting)
    client, url = client_of(cast.tea), reverse("protocol:approve_minutes", args=[meeting.pk])
    seen = client.get(url).text.split('name="seen" value="')[1].split('"')[0]
    making.written(cast, meeting)
    answer = client.post(url, {"seen": seen})
    assert answer.status_code == 422
    assert "rileggilo" in answer.text
    seen = client.get(url).text.split('name="seen" value="')[1].split('"')[0]
    assert [client.post(url, {"seen": seen}).status_code for _twice in range(2)] == [302, 302]


def test_sharing_sent_twice_does_not_turn_into_its_opposite(cast: Cast, client_of: Clients) -> None:
    session = making.a_session(cast, making.a_table(cast))
    client, url = client_of(cast.franca), reverse("protocol:share_session", args=[session.pk])
    for share, there in (("yes", True), ("no", False)):
        assert f'name="share" value="{share}"' in client.get(url).text
        assert [client.post(url, {"share": share}).status_code for _twice in range(2)] == [302, 302]
        with acting(cast.franca.actor):
            session.refresh_from_db()
        assert (session.shared_at is not None) is there
    assert client.post(url, {}).status_code == 422


def test_minutes_warn_against_episodes_that_could_identify(cast: Cast, client_of: Clients) -> None:
    meeting = making.held(cast)
    page = client_of(cast.tea).get(reverse("protocol:write_minutes", args=[meeting.pk])).text
    assert "mai episodi" in page
    assert "Niente episodi, luoghi, date" in page


def test_what_waits_for_the_body_stands_first(cast: Cast, client_of: Clients) -> None:
    making.convened(cast, 7)
    making.given(cast, making.held(cast, -9), "aurora", days=-1)
    page = client_of(cast.franca).get(reverse("protocol:meetings")).text
    assert "Rispondi: Incontro di prova" in page
    assert "In ritardo" in page


LISTS = ("meetings", "actions", "groups", "attendance_year", "tables")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_same_number_of_questions_however_long_it_is(
    cast: Cast, client_of: Clients, name: str
) -> None:
    client, url = client_of(cast.franca), reverse(f"protocol:{name}")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    grow(cast)
    client.get(url)
    few = questions()
    for _time in range(2):
        grow(cast)
    assert questions() <= few, "the number of rows must not matter"
    assert few <= 30


def grow(cast: Cast) -> None:
    meeting = making.held(cast, -1)
    making.given(cast, meeting, "aurora")
    with acting(cast.tea.actor):
        services.open_group(actor=cast.tea.actor, name="Gruppo", members=making.ids_of(cast, "iris"))
    making.a_table(cast)


def test_pages_of_actions_say_mine_all_late_and_closed(cast: Cast, client_of: Clients) -> None:
    meeting = making.held(cast)
    making.given(cast, meeting, "aurora", days=-1)
    other = making.given(cast, meeting, "iris", days=3)
    client, url = client_of(cast.franca), reverse("protocol:actions")
    assert "Centro antiviolenza Iris" not in client.get(url).text
    assert "Centro antiviolenza Iris" in client.get(url, {"quali": "tutte"}).text
    assert "Centro antiviolenza Iris" not in client.get(url, {"quali": "ritardo"}).text
    with acting(cast.tea.actor):
        services.drop_action(actor=cast.tea.actor, action_id=other.pk, because="Non serve")
        assert ActionItem.objects.get(pk=other.pk).current is ActionState.DROPPED
    assert "Non serve più" in client.get(url, {"quali": "concluse"}).text


def test_the_calendar_file_is_one_that_calendars_open(cast: Cast, client_of: Clients) -> None:
    meeting = making.convened(cast)
    answer = client_of(cast.ada).get(reverse("protocol:calendar", args=[meeting.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert f"incontro-{timezone.localdate(meeting.starts_at)}.ics" in answer["Content-Disposition"]

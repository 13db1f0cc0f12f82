"""Asking for a place: what the shelter learns, and how little goes back."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.http import Http404
from django.utils import timezone

from trama.access.actor import Actor
from trama.access.context import acting
from trama.cases import services as cases
from trama.cases.presentation import timeline_items
from trama.cases.selectors import open_page
from trama.cases.tests.conftest import Hands, at_work, open_for
from trama.common.errors import DomainError
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.selectors import agenda
from trama.referrals.drafts import Draft
from trama.referrals.landing import targets
from trama.referrals.letters import open_answer
from trama.referrals.models import Answer, Referral
from trama.referrals.services import preparing, receiving, sending
from trama.referrals.sharing import shareable_fields
from trama.shelters import facts, services
from trama.shelters.models import Request, Stay
from trama.shelters.services.requests import reply_words
from trama.shelters.states import RequestState, StayState
from trama.shelters.tests.conftest import Shelter, admit, ask, day, hold
from trama.shelters.ticking import warn_expired_holds
from trama.testing.cast import Cast
from trama.ui.dates import day_words


def letter(cast: Cast, *, message: bool = True) -> Referral:
    """Ada asks Ginestra for a place for Zoë."""
    path = open_for(cast.ada, "Zoë")
    with at_work(cast.ada) as ada:
        parcel = preparing.prepare_parcel(
            **ada.who,
            subject=path.pk,
            record_key=path.woman.record_key,
            receivers=[cast.organisations["ginestra"]],
        )
        fields = shareable_fields(actor=ada.actor, keyring=ada.keyring, subject=path.pk)
        draft = Draft(
            receivers=(), fields=tuple(fields[:1]), purpose="Un posto per lei e due figli, lontano dal centro",
            expires_on=timezone.localdate() + timedelta(days=10), return_message=message,
        )  # fmt: skip
        preparing.write_draft(**ada.who, parcel=parcel.pk, draft=draft)
        preparing.agree(**ada.who, parcel=parcel.pk, way="in_person")
        return sending.send_parcel(**ada.who, parcel=parcel.pk)[0]


def take_over(mara: Hands, sent: Referral) -> Request:
    receiving.accept_referral(**mara.who, referral=sent.pk, target="shelter")
    return Request.objects.get(referral=sent.pk)


def test_a_letter_becomes_a_path_and_a_request(cast: Cast, shelter: Shelter) -> None:
    sent = letter(cast)
    with at_work(cast.mara) as mara:
        request = take_over(mara, sent)
        content = mara.keyring.box(request.path.woman.record_key).open(request, "content")
        due = Deadline.objects.get(source=request.pk)
    assert isinstance(content, dict)
    assert content["needed"] == "Un posto per lei e due figli, lontano dal centro"
    assert (request.state, due.kind, due.state) == ("requested", "shelter_request", "open")


def test_only_where_there_are_houses(cast: Cast, shelter: Shelter) -> None:
    assert "shelter" in _offered(cast.mara.actor)
    assert "shelter" not in _offered(cast.ada.actor)
    with at_work(cast.nora) as nora:
        services.close_house(actor=nora.actor, house_id=shelter.house.pk)
    assert "shelter" not in _offered(cast.mara.actor)


def _offered(actor: Actor) -> set[str]:
    with acting(actor):
        return {target.code for target in targets(actor)}


def test_who_asked_reads_yes_no_or_when_and_never_where(cast: Cast, shelter: Shelter) -> None:
    sent = letter(cast)
    with at_work(cast.mara) as mara:
        request = take_over(mara, sent)
        services.answer_request(
            **mara.who, request_id=request.pk, to=RequestState.ACCEPTED, note="casa Glicine, stanza sul cortile",
            available_from=day(3), tell=True,
        )  # fmt: skip
    with at_work(cast.ada) as ada:
        answer = Answer.objects.get(referral=sent.pk, kind=Answer.Kind.MESSAGE)
        value, signer = open_answer(ada.keyring, answer)
    words = [str(value)]
    assert signer.organisation_name == "Casa rifugio Ginestra"
    assert any("Sì: c’è un posto" in text for text in words), words
    assert not any("Glicine" in text or "cortile" in text for text in words)


def test_nothing_goes_back_where_she_did_not_agree(cast: Cast, shelter: Shelter) -> None:
    sent = letter(cast, message=False)
    with at_work(cast.mara) as mara:
        request = take_over(mara, sent)
        with pytest.raises(DomainError) as error:
            services.answer_request(**mara.who, request_id=request.pk, to=RequestState.WAITING, tell=True)
    assert error.value.code == "not_agreed"


def test_what_goes_back_is_fixed_words_and_a_day() -> None:
    when = day_words(day(1))
    known = {
        "Sì: c’è un posto",
        "Per ora no: forse",
        "Per ora no: aspetta un posto",
        "No: non c’è un posto adatto",
        "",
    }
    for state in RequestState:
        said = {reply_words(state, None), reply_words(state, day(1)).replace(f" dal {when}", "")}
        assert {one.strip(".").rstrip(",") for one in said} <= known, state


def test_the_answer_closes_the_reminder_and_a_second_thought_opens_it(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        request = ask(mara, "Amina")
        on = {**mara.who, "request_id": request.pk}
        services.answer_request(**on, to=RequestState.REFUSED, reason="full", note="Da risentire a marzo")
        assert not Deadline.objects.filter(source=request.pk, state="open").exists()
        services.answer_request(**on, to=RequestState.EVALUATING)
        assert Deadline.objects.filter(source=request.pk, state="open").count() == 1
        with pytest.raises(DomainError):
            services.answer_request(**on, to=RequestState.ADMITTED)
        with pytest.raises(DomainError):
            services.answer_request(**on, to=RequestState.REFUSED, reason="antipatica")


def test_the_end_of_a_stay_is_on_the_agenda_until_a_person_acts(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first, days=5)
        assert _kinds(mara) == ["shelter_stay_end"]
        services.extend_stay(**mara.who, stay_id=stay.pk, until=day(9), reason="aspetta la casa")
        (row,) = Deadline.objects.filter(source=stay.pk, state="open")
        assert timezone.localtime(row.due_at).date() == day(9)
        services.end_stay(**mara.who, stay_id=stay.pk, reason="own_home")
        assert _kinds(mara) == []


def _kinds(hands: Hands) -> list[str]:
    found = agenda(hands.actor, hands.keyring, now=timezone.now())
    return [item.deadline.kind for _group, items in found.groups for item in items]


def test_a_colleague_who_must_not_know_sees_a_place_taken_by_nobody(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first, days=5)
        cases.set_must_not_know(**mara.who, path_id=stay.path_id, memberships=[cast.olga.membership_id])
    with at_work(cast.olga) as olga:
        assert _kinds(olga) == []
        with pytest.raises(Http404):
            services.end_stay(**olga.who, stay_id=stay.pk, reason="own_home")
        with pytest.raises(DomainError) as error:
            admit(olga, "Berta", shelter.first)
        assert error.value.code == "place_taken"


def test_a_held_place_past_its_day_is_told_once_and_stays_held(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        kept = hold(mara, "Amina", shelter.first, until=9, held=1)
        Stay.objects.filter(pk=kept.pk).update(held_until=timezone.now() - timedelta(minutes=5))
        for _hour in range(2):
            warn_expired_holds(mara.actor)
        Notice.objects.update(read_at=timezone.now(), read_by=mara.actor.user_id)
        warn_expired_holds(mara.actor)
        assert Notice.objects.filter(source=kept.pk).count() == 1
        kept.refresh_from_db()
    assert kept.current_state is StayState.HELD


def test_erasing_her_takes_her_stays_and_waits_until_she_has_left(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first)
    with at_work(cast.nora) as nora:
        with pytest.raises(DomainError) as error:
            cases.erase_woman(actor=nora.actor, path_id=stay.path_id)
        assert error.value.code == "still_hosted"
        services.end_stay(**nora.who, stay_id=stay.pk, reason="own_home")
        cases.erase_woman(actor=nora.actor, path_id=stay.path_id)
        assert (Stay.objects.count(), Request.objects.count()) == (0, 0)


def test_her_page_tells_when_and_not_where(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first)
        services.end_stay(**mara.who, stay_id=stay.pk, reason="own_home", note="Ha trovato casa")
        page = open_page(mara.actor, mara.keyring, stay.path_id)
        items = timeline_items(page, {})
    assert [str(item.title) for item in items] == [
        "Ha una casa sua o è da parenti",
        "Accolta in casa",
        "Chiede un posto",
    ]
    assert "Glicine" not in str(items)


def test_facts_are_codes_and_months(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first)
        services.end_stay(**mara.who, stay_id=stay.pk, reason="own_home")
        admit(mara, "Berta", shelter.second)
        year = timezone.localdate().year
        found = {fact.exit_reason: fact for fact in facts.stay_facts(mara.actor, mara.keyring, year=year)}
        asked = facts.request_facts(mara.actor, mara.keyring, year=year)
    assert set(found) == {"", "own_home"}
    assert {fact.level for fact in found.values()} == {"protected_secret"}
    assert found["own_home"].started.day == 1
    assert [fact.state for fact in asked] == ["admitted", "admitted"]


@pytest.mark.parametrize("agreed_for", [30, -10])
def test_nights_are_those_that_were_slept_not_those_agreed(
    cast: Cast, shelter: Shelter, agreed_for: int
) -> None:
    """Neither the nights to come, nor only those until a last day that she has stayed past."""
    since = timezone.now() - timedelta(days=20)
    with at_work(cast.mara) as mara:
        request = ask(mara, "Amina")
        services.admit(
            **mara.who, request_id=request.pk, place_id=shelter.first, until=day(agreed_for), at=since
        )
        this = timezone.localdate().year
        nights = [
            fact.nights
            for year in (this - 1, this)
            for fact in facts.stay_facts(mara.actor, mara.keyring, year=year)
        ]
    assert sum(nights) == 20


def test_another_organisation_finds_nothing(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first)
    with at_work(cast.gaia) as gaia:
        assert (Stay.objects.count(), Request.objects.count()) == (0, 0)
        for act in (
            lambda: services.end_stay(**gaia.who, stay_id=stay.pk, reason="own_home"),
            lambda: services.answer_request(
                **gaia.who, request_id=UUID(str(stay.request_id)), to=RequestState.WAITING
            ),
        ):
            with pytest.raises(Http404):
                act()

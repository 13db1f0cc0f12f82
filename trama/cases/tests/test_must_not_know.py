"""A colleague or an office that must not know: never told, never offered, and for her the path is not there."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trama.access.roles import Role
from trama.accounts.members.services import change_roles
from trama.accounts.models import Membership
from trama.cases import services
from trama.cases.models import Path, PathMember
from trama.cases.selectors import (
    hidden_from,
    hidden_organisations,
    list_calls,
    list_paths,
    open_call,
    open_page,
    search_women,
)
from trama.cases.selectors.lists import PathFilters
from trama.cases.selectors.one import find_path
from trama.cases.selectors.people import assignable, callable_in, hideable
from trama.cases.subjects import PATHS
from trama.cases.tests.conftest import Hands, at_work
from trama.common.errors import DomainError
from trama.consent.models import Consent
from trama.consent.services import withdraw_consent
from trama.deadlines.models import Notice
from trama.referrals.drafts import Draft, SharedField
from trama.referrals.models import Referral
from trama.referrals.services import preparing, sending
from trama.referrals.sharing import shareable_fields
from trama.testing.cast import Cast, Person
from trama.vault.errors import KeyNotHeld
from trama.vault.models import RecordKey


def hide(
    cast: Cast, path: Path, *people: Person, by: Person | None = None, organisations: list[UUID] | None = None
) -> None:
    with at_work(by or cast.ada) as hands:
        services.set_must_not_know(
            **hands.who, path_id=path.pk, memberships=[one.membership_id for one in people],
            organisations=organisations or [], note="è la cugina di lui",
        )  # fmt: skip


def sees(hands: Hands, path: Path) -> bool:
    """Whether any way in shows the path; all of them must agree."""
    found = [
        path.pk in {row.id for row in list_paths(hands.actor, hands.keyring, PathFilters(state=""))},
        path.pk in {row.id for row in list_paths(hands.actor, hands.keyring, PathFilters(q="zoe", state=""))},
        bool(PATHS.open_subjects(hands.actor, hands.keyring, [path.pk])),
        path.woman_id in search_women(hands.actor, hands.keyring, "Zoë"),
    ]
    try:
        open_page(hands.actor, hands.keyring, path.pk)
        found.append(True)
    except Http404:
        found.append(False)
    assert len(set(found)) == 1, found
    return found[0]


def test_for_the_colleague_the_path_is_not_there(cast: Cast, path: Path) -> None:
    with at_work(cast.agata) as agata:
        assert sees(agata, path)
    hide(cast, path, cast.agata)
    with at_work(cast.agata) as agata:
        assert not sees(agata, path)
        with pytest.raises(Http404):
            services.add_entry(**agata.who, path_id=path.pk, kind="note", words="x")
    for person in (cast.ada, cast.bianca, cast.carla):
        with at_work(person) as hands:
            assert sees(hands, path)


def test_her_key_does_not_open_it_whatever_the_application_says(cast: Cast, path: Path) -> None:
    hide(cast, path, cast.agata)
    with at_work(cast.agata) as agata:
        row = Path.objects.select_related("woman__record_key").get(pk=path.pk)
        with pytest.raises(KeyNotHeld):
            agata.keyring.box(row.woman.record_key)


def test_the_telephone_does_not_find_her_for_the_colleague(cast: Cast, path: Path) -> None:
    hide(cast, path, cast.agata)
    with at_work(cast.agata) as agata:
        assert not list(list_paths(agata.actor, agata.keyring, PathFilters(q="3331234567", state="")))


def test_the_colleague_is_not_offered_and_cannot_be_assigned(cast: Cast, path: Path) -> None:
    hide(cast, path, cast.agata)
    with at_work(cast.bianca) as bianca:
        found = find_path(bianca.actor, path.pk)
        assert cast.agata.membership_id not in {person.pk for person in assignable(found, bianca.keyring)}
        with pytest.raises(DomainError) as refused:
            services.assign_path(**bianca.who, path_id=path.pk, to=cast.agata.membership_id)
    assert refused.value.message == "Scegli una delle persone dell’elenco."


def test_a_path_that_was_hers_leaves_her_hands(cast: Cast, path: Path) -> None:
    with at_work(cast.ada) as ada:
        services.assign_path(**ada.who, path_id=path.pk, to=cast.agata.membership_id)
    hide(cast, path, cast.agata)
    with at_work(cast.ada) as ada:
        assert find_path(ada.actor, path.pk).assignee_id is None


def test_a_specialist_who_must_not_know_loses_the_path_the_others_keep_it(cast: Cast, path: Path) -> None:
    with at_work(cast.ada) as ada:
        services.call_in_specialist(
            **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="legal_civil"
        )
    hide(cast, path, cast.agata)
    with at_work(cast.elsa) as elsa:
        assert open_page(elsa.actor, elsa.keyring, path.pk).name == "Zoë"
    hide(cast, path, cast.agata, cast.elsa)
    with at_work(cast.elsa) as elsa, pytest.raises(Http404):
        open_page(elsa.actor, elsa.keyring, path.pk)
    with at_work(cast.ada) as ada:
        assert cast.elsa.membership_id not in {
            person.pk for person in callable_in(find_path(ada.actor, path.pk), ada.keyring)
        }


def test_a_specialist_can_be_called_into_a_narrow_circle_and_let_go(cast: Cast, path: Path) -> None:
    hide(cast, path, cast.agata)
    with at_work(cast.ada) as ada:
        member = services.call_in_specialist(
            **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="psychologist"
        )
    with at_work(cast.elsa) as elsa:
        assert open_page(elsa.actor, elsa.keyring, path.pk).name == "Zoë"
    with at_work(cast.ada) as ada:
        services.let_specialist_go(**ada.who, path_id=path.pk, member_id=member.pk)
    with at_work(cast.elsa) as elsa, pytest.raises(Http404):
        open_page(elsa.actor, elsa.keyring, path.pk)


def test_when_nobody_is_hidden_any_more_she_finds_it_again(cast: Cast, path: Path) -> None:
    with at_work(cast.ada) as ada:
        services.call_in_specialist(
            **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="legal_civil"
        )
    hide(cast, path, cast.agata)
    hide(cast, path, by=cast.bianca)
    for person in (cast.agata, cast.ada, cast.bianca):
        with at_work(person) as hands:
            assert sees(hands, path)
    with at_work(cast.elsa) as elsa:
        assert open_page(elsa.actor, elsa.keyring, path.pk).name == "Zoë"


def test_a_specialist_can_be_kept_out_before_anybody_calls_her(cast: Cast, path: Path) -> None:
    hide(cast, path, cast.elsa)
    with at_work(cast.ada) as ada:
        found = find_path(ada.actor, path.pk)
        assert cast.elsa.membership_id not in {one.pk for one in callable_in(found, ada.keyring)}


@pytest.mark.parametrize("change", [{"admitted_at": None}, {"roles": ["referent"]}])
def test_who_stands_on_the_list_stays_on_offer(cast: Cast, path: Path, change: dict[str, object]) -> None:
    """Waiting for a custodian, or in another role for a while: who edits the list does not take her off unseen."""
    hide(cast, path, cast.agata)
    Membership.objects.filter(pk=cast.agata.membership_id).update(**change)
    with at_work(cast.ada) as ada:
        found = find_path(ada.actor, path.pk)
        offered = {one.pk for one in hideable(found, hidden_from(found, ada.keyring))}
    assert cast.agata.membership_id in offered
    hide(cast, path, cast.agata, organisations=[cast.organisations["iris"]])


def test_an_office_is_kept_from_referrals(cast: Cast, path: Path) -> None:
    iris = cast.organisations["iris"]
    hide(cast, path, organisations=[iris])
    with at_work(cast.bianca) as bianca:
        found = find_path(bianca.actor, path.pk)
        assert hidden_organisations(found, bianca.keyring) == {iris}
        assert found.circle_id is None, "no colleague is hidden: the path stays everybody's"


def test_who_cannot_open_the_list_is_asked_to_let_a_colleague_choose(cast: Cast, path: Path) -> None:
    """Elsa was called in after the list was written: she reads the path and not the list."""
    hide(cast, path, organisations=[cast.organisations["iris"]])
    with at_work(cast.ada) as ada:
        services.call_in_specialist(
            **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="legal_civil"
        )
    with at_work(cast.elsa) as elsa:
        found = find_path(elsa.actor, path.pk)
        assert not hidden_from(found, elsa.keyring).readable
        with pytest.raises(DomainError, match="ask_who_can"):
            hidden_organisations(found, elsa.keyring)


def test_the_call_she_came_from_goes_with_her(cast: Cast) -> None:
    with at_work(cast.ada) as ada:
        call = services.log_call(**ada.who, kind="conversation", note="la voce di Zoë")
        path = services.open_path(**ada.who, name="Zoë", from_call=call.pk)
    hide(cast, path, cast.agata)
    with at_work(cast.agata) as agata:
        assert list(list_calls(agata.actor, agata.keyring)) == []
        with pytest.raises(Http404):
            open_call(agata.actor, agata.keyring, call.pk)


def test_a_colleague_admitted_later_is_outside_until_somebody_lets_her_in(cast: Cast, path: Path) -> None:
    """Carla was away when the circle was drawn: saving the list again draws it anew."""
    with at_work(cast.ada):
        Membership.objects.filter(pk=cast.carla.membership_id).update(admitted_at=None)
    hide(cast, path, cast.agata)
    with at_work(cast.ada):
        Membership.objects.filter(pk=cast.carla.membership_id).update(admitted_at=timezone.now())
    with at_work(cast.carla) as carla:
        assert not sees(carla, path)
    with at_work(cast.bianca) as bianca:
        found = find_path(bianca.actor, path.pk)
        assert cast.carla.membership_id not in {person.pk for person in assignable(found, bianca.keyring)}
    hide(cast, path, cast.agata)
    with at_work(cast.carla) as carla:
        assert sees(carla, path)


def test_nobody_hides_a_path_from_herself_or_from_a_stranger(cast: Cast, path: Path) -> None:
    for person in (cast.ada, cast.gaia):
        with pytest.raises(DomainError):
            hide(cast, path, person)
    with pytest.raises(DomainError, match="unknown_office"):
        hide(cast, path, organisations=[cast.organisations["aurora"]])


def test_the_list_is_rewritten_as_a_whole_and_read_back(cast: Cast, path: Path) -> None:
    hide(cast, path, cast.agata, organisations=[cast.organisations["sociale"]])
    with at_work(cast.carla) as carla:
        hidden = hidden_from(find_path(carla.actor, path.pk), carla.keyring)
    assert hidden.memberships == {cast.agata.membership_id}
    assert hidden.organisations == {cast.organisations["sociale"]}
    assert hidden.note == "è la cugina di lui"


def test_a_closed_path_can_still_be_hidden(cast: Cast, path: Path) -> None:
    with at_work(cast.ada) as ada:
        services.close_path(**ada.who, path_id=path.pk, reason="agreed")
    hide(cast, path, cast.agata)
    with at_work(cast.agata) as agata:
        assert not sees(agata, path)


def _with_notes(cast: Cast, path: Path) -> RecordKey:
    """Elsa is called in and writes notes of her own, which Bianca keeps with her; the key of the notes."""
    with at_work(cast.ada) as ada:
        services.call_in_specialist(
            **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="legal_civil"
        )
    with at_work(cast.elsa) as elsa:
        services.open_own_notes(**elsa.who, path_id=path.pk, keeper=cast.bianca.membership_id)
        services.add_entry(**elsa.who, path_id=path.pk, kind="note", words="una nota mia", own_notes=True)
        key = PathMember.objects.select_related("notes_key").get(path=path).notes_key
        assert isinstance(key, RecordKey)
        return key


def _opens(person: Person, key: RecordKey) -> bool:
    with at_work(person) as hands:
        return key.pk in hands.keyring.holds([RecordKey.objects.get(pk=key.pk)])


def test_who_kept_a_specialists_notes_and_must_not_know_keeps_them_no_longer(
    cast: Cast, path: Path, client_of: Callable[[Person], Client]
) -> None:
    notes = _with_notes(cast, path)
    assert _opens(cast.bianca, notes)
    hide(cast, path, cast.bianca)
    assert not _opens(cast.bianca, notes)
    elsa = client_of(cast.elsa)
    page = elsa.get(f"/percorsi/{path.pk}/").text
    assert "una nota mia" in page
    assert "Le tue note le apri solo tu" in page
    with at_work(cast.elsa) as hands:
        circle = RecordKey.objects.select_related("compartment").get(pk=notes.pk).compartment
        assert circle is not None
        assert (circle.turn, circle.turn_due) == (2, False)
        assert len(hands.keyring.compartment_members(circle)) == 1


def test_she_chooses_another_who_keeps_them(
    cast: Cast, path: Path, client_of: Callable[[Person], Client]
) -> None:
    notes = _with_notes(cast, path)
    with at_work(cast.ada) as ada:
        services.assign_path(**ada.who, path_id=path.pk, to=cast.ada.membership_id)
    hide(cast, path, cast.bianca)
    elsa = client_of(cast.elsa)
    where = f"/percorsi/{path.pk}/note-riservate/"
    assert "Bianca" not in elsa.get(where).text
    assert elsa.post(where, {"keeper": str(cast.ada.membership_id)}).status_code == 302
    assert _opens(cast.ada, notes)
    assert not _opens(cast.bianca, notes)
    assert "Le tue note le apri solo tu" not in elsa.get(f"/percorsi/{path.pk}/").text


def test_a_specialist_who_must_not_know_leaves_her_notes_to_who_keeps_them(cast: Cast, path: Path) -> None:
    notes = _with_notes(cast, path)
    hide(cast, path, cast.elsa)
    assert _opens(cast.bianca, notes)
    assert not _opens(cast.elsa, notes)


def test_notes_are_not_lost_when_both_must_not_know(cast: Cast, path: Path) -> None:
    notes = _with_notes(cast, path)
    hide(cast, path, cast.elsa, cast.bianca)
    assert not _opens(cast.bianca, notes)
    assert _opens(cast.elsa, notes)
    with at_work(cast.elsa) as elsa, pytest.raises(Http404):
        open_page(elsa.actor, elsa.keyring, path.pk)


def _while_away(cast: Cast, path: Path) -> None:
    """Carla is at work again after the circle was drawn without her."""
    with at_work(cast.ada):
        Membership.objects.filter(pk=cast.carla.membership_id).update(admitted_at=None)
    hide(cast, path, cast.agata)
    with at_work(cast.ada):
        Membership.objects.filter(pk=cast.carla.membership_id).update(admitted_at=timezone.now())


def test_who_came_later_is_let_in_with_one_click(
    cast: Cast, path: Path, client_of: Callable[[Person], Client]
) -> None:
    _while_away(cast, path)
    ada, where = client_of(cast.ada), f"/percorsi/{path.pk}/chi-non-deve-sapere/"
    page = ada.get(where).text
    assert "Arrivate dopo" in page
    assert "Carla" in page.split("<form")[-2] + page.split("Arrivate dopo")[1].split("</ul>")[0]
    assert "Agata" not in page.split("Arrivate dopo")[1].split("</ul>")[0]
    assert ada.post(f"{where}{cast.carla.membership_id}/puo-sapere/")["Location"] == where
    with at_work(cast.carla) as carla:
        assert sees(carla, path)
        assert open_page(carla.actor, carla.keyring, path.pk).name == "Zoë"
    with at_work(cast.agata) as agata:
        assert not sees(agata, path)
    assert "Arrivate dopo" not in ada.get(where).text


@pytest.mark.parametrize("who", ["agata", "gaia", "franca"])
def test_nobody_is_let_in_who_is_on_the_list_or_does_not_read(cast: Cast, path: Path, who: str) -> None:
    _while_away(cast, path)
    with at_work(cast.bianca) as bianca, pytest.raises(DomainError, match="not_offered"):
        services.let_into_circle(**bianca.who, path_id=path.pk, membership_id=cast.people[who].membership_id)


def test_who_is_outside_lets_nobody_in(cast: Cast, path: Path) -> None:
    _while_away(cast, path)
    for person in (cast.carla, cast.agata):
        with at_work(person) as hands, pytest.raises(Http404):
            services.let_into_circle(**hands.who, path_id=path.pk, membership_id=cast.carla.membership_id)


def test_those_inside_are_told_when_a_colleague_comes(
    cast: Cast, path: Path, client_of: Callable[[Person], Client]
) -> None:
    """Dina read figures all along; Franca begins to read now: what is told leads to the page of the list."""
    hide(cast, path, cast.agata)
    words, where = "Una collega nuova è fuori dalla cerchia", f"/percorsi/{path.pk}/chi-non-deve-sapere/"
    with at_work(cast.bianca) as bianca:
        change_roles(**bianca.who, membership_id=cast.dina.membership_id, roles=[Role.OPERATOR])
        assert not Notice.objects.filter(code="circle_newcomer").exists()
        change_roles(**bianca.who, membership_id=cast.franca.membership_id, roles=[Role.OPERATOR])
    page = client_of(cast.bianca).get("/agenda/?whose=service").text
    assert words in page
    assert where in page
    assert "Franca" in client_of(cast.bianca).get(where).text
    for person in (cast.agata, cast.franca):
        assert words not in client_of(person).get("/agenda/?whose=service").text


# Offices, and people of offices whom no list can leave out


def gone_letter(cast: Cast, path: Path, receiver: str) -> Referral:
    """Ada has sent her name there, because she agreed."""
    with at_work(cast.ada) as ada:
        parcel = preparing.prepare_parcel(
            **ada.who,
            subject=path.pk,
            record_key=path.woman.record_key,
            receivers=[cast.organisations[receiver]],
        )
        draft = Draft(
            receivers=(), fields=(SharedField("name", "Nome", "Zoë"),), purpose="Un gruppo",
            expires_on=timezone.localdate() + timedelta(days=10),
        )  # fmt: skip
        preparing.write_draft(**ada.who, parcel=parcel.pk, draft=draft)
        preparing.agree(**ada.who, parcel=parcel.pk, way="in_person")
        (letter,) = sending.send_parcel(**ada.who, parcel=parcel.pk)
    return letter


def test_who_writes_an_office_down_learns_that_a_letter_is_there_already(
    cast: Cast, path: Path, client_of: Callable[[Person], Client]
) -> None:
    letter = gone_letter(cast, path, "iris")
    ada, url = client_of(cast.ada), reverse("cases:must_not_know", args=[path.pk])
    assert "già partito" not in ada.get(url).content.decode()
    answer = ada.post(url, {"organisations": [str(cast.organisations["iris"])], "note": ""})
    assert answer.headers["Location"] == url  # and not away from it
    page = ada.get(url).content.decode()
    assert "È già partito" in page
    assert reverse("referrals:parcel", args=[letter.parcel_id]) in page
    with at_work(cast.ada) as hands:
        consent = Consent.objects.get(subject=path.pk)
        withdraw_consent(**hands.who, consent=consent.pk)
    assert "È già partito" not in ada.get(url).content.decode()


def test_who_chooses_reads_of_the_people_whom_no_list_can_leave_out(
    cast: Cast, path: Path, client_of: Callable[[Person], Client]
) -> None:
    with at_work(cast.ada) as ada:
        services.set_must_not_know(**ada.who, path_id=path.pk, note="suo fratello, agente in Questura")
    person = client_of(cast.ada)
    for url in (
        reverse("referrals:new", args=[path.pk]),
        reverse("cases:assign", args=[path.pk]),
        reverse("cases:call_in", args=[path.pk]),
    ):
        assert "suo fratello, agente in Questura" in person.get(url).content.decode(), url
    with at_work(cast.ada) as ada:  # the receiver can be told, if she wants: it must not write there either
        offered = {one.key: one.text for one in shareable_fields(**ada.who, subject=path.pk)}
    assert offered["must_not_know"] == "suo fratello, agente in Questura"


def test_the_offices_who_must_not_know_may_be_told_to_a_receiver_and_no_colleague_s_name(
    cast: Cast, path: Path
) -> None:
    hide(cast, path, cast.agata, organisations=[cast.organisations["iris"]])
    with at_work(cast.ada) as ada:
        offered = {one.key: one.text for one in shareable_fields(**ada.who, subject=path.pk)}
    assert offered["must_not_know"] == "Centro antiviolenza Iris; è la cugina di lui"

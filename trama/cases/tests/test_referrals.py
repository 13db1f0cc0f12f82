"""A letter about her: what may be shared, who is not offered, and what it becomes where it is taken over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trama.cases import services
from trama.cases.models import Path
from trama.cases.selectors import open_page, search_women
from trama.cases.sharing import SHARING
from trama.cases.tests.conftest import AUTHOR, PROFILE, at_work
from trama.common.errors import DomainError
from trama.referrals.drafts import Draft, SharedField
from trama.referrals.models import Reception, Referral
from trama.referrals.services import preparing, receiving, sending
from trama.referrals.sharing import hidden_organisations, shareable_fields
from trama.testing.cast import Cast, Person
from trama.vault.errors import KeyNotHeld

ClientOf = Callable[[Person], Client]


def shared(cast: Cast, path: Path) -> dict[str, SharedField]:
    with at_work(cast.ada) as ada:
        fields = shareable_fields(actor=ada.actor, keyring=ada.keyring, subject=path.pk)
    return {field.key: field for field in fields}


def take_over(cast: Cast, path: Path, keys: list[str]) -> Path:
    """Ada sends these things of hers to Iris, where Gaia takes the letter over as a path."""
    fields = tuple(field for key, field in shared(cast, path).items() if key in keys)
    with at_work(cast.ada) as ada:
        parcel = preparing.prepare_parcel(
            **ada.who,
            subject=path.pk,
            record_key=path.woman.record_key,
            receivers=[cast.organisations["iris"]],
        )
        draft = Draft(
            receivers=(), fields=fields, purpose="Cerca un gruppo nel suo quartiere",
            expires_on=timezone.localdate() + timedelta(days=10),
        )  # fmt: skip
        preparing.write_draft(**ada.who, parcel=parcel.pk, draft=draft)
        preparing.agree(**ada.who, parcel=parcel.pk, way="in_person")
        (letter,) = sending.send_parcel(**ada.who, parcel=parcel.pk)
    with at_work(cast.gaia) as gaia:
        receiving.open_referral(**gaia.who, referral=letter.pk)
        reception = receiving.accept_referral(**gaia.who, referral=letter.pk, target="path")
        return Path.objects.get(pk=reception.subject)


def test_erasing_her_destroys_the_letter_that_waits_and_tells_who_took_one_over(
    cast: Cast, path: Path
) -> None:
    landed = take_over(cast, path, ["name"])
    with at_work(cast.ada) as ada:
        parcel = preparing.prepare_parcel(
            **ada.who,
            subject=path.pk,
            record_key=path.woman.record_key,
            receivers=[cast.organisations["iris"]],
        )
        last = timezone.localdate() + timedelta(days=10)
        draft = Draft(
            receivers=(), fields=(SharedField("name", "Nome", "Zoë"),), purpose="Un posto", expires_on=last
        )
        preparing.write_draft(**ada.who, parcel=parcel.pk, draft=draft)
        preparing.agree(**ada.who, parcel=parcel.pk, way="in_person")
        (waiting,) = sending.send_parcel(**ada.who, parcel=parcel.pk)
    with at_work(cast.bianca) as bianca:
        services.erase_woman(actor=bianca.actor, path_id=path.pk)
    with at_work(cast.gaia) as gaia:
        with pytest.raises(DomainError, match="withdrawn"):
            receiving.open_referral(**gaia.who, referral=waiting.pk)
        taken = Reception.objects.get(subject=landed.pk)
        assert Referral.objects.get(pk=taken.referral).withdrawn_at is not None


def test_what_may_be_shared_is_what_was_written(cast: Cast, path: Path) -> None:
    fields = shared(cast, path)
    assert fields["name"].text == "Zoë"
    assert fields["telephone"].text == "333 123 4567, oppure la sorella"
    assert "solo al mattino, prima delle dieci" in fields["telephone"].note
    assert fields["profile.violence_type"].text == "Fisica; Psicologica"
    assert fields["author.relationship_l53"].text == "Ex coniuge/ex convivente"
    assert "email" not in fields
    assert "children" not in fields


def test_children_are_shared_without_names(cast: Cast, path: Path) -> None:
    with at_work(cast.ada) as ada:
        services.add_child(**ada.who, path_id=path.pk, name="Nina", birth_year=2018)
        services.add_child(**ada.who, path_id=path.pk, name="Leo")
    assert shared(cast, path)["children"].text == "2 figlie e figli, anno di nascita: 2018"


def test_a_letter_taken_over_is_a_first_contact_with_what_she_chose(cast: Cast, path: Path) -> None:
    keys = ["name", "telephone", "profile.violence_type", "profile.age_class", "author.relationship_l53"]
    landed = take_over(cast, path, keys)
    with at_work(cast.gaia) as gaia:
        page = open_page(gaia.actor, gaia.keyring, landed.pk)
        assert search_women(gaia.actor, gaia.keyring, "3331234567") == [landed.woman_id]
    assert (page.name, page.path.state, page.path.assignee_id) == ("Zoë", "contact", cast.gaia.membership_id)
    assert page.profile == {key: PROFILE[key] for key in ("violence_type", "age_class")}
    assert page.author == {"relationship_l53": AUTHOR["relationship_l53"]}
    assert "solo al mattino, prima delle dieci" in page.contacts.rules[0].text
    (entry,) = page.entries
    assert entry.content is not None
    assert entry.content["sender"] == "Centro antiviolenza Aurora"
    assert "Cerca un gruppo nel suo quartiere" in entry.content["text"]


def test_her_consent_and_the_letter_stand_on_her_page(cast: Cast, client_of: ClientOf, path: Path) -> None:
    take_over(cast, path, ["name"])
    where = reverse("cases:path", args=[path.pk])
    page = client_of(cast.ada).get(where).content.decode()
    assert "Ha detto sì: Centro antiviolenza Iris" in page
    assert "A Centro antiviolenza Iris" in page
    assert "I suoi consensi" in page
    assert reverse("referrals:new", args=[path.pk]) in page
    with at_work(cast.ada) as ada:
        services.call_in_specialist(
            **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="legal_civil"
        )
    hers = client_of(cast.elsa).get(where).content.decode()
    assert "A Centro antiviolenza Iris" in hers
    assert reverse("referrals:new", args=[path.pk]) not in hers


def test_her_name_stays_with_her_when_she_did_not_share_it(cast: Cast, path: Path) -> None:
    landed = take_over(cast, path, ["profile.age_class"])
    with at_work(cast.gaia) as gaia:
        assert open_page(gaia.actor, gaia.keyring, landed.pk).name == "Arrivata da Centro antiviolenza Aurora"


def test_an_office_that_must_not_know_is_kept_out(cast: Cast, path: Path) -> None:
    iris = cast.organisations["iris"]
    with at_work(cast.ada) as ada:
        services.set_must_not_know(**ada.who, path_id=path.pk, organisations=[iris])
        assert hidden_organisations(actor=ada.actor, keyring=ada.keyring, subject=path.pk) == {iris}
        with pytest.raises(DomainError):
            preparing.prepare_parcel(
                **ada.who, subject=path.pk, record_key=path.woman.record_key, receivers=[iris]
            )


def test_who_cannot_open_the_list_sends_nothing(cast: Cast, path: Path) -> None:
    """Elsa reads the path and not the list: she is asked to let a colleague choose."""
    with at_work(cast.ada) as ada:
        services.set_must_not_know(**ada.who, path_id=path.pk, organisations=[cast.organisations["iris"]])
        services.call_in_specialist(
            **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="legal_civil"
        )
    with at_work(cast.elsa) as elsa, pytest.raises(KeyNotHeld):
        SHARING.hidden_organisations(actor=elsa.actor, keyring=elsa.keyring, subject=path.pk)


def test_nothing_is_shared_of_a_path_that_is_not_hers_to_see(cast: Cast, path: Path) -> None:
    with at_work(cast.gaia) as gaia:
        assert SHARING.shareable(actor=gaia.actor, keyring=gaia.keyring, subject=path.pk) is None

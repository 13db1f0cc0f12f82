"""The real register over the real signatories: no commitment without owner, rule and a way to give evidence."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from trama.access.actions import Forbidden
from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.common.errors import DomainError
from trama.common.tables import read_rows
from trama.network.models import Network, NetworkMembership, Organisation
from trama.network.services import MILAN
from trama.protocol.agreement.loading import MILAN_DATE, load_agreement, read_known
from trama.protocol.agreement.models import Signatory, Version
from trama.protocol.agreement.selectors import version_in_force
from trama.protocol.commitments import selectors
from trama.protocol.commitments.kinds import CAPABILITIES, kinds_for
from trama.protocol.commitments.loading import (
    GROUPS,
    MILAN_COMMITMENTS,
    copy_register,
    load_register,
    read_register,
)
from trama.protocol.commitments.models import Commitment, Ownership
from trama.protocol.commitments.policies import way_for
from trama.protocol.commitments.rules import Rule
from trama.testing.cast import Cast, Person

TODAY = date(2026, 11, 22)
# Owners of each group among the 47: what the text itself lists.
OWNERS = {
    "ALL": 47, "COMUNE": 1, "DWS": 1, "DIR": 1, "WEL": 1, "DEL": 1, "PCO": 1, "MUN": 9, "POL": 1, "CAV": 14, "CR": 14,
    "TOP": 2, "TMP": 2, "PRE": 1, "FFO": 3, "ATS": 1, "ASST": 5, "CTE": 1, "UST": 1, "CIP": 1,
}  # fmt: skip


def milan() -> Actor:
    """The 47 signatories in a network of their own; who coordinates it for the lead body (S02)."""
    network = Network.objects.using("maintenance").create(slug="milano-vera", name="Milano")
    bodies = {}
    for row in read_rows(MILAN):
        body = Organisation.objects.using("maintenance").create(
            official_name=row["official_name"], short_name=row["id"], sort_key=row["id"], category="centre"
        )
        NetworkMembership.objects.using("maintenance").create(
            network=network, organisation=body, signatory_code=row["id"], is_lead=row["id"] == "S02"
        )
        bodies[row["id"]] = body.pk
    return Actor(bodies["S02"], network.pk, uuid4(), uuid4(), frozenset({Role.NETWORK_COORDINATOR}))


def test_all_191_commitments_have_owners_a_rule_and_a_way_to_give_evidence(committed: str) -> None:
    actor = milan()
    with acting(actor):
        version = load_agreement(
            actor=actor, title="Milano", document_date=MILAN_DATE, signatories=list(read_known())
        )
        load_register(actor=actor, version=version)
        rows = list(selectors.register(actor, version))
        owners: dict[str, list[Ownership]] = {}
        for row in selectors.owned(actor, version, 2026):
            owners.setdefault(row.commitment.code, []).append(row)
        assert len(rows) == 191
        for each in rows:
            assert len(owners[each.code]) == OWNERS[each.binds], each.code
            assert str(Rule(each.rule).label), each.code
            assert kinds_for(each.capability, Rule(each.rule)), each.code
            assert each.capability in CAPABILITIES, each.code
            for owner in owners[each.code]:  # the owner's referent gives it, or the lead body for it
                referent = Actor(
                    owner.organisation_id, actor.network_id, uuid4(), uuid4(), frozenset({Role.REFERENT})
                )
                assert way_for(referent, owner.organisation_id) == "referent", each.code
        assert {row.organisation_id for those in owners.values() for row in those} == set(
            Signatory.objects.filter(version=version).values_list("organisation_id", flat=True)
        )


def test_the_file_speaks_of_no_signatory_that_is_not_known() -> None:
    assert {row["signatory"] for row in read_rows(MILAN_COMMITMENTS)} == set(GROUPS)
    groups = {group for known in read_known() for group in known.groups} | {"ALL"}
    assert groups == set(GROUPS.values())


def owners_of(actor: Actor, code: str) -> set[str]:
    version = version_in_force(actor)
    assert version is not None
    rows = selectors.owned(actor, version, 2026).filter(commitment__code=code)
    return {row.organisation.short_name for row in rows}


def test_groups_expand_to_their_members_in_the_cast(cast: Cast) -> None:
    with acting(cast.ada.actor):
        assert owners_of(cast.ada.actor, "CAV-01") == {
            "Centro antiviolenza Aurora",
            "Centro antiviolenza Iris",
        }
        assert owners_of(cast.ada.actor, "A6-02") == {"Area Diritti e Inclusione"}
        assert len(owners_of(cast.ada.actor, "A3-01")) == 6
        assert owners_of(cast.ada.actor, "CTE-04") == set()


def test_owners_follow_signatories_that_come_change_and_go(cast: Cast) -> None:
    with acting(cast.tea.actor):
        iris = Signatory.objects.get(organisation=cast.organisations["iris"])
        iris.groups = ["CR"]
        iris.save()
        assert owners_of(cast.tea.actor, "CR-01") == {"Casa rifugio Ginestra", "Centro antiviolenza Iris"}
        gone = Ownership.objects.filter(organisation=iris.organisation_id, commitment__code="CAV-01")
        assert gone.get().until is not None
        iris.groups = ["CAV"]
        iris.save()
        assert gone.get().until is None
        iris.withdrawn_on = date(2025, 6, 30)
        iris.save()
        assert "Centro antiviolenza Iris" not in owners_of(cast.tea.actor, "A3-01")
        mine = Ownership.objects.filter(organisation=iris.organisation_id)
        assert set(mine.exclude(commitment__binds="CR").values_list("until", flat=True)) == {
            date(2025, 6, 30)
        }


def test_a_renewed_protocol_begins_with_the_same_commitments(cast: Cast) -> None:
    tea = cast.tea.actor
    with acting(tea):
        first = version_in_force(tea)
        assert first is not None
        second = Version.objects.create(
            organisation_id=tea.organisation_id,
            network_id=tea.network_id,
            number=2,
            title="Rinnovo",
            previous=first,
        )
        assert len(copy_register(actor=tea, version=second, previous=first)) == 191
        assert list(selectors.register(tea, second).values_list("code", flat=True)) == list(
            selectors.register(tea, first).values_list("code", flat=True)
        )
        with pytest.raises(DomainError, match="there_already"):
            load_register(actor=tea, version=second)


def test_only_the_lead_body_writes_the_register(cast: Cast) -> None:
    with acting(cast.franca.actor):
        version = version_in_force(cast.franca.actor)
        assert version is not None
        with pytest.raises(Forbidden):
            load_register(actor=cast.franca.actor, version=version)


def test_a_row_that_nobody_knows_is_refused(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "commitments.csv"
    path.write_text(
        "id,article,signatory,commitment_it_short,commitment_en,capability,kind,period\nX-1,3,Nessuno,a,b,event,continuous,\n"
    )
    with acting(cast.tea.actor):
        version = version_in_force(cast.tea.actor)
        assert version is not None
        with pytest.raises(DomainError, match="unknown_row"):
            list(read_register(version, path))
        assert Commitment.objects.filter(version=version).count() == 191


def test_a_renewal_in_autumn_does_not_empty_the_year(
    cast: Cast, client_of: Callable[[Person], Client]
) -> None:
    """Until December the year is read with the commitments that held when it began; the next one with the new ones."""
    tea = cast.tea.actor
    with acting(tea):
        first = version_in_force(tea)
        assert first is not None
        second = Version.objects.create(
            organisation_id=tea.organisation_id, network_id=tea.network_id, number=2, title="Rinnovo", previous=first,
            document_date=date(2026, 11, 22),
        )  # fmt: skip
        for version, state in ((second, "signing"), (first, "superseded"), (second, "in_force")):
            Version.objects.filter(pk=version.pk).update(state=state)
        assert selectors.version_for(tea, 2026) == first
        assert selectors.version_for(tea, 2027) == second
        assert selectors.version_for(tea, 2020) == first
    client = client_of(cast.tea)
    assert "non ha ancora un elenco" in client.get(reverse("protocol:commitments")).text
    for _again in range(2):
        assert client.post(reverse("protocol:carry_register")).status_code == 302
    assert "non ha ancora un elenco" not in client.get(reverse("protocol:commitments")).text
    with acting(tea):
        assert selectors.register(tea, second).count() == 191

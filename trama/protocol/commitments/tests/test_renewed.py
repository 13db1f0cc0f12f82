"""A renewal takes its commitments along on the day it comes into force; what was shown before stays where it was."""

from datetime import date
from uuid import UUID

import pytest
from django.utils import timezone

from trama.access.context import acting
from trama.protocol.agreement.models import Signatory, Version
from trama.protocol.agreement.selectors import version_in_force
from trama.protocol.agreement.services import known, renewal
from trama.protocol.commitments import selectors
from trama.protocol.commitments.loading import copy_register
from trama.protocol.commitments.models import Commitment, Evidence, Ownership
from trama.protocol.commitments.tests.acts import YEAR, confirm, give
from trama.testing.cast import Cast

pytestmark = pytest.mark.django_db


def prepared(cast: Cast) -> Version:
    tea = cast.tea.actor
    with acting(tea):
        return renewal.prepare_version(actor=tea, title="Rinnovo")


def in_force(cast: Cast, version: Version) -> Version:
    """Signed by Aurora and put in force today."""
    tea = cast.tea.actor
    with acting(tea):
        renewal.open_signing(actor=tea, version=version)
        row = Signatory.objects.get(version=version, organisation=cast.organisations["aurora"])
        known.write_known(actor=tea, signatory=row, state="received", method="digital_cades")
        return renewal.activate_version(actor=tea, version=version, document_date=timezone.localdate())


def owners(version: Version, code: str) -> set[UUID]:
    rows = Ownership.objects.filter(commitment__version=version, commitment__code=code, until__isnull=True)
    return set(rows.values_list("organisation_id", flat=True))


def test_the_day_it_comes_into_force_it_has_the_register_and_its_owners(cast: Cast) -> None:
    old_evidence = give(cast, cast.franca, "aurora", "CAV-01")
    confirm(cast.tea, old_evidence)
    with acting(cast.tea.actor):
        first = version_in_force(cast.tea.actor)
        assert first is not None
        before = set(Ownership.objects.filter(commitment__version=first).values_list("pk", "until"))
    second = in_force(cast, prepared(cast))
    with acting(cast.franca.actor):
        old, new = (list(selectors.register(cast.franca.actor, one)) for one in (first, second))
        assert [(row.code, row.text_it, row.rule) for row in new] == [
            (row.code, row.text_it, row.rule) for row in old
        ]
        assert len(new) == 191
        for code in ("CAV-01", "CR-01", "A3-01", "DIR-07a", "CTE-04"):
            assert owners(second, code) == owners(first, code), code
        since = Ownership.objects.filter(commitment__version=second).values_list("since", flat=True)
        assert set(since) == {timezone.localdate()}
        assert set(Ownership.objects.filter(commitment__version=first).values_list("pk", "until")) == before
        row = Evidence.objects.select_related("ownership__commitment").get()
        assert (row.pk, row.state) == (old_evidence.pk, "confirmed")
        assert row.ownership.commitment.version_id == first.pk, "evidence stays with what was promised then"
        assert not Evidence.objects.filter(ownership__commitment__version=second).exists()


def test_the_year_in_which_it_changes_still_shows_what_was_done_and_the_next_begins_anew(cast: Cast) -> None:
    confirm(cast.tea, give(cast, cast.franca, "aurora", "CAV-01"))
    in_force(cast, prepared(cast))
    aurora, ada = cast.organisations["aurora"], cast.franca.actor
    with acting(ada):
        shown = {}
        for year in (YEAR, YEAR + 1):
            version = selectors.version_for(ada, year)
            assert version is not None
            rows = selectors.owned(ada, version, year).filter(organisation=aurora, commitment__code="CAV-01")
            shown[year] = selectors.evidence_by_ownership([row.pk for row in rows], year)
    assert [len(found) for found in shown.values()] == [1, 0]


def test_who_comes_in_with_the_renewal_is_bound_and_who_had_left_is_not(cast: Cast) -> None:
    iris, ginestra = (cast.organisations[name] for name in ("iris", "ginestra"))
    tea = cast.tea.actor
    with acting(tea):
        gone = Signatory.objects.get(organisation=iris)
        known.withdraw_signatory(actor=tea, signatory=gone, on=timezone.localdate(), act="Delibera 1")
        version = renewal.prepare_version(actor=tea, title="Rinnovo")
        changed = Signatory.objects.get(version=version, organisation=ginestra)
        changed.groups = ["CAV", "CR"]
        changed.save(update_fields=["groups"])
    second = in_force(cast, version)
    with acting(tea):
        assert owners(second, "CAV-01") == {cast.organisations["aurora"], ginestra}
        assert iris not in owners(second, "A3-01")
        back = renewal.add_signatory(
            actor=tea, version=second, organisation=iris, groups=["CAV"], act="Delibera 2"
        )
        assert back.organisation_id in owners(second, "CAV-01")
        first = Version.objects.get(number=1)
        assert iris not in owners(first, "CAV-01")


def test_a_register_that_was_changed_while_it_was_prepared_stays_so(cast: Cast) -> None:
    """Copied earlier and made shorter with the new text: putting it in force adds nothing."""
    version, tea = prepared(cast), cast.tea.actor
    with acting(tea):
        assert version.previous is not None
        copy_register(actor=tea, version=version, previous=version.previous)
        Commitment.objects.filter(version=version, code="CAV-01").update(text_it="Scritto di nuovo")
    second = in_force(cast, version)
    with acting(tea):
        assert selectors.register(tea, second).count() == 191
        assert Commitment.objects.get(version=second, code="CAV-01").text_it == "Scritto di nuovo"
        assert Commitment.objects.get(version__number=1, code="CAV-01").text_it != "Scritto di nuovo"
    assert second.document_date is not None and second.document_date >= date(2026, 1, 1)

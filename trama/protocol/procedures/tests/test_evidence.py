"""What the library offers as evidence: to the body that did it, in its year, for what it proves."""

from datetime import date

import pytest

from trama.access.context import acting
from trama.protocol.commitments.kinds import EvidenceKind
from trama.protocol.commitments.sources import Offer, offers
from trama.protocol.procedures import services
from trama.protocol.procedures.models import Edition
from trama.testing.cast import Cast

pytestmark = pytest.mark.django_db
CODES = {"A3-04a", "DIR-12", "A7-02a", "WEL-01", "CAV-01"}


def offered(cast: Cast, body: str, year: int, codes: set[str] = CODES) -> list[Offer]:
    with acting(cast.tea.actor):
        return [
            one
            for one in offers(cast.tea.actor, cast.organisations[body], codes, year)
            if one.source == "procedure"
        ]


def test_a_confirmed_dissemination_proves_a3_04a_in_its_year(cast: Cast, guideline: Edition) -> None:
    with acting(cast.franca.actor):
        services.confirm_dissemination(
            actor=cast.franca.actor, edition=guideline, way="mail", spread_on=date(2025, 6, 1)
        )
    (offer,) = offered(cast, "aurora", 2025)
    assert (offer.codes, offer.day) == (frozenset({"A3-04a"}), date(2025, 6, 1))
    assert offer.kind is EvidenceKind.PROCEDURE
    assert offered(cast, "aurora", 2024) == []
    assert offered(cast, "iris", 2025) == []
    assert offered(cast, "aurora", 2025, {"CAV-01"}) == []


def test_what_the_lead_body_puts_in_force_proves_dir_12(cast: Cast, guideline: Edition) -> None:
    (offer,) = offered(cast, "capofila", 2025)
    assert offer.codes == {"DIR-12"}
    assert len(offered(cast, "capofila", 2024)) == 1, "the first edition too, though superseded"


def test_spreading_an_annex_proves_that_it_is_kept(cast: Cast, annex: Edition) -> None:
    with acting(cast.tea.actor):
        services.supply_text(actor=cast.tea.actor, edition=annex, text="I princìpi")
    with acting(cast.franca.actor):
        row = Edition.objects.get(pk=annex.pk)
        services.confirm_dissemination(
            actor=cast.franca.actor, edition=row, way="mail", spread_on=date(2025, 6, 1)
        )
    (offer,) = offered(cast, "aurora", 2025)
    assert offer.codes == {"A3-04a", "A7-02a"}

"""Evidence given and decided in the same moment: it is there once, decided once, and whoever comes second is told."""

from collections.abc import Callable
from datetime import date
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from tests.concurrency.test_governance import audited, leaders, together
from tests.concurrency.test_many import at_once
from trama.access.actor import Actor
from trama.access.context import acting
from trama.common.documents import DocumentKind, Upload
from trama.network.referents import appoint_referent
from trama.protocol.commitments import services
from trama.protocol.commitments.links import services as links
from trama.protocol.commitments.models import Evidence, EvidenceFile, Ownership
from trama.protocol.commitments.services import Line
from trama.protocol.commitments.tests.acts import YEAR, give, owns, proof
from trama.testing.cast import Cast
from trama.testing.clients import signed_in

pytestmark = pytest.mark.usefixtures("committed")
TURNS = 4  # each begins anew: who is quicker is not always the same


def rows(cast: Cast) -> list[tuple[str, str]]:
    with acting(cast.tea.actor):
        return list(Evidence.objects.order_by("entered_at").values_list("title", "state"))


def the_same(cast: Cast, act: Callable[[Actor, int, Evidence], None]) -> list[str]:
    """Two of the lead body read the same evidence while it waits; only then does either act. What was refused."""
    given = give(cast, cast.franca, "aurora", "CAV-00c")
    both_read = Barrier(2)

    def go(actor: Actor, index: int) -> None:
        row = Evidence.objects.select_related("link", "ownership__commitment").get(pk=given.pk)
        both_read.wait(timeout=30)
        act(actor, index, row)

    return together(leaders(cast), go)


def test_two_confirm_the_same_evidence_and_one_is_told(everybody: Cast) -> None:
    for turn in range(1, TURNS):
        refused = the_same(
            everybody, lambda actor, _one, row: services.confirm_evidence(actor=actor, evidence=row)
        )
        assert refused == ["decided"]
        assert [state for _title, state in rows(everybody)] == ["confirmed"] * turn
        assert audited("commitment.confirm") == turn


def test_one_confirms_and_one_sends_back_and_only_the_first_holds(everybody: Cast) -> None:
    def act(actor: Actor, index: int, row: Evidence) -> None:
        if index:
            services.return_evidence(actor=actor, evidence=row, because="Manca la data")
        else:
            services.confirm_evidence(actor=actor, evidence=row)

    for turn in range(1, TURNS):
        assert the_same(everybody, act) == ["decided"]
        assert {state for _title, state in rows(everybody)} <= {"confirmed", "returned"}
        assert audited("commitment.confirm") + audited("commitment.returned") == turn
        with acting(everybody.tea.actor):  # nobody's reason stands beside a confirmation
            assert not Evidence.objects.filter(state="confirmed").exclude(returned_because="").exists()


def test_it_is_withdrawn_while_it_is_confirmed_and_never_both_in_part(everybody: Cast) -> None:
    given = give(everybody, everybody.franca, "aurora", "CAV-00c")
    both_read = Barrier(2)

    def go(actor: Actor, index: int) -> None:
        row = Evidence.objects.select_related("link", "ownership__commitment").get(pk=given.pk)
        both_read.wait(timeout=30)
        if index:
            services.withdraw_evidence(actor=actor, evidence=row)
        else:
            services.confirm_evidence(actor=actor, evidence=row)

    assert together([everybody.tea.actor, everybody.franca.actor], go) == ["decided"]
    assert rows(everybody)[0][1] in {"confirmed", "withdrawn"}
    assert audited("commitment.confirm") + audited("commitment.withdrawn") == 1


def test_two_confirm_the_same_list_on_the_page_and_neither_page_fails(everybody: Cast) -> None:
    given = [give(everybody, everybody.franca, "aurora", code) for code in ("CAV-00a", "CAV-00c", "A3-03")]
    clients = [signed_in(everybody.tea), signed_in(everybody.tilde)]
    statuses: list[int] = []

    def send(index: int) -> None:
        chosen = {"evidence": [str(row.pk) for row in given]}
        statuses.append(clients[index].post(reverse("protocol:to_decide"), chosen).status_code)

    assert at_once(2, send) == []
    assert statuses == [302, 302]
    assert {state for _title, state in rows(everybody)} == {"confirmed"}
    assert audited("commitment.confirm") == len(given)


def test_an_offer_taken_by_two_at_once_is_evidence_once(everybody: Cast) -> None:
    """Franca takes what the register of referents offers, with two windows open."""
    franca = everybody.franca.actor
    with acting(franca):
        appoint_referent(
            actor=franca, organisation=franca.organisation_id, office="Direzione", since=date(YEAR, 1, 1)
        )
        row = owns(everybody, "aurora", "A3-01")
        (offer,) = services.offers_for(franca, row, YEAR)

    def take(actor: Actor, _index: int) -> None:
        mine = Ownership.objects.select_related("commitment__version", "organisation").get(pk=row.pk)
        services.attach_offer(actor=actor, ownership=mine, year=YEAR, source=offer.source, key=offer.key)

    refused = together([franca] * TURNS, take)
    assert len(refused) == TURNS - 1
    assert set(refused) <= {"attached", "no_offer"}
    assert len(rows(everybody)) == audited("commitment.evidence") == 1


@pytest.mark.parametrize("with_file", [False, True])
def test_a_form_sent_several_times_at_once_gives_evidence_once_and_no_page_says_no(
    everybody: Cast, with_file: bool
) -> None:
    key = uuid4()
    upload = Upload(DocumentKind.PDF, b"%PDF-1.7 prova") if with_file else None
    made: list[UUID] = []

    def send(actor: Actor, _index: int) -> None:
        row = owns(everybody, "aurora", "CAV-00c")
        made.append(
            services.give_evidence(
                actor=actor, ownership=row, year=YEAR, proof=proof(), upload=upload, key=key
            ).pk
        )

    assert together([everybody.franca.actor] * TURNS, send) == []
    assert made == [key] * TURNS
    assert len(rows(everybody)) == audited("commitment.evidence") == 1
    with acting(everybody.franca.actor):
        assert EvidenceFile.objects.count() == int(with_file)


def test_a_correction_sent_several_times_at_once_is_one(everybody: Cast) -> None:
    given = give(everybody, everybody.franca, "aurora", "CAV-00c", title="Bozza")
    key = uuid4()
    all_read = Barrier(TURNS)

    def send(actor: Actor, _index: int) -> None:
        row = Evidence.objects.select_related("ownership__commitment", "link").get(pk=given.pk)
        all_read.wait(timeout=30)
        services.correct_evidence(actor=actor, evidence=row, proof=proof(title="Delibera"), key=key)

    assert together([everybody.franca.actor] * TURNS, send) == []
    assert rows(everybody) == [("Bozza", "withdrawn"), ("Delibera", "waiting")]


def test_a_sheet_sent_by_link_several_times_at_once_arrives_once(everybody: Cast) -> None:
    with acting(everybody.tea.actor):
        handed = links.make_link(
            actor=everybody.tea.actor, organisation=everybody.organisations["municipio"], year=YEAR, days=30
        )
    holder = links.find_holder(handed.token)
    assert holder is not None
    key = uuid4()

    def send(_index: int) -> None:
        with acting(holder.actor):
            line = Line(owns(everybody, "municipio", "MUN-05"), key, proof())
            links.answer(holder=holder, lines=[line])

    assert at_once(TURNS, send) == []
    assert len(rows(everybody)) == audited("commitment.evidence", "link") == 1

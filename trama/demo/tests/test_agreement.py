"""The agreement of the demonstration: the real 47 bodies, invented offices and signatures, a renewal in hand."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.people import actor_of
from trama.demo import loading
from trama.demo.governance import govern, with_role
from trama.demo.loading import Placed
from trama.demo.people import LEAD
from trama.network.models import Referent
from trama.protocol.models import Evidence, Signatory, SignatureReport, SignedFile, TrustList, Version


def test_the_protocol_comes_with_something_to_look_at(
    committed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    bodies: list[Placed] = []
    loading.load(lambda told: None, bodies.extend)
    govern(bodies, timezone.now())
    lead = next(one for one in bodies if one.body.code == LEAD)
    actor = actor_of(with_role(lead, Role.NETWORK_COORDINATOR).membership)
    with acting(actor):
        assert Signatory.objects.filter(version__state="in_force").count() == 47
        assert Version.objects.get(state="preparing").items.filter(done_on__isnull=False).count() == 1
        assert SignedFile.objects.get().state == "waiting"
        report = SignatureReport.objects.get()
        assert (report.signers, report.verdict, TrustList.objects.get().anchors) == (3, "INDETERMINATE", 1)
        shown = Evidence.objects.filter(ownership__commitment__code="A3-01")
        assert shown.filter(state="confirmed").exists()
        assert set(shown.values_list("source_key", flat=True)) <= set(
            Referent.objects.values_list("pk", flat=True)
        )
        assert shown.filter(organisation=actor.organisation_id).exists()  # the lead body's too
        named = Referent.objects.filter(network=actor.network_id, act="Nota di nomina")
        assert named.filter(by_lead=True).count() == 2
        assert (
            named.filter(until__isnull=True).count() == 9 and named.filter(until__isnull=False).count() == 1
        )

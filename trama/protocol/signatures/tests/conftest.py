"""The invented authority's root is who is believed; each test says what else."""

from collections.abc import Callable
from typing import Any

import pytest

from trama.protocol.signatures import anchors, verifying
from trama.protocol.signatures.anchors import TrustAnchors
from trama.protocol.signatures.codec import from_json, to_json
from trama.protocol.signatures.report import Report, Signature
from trama.testing.signing.authority import root

Verify = Callable[..., Report]


@pytest.fixture(scope="session")
def believed() -> TrustAnchors:
    return anchors.from_pem(root().pem)


@pytest.fixture
def verify(believed: TrustAnchors) -> Verify:
    """Verify, and see that the report survives the way through JSON."""

    def run(data: bytes, **options: Any) -> Report:
        report = verifying.verify(data, **{"trust": believed, **options})
        assert from_json(to_json(report)) == report
        return report

    return run


@pytest.fixture
def only(verify: Verify) -> Callable[..., Signature]:
    """The one signature of a file."""

    def run(data: bytes, **options: Any) -> Signature:
        (signature,) = verify(data, **options).signatures
        return signature

    return run

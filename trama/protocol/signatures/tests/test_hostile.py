"""Files made to harm: each ends in a clear error, within memory and seconds that the kernel counts, not the test.

`tight` is a sandbox with a quarter of the memory and of the seconds of the real one: what it survives and answers with
the right code did not take them.
"""

import base64
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.protocol.signatures import cms, der, limits
from trama.protocol.signatures import sandbox as sandbox_
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.jobs import Job, Source
from trama.protocol.signatures.report import Report, SubIndication, Verdict
from trama.protocol.signatures.sandbox import Sandbox, inspect
from trama.protocol.signatures.tests.test_verdicts import TEXT
from trama.protocol.signatures.verifying import verify
from trama.testing.signing.authority import NOW, authority, issue, person, root
from trama.testing.signing.envelopes import Hand, envelope, nested, pem, signer_info
from trama.testing.signing.papers import paper, signed

ADA = person("Bea Inventata", "ec256")
GOOD = envelope(TEXT, Hand(ADA, stamped=NOW))
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
PDF = signed(paper(), ADA)
MIB = limits.MIB


@pytest.fixture(scope="module")
def tight() -> Iterator[Sandbox]:
    with Sandbox(memory=256 * MIB, seconds=5) as sandbox:
        yield sandbox


def trouble(call: Callable[[], Report]) -> Trouble:
    with pytest.raises(UnreadableError) as refused:
        call()
    return refused.value.trouble


def test_every_prefix_of_an_envelope_is_an_error() -> None:
    """A truncated file must raise; it must not become a document, nor a signature that is merely undecided."""
    for cut in range(len(GOOD)):
        assert trouble(lambda cut=cut: verify(GOOD[:cut])) in (Trouble.TRUNCATED, Trouble.NOT_SIGNED)  # type: ignore[misc]


@pytest.mark.parametrize("encode", [pem, base64.encodebytes], ids=["pem", "base64"])
def test_every_prefix_of_an_encoded_envelope_is_an_error(encode: Callable[[bytes], bytes]) -> None:
    whole = encode(envelope(TEXT, Hand(ADA)))
    last = len(whole.rstrip(b"=\n-")) - (30 if b"END" in whole else 2)
    for cut in range(0, last, 7):
        assert trouble(lambda cut=cut: verify(whole[:cut])) in (Trouble.TRUNCATED, Trouble.NOT_SIGNED)  # type: ignore[misc]


def test_every_prefix_of_an_inner_envelope_is_an_error() -> None:
    inner = envelope(TEXT, Hand(ADA))
    for cut in range(20, len(inner), 11):
        assert trouble(lambda cut=cut: verify(envelope(inner[:cut], Hand(ADA)))) is Trouble.TRUNCATED  # type: ignore[misc]


def test_no_prefix_of_a_pdf_passes() -> None:
    whole = signed(paper(), ADA)
    for cut in range(0, len(whole) - 2, 97):
        try:
            report = verify(whole[:cut])
        except UnreadableError:
            continue
        assert all(one.verdict is Verdict.TOTAL_FAILED for one in report.signatures)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255), st.integers(0, 40))
def test_changed_inserted_and_removed_bytes_end_in_a_verdict_or_an_error(
    place: int, by: int, more: int
) -> None:
    for bad in (
        GOOD[:place] + bytes([GOOD[place] ^ by]) + GOOD[place + 1 :],
        GOOD[:place] + bytes([by]) * more + GOOD[place:],
        GOOD[:place] + GOOD[place + more :],
    ):
        _in_peace(bad)


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_after_the_mark_of_signed_data_end_in_an_error(data: bytes) -> None:
    _in_peace(b"\x30\x80" + SIGNED_DATA + b"\xa0\x80" + data)
    _in_peace(der.encode(0x30, SIGNED_DATA + der.encode(0xA0, data)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_pdf_with_any_bytes_changed_ends_in_a_verdict_or_an_error(data: st.DataObject) -> None:
    whole = bytearray(PDF)
    for _change in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    _in_peace(bytes(whole))


def test_a_thousand_envelopes_in_one_another(tight: Sandbox) -> None:
    deep = nested(TEXT, *[Hand(ADA)] * 1000)
    assert trouble(lambda: tight.verify(Job(deep))) is Trouble.TOO_DEEP


def test_as_many_envelopes_as_are_allowed_are_verified(tight: Sandbox) -> None:
    assert (
        len(tight.verify(Job(nested(TEXT, *[Hand(ADA)] * limits.MAX_ENVELOPES))).signatures)
        == limits.MAX_ENVELOPES
    )


@pytest.mark.parametrize("tags", [b"\x30\x80", b"\xa0\x80", b"\x24\x80"])
def test_a_million_elements_in_one_another(tight: Sandbox, tags: bytes) -> None:
    assert (
        trouble(lambda: tight.verify(Job(b"\x30\x80" + SIGNED_DATA + tags * 1_000_000))) is Trouble.TOO_DEEP
    )


@pytest.mark.parametrize("length", ["847fffffff", "84ffffffff", "887fffffffffffffff", "8580000000ff", "fe"])
def test_a_length_that_claims_gigabytes(tight: Sandbox, length: str) -> None:
    for data in (
        b"\x30" + bytes.fromhex(length) + SIGNED_DATA + b"\xa0\x80" + b"\0" * 64,
        b"\x30\x80" + SIGNED_DATA + b"\xa0" + bytes.fromhex(length) + b"\0" * 64,
    ):
        assert trouble(lambda data=data: tight.verify(Job(data))) is Trouble.TRUNCATED  # type: ignore[misc]


def test_an_enormous_set_of_signers(tight: Sandbox) -> None:
    one = signer_info(TEXT, Hand(ADA))
    parts = der.scan(GOOD).children()[1].children()[0].children()
    many = der.encode(0x31, one * 10_000)
    body = b"".join(part.raw for part in parts[:-1]) + many
    whole = der.encode(0x30, SIGNED_DATA + der.encode(0xA0, der.encode(0x30, body)))
    assert trouble(lambda: tight.verify(Job(whole))) is Trouble.TOO_MANY


def test_an_enormous_set_of_nothing(tight: Sandbox) -> None:
    inside = der.encode(0x02, b"\x01") + der.encode(0x31, b"\x05\x00" * 3_000_000)
    whole = der.encode(0x30, SIGNED_DATA + der.encode(0xA0, der.encode(0x30, inside)))
    assert trouble(lambda: tight.verify(Job(whole))) is Trouble.TOO_MANY


def test_attributes_without_end_are_looked_at_up_to_a_limit(tight: Sandbox) -> None:
    """A signer with two hundred countersignatures and a hundred timestamps."""
    report = tight.verify(Job(envelope(TEXT, Hand(ADA, countersigned=[Hand(ADA)] * 200))))
    assert len(report.signatures) == 1 + limits.MAX_COUNTERSIGNATURES
    many = Hand(ADA, extra=[(cms.CONTENT_TIMESTAMP, b"\x30\x03\x02\x01\x01")] * 100)
    assert len(tight.verify(Job(envelope(TEXT, many))).signatures[0].timestamps) == limits.MAX_TIMESTAMPS


def test_a_web_of_authorities_that_certify_each_other(tight: Sandbox) -> None:
    """Six authorities that each certify the other five and none of them known: the paths would be thousands."""
    names = [authority(f"Rete {n}", None) for n in range(6)]
    web = [authority(f"Rete {n}", above) for n in range(6) for above in names]
    signer = issue("Persa Inventata", names[0])
    job = Job(envelope(TEXT, Hand(signer), certificates=[signer, *web]), (Source("r", root().pem),))
    assert tight.verify(job).signatures[0].sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND


def test_a_bomb_inside_a_pdf(tight: Sandbox) -> None:
    """A gigabyte of zeros in a compressed cross-reference stream."""
    packed = zlib.compress(b"\0" * 64 * MIB, 9)
    for _again in range(2):
        packed = zlib.compress(packed, 9)
    head = b"%PDF-1.7\n"
    entries = (
        b"<</Type/XRef/Size 10000000/W[1 2 1]/Root 1 0 R/Filter[/FlateDecode/FlateDecode/FlateDecode]/Length "
    )
    stream = (
        b"5 0 obj\n"
        + entries
        + str(len(packed)).encode()
        + b">>\nstream\n"
        + packed
        + b"\nendstream\nendobj\n"
    )
    data = head + stream + b"startxref\n" + str(len(head)).encode() + b"\n%%EOF\n"
    assert trouble(lambda: tight.verify(Job(data))) is Trouble.MALFORMED


def test_a_bomb_in_an_object_stream_of_a_signed_pdf(tight: Sandbox) -> None:
    bomb = zlib.compress(b"1 0 " * 16 * MIB, 9)
    head = b"%PDF-1.7\n"
    inner = b"1 0 obj\n<</Type/ObjStm/N 1000000/First 4000000/Filter/FlateDecode/Length %d>>\nstream\n" % len(
        bomb
    )
    stream = inner + bomb + b"\nendstream\nendobj\n"
    index = bytes([0, 0, 0, 255, 1, 0, 9, 0, 2, 0, 1, 0])
    place = len(head) + len(stream)
    table = (
        b"3 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 2 0 R/Length %d>>\nstream\n" % len(index)
        + index
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % place
    )
    assert trouble(lambda: tight.verify(Job(head + stream + table))) is Trouble.MALFORMED


def test_cross_references_that_chase_each_other(tight: Sandbox) -> None:
    head = b"%PDF-1.7\n"
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n"
    assert trouble(lambda: tight.verify(Job(head + table))) is Trouble.MALFORMED


def test_billion_laughs_in_a_trusted_list(tight: Sandbox) -> None:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY e0 "ha">' + entities + b"]><l>&e11;</l>"
    assert trouble(lambda: tight.verify(Job(GOOD, (Source("tsl.xml", laughs),)))) is Trouble.TRUST


def test_a_deep_trusted_list(tight: Sandbox) -> None:
    deep = b"<a>" * 1_000_000 + b"</a>" * 1_000_000
    assert trouble(lambda: tight.verify(Job(GOOD, (Source("tsl.xml", deep),)))) is Trouble.TRUST


def test_too_large_a_file_is_not_even_read() -> None:
    assert trouble(lambda: inspect(Job(b"\x30" * (limits.MAX_FILE + 1)))) is Trouble.TOO_LARGE


def test_as_large_a_file_as_is_allowed_is_verified() -> None:
    big = envelope(b"x" * (limits.MAX_FILE - 4096), Hand(ADA))
    report = inspect(Job(big, (Source("r", root().pem),)))
    assert report.passed


def test_what_takes_the_memory_is_told_and_the_next_file_is_served() -> None:
    big = envelope(b"x" * 60 * MIB, Hand(ADA))
    with Sandbox(memory=140 * MIB) as sandbox:
        assert trouble(lambda: sandbox.verify(Job(big))) in (Trouble.MEMORY, Trouble.CRASHED)
        assert len(sandbox.verify(Job(GOOD)).signatures) == 1


def test_what_takes_the_seconds_is_told_and_the_next_file_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that spins stands for a file that nobody thought of."""
    spin = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass"
    whole = sandbox_.COMMAND
    with Sandbox() as sandbox:
        monkeypatch.setattr(sandbox_, "COMMAND", [whole[0], "-I", "-c", spin])
        assert trouble(lambda: sandbox.verify(Job(GOOD))) is Trouble.TIME
        monkeypatch.setattr(sandbox_, "COMMAND", whole)
        assert len(sandbox.verify(Job(GOOD)).signatures) == 1


def test_a_sandbox_that_crashes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sandbox_, "COMMAND", [sandbox_.COMMAND[0], "-I", "-c", "import sys; sys.stdin.buffer.read(9)"]
    )
    assert trouble(lambda: inspect(Job(GOOD))) is Trouble.CRASHED


def test_the_sandbox_leaves_nothing_behind() -> None:
    with Sandbox() as sandbox:
        sandbox.verify(Job(GOOD))
        process = sandbox._process
    assert process is not None and process.returncode is not None


def test_too_many_at_once_are_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_, "SANDBOX_WALL", 0)
    for _one in range(limits.SANDBOXES):
        sandbox_.GATE.acquire()
    try:
        assert trouble(lambda: inspect(Job(GOOD))) is Trouble.BUSY
    finally:
        sandbox_.GATE.release(limits.SANDBOXES)


def test_many_at_once_do_not_keep_the_threads_that_answer_pages() -> None:
    """Nobody waits behind those who wait: the page says at once to come back."""
    for _one in range(limits.SANDBOX_SEATS):
        sandbox_.SEATS.acquire()
    try:
        assert trouble(lambda: inspect(Job(GOOD))) is Trouble.BUSY
    finally:
        sandbox_.SEATS.release(limits.SANDBOX_SEATS)
    assert inspect(Job(GOOD)).signatures


def _in_peace(data: bytes) -> None:
    """A report or an UnreadableError: nothing else comes out."""
    try:
        verify(data)
    except UnreadableError:
        return


def test_the_process_that_opens_files_has_no_client_to_fetch_with() -> None:
    """And a broken PDF is told sooner: the client was half of what pyHanko takes to load."""
    said = (
        "import sys; from trama.protocol.signatures import worker; worker.without_client();"
        "import trama.protocol.signatures.pdf; sys.exit('aiohttp.client' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", said], check=False).returncode == 0

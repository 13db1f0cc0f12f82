"""What goes into the sandbox and what comes out: one frame of JSON and bytes each way."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.report import Demand

Read = Callable[[int], bytes]


@dataclass(frozen=True)
class Source:
    """Trust anchors as bytes: a PEM bundle or a trusted list; `signer` (PEM or DER) must then have signed the list."""

    name: str
    data: bytes
    signer: bytes | None = None


@dataclass(frozen=True)
class Job:
    """One file to verify."""

    data: bytes
    sources: tuple[Source, ...] = ()
    at: datetime | None = None
    content: bytes | None = None
    revocation: tuple[bytes, ...] = ()  # files with lists or OCSP responses, DER or PEM
    demand: Demand = Demand.DECLARED


def pack(job: Job) -> bytes:
    """The job as one frame."""
    blobs = [job.data, *job.revocation]
    blobs += [part for one in job.sources for part in (one.data, one.signer or b"")]
    blobs += [] if job.content is None else [job.content]
    head = {
        "sizes": [len(one) for one in blobs],
        "names": [one.name for one in job.sources],
        "revocation": len(job.revocation),
        "content": job.content is not None,
        "at": job.at.isoformat() if job.at else None,
        "demand": str(job.demand),
    }
    return frame(json.dumps(head).encode()) + b"".join(blobs)


def unpack(head: dict[str, Any], read: Read) -> Job:
    """The job of `pack`, its head read already."""
    blobs = [exactly(read, size) for size in head["sizes"]]
    content = blobs.pop() if head["content"] else None
    data, *rest = blobs
    revocation, rest = rest[: head["revocation"]], rest[head["revocation"] :]
    pairs = zip(head["names"], rest[::2], rest[1::2], strict=True)
    return Job(
        data=data,
        sources=tuple(Source(name, list_, signer or None) for name, list_, signer in pairs),
        at=datetime.fromisoformat(head["at"]) if head["at"] else None,
        content=content,
        revocation=tuple(revocation),
        demand=Demand(head["demand"]),
    )


def frame(data: bytes) -> bytes:
    return len(data).to_bytes(8) + data


def receive(read: Read) -> Any:
    """The JSON of the next frame; None at the end. Raises UnreadableError for half a frame."""
    size = read(8)
    if not size:
        return None
    if len(size) < 8:
        raise UnreadableError(Trouble.CRASHED, "half a frame")
    try:
        return json.loads(exactly(read, int.from_bytes(size)))
    except ValueError as error:
        raise UnreadableError(Trouble.CRASHED, "no frame") from error


def exactly(read: Read, size: int) -> bytes:
    data = read(size)
    if len(data) != size:
        raise UnreadableError(Trouble.CRASHED, "half a frame")
    return data

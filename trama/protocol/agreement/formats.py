"""What a file is, by its bytes: the name it had on somebody's computer is not asked."""

import re

_MAIL = re.compile(rb"(?:MIME-Version|Content-[A-Za-z-]{1,40}):", re.IGNORECASE)
_BASE64 = re.compile(rb"^[A-Za-z0-9+/=\s]{64}")


def form_of(data: bytes, *, detached: bool = False) -> str:
    """`pdf`, `pem`, `p7m`, `p7s` (its document beside it), `b64`; empty: something else."""
    head = data[:1024].lstrip()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"-----BEGIN "):
        return "pem"
    if data[:1] == b"\x30":
        return "p7s" if detached else "p7m"
    if _MAIL.match(head) or (_BASE64.match(head) and head[:1] == b"M"):
        return "b64"
    return ""

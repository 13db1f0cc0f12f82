"""What a document is, by its first bytes. A guess for people; nothing is decided on it but whether to open a PDF."""

import codecs

MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
PDF_WITHIN = 1024  # readers accept a PDF that begins a little later


def media_type(data: bytes) -> str:
    """The media type, `text/plain` for readable text, else `application/octet-stream`."""
    for magic, name in MAGIC:
        if data.startswith(magic):
            return name
    head = data[:PDF_WITHIN]
    if b"%PDF-" in head:
        return "application/pdf"
    bare = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if bare.startswith(b"<?xml"):
        return "application/xml"
    if bare[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "text/html"
    return "text/plain" if _readable(head) else "application/octet-stream"


def _readable(head: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(text) and all(sign.isprintable() or sign in "\r\n\t\f" for sign in text)

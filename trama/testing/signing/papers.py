"""PDFs signed by pyHanko with the invented authority."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import keys, x509
from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from trama.testing.signing.authority import Identity, tsa

TEXT = b"BT /F1 12 Tf 72 720 Td (Protocollo d'intesa inventato) Tj ET"


def paper(text: bytes = TEXT, *, password: str = "") -> bytes:
    """One page, which only `password` opens if there is one."""
    writer = PdfFileWriter(stream_xrefs=False)
    if password:
        writer.encrypt(owner_pass=password, user_pass=password)
    font = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Font"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Type1"),
            generic.pdf_name("/BaseFont"): generic.pdf_name("/Helvetica"),
        }
    )
    content = writer.add_object(generic.StreamObject(stream_data=text))
    page = PageObject(
        contents=content, media_box=generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 595, 842)])
    )
    fonts = generic.DictionaryObject({generic.pdf_name("/F1"): writer.add_object(font)})
    page["/Resources"] = generic.DictionaryObject({generic.pdf_name("/Font"): fonts})
    writer.insert_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signed(
    data: bytes, who: Identity, *, field: str = "Firma1", stamped: datetime | None = None, pades: bool = True
) -> bytes:
    """`data` with one more signature, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    kind = SigSeedSubFilter.PADES if pades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=kind, md_algorithm="sha256", reason="Adesione"
    )
    signer = signers.PdfSigner(
        meta, _signer(who), timestamper=_stamper(stamped), new_field_spec=SigFieldSpec(field)
    )
    return _bytes(signer.sign_pdf(writer))


def stamped(data: bytes, time: datetime) -> bytes:
    """`data` with a document timestamp."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    stamper: Any = _stamper(time)
    return _bytes(signers.PdfTimeStamper(stamper).timestamp_pdf(writer, "sha256"))


def rewritten(data: bytes, text: bytes = b"BT /F1 12 Tf 72 720 Td (Un altro testo) Tj ET") -> bytes:
    """`data` with another page content, as an incremental update: what was signed is still there, and not seen."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=text))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_store(data: bytes, *, crls: Sequence[bytes] = (), ocsps: Sequence[bytes] = ()) -> bytes:
    """`data` with revocation data in its document security store (PAdES-LT)."""
    out = io.BytesIO(data)
    DocumentSecurityStore.add_dss(
        out,
        None,
        crls=[CertificateList.load(one) for one in crls],
        ocsps=[OCSPResponse.load(one) for one in ocsps],
    )
    return out.getvalue()


def _signer(who: Identity) -> signers.SimpleSigner:
    store = SimpleCertificateStore()
    store.register_multiple([x509.Certificate.load(one.der) for one in who.chain[1:]])
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(who.der),
        signing_key=keys.PrivateKeyInfo.load(who.key_der),
        cert_registry=store,
    )


def _stamper(time: datetime | None) -> DummyTimeStamper | None:
    if time is None:
        return None
    store = SimpleCertificateStore()
    store.register_multiple([x509.Certificate.load(one.der) for one in tsa().chain[1:]])
    return DummyTimeStamper(
        x509.Certificate.load(tsa().der), keys.PrivateKeyInfo.load(tsa().key_der), store, fixed_dt=time
    )


def _bytes(out: Any) -> bytes:
    out.seek(0)
    return bytes(out.read())

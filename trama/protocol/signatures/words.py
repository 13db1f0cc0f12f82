"""What the codes of a report mean, in Italian. Marked for translation here, translated where they are shown."""

from trama.protocol.signatures.errors import Trouble
from trama.protocol.signatures.report import Remark, SubIndication, TimeSource, Verdict


def _(text: str) -> str:
    """Django's gettext_noop, which would want settings: `trama verify` runs where nothing is set up."""
    return text


VERDICTS = {
    Verdict.TOTAL_PASSED: _("Firma valida"),
    Verdict.INDETERMINATE: _("Non si può dire"),
    Verdict.TOTAL_FAILED: _("Firma non valida"),
}
WHY = {
    SubIndication.FORMAT_FAILURE: _(
        "La firma non copre il documento com'è ora, o non è scritta come si deve: qualcosa è stato cambiato dopo."
    ),
    SubIndication.HASH_FAILURE: _("Il documento non è quello che è stato firmato: è cambiato dopo la firma."),
    SubIndication.SIG_CRYPTO_FAILURE: _(
        "La firma non corrisponde al certificato: è stata cambiata o è di altri."
    ),
    SubIndication.REVOKED: _(
        "Una marca temporale prova che la firma è stata fatta dopo la revoca del certificato."
    ),
    SubIndication.EXPIRED: _(
        "Una marca temporale prova che la firma è stata fatta dopo la scadenza del certificato."
    ),
    SubIndication.NOT_YET_VALID: _("La firma esisteva prima che il certificato cominciasse a valere."),
    SubIndication.CHAIN_CONSTRAINTS_FAILURE: _("Il certificato non è fatto per firmare documenti."),
    SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE: _("La catena dei certificati non regge."),
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE: _("La firma usa un algoritmo che qui non si può verificare."),
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: _(
        "La firma usa un algoritmo debole, e nulla prova che sia di quando era ancora sicuro."
    ),
    SubIndication.NO_SIGNING_CERTIFICATE_FOUND: _(
        "Il certificato di chi ha firmato non è nel file, o non è quello."
    ),
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND: _(
        "Chi ha emesso il certificato non è fra le autorità conosciute."
    ),
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE: _(
        "In quel momento l'autorità non era fra quelle riconosciute."
    ),
    SubIndication.REVOKED_NO_POE: _(
        "Il certificato è stato revocato, e nulla prova che la firma sia di prima."
    ),
    SubIndication.REVOKED_CA_NO_POE: _(
        "Il certificato di un'autorità è stato revocato, e nulla prova che la firma sia di prima."
    ),
    SubIndication.OUT_OF_BOUNDS_NOT_REVOKED: _(
        "La firma è genuina. Il certificato è scaduto senza essere stato revocato, e nulla prova che la firma sia di"
        " prima della scadenza."
    ),
    SubIndication.OUT_OF_BOUNDS_NO_POE: _(
        "La firma è genuina. Il certificato in quel momento non valeva, e nulla prova che la firma sia di quando"
        " valeva."
    ),
    SubIndication.TRY_LATER: _(
        "Manca un dato recente sulla revoca, o il certificato è sospeso: si può riprovare."
    ),
    SubIndication.SIGNED_DATA_NOT_FOUND: _("La firma è separata dal documento: serve anche quello."),
}
REMARKS = {
    Remark.NO_ESS: _("La firma non lega il certificato (CMS, non CAdES)."),
    Remark.ESS_V1: _("La firma lega il certificato nel modo vecchio (SHA-1)."),
    Remark.NO_SIGNED_ATTRIBUTES: _("La firma non dice quando è stata fatta."),
    Remark.NOT_QUALIFIED: _("Il certificato non si dice qualificato."),
    Remark.NO_REVOCATION_SOURCE: _("Un certificato non dice dove chiedere se è stato revocato."),
    Remark.TIMESTAMP_UNUSED: _("C'è una marca temporale che non prova quando la firma è stata fatta."),
    Remark.ARCHIVE_TIMESTAMP: _("C'è una marca d'archivio: non viene letta."),
    Remark.CHANGED_LATER: _("Dopo questa firma il PDF è stato ancora scritto."),
    Remark.PARTLY_COVERED: _("La firma copre solo una parte del file."),
    Remark.ANCHOR_EXPIRED: _("Il certificato dell'autorità riconosciuta in quel momento non valeva."),
    Remark.REVOKED_LATER: _("Il certificato è stato revocato dopo."),
    Remark.WEAK: _("Algoritmi deboli."),
}
TIMES = {
    TimeSource.SIGNATURE_TIMESTAMP: _("provato da una marca temporale"),
    TimeSource.DOCUMENT_TIMESTAMP: _("provato da una marca temporale del documento"),
    TimeSource.GIVEN: _("chiesto da chi verifica"),
    TimeSource.NOW: _("adesso"),
}
TROUBLES = {
    Trouble.NOT_SIGNED: _("Non è un file firmato."),
    Trouble.TRUNCATED: _("Il file è incompleto: ne manca una parte."),
    Trouble.MALFORMED: _("Il file è rovinato: non si può leggere."),
    Trouble.TOO_DEEP: _("Troppe buste una dentro l'altra."),
    Trouble.TOO_LARGE: _("Il file è troppo grande."),
    Trouble.TOO_MANY: _("Il file contiene troppi elementi."),
    Trouble.ENCRYPTED: _("Il file è cifrato: serve quello aperto."),
    Trouble.TIME: _("La verifica ha richiesto troppo tempo ed è stata fermata."),
    Trouble.MEMORY: _("La verifica ha richiesto troppa memoria ed è stata fermata."),
    Trouble.CRASHED: _("La verifica si è interrotta su questo file."),
    Trouble.BUSY: _("Ci sono già altre verifiche in corso: riprova fra un minuto."),
    Trouble.NOT_FOUND: _("Il file non c'è o non si può leggere."),
    Trouble.TRUST: _("Le autorità riconosciute non si possono leggere."),
    Trouble.REVOCATION: _(
        "I dati di revoca non si possono leggere: servono liste (CRL) o risposte OCSP, in DER o in PEM."
    ),
}
LABELS = {
    "depth": _("Busta"),
    "claimed": _("Data dichiarata da chi firma"),
    "judged": _("Giudicata alla data"),
    "certificate": _("Certificato"),
    "serial": _("Numero di serie"),
    "issuer": _("Emesso da"),
    "validity": _("Vale"),
    "qualified": _("Qualificato"),
    "algorithms": _("Algoritmi"),
    "weaknesses": _("Deboli"),
    "timestamps": _("Marche temporali"),
    "chain": _("Catena"),
    "revocation": _("Revoca"),
    "format": _("Formato"),
    "field": _("Campo del PDF"),
    "reason": _("Motivo scritto da chi firma"),
}
REVOCATION = {
    "good": _("non revocato"),
    "revoked": _("revocato dal"),
    "on_hold": _("sospeso dal"),
    "unknown": _("nessun dato recente"),
    "exempt": _("non occorre chiederlo"),
    "not_declared": _("non dice dove chiederlo"),
}
QUALIFIED = {
    "qscd": _("sì, con dispositivo qualificato"),
    "yes": _("sì"),
    "no": _("non lo dice"),
}

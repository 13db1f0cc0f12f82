"""What an act was about, in words: the code that `record(…, detail=…)` keeps beside the act."""

from collections.abc import Callable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trama.common.registry import Registry

# Apps above know their own codes (a deadline's kind, a notice): None where it is not one of theirs.
DETAIL_WORDS: Registry[Callable[[str], str | None]] = Registry("words of what an act was about")

DETAILS: Final[dict[str, Promise]] = {
    "absent": _("assente"),
    "accepted": _("accolta"),
    "action": _("azione"),
    "activation": _("attivato insieme"),
    "admitted": _("ingresso"),
    "agreed": _("concordato"),
    "approved": _("verbale approvato"),
    "attendance": _("presenze"),
    "author": _("autore"),
    "by_lead": _("dall’ente capofila"),
    "called_in": _("specialista chiamata"),
    "cancelled": _("annullato"),
    "changed": _("cambiato"),
    "child": _("figli e figlie"),
    "circle": _("chi conosce l’indirizzo"),
    "closed": _("chiusa"),
    "comes": _("viene"),
    "contacts": _("come contattarla"),
    "convened": _("convocazione"),
    "correction": _("correzione"),
    "csv": _("file"),
    "declines": _("non viene"),
    "discarded": _("lasciato cadere"),
    "document": _("dalla data del documento"),
    "done": _("fatto"),
    "draft": _("bozza"),
    "dropped": _("lasciata cadere"),
    "ended": _("uscita"),
    "entry": _("voce del percorso"),
    "evaluating": _("in valutazione"),
    "excused": _("assente con motivo"),
    "extended": _("prolungata"),
    "factor": _("secondo fattore"),
    "form": _("pagina per scrivere"),
    "group": _("gruppo di lavoro"),
    "group_changed": _("gruppo di lavoro cambiato"),
    "held": _("posto tenuto"),
    "in_force": _("in vigore"),
    "last_evidence": _("dall’ultima data provata dalle firme"),
    "lead": _("dall’ente capofila"),
    "let_go": _("specialista salutata"),
    "let_in": _("fatta entrare"),
    "link": _("con il link"),
    "members": _("componenti"),
    "milestone": _("passaggio previsto"),
    "minutes": _("verbale"),
    "missing": _("non agli atti"),
    "moved": _("spostata"),
    "name": _("come vuole essere chiamata"),
    "names": _("con i nomi"),
    "own_notes": _("note riservate"),
    "page": _("pagina"),
    "paper": _("carta"),
    "password": _("password"),
    "pdf": _("PDF"),
    "per_signatory": _("da ciascuna firma"),
    "planned": _("in programma"),
    "present": _("presente"),
    "print": _("stampa"),
    "profile": _("profilo"),
    "received": _("ricevuta"),
    "referent": _("dall’ente"),
    "refused": _("non accolta"),
    "released": _("posto liberato"),
    "removed": _("tolto"),
    "reopened": _("riaperta"),
    "replaced": _("ne ha preso il posto un’altra"),
    "request.accepted": _("richiesta accolta"),
    "request.evaluating": _("richiesta in valutazione"),
    "request.refused": _("richiesta non accolta"),
    "request.waiting": _("richiesta in attesa di un posto"),
    "request.withdrawn": _("richiesta ritirata"),
    "requested": _("richiesta"),
    "returned": _("rimandato indietro"),
    "search": _("con una ricerca"),
    "sends": _("manda qualcuno"),
    "sent_back": _("rimandata indietro"),
    "session": _("seduta"),
    "session_approved": _("verbale della seduta approvato"),
    "session_attendance": _("presenze alla seduta"),
    "session_cancelled": _("seduta annullata"),
    "session_changed": _("seduta cambiata"),
    "session_minutes": _("verbale della seduta"),
    "shared": _("condiviso"),
    "state.closed": _("concluso"),
    "state.contact": _("primo contatto"),
    "state.in_path": _("in percorso"),
    "state.reception": _("accoglienza"),
    "state.reopened": _("ripreso"),
    "state.suspended": _("in pausa"),
    "table": _("tavolo"),
    "table_changed": _("tavolo cambiato"),
    "table_taken_in_hand": _("tavolo coordinato da un altro ente"),
    "transferred": _("trasferita"),
    "unshared": _("non più condiviso"),
    "verified": _("verificata"),
    "waiting": _("in attesa"),
    "written": _("scritto"),
}


def detail_words(action: str, detail: str) -> str:
    """ "2026, stampa"; years and days stay as they are, and so does a code that nobody has words for."""
    if action.startswith("denied."):
        return gettext("pagina %(name)s") % {"name": detail} if detail else ""
    return ", ".join(_word(part) for part in detail.split())


def _word(part: str) -> str:
    if part in DETAILS:
        return str(DETAILS[part])
    return next((words for look in DETAIL_WORDS if (words := look(part))), part)

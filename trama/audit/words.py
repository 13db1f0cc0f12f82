"""How the trail reads: acts, roles and times in words, never a name of a person."""

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trama.access.roles import Role

# An act's code is `area.verb` (access/actions.py and the services); a code without words is shown as it is.
AREAS: Final[dict[str, Promise]] = {
    "account": _("Il proprio accesso"),
    "agenda": _("Agenda"),
    "audit": _("Registro"),
    "call": _("Telefonata"),
    "colleague": _("Collega"),
    "commitment": _("Impegno"),
    "consent": _("Consenso"),
    "deadline": _("Scadenza"),
    "denied": _("Pagina negata"),
    "directory": _("Rubrica"),
    "epoch": _("Chiavi del centro"),
    "factor": _("Secondo fattore"),
    "figures": _("Dati"),
    "invitation": _("Invito"),
    "meeting": _("Incontro"),
    "member": _("Chiavi di una persona"),
    "members": _("Persone del centro"),
    "membership": _("Persona del centro"),
    "notice": _("Avviso"),
    "organisation": _("Organizzazione"),
    "path": _("Percorso"),
    "record": _("Chiave di una scheda"),
    "recovery": _("Foglio di recupero"),
    "referral": _("Invio"),
    "reset": _("Password dimenticata"),
    "risk": _("Rischio"),
    "service": _("Chiavi di un servizio"),
    "shelter": _("Ospitalità"),
    "shift": _("Chiamata del turno"),
    "sign_in": _("Entrata"),
    "sign_out": _("Uscita"),
    "signin": _("Entrata"),
    "step_up": _("Conferma con la password"),
    "table": _("Tavolo di Rete"),
}
VERBS: Final[dict[str, Promise]] = {
    "403": _("senza il diritto"),
    "404": _("non sua o inesistente"),
    "accepted": _("accolto"),
    "action": _("azione"),
    "added": _("aggiunta"),
    "address": _("indirizzo aperto"),
    "admitted": _("ammessa"),
    "answer": _("risposta"),
    "assess": _("valutato"),
    "assign": _("affidato"),
    "begun": _("codice preparato"),
    "by_law": _("per obbligo di legge"),
    "call": _("programma o convocazione"),
    "changed": _("cambiate"),
    "circle": _("chi non deve sapere"),
    "close": _("concluso o ripreso"),
    "compute": _("calcolati"),
    "confirm": _("prova confermata"),
    "consent_withdrawn": _("consenso ritirato"),
    "consented": _("consenso annotato"),
    "data_term": _("data dei dati annuali fissata"),
    "declined": _("non accolto"),
    "discarded": _("lasciato cadere"),
    "done": _("password nuova scelta"),
    "duty_confirmed": _("obbligo di legge confermato"),
    "ended": _("uscita"),
    "erase": _("cancellato"),
    "evidence": _("prova inserita"),
    "expired": _("scaduto"),
    "factor": _("secondo fattore"),
    "failed": _("non riuscita"),
    "given": _("dato"),
    "handover": _("passaggio per telefono"),
    "hold": _("seduta, carte o chi vi siede"),
    "installed": _("entrata nella rete"),
    "key_made": _("create"),
    "link_made": _("link per rispondere preparato"),
    "link_opened": _("link per rispondere aperto"),
    "link_revoked": _("link per rispondere revocato"),
    "list": _("elenco letto"),
    "loaded": _("elenco caricato"),
    "log": _("annotata"),
    "made": _("creato"),
    "manage": _("cambiate"),
    "message": _("messaggio"),
    "move": _("spostata"),
    "named": _("nome scritto"),
    "network": _("somme della rete lette"),
    "note": _("nota scritta"),
    "open": _("aperto"),
    "opened": _("letto"),
    "openings": _("letto chi ha aperto la scheda"),
    "password": _("password cambiata"),
    "password_changed": _("password cambiata"),
    "password_refused": _("password non accettata"),
    "places": _("posti"),
    "prepared": _("preparato"),
    "print": _("stampata"),
    "read": _("letto"),
    "readers": _("chi legge è cambiato"),
    "reassign": _("affidata ad altre"),
    "record": _("annotato"),
    "recovered": _("chiavi recuperate"),
    "referent": _("referente scritto"),
    "referent_removed": _("referente tolto"),
    "refused": _("non dato"),
    "release": _("pubblicati"),
    "removed": _("tolte"),
    "renewed": _("identità rinnovata"),
    "reopen": _("riaperta"),
    "reopened": _("riaperto"),
    "requested": _("chiesta"),
    "resealed": _("ridate"),
    "returned": _("prova rimandata indietro"),
    "reset": _("scollegato"),
    "rewrapped": _("riavvolte"),
    "roles": _("ruoli cambiati"),
    "send": _("inviato"),
    "sent": _("inviato"),
    "service": _("servizio scritto"),
    "service_removed": _("servizio tolto"),
    "shared": _("condivise"),
    "shredded": _("distrutta"),
    "snooze": _("rimandata"),
    "stays": _("ospitalità"),
    "submit": _("inviati"),
    "switched": _("in un’altra organizzazione"),
    "tell": _("dato"),
    "turned": _("rinnovate"),
    "used": _("usato"),
    "wake": _("ripresa"),
    "withdrawal_decided": _("deciso dopo il ritiro del consenso"),
    "withdrawal_received": _("ritiro del consenso ricevuto"),
    "withdrawn": _("ritirato"),
    "write": _("scritto"),
    "written": _("scritto"),
}

ROLES: Final[dict[Role, Promise]] = {
    Role.OPERATOR: _("operatrice"),
    Role.COORDINATOR: _("coordinatrice"),
    Role.SPECIALIST: _("specialista (avvocata, psicologa)"),
    Role.SHIFT: _("operatrice di turno"),
    Role.ANALYST: _("chi cura i dati del centro"),
    Role.REFERENT: _("referente"),
    Role.NETWORK_COORDINATOR: _("coordinamento della rete"),
    Role.AUDITOR: _("responsabile della protezione dei dati"),
    Role.CUSTODIAN: _("custode delle chiavi"),
}


def action_words(code: str) -> str:
    """ "Percorso: letto"; the code itself where there are no words for it."""
    area, dot, verb = code.partition(".")
    if area not in AREAS or (dot and verb not in VERBS):
        return code
    return f"{AREAS[area]}: {VERBS[verb]}" if dot else str(AREAS[area])


def role_words(roles: Iterable[str]) -> str:
    """ "operatrice, coordinatrice": the roles in which somebody works with women, the others only where alone."""
    held = [role for role in ROLES if role in set(roles)]
    working = [role for role in held if role is not Role.CUSTODIAN] or held
    return ", ".join(str(ROLES[role]) for role in working) or gettext("ruolo non indicato")

"""How she may be reached, and the rules that stand before any number."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trama.common.errors import DomainError

Text = str | Promise

MAY_CALL: Final[dict[str, Text]] = {
    "yes": _("Sì, quando serve"),
    "times": _("Sì, ma solo negli orari scritti sotto"),
    "she_calls": _("No: chiama lei"),
    "no": _("No, mai"),
}
MESSAGE: Final[dict[str, Text]] = {
    "no": _("No"),
    "neutral": _("Sì, ma senza dire chi siamo"),
    "yes": _("Sì"),
}
WRITE: Final[dict[str, Text]] = {
    "no": _("No"),
    "phone": _("Sì, sul telefono (SMS o chat)"),
    "email": _("Sì, per e-mail"),
    "any": _("Sì, telefono ed e-mail"),
}
PAPER: Final[dict[str, Text]] = {
    "no": _("No: niente che possa essere trovato"),
    "by_hand": _("Solo consegnata a mano, qui al centro"),
    "post": _("Sì, anche per posta all’indirizzo scritto sotto"),
}
LISTS: Final = {"may_call": MAY_CALL, "message": MESSAGE, "write": WRITE, "paper": PAPER}


@dataclass(frozen=True)
class Rule:
    """One sentence to read before reaching for the telephone; `tone` as in `ui`."""

    text: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Contacts:
    """What she said about being reached; "" is not asked. Telephones are free text ("la chiami la sorella")."""

    may_call: str = ""
    times: str = ""
    who_answers: str = ""
    message: str = ""
    write: str = ""
    paper: str = ""
    caution: str = ""
    telephone: str = ""
    email: str = ""
    address: str = ""
    language: str = ""
    interpreter: str = ""

    @classmethod
    def from_json(cls, value: object) -> "Contacts":
        """From what was sealed, whichever version wrote it."""
        known = {field.name for field in fields(cls)}
        stored: Mapping[str, Any] = value if isinstance(value, dict) else {}
        return cls(**{name: str(text) for name, text in stored.items() if name in known})

    def as_json(self) -> dict[str, str]:
        return {name: text for name, text in asdict(self).items() if text}

    def checked(self) -> "Contacts":
        """Itself. Raises DomainError for a code that is not in its list."""
        for name, words in LISTS.items():
            code = getattr(self, name)
            if code and code not in words:
                raise DomainError(
                    "unknown_code",
                    gettext("Una delle risposte non è tra quelle previste: scegli dall’elenco."),
                    field=name,
                )
        return self

    @property
    def is_reachable(self) -> bool:
        return bool(self.telephone or self.email or self.address)

    @property
    def hours_missing(self) -> bool:
        """She said "only at certain hours", and nobody wrote which."""
        return self.may_call == "times" and not self.times

    @property
    def rules(self) -> list[Rule]:
        """What to know before calling or writing, the strictest first; never empty."""
        found = [*self._calling(), *self._answering(), *self._writing()]
        if not found:
            return [
                Rule(
                    gettext(
                        "Non c’è ancora scritto come contattarla in sicurezza: chiediglielo prima di chiamare."
                    ),
                    "attention",
                )
            ]
        return found

    def _calling(self) -> list[Rule]:
        found = []
        if self.caution:
            found.append(Rule(self.caution, "attention"))
        if self.may_call:
            tone = "attention" if self.may_call in ("no", "she_calls") else "neutral"
            found.append(
                Rule(gettext("Si può chiamare? %(answer)s") % {"answer": MAY_CALL[self.may_call]}, tone)
            )
        if self.times:
            found.append(Rule(gettext("Quando e come: %(when)s") % {"when": self.times}))
        elif self.hours_missing:
            found.append(
                Rule(gettext("Gli orari non sono scritti: chiedili a chi la segue, prima."), "attention")
            )
        return found

    def _answering(self) -> list[Rule]:
        found = []
        if self.who_answers:
            found.append(Rule(gettext("Se risponde qualcun altro: %(what)s") % {"what": self.who_answers}))
        if self.message:
            tone = "attention" if self.message == "no" else "neutral"
            found.append(
                Rule(gettext("Lasciare un messaggio? %(answer)s") % {"answer": MESSAGE[self.message]}, tone)
            )
        return found

    def _writing(self) -> list[Rule]:
        found = []
        if self.write:
            tone = "attention" if self.write == "no" else "neutral"
            found.append(Rule(gettext("Scriverle? %(answer)s") % {"answer": WRITE[self.write]}, tone))
        if self.paper:
            tone = "neutral" if self.paper == "post" else "attention"
            found.append(Rule(gettext("Carta e lettere? %(answer)s") % {"answer": PAPER[self.paper]}, tone))
        return found

    @property
    def paper_warning(self) -> str:
        """What stands above every letter, print and export about her."""
        if self.paper == "no":
            return gettext("Ha detto di non darle carta: quello che serve si legge insieme, qui.")
        if self.paper == "by_hand":
            return gettext("Prima di consegnare: solo a mano, al centro, e solo se lei la vuole con sé.")
        if self.paper == "post":
            return gettext(
                "Prima di spedire: ricontrolla l’indirizzo e che busta e mittente non dicano chi siamo."
            )
        return gettext(
            "Prima di consegnare o spedire: chiedile se può tenere carta con sé, e chi potrebbe trovarla."
        )

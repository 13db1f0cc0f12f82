"""What she agreed to, as it is sealed: to whom, what, what for, what may come back."""

from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext as _

from trama.common.errors import DomainError
from trama.common.vocabularies import vocabulary
from trama.consent.duties import OTHER, Duty, duties
from trama.consent.words import PRESENT_SENTENCE, SENTENCES, SHE_KNOWS, WAYS, choices

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who may receive: an organisation of the network, or somebody outside it by name."""

    name: str
    organisation_id: UUID | None = None

    def to_json(self) -> Json:
        return {
            "name": self.name,
            "organisation": str(self.organisation_id) if self.organisation_id else None,
        }

    @classmethod
    def from_json(cls, value: Json) -> Self:
        return cls(value["name"], UUID(value["organisation"]) if value["organisation"] else None)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that may be shared: the key by which an app offers it (empty: described in words) and its label."""

    label: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """One consent or refusal. Nothing returns unless she said so."""

    scope: str  # consent_scope
    recipients: tuple[Recipient, ...]
    shared: tuple[Item, ...]
    purpose: str
    way: str  # words.WAYS
    her_words: str = ""
    return_progress: bool = False  # that they met her, that it ended
    return_message: bool = False  # a message written by the receiver
    sentence: str = PRESENT_SENTENCE  # the version that was read to her

    def check(self) -> None:
        """Raise DomainError for what no form of ours would send."""
        if self.scope not in vocabulary("consent_scope"):
            raise DomainError("unknown_scope", _("Scegli per che cosa vale."), field="scope")
        if not self.recipients:
            raise DomainError(
                "no_recipient",
                _("Scrivi a chi: un consenso vale solo per chi è nominato."),
                field="recipient",
            )
        if not self.shared:
            raise DomainError("nothing_shared", _("Scrivi che cosa si può condividere."), field="shared")
        if self.way not in WAYS or self.sentence not in SENTENCES:
            raise DomainError("unknown_way", _("Scegli come l'ha detto."), field="way")

    def covers(
        self, *, scope: str, receivers: frozenset[UUID], keys: frozenset[str], progress: bool, message: bool
    ) -> bool:
        """Whether everything asked for is within what she agreed to."""
        return (
            self.scope == scope
            and receivers <= {r.organisation_id for r in self.recipients}
            and keys <= {item.key for item in self.shared}
            and progress <= self.return_progress
            and message <= self.return_message
        )

    @property
    def way_label(self) -> str:
        return dict(choices(WAYS))[self.way]

    @property
    def scope_label(self) -> str:
        return vocabulary("consent_scope").label(self.scope)

    def to_json(self) -> Json:
        return {
            "scope": self.scope,
            "recipients": [recipient.to_json() for recipient in self.recipients],
            "shared": [[item.key, item.label] for item in self.shared],
            "purpose": self.purpose,
            "way": self.way,
            "her_words": self.her_words,
            "return_progress": self.return_progress,
            "return_message": self.return_message,
            "sentence": self.sentence,
        }

    @classmethod
    def from_json(cls, value: Json) -> Self:
        return cls(
            scope=value["scope"],
            recipients=tuple(Recipient.from_json(item) for item in value["recipients"]),
            shared=tuple(Item(label, key) for key, label in value["shared"]),
            purpose=value["purpose"],
            way=value["way"],
            her_words=value["her_words"],
            return_progress=value["return_progress"],
            return_message=value["return_message"],
            sentence=value["sentence"],
        )


@dataclass(frozen=True, slots=True)
class Citation:
    """A legal duty in the words of the person who confirms it."""

    code: str  # legal_duties.csv
    typed: str  # article and law, as she wrote it
    why: str  # what happened that makes it apply
    recipients: tuple[Recipient, ...] = field(default=())
    she_knows: str = "told"  # words.SHE_KNOWS

    def check(self) -> None:
        if self.code not in duties():
            raise DomainError("unknown_duty", _("Scegli la norma."), field="code")
        if not self.typed.strip():
            raise DomainError(
                "no_citation",
                _("Scrivi l'articolo e la legge: chi rilegge deve poterli controllare."),
                field="typed",
            )
        if not self.why.strip():
            raise DomainError(
                "no_reason",
                _("Scrivi che cosa è successo: senza, l'obbligo non si può controllare."),
                field="why",
            )
        if not self.recipients:
            raise DomainError("no_recipient", _("Scrivi a chi va la segnalazione."), field="recipient")
        if self.she_knows not in SHE_KNOWS:
            raise DomainError("unknown_she_knows", _("Scegli se lei lo sa."), field="she_knows")

    @property
    def duty(self) -> Duty:
        return duties()[self.code]

    @property
    def label(self) -> str:
        return self.typed if self.code == OTHER else f"{self.duty.citation} ({self.typed})"

    @property
    def she_knows_label(self) -> str:
        return dict(choices(SHE_KNOWS))[self.she_knows]

    def to_json(self) -> Json:
        return {
            "code": self.code,
            "typed": self.typed,
            "why": self.why,
            "recipients": [recipient.to_json() for recipient in self.recipients],
            "she_knows": self.she_knows,
        }

    @classmethod
    def from_json(cls, value: Json) -> Self:
        recipients = tuple(Recipient.from_json(item) for item in value["recipients"])
        return cls(value["code"], value["typed"], value["why"], recipients, value["she_knows"])

"""A letter that was taken over becomes a path here: in the state of a first contact, with what she agreed to share."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.cases.codes import AUTHOR_QUESTIONS, PROFILE_QUESTIONS, Answers, Question, choices
from trama.cases.contacts import Contacts
from trama.cases.services.common import LINE_MAX, NAME_MAX
from trama.cases.services.opening import open_path
from trama.cases.services.timeline import write_event
from trama.cases.sharing import BETWEEN
from trama.referrals.drafts import SharedField
from trama.referrals.landing import Arrival, Landed
from trama.vault.keyring import Keyring


class NewPath:
    """Registered with `referrals`."""

    code = "path"
    label: Promise | str = gettext_lazy("Un percorso nuovo")
    hint: Promise | str = gettext_lazy(
        "Si apre come primo contatto, con quello che lei ha scelto di condividere."
    )

    def offered(self, actor: Actor) -> bool:
        return Action.OPEN_PATH.allows(actor)

    def land(self, *, actor: Actor, keyring: Keyring, arrival: Arrival, at: datetime) -> Landed:
        fields = {field.key: field for field in arrival.letter.fields}
        path = open_path(
            actor=actor,
            keyring=keyring,
            name=_name(fields.get("name"), arrival),
            contacts=_contacts(fields),
            profile=_codes("profile", PROFILE_QUESTIONS, fields.values()),
            author=_codes("author", AUTHOR_QUESTIONS, fields.values()),
            at=at,
        )
        content = {"kind": "landing", "sender": arrival.sender_name, "text": _as_text(arrival)}
        write_event(actor, keyring.box(path.woman.record_key), path, content, at)
        return Landed(path.pk, path.woman.record_key, reverse("cases:path", args=[path.pk]))


NEW_PATH = NewPath()


def _name(shared: SharedField | None, arrival: Arrival) -> str:
    """How she is called, or, when she kept that for herself, from where she comes."""
    text = shared.text.strip() if shared else ""
    return (text or _("Arrivata da %(sender)s") % {"sender": arrival.sender_name})[:NAME_MAX]


def _contacts(fields: dict[str, SharedField]) -> Contacts:
    """Her contacts with the rules they came with, which stand before them here as well."""
    shared = [field for key in ("telephone", "email", "address") if (field := fields.get(key))]
    rules = " · ".join(dict.fromkeys(field.note for field in shared if field.note))
    texts = {key: fields[key].text for key in ("telephone", "email", "address", "language") if key in fields}
    return Contacts(caution=rules, **{key: text[:LINE_MAX] for key, text in texts.items()})


def _codes(prefix: str, questions: dict[str, Question], fields: Iterable[SharedField]) -> Answers:
    """The answers that read exactly as one of ours; the rest stays as text in the letter's entry."""
    found: Answers = {}
    for field in fields:
        before, _dot, name = field.key.partition(".")
        question = questions.get(name)
        if before != prefix or question is None:
            continue
        by_words = {words: code for code, words in choices(question.source)}
        codes = [by_words[words] for words in field.text.split(BETWEEN) if words in by_words]
        if codes:
            found[name] = codes if question.several else codes[0]
    return found


def _as_text(arrival: Arrival) -> str:
    """The whole letter, as it was read when it was taken over."""
    letter = arrival.letter
    lines = [_("Che cosa chiede: %(what)s") % {"what": letter.purpose}]
    lines += [
        f"{field.label}: {field.text}" + (f" ({field.note})" if field.note else "") for field in letter.fields
    ]
    if letter.contact:
        lines.append(_("Da sentire: %(who)s") % {"who": letter.contact})
    if letter.citation:
        lines.append(_("Obbligo di legge: %(rule)s") % {"rule": letter.citation})
    return "\n".join(lines)

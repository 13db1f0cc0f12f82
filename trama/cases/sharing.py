"""What of her may be written to another organisation, field by field; and who must not know."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.access.actor import Actor
from trama.cases.codes import AUTHOR, PROFILE, Answer, Question, label
from trama.cases.contacts import Contacts
from trama.cases.models import Child, Path
from trama.cases.policies import visible_paths
from trama.cases.selectors.hidden import HiddenFrom, hidden_from
from trama.cases.selectors.one import open_children
from trama.cases.selectors.people import other_organisations
from trama.referrals.drafts import SharedField
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Box, Keyring

BETWEEN = (
    "; "  # several answers in one text: no label has it, so that a receiver's own copy finds the codes again
)


class PathSharing:
    """Registered with `referrals`: the subject is a path."""

    def shareable(self, *, actor: Actor, keyring: Keyring, subject: UUID) -> list[SharedField] | None:
        path = _path(actor, subject)
        if path is None:
            return None
        try:
            box = keyring.box(path.woman.record_key)
        except KeyNotHeld:
            return None
        fields = [*_fields(box, path), must_not_know_field(actor, hidden_from(path, keyring))]
        return [field for field in fields if field.text]

    def hidden_organisations(
        self, *, actor: Actor, keyring: Keyring, subject: UUID
    ) -> frozenset[UUID] | None:
        path = _path(actor, subject)
        if path is None:
            return None
        hidden = hidden_from(path, keyring)
        if not hidden.readable:
            raise KeyNotHeld("circle")
        return hidden.organisations

    def who_else(self, *, actor: Actor, keyring: Keyring, subject: UUID) -> str:
        path = _path(actor, subject)
        return hidden_from(path, keyring).note if path is not None else ""


SHARING = PathSharing()


def _path(actor: Actor, subject: UUID) -> Path | None:
    return visible_paths(actor).filter(pk=subject).select_related("woman__record_key").first()


def _fields(box: Box, path: Path) -> Iterator[SharedField]:
    woman = path.woman
    yield SharedField("name", _("Come vuole essere chiamata"), str(box.open(woman, "name")))
    yield from contact_fields(Contacts.from_json(box.open(woman, "contacts")))
    profile, author = box.open(woman, "profile"), box.open(woman, "author")
    for section, prefix, answers in [
        *((part, "profile", profile) for part in PROFILE),
        (AUTHOR, "author", author),
    ]:
        given = answers if isinstance(answers, dict) else {}
        for question in section.questions:
            if question.name in given:
                yield answer_field(prefix, question, given[question.name])
    yield SharedField("children", _("Figlie e figli"), _children(box, path))


def contact_fields(contacts: Contacts) -> Iterator[SharedField]:
    """Her contacts; the rules of safety travel with every one of them."""
    rules = " · ".join(rule.text for rule in contacts.rules)
    yield SharedField("telephone", _("Telefono"), contacts.telephone, rules)
    yield SharedField("email", _("E-mail"), contacts.email, rules)
    yield SharedField("address", _("Dove vive"), contacts.address, rules)
    yield SharedField("language", _("Lingua"), contacts.language)


def must_not_know_field(actor: Actor, hidden: HiddenFrom) -> SharedField:
    """Offices and what was written beside them, so that a receiver does not write there either; no colleague's name."""
    others = other_organisations(actor) if hidden.organisations else []
    offices = [body.short_name for body in others if body.pk in hidden.organisations]
    return SharedField(
        "must_not_know", _("Chi non deve sapere"), BETWEEN.join(filter(None, [*offices, hidden.note]))
    )


def answer_field(prefix: str, question: Question, answer: Answer) -> SharedField:
    codes = [answer] if isinstance(answer, str) else answer
    words = BETWEEN.join(label(question.source, code) for code in codes)
    name = (
        str(question.words)
        if prefix == "profile"
        else _("Lui: %(what)s") % {"what": str(question.words).lower()}
    )
    return SharedField(f"{prefix}.{question.name}", name, words)


def _children(box: Box, path: Path) -> str:
    """How many and how old, without names."""
    children = open_children(box, Child.objects.filter(path=path))
    if not children:
        return ""
    born = sorted(str(child["birth_year"]) for child in children if child.get("birth_year"))
    count = ngettext("%(n)s figlia o figlio", "%(n)s figlie e figli", len(children)) % {"n": len(children)}
    return (
        _("%(count)s, anno di nascita: %(years)s") % {"count": count, "years": ", ".join(born)}
        if born
        else count
    )

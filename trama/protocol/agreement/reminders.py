"""Texts to ask for a signature or for a referent. A person sends them: nothing leaves by itself."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.utils.translation import gettext as _

from trama.protocol.agreement.models import Signatory, Version
from trama.protocol.agreement.selectors.referents import Post, mailbox_of
from trama.protocol.agreement.selectors.register import missing_from
from trama.protocol.agreement.words import full_day


@dataclass(frozen=True)
class Reminder:
    """One body, the office's mailbox if it published one, and the text."""

    body: str
    mailbox: str
    subject: str
    text: str
    note: str = ""

    @property
    def mailto(self) -> str:
        """RFC 6068; without a mailbox the address is left to whoever sends."""
        to = quote(self.mailbox, safe="@")
        return f"mailto:{to}?subject={quote(self.subject)}&body={quote(self.text)}"


def signature_reminders(version: Version, today: date) -> list[Reminder]:
    """For every body whose signature is not at hand. Three queries."""
    rows = list(missing_from(version))
    boxes = mailbox_of([row.organisation_id for row in rows], version.network_id, today)
    return [_of_signature(version, row, boxes.get(row.organisation_id, "")) for row in rows]


def _of_signature(version: Version, row: Signatory, mailbox: str) -> Reminder:
    text = _(
        "Buongiorno,\n\n"
        "tra le carte del protocollo «%(title)s» non abbiamo ancora la firma di %(body)s.\n"
        "Se è già stata messa, ci basta il documento firmato (.p7m, PDF firmato, o .p7s con il suo documento);\n"
        "la referente o il referente può caricarlo in Trama, alla pagina “Firme e validità”.\n\n"
        "Grazie, l'ufficio che coordina la rete"
    ) % {"title": version.title, "body": row.organisation.official_name}
    return Reminder(
        row.organisation.short_name, mailbox, _("Firma del protocollo della rete antiviolenza"), text
    )


def referent_reminders(posts: list[Post], today: date) -> list[Reminder]:
    """For every body without a referent. Two queries."""
    if not posts:
        return []
    network = posts[0].signatory.network_id
    boxes = mailbox_of([post.signatory.organisation_id for post in posts], network, today)
    return [_of_referent(post, boxes.get(post.signatory.organisation_id, "")) for post in posts]


def _of_referent(post: Post, mailbox: str) -> Reminder:
    body = post.signatory.organisation
    text = _(
        "Buongiorno,\n\n"
        "l'articolo 3 del protocollo chiede a ogni ente di individuare un referente operativo.\n"
        "Per %(body)s non ne risulta uno. Ci basta il nome dell'ufficio, con posta e telefono dell'ufficio:\n"
        "nessun recapito di una persona.\n\n"
        "Grazie, l'ufficio che coordina la rete"
    ) % {"body": body.official_name}
    note = _("da risentire dal %(day)s") % {"day": full_day(post.suggested_by)} if post.suggested_by else ""
    return Reminder(
        body.short_name, mailbox, _("Referente del protocollo della rete antiviolenza"), text, note
    )

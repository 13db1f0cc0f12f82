"""The thirty-second log of calls."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.codes import require_code, require_codes
from trama.cases.models import Call
from trama.cases.services.common import TEXT_MAX, instant, text
from trama.cases.services.once import once
from trama.vault.crypto.formats import Json
from trama.vault.keyring import Keyring


def call_content(
    *, kind: str, reasons: Iterable[str] = (), urgency: str = "", channel: str = "", note: str = ""
) -> dict[str, Json]:
    """What is sealed of a call. Raises DomainError for an unknown code, a note that is too long."""
    return {
        "kind": require_code("call_kind", kind, field="kind"),
        "reasons": [*require_codes("contact_reason", reasons, field="reasons")],
        "urgency": urgency and require_code("entry_urgency", urgency, field="urgency"),
        "channel": channel and require_code("access_channel", channel, field="channel"),
        "note": text(note, TEXT_MAX, field="note"),
    }


def log_call(
    *, actor: Actor, keyring: Keyring, kind: str, reasons: Iterable[str] = (), urgency: str = "", channel: str = "",
    note: str = "", at: datetime | None = None, call_id: UUID | None = None,
) -> Call:  # fmt: skip
    """Log one call; nobody is named and no path is opened. `call_id`: the id that the form carries."""
    require(actor, Action.LOG_CALL)
    content = call_content(kind=kind, reasons=reasons, urgency=urgency, channel=channel, note=note)
    call_id = call_id or uuid4()
    moment = instant(at)

    def make() -> Call:
        key = keyring.new_record()
        call = Call(
            id=call_id,
            organisation_id=actor.organisation_id,
            record_key=key,
            at=moment,
            by_id=actor.membership_id,
        )
        call.content = keyring.box(key).seal(call, "content", content)
        call.save(force_insert=True)
        record(actor, Action.LOG_CALL.code, call.pk)
        return call

    return once(Call, call_id, make)

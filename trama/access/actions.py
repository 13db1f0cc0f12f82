"""Every act and page of the system, with the roles that may. What is not here cannot be declared by a URL.

A member's value is (code, roles). `PUBLIC` is anyone, `SIGNED_IN` anyone with a session and a second factor.
"""

from enum import Enum

from django.core.exceptions import PermissionDenied

from trama.access.actor import Actor
from trama.access.roles import Role

_WOMEN = frozenset({Role.OPERATOR, Role.COORDINATOR})
_WITH_SPECIALIST = _WOMEN | {Role.SPECIALIST}
_EVERYONE = frozenset(Role)
_LEAD = frozenset({Role.NETWORK_COORDINATOR})
_BODY = frozenset({Role.REFERENT, Role.NETWORK_COORDINATOR})


class Forbidden(PermissionDenied):
    """The actor is inside the organisation but lacks the right: answered 403 and audited."""

    def __init__(self, action: "Action") -> None:
        super().__init__(action.code)
        self.action = action


class Action(Enum):
    PUBLIC = ("public", frozenset[Role]())
    SIGNED_IN = ("signed_in", _EVERYONE)

    # accounts
    READ_AGENDA = ("agenda.read", _WITH_SPECIALIST)
    CHANGE_OWN_PASSWORD = ("account.password", _EVERYONE)
    MANAGE_OWN_FACTOR = ("account.factor", _EVERYONE)
    MANAGE_MEMBERS = ("members.manage", frozenset({Role.CUSTODIAN}))

    # network
    READ_DIRECTORY = ("directory.read", _EVERYONE)
    EDIT_DIRECTORY = ("directory.edit", frozenset({Role.COORDINATOR, Role.REFERENT}))

    # audit
    READ_TRAIL = ("audit.read", frozenset({Role.AUDITOR}))
    READ_OPENINGS = ("audit.openings", _WITH_SPECIALIST)

    # cases
    LOG_CALL = ("call.log", _WOMEN)
    WRITE_SHIFT_CALL = ("shift.log", frozenset({Role.SHIFT}))
    READ_SHIFT_CALLS = ("shift.read", _WOMEN)
    LIST_PATHS = ("path.list", _WITH_SPECIALIST)
    OPEN_PATH = ("path.open", _WOMEN)
    READ_PATH = ("path.read", _WITH_SPECIALIST)
    WRITE_PATH = ("path.write", _WOMEN)
    WRITE_NOTE = ("path.note", _WITH_SPECIALIST)
    ASSIGN_PATH = ("path.assign", _WOMEN)
    CLOSE_PATH = ("path.close", _WOMEN)
    ERASE_PATH = ("path.erase", frozenset({Role.COORDINATOR}))
    MANAGE_CIRCLE = ("path.circle", _WOMEN)

    # consent, referrals, risk
    RECORD_CONSENT = ("consent.record", _WOMEN)
    SEND_REFERRAL = ("referral.send", _WOMEN)
    READ_REFERRALS = ("referral.read", _WOMEN)
    ANSWER_REFERRAL = ("referral.answer", _WOMEN)
    ASSESS_RISK = ("risk.assess", _WOMEN)

    # shelters
    READ_SHELTER = ("shelter.read", _WOMEN)
    MANAGE_PLACES = ("shelter.places", frozenset({Role.COORDINATOR}))
    MANAGE_STAYS = ("shelter.stays", _WOMEN)
    READ_SHELTER_ADDRESS = ("shelter.address", _WOMEN)

    # statistics
    READ_OWN_FIGURES = ("figures.read", frozenset({Role.ANALYST, Role.COORDINATOR}))
    COMPUTE_FIGURES = ("figures.compute", frozenset({Role.ANALYST}))
    SUBMIT_FIGURES = ("figures.submit", frozenset({Role.ANALYST, Role.REFERENT}))
    READ_NETWORK_FIGURES = (
        "figures.network",
        frozenset({Role.ANALYST, Role.COORDINATOR, Role.REFERENT, Role.NETWORK_COORDINATOR}),
    )
    RELEASE_NETWORK_FIGURES = ("figures.release", frozenset({Role.NETWORK_COORDINATOR}))

    # protocol: governance. Whose row a referent or the lead body may write is the policy's and the wall's to say.
    READ_PROTOCOL = ("protocol.read", _EVERYONE - {Role.SHIFT})
    GOVERN_PROTOCOL = ("protocol.govern", _LEAD)
    APPOINT_REFERENT = ("protocol.referent", _BODY | {Role.CUSTODIAN, Role.COORDINATOR})
    UPLOAD_SIGNATURE = ("protocol.signature", _BODY)
    GIVE_EVIDENCE = ("commitment.evidence", _BODY)
    CONFIRM_EVIDENCE = ("commitment.confirm", _BODY)
    CALL_MEETING = ("meeting.call", _LEAD)
    RECORD_MEETING = ("meeting.record", _LEAD)
    ANSWER_MEETING = ("meeting.answer", _BODY)
    WORK_ON_ACTION = ("meeting.action", _BODY)
    HOLD_TABLE = ("table.hold", frozenset({Role.COORDINATOR, Role.REFERENT}))
    EDIT_PROCEDURES = ("procedure.edit", _LEAD)
    CONFIRM_DISSEMINATION = ("procedure.disseminate", _BODY | {Role.COORDINATOR})
    READ_RESOURCES = ("resources.read", _BODY | {Role.COORDINATOR, Role.ANALYST, Role.AUDITOR})
    EDIT_RESOURCES = ("resources.edit", _LEAD)
    REPORT_INDICATOR = ("indicator.report", _BODY)
    PRODUCE_REPORT = ("report.produce", _BODY)

    def __init__(self, code: str, roles: frozenset[Role]) -> None:
        self.code = code
        self.roles = roles

    def allows(self, actor: Actor | None) -> bool:
        """Whether `actor` may; the system actor never passes here: jobs call services that name it."""
        if self is Action.PUBLIC:
            return True
        return actor is not None and not actor.is_system and actor.has(*self.roles)


def require(actor: Actor | None, action: Action) -> None:
    """Raise Forbidden unless `actor` may do `action`."""
    if not action.allows(actor):
        raise Forbidden(action)

"""What is done with meetings, in the words of the domain."""

from trama.protocol.meetings.services.actions import (
    do_action,
    drop_action,
    give_action,
    move_action,
    send_back_action,
    verify_action,
)
from trama.protocol.meetings.services.convening import (
    cancel_meeting,
    change_meeting,
    convene_meeting,
    plan_meeting,
)
from trama.protocol.meetings.services.groups import (
    add_milestone,
    change_group,
    move_milestone,
    open_group,
    set_members,
)
from trama.protocol.meetings.services.holding import answer_invitation, record_attendance
from trama.protocol.meetings.services.minutes import (
    approve_minutes,
    correct_minutes,
    discard_correction,
    write_minutes,
)

__all__ = [
    "add_milestone",
    "answer_invitation",
    "approve_minutes",
    "cancel_meeting",
    "change_group",
    "change_meeting",
    "convene_meeting",
    "correct_minutes",
    "discard_correction",
    "do_action",
    "drop_action",
    "give_action",
    "move_action",
    "move_milestone",
    "open_group",
    "plan_meeting",
    "record_attendance",
    "send_back_action",
    "set_members",
    "verify_action",
    "write_minutes",
]

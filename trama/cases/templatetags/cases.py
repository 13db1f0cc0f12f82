"""Words of paths in templates."""

from django import template

from trama.cases import codes
from trama.cases.presentation import STATE_TONES
from trama.cases.states import State

register = template.Library()


@register.filter
def state_tone(state: State) -> str:
    """The tone of a state's badge."""
    return STATE_TONES[state]


@register.filter
def code_label(code: str, source: str) -> str:
    """The words of a code: `{{ code|code_label:"closure_reason" }}`."""
    return codes.label(source, code) if code else ""

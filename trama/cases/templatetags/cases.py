"""Words of paths in templates."""

from uuid import UUID

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trama.cases import codes
from trama.cases.presentation import STATE_TONES, Glance
from trama.cases.states import State
from trama.common.links import link
from trama.ui import markup
from trama.ui.markup import esc, made

register = template.Library()


@register.filter
def state_tone(state: State) -> str:
    """The tone of a state's badge."""
    return STATE_TONES[state]


@register.filter
def code_label(code: str, source: str) -> str:
    """The words of a code: `{{ code|code_label:"closure_reason" }}`."""
    return codes.label(source, code) if code else ""


@register.simple_tag
def glance(section: Glance, path_id: UUID, may_write: bool) -> SafeString | str:
    """The card of one section of her profile; what nobody may complete and nobody has said is left out."""
    if not (section.answers or section.always or may_write):
        return ""
    said = "".join(markup.fact(words, answer) for words, answer in section.answers)
    content = (
        str(markup.facts(made(said))) if said else f'<p class="muted">{esc(_("Non ancora chiesto"))}</p>'
    )
    if may_write:
        of = f'<span class="visually-hidden">: {esc(section.within or section.title)}</span>'
        url = link("cases:answers", path_id, section.slug)
        content += f'<p><a href="{url}">{esc(_("Completa"))}{of}</a></p>'
    return markup.card(made(content), section.title, icon=section.icon)

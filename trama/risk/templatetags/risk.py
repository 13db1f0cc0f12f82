"""`{% load risk %}`: a judgement in words, for other apps' pages."""

from django import template
from django.utils.safestring import SafeString

from trama.risk.selectors import OpenAssessment
from trama.risk.timeline import details
from trama.risk.words import level_tone, level_words
from trama.ui.templatetags.ui import badge

register = template.Library()


@register.simple_tag
def risk_badge(level: str) -> SafeString:
    """ "Elevato" with its tone; low reads "Basso: non esclude il pericolo" and is never green."""
    return badge(level_words(level), level_tone(level))


@register.simple_tag
def risk_details(assessment: OpenAssessment) -> tuple[tuple[str, str], ...]:
    """Label and value of what stands beside the judgement."""
    return details(assessment)

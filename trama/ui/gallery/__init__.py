"""Invented content for `/ui/`. No name, number or story here is anybody's."""

from trama.ui.gallery.day import agenda
from trama.ui.gallery.figures import charts
from trama.ui.gallery.forms import BriefForm, ConfirmForm, FilterForm, IntakeForm, SignInForm
from trama.ui.gallery.rows import PathRow, paths
from trama.ui.gallery.story import timeline
from trama.ui.gallery.words import PATH_BADGES, STATES, VIOLENCE

__all__ = [
    "PATH_BADGES",
    "STATES",
    "VIOLENCE",
    "BriefForm",
    "ConfirmForm",
    "FilterForm",
    "IntakeForm",
    "PathRow",
    "SignInForm",
    "agenda",
    "charts",
    "paths",
    "timeline",
]

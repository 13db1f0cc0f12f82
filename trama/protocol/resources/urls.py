"""Resources and evaluation: funding lines, agreements, indicators."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.protocol.resources.views import conventions, indicators, lines

A = Action
_LINE = "risorse/linee/<uuid:line_id>/"
_CONVENTION = "risorse/convenzioni/<uuid:convention_id>/"
_INDICATOR = "risorse/indicatori/<uuid:indicator_id>/"

urlpatterns = [
    path("risorse/", lines.home, action=A.READ_RESOURCES, name="resources"),
    path("risorse/linee.csv", lines.lines_sheet, action=A.READ_RESOURCES, name="lines_sheet"),
    path("risorse/linee/nuova/", lines.new_line, action=A.EDIT_RESOURCES, name="new_line"),
    path(_LINE, lines.line, action=A.READ_RESOURCES, name="line"),
    path(f"{_LINE}modifica/", lines.edit_line, action=A.EDIT_RESOURCES, name="edit_line"),
    path(f"{_LINE}anno/", lines.write_year, action=A.EDIT_RESOURCES, name="line_year"),
    path(f"{_LINE}sostenuto/", lines.write_sustained, action=A.EDIT_RESOURCES, name="line_sustained"),
    path(
        "risorse/sostenuto/<uuid:sustained_id>/togli/",
        lines.remove_sustained,
        action=A.EDIT_RESOURCES,
        name="remove_sustained",
    ),
    path("risorse/convenzioni/", conventions.conventions, action=A.READ_RESOURCES, name="conventions"),
    path(
        "risorse/convenzioni/nuova/",
        conventions.new_convention,
        action=A.EDIT_RESOURCES,
        name="new_convention",
    ),
    path(_CONVENTION, conventions.convention, action=A.READ_RESOURCES, name="convention"),
    path(
        f"{_CONVENTION}modifica/",
        conventions.edit_convention,
        action=A.EDIT_RESOURCES,
        name="edit_convention",
    ),
    path("risorse/indicatori/", indicators.indicators, action=A.READ_RESOURCES, name="indicators"),
    path(
        "risorse/indicatori.csv",
        indicators.indicators_sheet,
        action=A.READ_RESOURCES,
        name="indicators_sheet",
    ),
    path(
        "risorse/indicatori/nuovo/", indicators.new_indicator, action=A.EDIT_RESOURCES, name="new_indicator"
    ),
    path(_INDICATOR, indicators.indicator, action=A.READ_RESOURCES, name="indicator"),
    path(f"{_INDICATOR}modifica/", indicators.edit_indicator, action=A.EDIT_RESOURCES, name="edit_indicator"),
    path(f"{_INDICATOR}concordato/", indicators.agree, action=A.EDIT_RESOURCES, name="agree_indicator"),
    path(f"{_INDICATOR}chiudi/", indicators.retire, action=A.EDIT_RESOURCES, name="retire_indicator"),
    path(f"{_INDICATOR}valore/", indicators.report, action=A.REPORT_INDICATOR, name="report_indicator"),
]

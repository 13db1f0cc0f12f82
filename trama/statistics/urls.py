"""Figures: one's own year under /dati/<year>/, the network's under /dati/rete/."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.statistics import network_views as network
from trama.statistics import views as own

app_name = "statistics"

_READ, _COMPUTE, _SUBMIT = Action.READ_OWN_FIGURES, Action.COMPUTE_FIGURES, Action.SUBMIT_FIGURES
_NETWORK, _RELEASE = Action.READ_NETWORK_FIGURES, Action.RELEASE_NETWORK_FIGURES

urlpatterns = [
    path("dati/", own.home, action=_READ, name="home"),
    path("dati/<int:year>/", own.year_page, action=_READ, name="year"),
    path("dati/<int:year>/stampa/", own.printed, action=_READ, name="print"),
    path("dati/<int:year>/tabelle.csv", own.sheet, action=_READ, name="sheet"),
    path("dati/invio/", network.submission_home, action=_SUBMIT, name="submission_home"),
    path("dati/invio/<int:year>/", network.submission, action=_SUBMIT, name="submission"),
    path("dati/invio/<int:year>/calcola/", network.compute, action=_COMPUTE, name="compute"),
    path("dati/invio/<int:year>/<uuid:submission_id>/", network.submit, action=_SUBMIT, name="submit"),
    path("dati/rete/", network.network_home, action=_NETWORK, name="network_home"),
    path("dati/rete/<int:year>/", network.network, action=_NETWORK, name="network"),
    path("dati/rete/<int:year>/raccolta/", network.collection, action=_RELEASE, name="collection"),
    path("dati/rete/<int:year>/raccolta/chiudi/", network.close, action=_RELEASE, name="close"),
    path("dati/rete/<int:year>/raccolta/pubblica/", network.release, action=_RELEASE, name="release"),
]

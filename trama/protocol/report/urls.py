"""The yearly monitoring report: on the screen and on paper."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.protocol.report import views

_READ = Action.PRODUCE_REPORT

urlpatterns = [
    path("protocollo/relazione/", views.home, action=_READ, name="report_home"),
    path("protocollo/relazione/<int:year>/", views.report, action=_READ, name="report"),
    path("protocollo/relazione/<int:year>/pdf/", views.paper, action=_READ, name="report_pdf"),
]

"""The protocol, area by area; each area has its own urls."""

from trama.protocol.agreement.urls import urlpatterns as agreement
from trama.protocol.commitments.urls import urlpatterns as commitments
from trama.protocol.meetings.urls import urlpatterns as meetings
from trama.protocol.procedures.urls import urlpatterns as procedures
from trama.protocol.report.urls import urlpatterns as report
from trama.protocol.resources.urls import urlpatterns as resources

app_name = "protocol"

urlpatterns = [
    *agreement,
    *commitments,
    *report,
    *procedures,
    *meetings,
    *resources,
]

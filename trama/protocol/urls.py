"""The protocol, area by area; each area has its own urls."""

from trama.protocol.agreement.urls import urlpatterns as agreement

app_name = "protocol"

urlpatterns = [
    *agreement,
]

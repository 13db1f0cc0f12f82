"""The agreement: versions, signatures, validity, referents."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.protocol.agreement import views

urlpatterns = [
    path("protocollo/", views.home, action=Action.READ_PROTOCOL, name="home"),
]

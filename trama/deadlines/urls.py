"""The agenda and what is done from it."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.deadlines import views

app_name = "deadlines"

_ACTION = Action.READ_AGENDA

urlpatterns = [
    path("agenda/", views.agenda, action=_ACTION, name="agenda"),
    path("agenda/stampa/", views.printed, action=_ACTION, name="print"),
    path("scadenze/<uuid:pk>/fatto/", views.done, action=_ACTION, name="done"),
    path("scadenze/<uuid:pk>/riapri/", views.reopen, action=_ACTION, name="reopen"),
    path("scadenze/<uuid:pk>/rimanda/", views.put_off, action=_ACTION, name="put_off"),
    path("scadenze/<uuid:pk>/riprendi/", views.wake, action=_ACTION, name="wake"),
    path("scadenze/<uuid:pk>/sposta/", views.move, action=_ACTION, name="move"),
    path("avvisi/<uuid:pk>/letto/", views.read, action=_ACTION, name="read"),
]

"""The network: its bodies, and one's own lines in it."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.network import views

app_name = "network"
_READ, _EDIT = Action.READ_DIRECTORY, Action.EDIT_DIRECTORY

urlpatterns = [
    path("rete/", views.directory, action=_READ, name="directory"),
    path("rete/enti/<uuid:organisation>/", views.organisation, action=_READ, name="organisation"),
    path("rete/servizi/nuovo/", views.new_service, action=_EDIT, name="new_service"),
    path("rete/servizi/<uuid:service_id>/", views.service, action=_EDIT, name="service"),
    path("rete/servizi/<uuid:service_id>/togli/", views.remove_service, action=_EDIT, name="remove_service"),
    path("rete/referenti/nuovo/", views.new_referent, action=_EDIT, name="new_referent"),
    path("rete/referenti/<uuid:referent_id>/", views.referent, action=_EDIT, name="referent"),
    path(
        "rete/referenti/<uuid:referent_id>/togli/",
        views.remove_referent,
        action=_EDIT,
        name="remove_referent",
    ),
]

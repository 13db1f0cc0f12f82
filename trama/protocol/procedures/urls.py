"""The library: procedures of the network, their versions, who spread them."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.protocol.procedures import views

A = Action
_EDITION = "procedure/versioni/<uuid:edition_id>/"

urlpatterns = [
    path("procedure/", views.shelf, action=A.READ_PROTOCOL, name="procedures"),
    path("procedure/nuova/", views.new_document, action=A.EDIT_PROCEDURES, name="new_procedure"),
    path("procedure/<uuid:document_id>/", views.document, action=A.READ_PROTOCOL, name="procedure"),
    path(
        "procedure/<uuid:document_id>/bozza/", views.draft, action=A.EDIT_PROCEDURES, name="procedure_draft"
    ),
    path(
        "procedure/<uuid:document_id>/confronto/",
        views.compare,
        action=A.READ_PROTOCOL,
        name="procedure_compare",
    ),
    path(_EDITION, views.edition, action=A.READ_PROTOCOL, name="procedure_edition"),
    path(f"{_EDITION}stampa/", views.print_edition, action=A.READ_PROTOCOL, name="procedure_print"),
    path(f"{_EDITION}file/", views.file, action=A.READ_PROTOCOL, name="procedure_file"),
    path(f"{_EDITION}in-vigore/", views.put_in_force, action=A.EDIT_PROCEDURES, name="procedure_in_force"),
    path(f"{_EDITION}testo/", views.supply, action=A.EDIT_PROCEDURES, name="procedure_supply"),
    path(f"{_EDITION}conferma/", views.confirm, action=A.CONFIRM_DISSEMINATION, name="procedure_confirm"),
    path(f"{_EDITION}diffusione/", views.spread, action=A.READ_PROTOCOL, name="procedure_spread"),
    path(f"{_EDITION}promemoria/", views.remind, action=A.EDIT_PROCEDURES, name="procedure_remind"),
]

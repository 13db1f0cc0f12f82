"""Her consents. Reading them is part of reading her path; writing them is for who walks with her."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.consent import views

app_name = "consent"

urlpatterns = [
    path("consensi/<uuid:subject>/", views.ledger, action=Action.READ_PATH, name="ledger"),
    path("consensi/<uuid:subject>/insieme/", views.sheet, action=Action.READ_PATH, name="sheet"),
    path("consensi/<uuid:subject>/nuovo/", views.new, action=Action.RECORD_CONSENT, name="new"),
    path(
        "consensi/<uuid:subject>/<uuid:consent>/ritira/",
        views.withdraw,
        action=Action.RECORD_CONSENT,
        name="withdraw",
    ),
]

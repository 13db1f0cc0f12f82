"""Pages about one woman's danger; the path's page leads here."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.risk import views

app_name = "risk"

urlpatterns = [
    path("rischio/<uuid:subject>/", views.history, action=Action.READ_PATH, name="history"),
    path("rischio/<uuid:subject>/nuova/", views.assess, action=Action.ASSESS_RISK, name="assess"),
]

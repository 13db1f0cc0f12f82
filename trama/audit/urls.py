from trama.access.actions import Action
from trama.access.urls import path
from trama.audit import views

app_name = "audit"

urlpatterns = [path("registro/", views.trail, action=Action.READ_TRAIL, name="trail")]

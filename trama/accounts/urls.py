from trama.access.actions import Action
from trama.access.urls import path
from trama.accounts import account, step_up, views

app_name = "accounts"
urlpatterns = [
    path("entra/", views.sign_in, action=Action.PUBLIC, name="sign_in", atomic=False),
    path("entra/codice/", views.factor, action=Action.PUBLIC, name="factor", atomic=False),
    path("entra/avanti/", views.enter, action=Action.PUBLIC, name="enter", atomic=False),
    path("uscita/", views.signed_out, action=Action.PUBLIC, name="signed_out"),
    path("esci/", views.sign_out, action=Action.SIGNED_IN, name="sign_out"),
    path("", views.home, action=Action.SIGNED_IN, name="home"),
    path("ente/", views.switch, action=Action.SIGNED_IN, name="switch"),
    path("accesso/", account.account, action=Action.SIGNED_IN, name="account"),
    path(
        "accesso/password/",
        account.password,
        action=Action.CHANGE_OWN_PASSWORD,
        name="password",
        atomic=False,
    ),
    path("conferma/", step_up.step_up, action=Action.SIGNED_IN, name="step_up", atomic=False),
]

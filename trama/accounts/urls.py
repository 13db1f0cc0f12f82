from trama.access.actions import Action
from trama.access.urls import path
from trama.accounts import account, step_up, views
from trama.accounts.desks import views as desks
from trama.accounts.invitations import views as invitations
from trama.accounts.keys import views as keys
from trama.accounts.members import changes
from trama.accounts.members import views as members

app_name = "accounts"
urlpatterns = [
    path("entra/", views.sign_in, action=Action.PUBLIC, name="sign_in", atomic=False),
    path("entra/codice/", views.factor, action=Action.PUBLIC, name="factor", atomic=False),
    path("entra/avanti/", views.enter, action=Action.PUBLIC, name="enter", atomic=False),
    path("uscita/", views.signed_out, action=Action.PUBLIC, name="signed_out"),
    path("esci/", views.sign_out, action=Action.PUBLIC, name="sign_out"),
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
    # who comes in with a code
    path("benvenuta/", invitations.welcome, action=Action.PUBLIC, name="welcome", atomic=False),
    path("rientro/", invitations.come_back, action=Action.PUBLIC, name="come_back", atomic=False),
    path("password-dimenticata/", invitations.forgotten, action=Action.PUBLIC, name="forgotten"),
    path("entra/attesa/", invitations.waiting, action=Action.PUBLIC, name="waiting"),
    path("accesso/invito/", invitations.one_more, action=Action.SIGNED_IN, name="one_more"),
    # a custodian's colleagues
    path("colleghe/", members.members, action=Action.MANAGE_MEMBERS, name="members"),
    path("colleghe/invita/", members.invite, action=Action.MANAGE_MEMBERS, name="invite"),
    path(
        "colleghe/inviti/<uuid:invitation_id>/ritira/",
        members.withdraw,
        action=Action.MANAGE_MEMBERS,
        name="withdraw",
    ),
    path("colleghe/<uuid:membership_id>/", members.member, action=Action.MANAGE_MEMBERS, name="member"),
    path("colleghe/<uuid:membership_id>/ammetti/", members.admit, action=Action.MANAGE_MEMBERS, name="admit"),
    path("colleghe/<uuid:membership_id>/nome/", members.rename, action=Action.MANAGE_MEMBERS, name="rename"),
    path("colleghe/<uuid:membership_id>/ruoli/", changes.roles, action=Action.MANAGE_MEMBERS, name="roles"),
    path("colleghe/<uuid:membership_id>/togli/", changes.remove, action=Action.MANAGE_MEMBERS, name="remove"),
    path(
        "colleghe/<uuid:membership_id>/password/", changes.reset, action=Action.MANAGE_MEMBERS, name="reset"
    ),
    path(
        "colleghe/<uuid:membership_id>/secondo-passo/",
        changes.factor,
        action=Action.MANAGE_MEMBERS,
        name="reset_factor",
    ),
    # the services that are written to and not read
    path("servizi/", desks.desks, action=Action.MANAGE_MEMBERS, name="desks"),
    path(
        "servizi/<uuid:service_id>/chiave/", desks.open_desk, action=Action.MANAGE_MEMBERS, name="open_desk"
    ),
    path(
        "servizi/<uuid:service_id>/chi-legge/aggiungi/",
        desks.add_reader,
        action=Action.MANAGE_MEMBERS,
        name="add_reader",
    ),
    path(
        "servizi/<uuid:service_id>/chi-legge/<uuid:membership_id>/togli/",
        desks.remove_reader,
        action=Action.MANAGE_MEMBERS,
        name="remove_reader",
    ),
    # and the keys of her organisation
    path("chiavi/", keys.keys, action=Action.MANAGE_MEMBERS, name="keys"),
    path("chiavi/cambia/", keys.rotate, action=Action.MANAGE_MEMBERS, name="rotate"),
    path("chiavi/avanti/", keys.rewrap, action=Action.MANAGE_MEMBERS, name="rewrap", atomic=False),
    path("chiavi/fogli/", keys.sheets, action=Action.MANAGE_MEMBERS, name="sheets"),
    path("chiavi/firma/", keys.renewal, action=Action.MANAGE_MEMBERS, name="renewal"),
    path("chiavi/firma/richiesta/", keys.renewal_file, action=Action.MANAGE_MEMBERS, name="renewal_file"),
    path(
        "chiavi/firma/installa/", keys.renewal_install, action=Action.MANAGE_MEMBERS, name="renewal_install"
    ),
]

"""Hospitality. Every address bears ids only: no name of a house, no place."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.shelters import views

app_name = "shelters"

_READ, _STAYS, _PLACES = Action.READ_SHELTER, Action.MANAGE_STAYS, Action.MANAGE_PLACES
_WHERE = Action.READ_SHELTER_ADDRESS
_REQUEST = "ospitalita/richieste/<uuid:request_id>/"
_STAY = "ospitalita/soggiorni/<uuid:stay_id>/"
_HOUSE = "ospitalita/case/<uuid:house_id>/"

urlpatterns = [
    path("ospitalita/", views.board_page, action=_READ, name="board"),
    path("ospitalita/richieste/", views.request_list, action=_READ, name="requests"),
    path("ospitalita/richieste/nuova/", views.ask, action=_STAYS, name="ask"),
    path(_REQUEST, views.request_page, action=_READ, name="request"),
    path(_REQUEST + "rispondi/", views.answer, action=_STAYS, name="answer"),
    path(_REQUEST + "accogli/", views.admit, action=_STAYS, name="admit"),
    path(_REQUEST + "tieni/", views.hold, action=_STAYS, name="hold"),
    path(_STAY, views.stay_page, action=_READ, name="stay"),
    path(_STAY + "arrivata/", views.arrive, action=_STAYS, name="arrive"),
    path(_STAY + "tieni-ancora/", views.keep, action=_STAYS, name="keep"),
    path(_STAY + "libera/", views.release, action=_STAYS, name="release"),
    path(_STAY + "proroga/", views.extend, action=_STAYS, name="extend"),
    path(_STAY + "trasferisci/", views.transfer, action=_STAYS, name="transfer"),
    path(_STAY + "uscita/", views.leave, action=_STAYS, name="leave"),
    path("ospitalita/case/", views.house_list, action=_READ, name="houses"),
    path("ospitalita/case/nuova/", views.add_house, action=_PLACES, name="add_house"),
    path(_HOUSE, views.house_page, action=_READ, name="house"),
    path(_HOUSE + "modifica/", views.edit_house, action=_PLACES, name="edit_house"),
    path(_HOUSE + "chiudi/", views.close_house, action=_PLACES, name="close_house"),
    path(_HOUSE + "posti/nuovo/", views.add_place, action=_PLACES, name="add_place"),
    path("ospitalita/posti/<uuid:place_id>/chiudi/", views.close_place, action=_PLACES, name="close_place"),
    path(_HOUSE + "indirizzo/", views.address, action=_WHERE, name="address"),
    path(_HOUSE + "indirizzo/scrivi/", views.write_address, action=_WHERE, name="write_address"),
    path(_HOUSE + "indirizzo/chi/", views.circle, action=_WHERE, name="circle"),
]

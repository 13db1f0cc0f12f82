"""The agreement: versions, signatures, validity, referents."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.protocol.agreement.views import files, home, referents, renewal, signatories, trust

_READ, _GOVERN, _APPOINT = Action.READ_PROTOCOL, Action.GOVERN_PROTOCOL, Action.APPOINT_REFERENT
_UPLOAD = Action.UPLOAD_SIGNATURE
_FILE = "protocollo/file/<uuid:file_id>/"
_VERSION, _ITEM = "protocollo/versioni/<uuid:version_id>/", "protocollo/punti/<uuid:item_id>/"
_BODY, _OFFICES = "protocollo/firmatari/<uuid:signatory_id>/", "protocollo/referenti/<uuid:organisation>/"

urlpatterns = [
    path("protocollo/", home.home, action=_READ, name="home"),
    path("protocollo/validita/", home.validity, action=_READ, name="validity"),
    path("protocollo/validita/regola/", home.rule, action=_GOVERN, name="rule"),
    path("protocollo/stampa/", home.printed, action=_READ, name="print"),
    path(_BODY, signatories.signatory, action=_READ, name="signatory"),
    path(f"{_BODY}scheda/", signatories.known_of, action=_GOVERN, name="known"),
    path(f"{_BODY}verifica/", signatories.verify, action=_GOVERN, name="verify"),
    path(f"{_BODY}verifica/togli/", signatories.unverify, action=_GOVERN, name="unverify"),
    path(f"{_BODY}lascia/", signatories.withdraw, action=_GOVERN, name="withdraw"),
    path(f"{_BODY}riprende/", signatories.rejoin, action=_GOVERN, name="rejoin"),
    path(f"{_BODY}firma/", files.send, action=_UPLOAD, name="send", atomic=False),
    path("protocollo/file/", files.waiting, action=_GOVERN, name="waiting"),
    path(_FILE, files.file, action=_UPLOAD, name="file"),
    path(f"{_FILE}scarica/", files.download, action=_UPLOAD, name="download"),
    path(f"{_FILE}agli-atti/", files.accept, action=_GOVERN, name="accept_file"),
    path(f"{_FILE}rimanda/", files.send_back, action=_GOVERN, name="send_back"),
    path(f"{_FILE}togli/", files.remove, action=_UPLOAD, name="remove_file"),
    path(f"{_FILE}verifica/", files.verify_again, action=_UPLOAD, name="verify_again", atomic=False),
    path("protocollo/fiducia/", trust.trust, action=_READ, name="trust"),
    path("protocollo/fiducia/nuova/", trust.load, action=_GOVERN, name="load_trust", atomic=False),
    path("protocollo/fiducia/<uuid:trust_id>/togli/", trust.retire, action=_GOVERN, name="retire_trust"),
    path("protocollo/versioni/", renewal.versions, action=_READ, name="versions"),
    path("protocollo/versioni/nuova/", renewal.new_version, action=_GOVERN, name="new_version"),
    path(_VERSION, renewal.version, action=_READ, name="version"),
    path(f"{_VERSION}scheda/", renewal.edit_version, action=_GOVERN, name="edit_version"),
    path(f"{_VERSION}punti/nuovo/", renewal.new_item, action=_GOVERN, name="new_item"),
    path(f"{_VERSION}firme/", renewal.open_signing, action=_GOVERN, name="open_signing"),
    path(f"{_VERSION}testo/", renewal.reopen_text, action=_GOVERN, name="reopen_text"),
    path(f"{_VERSION}lascia/", renewal.drop, action=_GOVERN, name="drop_version"),
    path(f"{_VERSION}in-vigore/", renewal.activate, action=_GOVERN, name="activate"),
    path(f"{_VERSION}adesione/", renewal.adhere, action=_GOVERN, name="adhere"),
    path(f"{_VERSION}promemoria/", renewal.reminders, action=_GOVERN, name="reminders"),
    path(_ITEM, renewal.item, action=_GOVERN, name="item"),
    path(f"{_ITEM}togli/", renewal.remove_item, action=_GOVERN, name="remove_item"),
    path("protocollo/referenti/", referents.referents, action=_READ, name="referents"),
    path("protocollo/referenti/promemoria/", referents.vacancies, action=_GOVERN, name="vacancies"),
    path(_OFFICES, referents.referents_of, action=_READ, name="referents_of"),
    path(f"{_OFFICES}nomina/", referents.appoint, action=_APPOINT, name="appoint"),
    path(f"{_OFFICES}<uuid:office_id>/fine/", referents.end, action=_APPOINT, name="end_referent"),
]

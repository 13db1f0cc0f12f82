"""Commitments and evidence."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.protocol.commitments.links import views as links
from trama.protocol.commitments.views import giving, leading, reading

AT = "protocollo/impegni/"
READ, GIVE = Action.READ_PROTOCOL, Action.GIVE_EVIDENCE
CONFIRM, GOVERN = Action.CONFIRM_EVIDENCE, Action.GOVERN_PROTOCOL

urlpatterns = [
    path(AT, reading.register, action=READ, name="commitments"),
    path(AT + "nostri/", reading.ours, action=READ, name="our_commitments"),
    path(AT + "in-ritardo/", reading.late_ones, action=READ, name="late"),
    path(AT + "quadro/", reading.picture, action=READ, name="matrix"),
    path(AT + "ente/<uuid:organisation>/", reading.body, action=READ, name="body_commitments"),
    path(AT + "<uuid:commitment_id>/", reading.one, action=READ, name="commitment"),
    path(AT + "promessa/<uuid:ownership_id>/", reading.promise, action=READ, name="ownership"),
    path(
        AT + "promessa/<uuid:ownership_id>/<int:year>/prova/", giving.give, action=GIVE, name="give_evidence"
    ),
    path(
        AT + "promessa/<uuid:ownership_id>/<int:year>/allega/",
        giving.attach,
        action=GIVE,
        name="attach_offer",
    ),
    path(AT + "prova/<uuid:evidence_id>/", giving.decide, action=CONFIRM, name="decide_evidence"),
    path(AT + "prova/<uuid:evidence_id>/file/", reading.evidence_file, action=READ, name="evidence_file"),
    path(AT + "prova/<uuid:evidence_id>/ritira/", giving.withdraw, action=GIVE, name="withdraw_evidence"),
    path(AT + "prova/<uuid:evidence_id>/correggi/", giving.correct, action=GIVE, name="correct_evidence"),
    path(AT + "foglio/", giving.own_sheet, action=GIVE, name="own_sheet"),
    path(AT + "foglio/<uuid:body_id>/<int:year>/", giving.sheet, action=GIVE, name="sheet"),
    path(AT + "da-confermare/", giving.to_decide, action=CONFIRM, name="to_decide"),
    path(AT + "date/", leading.data_terms, action=GOVERN, name="data_terms"),
    path(AT + "versione-nuova/", leading.carry_register, action=GOVERN, name="carry_register"),
    path(AT + "link/", links.links, action=GOVERN, name="links"),
    path(AT + "link/nuovo/", links.new_link, action=GOVERN, name="new_link"),
    path(AT + "link/<uuid:link_id>/revoca/", links.revoke, action=GOVERN, name="revoke_link"),
    path("rispondi/", links.answer, action=Action.PUBLIC, name="answer"),
]

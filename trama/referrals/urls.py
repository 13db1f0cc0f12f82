"""Letters: lists, the sender's steps, the receiver's."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.referrals.views import lists, receiving, writing

app_name = "referrals"

_READ, _SEND, _ANSWER = Action.READ_REFERRALS, Action.SEND_REFERRAL, Action.ANSWER_REFERRAL

urlpatterns = [
    path("invii/", lists.inbox, action=_READ, name="inbox"),
    path("invii/inviati/", lists.outbox, action=_READ, name="outbox"),
    path("invii/nuovo/<uuid:subject>/", writing.new, action=_SEND, name="new"),
    path("invii/contatti/<uuid:organisation>/", writing.contacts, action=_SEND, name="contacts"),
    path("invii/lettera/<uuid:letter>/", writing.letter, action=_READ, name="letter"),
    path("invii/inviati/<uuid:parcel>/", writing.parcel, action=_READ, name="parcel"),
    path("invii/inviati/<uuid:parcel>/scrivi/", writing.write, action=_SEND, name="write"),
    path("invii/inviati/<uuid:parcel>/consenso/", writing.agree, action=_SEND, name="agree"),
    path("invii/inviati/<uuid:parcel>/obbligo/", writing.duty, action=_SEND, name="duty"),
    path("invii/inviati/<uuid:parcel>/invia/", writing.send, action=_SEND, name="send"),
    path("invii/inviati/<uuid:parcel>/riscrivi/", writing.rewrite, action=_SEND, name="rewrite"),
    path("invii/inviati/<uuid:parcel>/lascia/", writing.discard, action=_SEND, name="discard"),
    path("invii/inviati/<uuid:parcel>/telefonata/", writing.handover, action=_SEND, name="handover"),
    path("invii/ricevuti/<uuid:referral>/", receiving.received, action=_READ, name="received"),
    path("invii/ricevuti/<uuid:referral>/accogli/", receiving.accept, action=_ANSWER, name="accept"),
    path("invii/ricevuti/<uuid:referral>/no/", receiving.decline, action=_ANSWER, name="decline"),
    path("invii/ricevuti/<uuid:referral>/visto/", receiving.seen, action=_ANSWER, name="seen"),
    path("invii/ricevuti/<uuid:referral>/incontro/", receiving.met, action=_ANSWER, name="met"),
    path("invii/ricevuti/<uuid:referral>/concludi/", receiving.close, action=_ANSWER, name="close"),
    path("invii/ricevuti/<uuid:referral>/messaggio/", receiving.message, action=_ANSWER, name="message"),
    path("invii/ricevuti/<uuid:referral>/ritiro/", receiving.withdrawal, action=_ANSWER, name="withdrawal"),
]

"""What consents and letters say of a path, on its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.common.links import link
from trama.consent.models import State as ConsentState
from trama.consent.selectors import Entry
from trama.referrals.models import Referral
from trama.referrals.selectors import letters_about, tone
from trama.referrals.states import state_label
from trama.ui.dates import day_words
from trama.ui.timeline import TimelineItem


@dataclass(frozen=True)
class Around:
    """Her consents and the letters about her, read once: for the timeline and for the side of the page."""

    path_id: UUID
    consents: list[Entry]
    letters: list[Referral]
    may_open_letters: bool

    @property
    def given(self) -> list[tuple[str, str]]:
        """Those that count now: to whom, until when."""
        return [
            (_recipients(entry), _("fino al %(day)s") % {"day": day_words(entry.consent.expires_on)})
            for entry in self.consents
            if entry.counts and entry.consent.expires_on
        ]

    def items(self) -> Iterable[TimelineItem]:
        for entry in self.consents:
            yield from self._of_consent(entry)
        for letter in self.letters:
            yield self._of_letter(letter)

    def _of_consent(self, entry: Entry) -> Iterable[TimelineItem]:
        consent, url = entry.consent, link("consent:ledger", self.path_id)
        to = {"who": _recipients(entry)}
        title = (
            _("Non ha dato il consenso: %(who)s")
            if consent.state == ConsentState.REFUSED
            else _("Ha detto sì: %(who)s")
        )
        yield TimelineItem(consent.given_at, _("Consenso"), title % to, "check-circle", url=url)
        if consent.withdrawn_at:
            yield TimelineItem(
                consent.withdrawn_at,
                _("Consenso"),
                _("Ha ritirato il consenso: %(who)s") % to,
                "ban",
                url=url,
            )

    def _of_letter(self, letter: Referral) -> TimelineItem:
        url = link("referrals:parcel", letter.parcel_id) if self.may_open_letters else ""
        return TimelineItem(
            letter.sent_at or letter.proposed_at,
            _("Invio"),
            _("A %(who)s") % {"who": letter.receiver.short_name},
            "send",
            url=url,
            badges=((state_label(letter.state), tone(letter)),),  # type: ignore[arg-type]
        )


def around(actor: Actor, path_id: UUID, consents: list[Entry]) -> Around:
    """`consents`: hers, opened. One query."""
    return Around(
        path_id,
        consents,
        letters_about(actor.organisation_id, path_id),
        Action.READ_REFERRALS.allows(actor),
    )


def ask_ahead(actor: Actor, path_id: UUID) -> None:
    """Inside `asking.one_journey`: what `around` will ask."""
    letters_about.ahead(actor.organisation_id, path_id)


def _recipients(entry: Entry) -> str:
    return ", ".join(recipient.name for recipient in entry.terms.recipients)

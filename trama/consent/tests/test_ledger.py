"""Her yes, her no and her withdrawal, as the ledger keeps them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.actor import Actor
from trama.access.context import acting
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.consent import selectors, services
from trama.consent.hooks import on_withdraw
from trama.consent.models import TRANSITIONS, Consent, State
from trama.consent.terms import Citation, Item, Recipient, Terms
from trama.testing.cast import Cast
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey

TERMS = Terms(
    scope="safe_channel",
    recipients=(Recipient("Sportello legale di zona"),),
    shared=(Item("Come e quando può essere chiamata"),),
    purpose="Fissare un appuntamento",
    way="in_person",
    her_words="va bene, ma solo al mattino",
)


@pytest.fixture
def ada(cast: Cast) -> Iterator[Cast]:
    """Ada of Aurora is at work."""
    with acting(cast.ada.actor):
        yield cast


@pytest.fixture
def keyring(ada: Cast) -> Keyring:
    return ada.ada.unlock()


@pytest.fixture
def key(keyring: Keyring) -> RecordKey:
    return keyring.new_record()


def give(cast: Cast, keyring: Keyring, key: RecordKey, **changes: object) -> Consent:
    given: dict[str, object] = {
        "subject": uuid4(),
        "terms": TERMS,
        "expires_on": timezone.localdate() + timedelta(days=30),
    }
    return services.record_consent(actor=cast.ada.actor, keyring=keyring, record_key=key, **given | changes)  # type: ignore[arg-type]


def test_what_she_agreed_to_is_sealed_and_reads_back(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    consent = give(ada, keyring, key)
    stored = bytes(Consent.objects.get(pk=consent.pk).terms)
    assert b"Sportello" not in stored
    (entry,) = selectors.ledger(actor=ada.ada.actor, keyring=keyring, subject=consent.subject)
    assert entry.terms == TERMS
    assert entry.state == State.GIVEN
    assert entry.can_be_withdrawn


def test_a_no_is_recorded_and_closes_nothing(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    subject = uuid4()
    given = give(ada, keyring, key, subject=subject)
    refusal = services.record_refusal(
        actor=ada.ada.actor, keyring=keyring, subject=subject, record_key=key, terms=TERMS
    )
    assert refusal.state == State.REFUSED
    assert refusal.expires_on is None
    found = selectors.valid_consent(
        actor=ada.ada.actor, keyring=keyring, subject=subject, scope="safe_channel"
    )
    assert found == given


def test_withdrawal_stamps_the_row_and_calls_who_stands_on_it(
    ada: Cast, keyring: Keyring, key: RecordKey
) -> None:
    told: list[tuple[UUID, str]] = []

    def handler(*, actor: Actor, consent: Consent, at: datetime) -> None:
        told.append((consent.pk, consent.state))

    on_withdraw.register(handler)
    try:
        consent = give(ada, keyring, key)
        for _click in range(2):
            services.withdraw_consent(
                actor=ada.ada.actor, keyring=keyring, consent=consent.pk, her_words="ho cambiato idea"
            )
    finally:
        on_withdraw._items.remove(handler)
    assert told == [(consent.pk, "withdrawn")]
    (entry,) = selectors.ledger(actor=ada.ada.actor, keyring=keyring, subject=consent.subject)
    assert (entry.state, entry.withdrawn_words) == ("withdrawn", "ho cambiato idea")
    assert entry.consent.withdrawn_by == ada.ada.user_id


def test_if_who_is_told_fails_the_withdrawal_is_undone_whole(
    ada: Cast, keyring: Keyring, key: RecordKey
) -> None:
    def handler(**_anything: object) -> None:
        raise DomainError("broken", "…")

    on_withdraw.register(handler)
    consent = give(ada, keyring, key)
    try:
        with pytest.raises(DomainError), transaction.atomic():
            services.withdraw_consent(actor=ada.ada.actor, keyring=keyring, consent=consent.pk)
    finally:
        on_withdraw._items.remove(handler)
    assert Consent.objects.get(pk=consent.pk).state == State.GIVEN


def test_a_form_sent_twice_is_one_consent(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    subject, once = uuid4(), uuid4()
    first = give(ada, keyring, key, subject=subject, once=once)
    second = give(ada, keyring, key, subject=subject, once=once)
    assert first == second
    assert Consent.objects.filter(subject=subject).count() == 1


def test_the_form_s_number_of_somebody_else_s_consent_brings_nothing(
    ada: Cast, keyring: Keyring, key: RecordKey
) -> None:
    theirs = give(ada, keyring, key)
    with acting(ada.gaia.actor):
        other = ada.gaia.unlock()
        with pytest.raises(IntegrityError), transaction.atomic():
            services.record_consent(
                actor=ada.gaia.actor, keyring=other, record_key=other.new_record(), subject=theirs.subject,
                terms=TERMS, expires_on=timezone.localdate(), once=theirs.pk,
            )  # fmt: skip


def test_her_last_day_still_counts_and_the_next_does_not(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    today = timezone.localdate()
    consent = give(ada, keyring, key, expires_on=today)
    assert selectors.is_valid(consent)
    assert not selectors.is_valid(consent, timezone.now() + timedelta(days=1))
    assert services.expire_consents(actor=ada.ada.actor) == 0


def test_the_job_ends_access_and_says_so(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    past = timezone.now() - timedelta(days=40)
    consent = give(ada, keyring, key, at=past, expires_on=timezone.localdate() - timedelta(days=1))
    system = Actor.system(organisation_id=ada.ada.organisation_id, network_id=ada.network_id)
    assert services.expire_consents(actor=system) == 1
    assert services.expire_consents(actor=system) == 0
    assert Consent.objects.get(pk=consent.pk).state == State.EXPIRED
    assert Event.objects.filter(action="consent.expired", subjects__contains=[consent.pk]).count() == 1


@pytest.fixture
def told() -> Iterator[list[UUID]]:
    """The consents of whose end the apps above were told."""
    heard: list[UUID] = []

    def handler(*, actor: Actor, consent: Consent, at: datetime) -> None:
        heard.append(consent.pk)

    on_withdraw.register(handler)
    yield heard
    on_withdraw._items.remove(handler)


def expired(cast: Cast, keyring: Keyring, key: RecordKey) -> Consent:
    """Its last day was yesterday, and the job has passed."""
    past = timezone.now() - timedelta(days=40)
    consent = give(cast, keyring, key, at=past, expires_on=timezone.localdate() - timedelta(days=1))
    services.expire_consents(actor=cast.ada.actor)
    return consent


def test_what_has_run_out_can_still_be_taken_back_and_who_stands_on_it_is_told(
    ada: Cast, keyring: Keyring, key: RecordKey, told: list[UUID]
) -> None:
    consent = expired(ada, keyring, key)
    (entry,) = selectors.ledger(actor=ada.ada.actor, keyring=keyring, subject=consent.subject)
    assert (entry.state, entry.counts, entry.can_be_withdrawn) == (State.EXPIRED, False, True)
    services.withdraw_consent(actor=ada.ada.actor, keyring=keyring, consent=consent.pk)
    assert Consent.objects.get(pk=consent.pk).state == State.WITHDRAWN
    assert told == [consent.pk]


def test_erasing_her_tells_of_what_had_run_out_too(
    ada: Cast, keyring: Keyring, key: RecordKey, told: list[UUID]
) -> None:
    consent = expired(ada, keyring, key)
    with acting(ada.bianca.actor):  # the coordinator erases
        assert services.withdraw_all(actor=ada.bianca.actor, subject=consent.subject) == 1
    assert told == [consent.pk]


def test_a_no_is_not_taken_back(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    refusal = services.record_refusal(
        actor=ada.ada.actor, keyring=keyring, subject=uuid4(), record_key=key, terms=TERMS
    )
    with pytest.raises(DomainError, match="not_given"):
        services.withdraw_consent(actor=ada.ada.actor, keyring=keyring, consent=refusal.pk)


def test_nothing_given_in_the_future_or_ending_in_the_past(
    ada: Cast, keyring: Keyring, key: RecordKey
) -> None:
    with pytest.raises(DomainError, match="not_yet"):
        give(ada, keyring, key, at=timezone.now() + timedelta(hours=1), expires_on=date(2099, 1, 1))
    with pytest.raises(DomainError, match="expires_in_the_past"):
        give(ada, keyring, key, expires_on=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scope": "everything"}, "unknown_scope"),
        ({"recipients": ()}, "no_recipient"),
        ({"shared": ()}, "nothing_shared"),
        ({"way": "guessed"}, "unknown_way"),
        ({"sentence": "2020-01"}, "unknown_way"),
    ],
)
def test_a_consent_names_to_whom_what_and_how(
    ada: Cast, keyring: Keyring, key: RecordKey, change: dict[str, object], code: str
) -> None:
    terms = Terms(**{name: getattr(TERMS, name) for name in Terms.__dataclass_fields__} | change)
    with pytest.raises(DomainError, match=code):
        give(ada, keyring, key, terms=terms)


def test_an_analyst_records_no_consent_and_a_job_neither(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    system = Actor.system(organisation_id=ada.ada.organisation_id, network_id=ada.network_id)
    for actor in (ada.dina.actor, ada.franca.actor, system):
        with pytest.raises(Forbidden):
            services.record_consent(
                actor=actor, keyring=keyring, subject=uuid4(), record_key=key, terms=TERMS,
                expires_on=timezone.localdate(),
            )  # fmt: skip


def test_another_centre_sees_nothing_and_opens_nothing(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    consent = give(ada, keyring, key)
    for person in (ada.gaia, ada.tea, ada.vera):
        with acting(person.actor):
            assert Consent.objects.count() == 0
            with pytest.raises(Http404):
                selectors.ledger_entry(
                    actor=person.actor, keyring=person.unlock(), subject=consent.subject, consent=consent.pk
                )
            with pytest.raises(KeyNotHeld):
                person.unlock().box(key)


def test_nothing_is_given_by_the_wrong_woman_s_page(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    consent = give(ada, keyring, key)
    with pytest.raises(Http404):
        selectors.ledger_entry(actor=ada.ada.actor, keyring=keyring, subject=uuid4(), consent=consent.pk)


# A duty


def test_a_duty_needs_a_typed_citation_and_a_confirmation(
    ada: Cast, keyring: Keyring, key: RecordKey
) -> None:
    whole = Citation(
        "cpp_331", "art. 331 comma 1 c.p.p.", "racconto di un reato", (Recipient("Procura"),), "told"
    )
    subject = uuid4()

    def confirm(citation: Citation, confirmed: bool = True) -> None:
        services.confirm_duty(
            actor=ada.ada.actor, keyring=keyring, subject=subject, record_key=key, citation=citation,
            confirmed=confirmed,
        )  # fmt: skip

    for wrong, code in [
        (Citation("art_1", "x", "y", whole.recipients), "unknown_duty"),
        (Citation("other", " ", "y", whole.recipients), "no_citation"),
        (Citation("other", "x", "", whole.recipients), "no_reason"),
        (Citation("other", "x", "y"), "no_recipient"),
    ]:
        with pytest.raises(DomainError, match=code):
            confirm(wrong)
    with pytest.raises(DomainError, match="not_confirmed"):
        confirm(whole, confirmed=False)
    confirm(whole)
    (entry,) = selectors.duties_of(actor=ada.ada.actor, keyring=keyring, subject=subject)
    assert entry.citation == whole
    assert entry.duty.confirmed_by == ada.ada.user_id
    assert entry.citation.duty.warning  # nobody has checked it on the official text


# What the database itself refuses


def raw(sql: str, *values: UUID | str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return int(cursor.rowcount)


COLUMNS = {
    "subject": "gen_random_uuid()", "given_at": "now()", "expires_on": "expires_on + 1",
    "recorded_by": "gen_random_uuid()", "terms": "terms || '\\x00'", "withdrawal": "terms",
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_the_ledger_is_not_edited_even_by_hand(
    ada: Cast, keyring: Keyring, key: RecordKey, column: str
) -> None:
    consent = give(ada, keyring, key)
    with pytest.raises(IntegrityError):
        raw(f"UPDATE consent_consent SET {column} = {COLUMNS[column]} WHERE id = %s", consent.pk)


def test_the_ledger_is_not_deleted_from(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    consent = give(ada, keyring, key)
    for table in ("consent_consent", "consent_legalduty"):
        with pytest.raises(Exception, match="permission denied"):
            raw(f"DELETE FROM {table} WHERE id = %s", consent.pk)


@pytest.mark.parametrize(("before", "after"), list(product(State.values, State.values)))
def test_the_database_allows_exactly_the_moves_of_the_table(
    ada: Cast, keyring: Keyring, key: RecordKey, before: str, after: str
) -> None:
    past = timezone.now() - timedelta(days=40)
    yesterday = timezone.localdate() - timedelta(days=1)
    if before == State.REFUSED:
        consent = services.record_refusal(
            actor=ada.ada.actor, keyring=keyring, subject=uuid4(), record_key=key, terms=TERMS, at=past
        )
    else:
        consent = give(ada, keyring, key, at=past, expires_on=yesterday)
    if before == State.WITHDRAWN:
        services.withdraw_consent(actor=ada.ada.actor, keyring=keyring, consent=consent.pk)
    if before == State.EXPIRED:
        services.expire_consents(actor=ada.ada.actor)
    stamps = (
        "withdrawn_at = now(), withdrawn_by = gen_random_uuid()"
        if after == State.WITHDRAWN
        else "state = state"
    )
    sql = f"UPDATE consent_consent SET state = %s, {stamps} WHERE id = %s".replace(", state = state", "")
    if (before, after) in TRANSITIONS:
        assert raw(sql, after, consent.pk) == 1
    else:
        with pytest.raises(IntegrityError):
            raw(sql, after, consent.pk)


def test_a_row_cannot_begin_as_withdrawn_or_expired(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    consent = give(ada, keyring, key)
    for state in (State.WITHDRAWN, State.EXPIRED):
        with pytest.raises(IntegrityError):
            raw(
                "INSERT INTO consent_consent SELECT (r).* FROM (SELECT jsonb_populate_record(c, jsonb_build_object("
                "'id', gen_random_uuid(), 'state', %s::text)) AS r FROM consent_consent c WHERE id = %s) s",
                state, consent.pk,
            )  # fmt: skip


def test_nothing_expires_before_its_day(ada: Cast, keyring: Keyring, key: RecordKey) -> None:
    consent = give(ada, keyring, key)
    with pytest.raises(IntegrityError):
        raw("UPDATE consent_consent SET state = 'expired' WHERE id = %s", consent.pk)

"""Terms as they are counted, and what is only a proposal."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.common.vocabularies import vocabulary
from trama.config.environment import MisconfiguredError, amounts
from trama.deadlines.calendar import MILAN, ROME, end_of_day, is_business_day
from trama.deadlines.checks import terms_exist
from trama.deadlines.rules import (
    CONSENT_WITHDRAWN,
    REFERRAL_ANSWER,
    REFERRAL_URGENT,
    RISK_REVIEW,
    Status,
    Tone,
    configurable,
    propose_review,
    risk_review_proposals,
    rules,
)

FRIDAY = datetime(2026, 12, 4, 16, 0, tzinfo=ROME)  # before the weekend, Sant'Ambrogio and the Immacolata


def test_three_working_days_skip_milans_long_weekend() -> None:
    assert REFERRAL_ANSWER.proposal(FRIDAY) == end_of_day(date(2026, 12, 11))


def test_an_urgent_referral_counts_hours_at_night_too() -> None:
    assert REFERRAL_URGENT.proposal(FRIDAY) - FRIDAY == timedelta(hours=1)


def test_an_installation_sets_its_own_terms(settings: Any) -> None:
    settings.DEADLINE_AMOUNTS = {"referral_answer": 1, "risk_review.low": 60}
    settings.DEADLINE_PROVINCE = None
    assert REFERRAL_ANSWER.proposal(FRIDAY) == end_of_day(date(2026, 12, 7))
    assert risk_review_proposals()["low"] == 60


def test_where_a_person_gives_the_date_nothing_is_proposed() -> None:
    with pytest.raises(ValueError, match="risk_review"):
        RISK_REVIEW.proposal(FRIDAY)


def test_nothing_unverified_is_a_rule_of_law() -> None:
    for rule in rules:
        if rule.tone is Tone.LEGAL:
            assert rule.status is not Status.UNVERIFIED or rule is CONSENT_WITHDRAWN
    # The duty to erase is the law's; its days are ours, and shown as a proposal.
    assert CONSENT_WITHDRAWN.term is not None


def test_codes_are_unique_and_every_level_has_its_proposal() -> None:
    codes = [rule.code for rule in rules]
    assert len(codes) == len(set(codes))
    assert set(risk_review_proposals()) == set(vocabulary("risk_level"))


@given(st.dates(date(2024, 1, 1), date(2050, 1, 1)), st.sampled_from(sorted(risk_review_proposals())))
def test_a_proposed_review_is_a_working_day_within_its_term(day: date, level: str) -> None:
    proposed = propose_review(level, day)
    assert is_business_day(proposed, MILAN)
    assert timedelta(0) < proposed - day <= timedelta(days=risk_review_proposals()[level])


def test_the_higher_the_risk_the_sooner() -> None:
    days = risk_review_proposals()
    assert days["extreme"] <= days["high"] < days["medium"] < days["low"]


def test_only_proposals_are_configured_and_a_slip_stops_the_start(settings: Any) -> None:
    assert terms_exist() == []
    settings.DEADLINE_AMOUNTS = {"referral_answer": 5, "consent_expiry": 5, "art_403": 1}
    settings.DEADLINE_PROVINCE = "Milano"
    assert sorted(error.id or "" for error in terms_exist()) == ["trama.E030", "trama.E030", "trama.E031"]
    assert "shelter_stay_end" not in configurable()


@pytest.mark.parametrize("value", ["referral_answer", "referral_answer=0", "referral_answer=-1", "=5", "a=b"])
def test_a_term_that_is_no_number_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TRAMA_TERMS", value)
    with pytest.raises(MisconfiguredError):
        amounts("TRAMA_TERMS")


def test_terms_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAMA_TERMS", "referral_answer=5, risk_review.low=60")
    assert amounts("TRAMA_TERMS") == {"referral_answer": 5, "risk_review.low": 60}

"""What answers suggest, and what they never say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.common.vocabularies import vocabulary
from trama.deadlines.rules import Status
from trama.risk.content import Content
from trama.risk.instruments import (
    DA5_2009,
    DA5_2017,
    INSTRUMENTS,
    LEVELS,
    Answer,
    Instrument,
    below,
    instrument,
)
from trama.risk.words import advice_words, answered, judged_lower, level_tone, level_words

YES, NO, UNKNOWN, NOT_ASKED = Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.NOT_ASKED


def replies(one: Instrument, *said: Answer) -> dict[str, Answer]:
    return dict(zip(one.item_codes, said, strict=False))


def answers_to(one: Instrument) -> st.SearchStrategy[dict[str, Answer]]:
    return st.fixed_dictionaries({}, optional={code: st.sampled_from(Answer) for code in one.item_codes})


def test_the_two_versions_differ_in_one_item() -> None:
    assert set(DA5_2009.item_codes) ^ set(DA5_2017.item_codes) == {"pregnancy", "strangulation"}
    assert len(DA5_2009.items) == len(DA5_2017.items) == 5


@pytest.mark.parametrize("yes", range(6))
def test_the_threshold_of_2009_is_three_and_below_it_nothing_is_suggested(yes: int) -> None:
    band = DA5_2009.band(replies(DA5_2009, *[YES] * yes))
    assert (band.level if band else None) == ("high" if yes >= 3 else None)


@pytest.mark.parametrize(
    ("yes", "level"), [(0, None), (1, None), (2, "medium"), (3, "high"), (4, "extreme"), (5, "extreme")]
)
def test_the_bands_of_2017(yes: int, level: str | None) -> None:
    band = DA5_2017.band(replies(DA5_2017, *[YES] * yes))
    assert (band.level if band else None) == level


def test_what_was_never_verified_says_so_and_asks_no_reason() -> None:
    for one in INSTRUMENTS:
        for band in one.bands:
            unverified = band.status is Status.UNVERIFIED
            assert band.asks_reason is not unverified
            assert ("non verificata" in advice_words(band)) is unverified


@given(st.data())
def test_answers_never_suggest_that_there_is_little_danger(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(INSTRUMENTS))
    band = one.band(data.draw(answers_to(one)))
    assert band is None or LEVELS.index(band.level) >= LEVELS.index("medium")


@given(st.data())
def test_one_more_yes_never_suggests_less(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from([DA5_2009, DA5_2017]))
    said = data.draw(answers_to(one))
    code = data.draw(st.sampled_from(one.item_codes))
    less, more = one.band({**said, code: NOT_ASKED}), one.band({**said, code: YES})
    assert less is None or (more is not None and not below(more.level, less.level))


@given(st.data())
def test_an_assessment_comes_back_as_it_was_sealed(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(INSTRUMENTS))
    said = data.draw(answers_to(one))
    text = st.text(max_size=40)
    content = Content(data.draw(st.sampled_from(LEVELS)), one, said, data.draw(text), data.draw(text))
    back = Content.from_json(content.to_json())
    assert (back.level, back.instrument, back.reason, back.note) == (
        content.level, one, content.reason, content.note,
    )  # fmt: skip
    assert {code: back.answers[code] for code in said} == said


def test_a_format_of_another_time_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        Content.from_json({"format": 99})


def test_levels_are_those_of_the_vocabulary_in_order_of_gravity() -> None:
    assert tuple(vocabulary("risk_level")) == LEVELS
    assert {one.code for one in INSTRUMENTS} <= set(vocabulary("risk_instrument"))


def test_low_does_not_reassure_and_is_never_green() -> None:
    assert level_words("low") == "Basso: non esclude il pericolo"
    assert {level_tone(level) for level in LEVELS} == {"neutral", "attention", "danger"}
    assert level_tone("low") == "neutral"


def test_answers_are_read_in_words_never_as_a_score() -> None:
    content = Content("high", DA5_2009, replies(DA5_2009, YES, YES, NO, UNKNOWN))
    assert answered(content) == "2 sì, 1 no, 1 non so, 1 non chiesta"
    assert answered(Content("high")) == ""


def test_judged_lower_is_about_the_professionals_own_judgement() -> None:
    said = replies(DA5_2009, YES, YES, YES)
    assert judged_lower(Content("medium", DA5_2009, said))
    assert judged_lower(Content("not_assessed", DA5_2009, said))
    assert not judged_lower(Content("extreme", DA5_2009, said))
    assert not judged_lower(Content("low", DA5_2009))


def test_an_unknown_instrument_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        instrument("da5_1999")

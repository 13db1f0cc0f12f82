"""Addresses without `reverse` for each."""

from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, reverse, set_script_prefix

from trama.common.links import link


def test_it_is_what_reverse_says() -> None:
    for _time in range(3):
        one, other = uuid4(), uuid4()
        assert link("cases:list") == reverse("cases:list")
        assert link("cases:path", one) == reverse("cases:path", args=[one])
        assert link("cases:entry", one, other) == reverse("cases:entry", args=[one, other])


def test_an_unknown_name_and_a_wrong_number_of_ids_fail() -> None:
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            link("cases:nothing")
        with pytest.raises(NoReverseMatch):
            link("cases:path")


def test_a_site_below_a_folder_has_its_own() -> None:
    one = uuid4()
    plain = link("cases:path", one)
    set_script_prefix("/trama/")
    try:
        assert link("cases:path", one) == f"/trama{plain}"
    finally:
        set_script_prefix("/")
    assert link("cases:path", one) == plain


def test_another_set_of_addresses_is_not_confused() -> None:
    assert link("cases:list")
    with override_settings(ROOT_URLCONF="trama.ui.tests.urls"), pytest.raises(NoReverseMatch):
        link("cases:list")

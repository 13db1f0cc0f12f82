"""Amounts as people write them in Italy, and as they are written back: `Decimal` from the field to the page."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from trama.ui.fields import TextField

LARGEST = Decimal("999999999999.99")
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")
_PLAIN = re.compile(r"\d+(\.\d{1,2})?")


def euro(amount: Decimal | None) -> str:
    """ "12.345,60 €", which does not break; empty for what is not known."""
    return "" if amount is None else f"{written(amount)}\u00a0€"


def written(amount: Decimal, places: int = 2) -> str:
    return number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)


def short(amount: Decimal) -> str:
    """Without decimals where there are none: "42", "42,5"."""
    trimmed = amount.normalize()
    exponent = trimmed.as_tuple().exponent
    return written(amount, max(0, -exponent) if isinstance(exponent, int) else 2)


def parsed(text: str) -> Decimal:
    """ "12.345,60", "12345.60", "12345", "€ 1.200": ValueError where it reads in two ways or none."""
    bare = re.sub(r"[\s€\u00a0\u202f]", "", text)
    whole, comma, cents = bare.partition(",")
    if comma:
        whole = whole.replace(".", "") if _GROUPED.fullmatch(whole) else whole
        bare = f"{whole}.{cents}"
    elif _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "")
    if not _PLAIN.fullmatch(bare) or not bare.isascii():
        raise ValueError("not an amount")
    try:
        return Decimal(bare)
    except InvalidOperation:
        raise ValueError("not an amount") from None


class AmountField(TextField):
    """An amount that is not negative, with two decimals at most."""

    default_error_messages = {"max_length": _("Questo importo è troppo grande.")}

    def __init__(self, *, largest: Decimal = LARGEST, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)
        self.largest = largest

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text: str = super().clean(value)
        if not text:
            return None
        try:
            amount = parsed(text)
        except ValueError:
            raise ValidationError(_("Scrivi un numero, per esempio 12.345,60."), code="invalid") from None
        if amount > self.largest:
            raise ValidationError(self.error_messages["max_length"], code="max_length")
        return amount

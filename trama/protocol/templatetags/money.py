"""`{% load money %}`: amounts on pages."""

from decimal import Decimal

from django import template

from trama.protocol.resources import money

register = template.Library()


@register.filter
def euro(amount: Decimal | None) -> str:
    """ "12.345,60 €"."""
    return money.euro(amount)


@register.filter
def amount(value: Decimal | None) -> str:
    """A value of an indicator: "42", "42,5"."""
    return "" if value is None else money.short(value)

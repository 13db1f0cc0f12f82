"""System checks: the installation's own terms are terms that exist."""

from collections.abc import Sequence
from typing import Any

import holidays
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, register

from trama.deadlines.rules import configurable


@register()
def terms_exist(app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any) -> list[Error]:
    known = ", ".join(sorted(configurable()))
    errors = [
        Error(f"TRAMA_TERMS: {code!r} is no proposal of a term.", hint=f"One of: {known}", id="trama.E030")
        for code in settings.DEADLINE_AMOUNTS
        if code not in configurable()
    ]
    province = settings.DEADLINE_PROVINCE
    if province and province not in holidays.country_holidays("IT").subdivisions:
        errors.append(
            Error(f"TRAMA_PATRON: {province!r} is no province.", hint="Two letters: MI", id="trama.E031")
        )
    return errors

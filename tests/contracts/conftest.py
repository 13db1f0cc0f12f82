"""What the contracts share."""

import logging
from collections.abc import Iterator

import pytest

from trama.config.errors import SilentFormatter


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Every line that the installation's own format would write, down to the least important."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep(logging.INFO)
    handler.setFormatter(SilentFormatter("{asctime} {levelname} {name} {message}", style="{"))
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "trama", "procrastinate")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lines
    for logger in loggers:
        logger.removeHandler(handler)

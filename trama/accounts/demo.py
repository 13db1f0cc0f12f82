"""Who can sign in to the demonstration: shown on its sign-in page, and nowhere else."""

import json
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class DemoPerson:
    who: str
    username: str
    password: str


def people() -> list[DemoPerson]:
    """The people that `trama demo` wrote down; none outside a demonstration."""
    path = settings.VAR_DIR / "demo" / "people.json"
    if not settings.DEMO or not path.exists():
        return []
    return [DemoPerson(**row) for row in json.loads(path.read_text(encoding="utf-8"))]

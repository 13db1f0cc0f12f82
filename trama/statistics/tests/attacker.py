"""An attacker of the published tables who knows the rules by heart: she looks for another world published alike.

A `World` is the truth behind a publication: how many women, and every table's counts. A hidden count is safe when
another world, with another count there, is published in exactly the same words.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

Counts = dict[str, int]


@dataclass(frozen=True)
class World:
    women: int
    single: dict[str, Counts]  # every woman stands under exactly one category
    several: dict[str, Counts]  # under one at least, or under "unknown" alone


def published(world: World) -> dict[str, Any]:
    """What `statistics_protect` shows of it."""
    tables = {code: {"several": False, "cells": cells} for code, cells in world.single.items()}
    tables |= {code: {"several": True, "cells": cells} for code, cells in world.several.items()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT statistics_protect(%s, %s)", [world.women, json.dumps(tables)])
        shown: dict[str, Any] = json.loads(cursor.fetchone()[0])
    return shown


def bounds(count: int) -> tuple[int, int]:
    """The counts that are shown like this one."""
    if count < 5:
        return 0, 4
    shown = (count + 2) // 5 * 5
    return max(shown - 2, 5), shown + 2


def fill_single(limits: dict[str, tuple[int, int]], women: int) -> Counts | None:
    """Counts within `limits` that sum to `women`."""
    cells = {category: low for category, (low, _high) in limits.items()}
    missing = women - sum(cells.values())
    for category, (low, high) in limits.items():
        step = max(0, min(missing, high - low))
        cells[category] += step
        missing -= step
    return cells if missing == 0 else None


def fill_several(limits: dict[str, tuple[int, int]], women: int) -> Counts | None:
    """Counts within `limits` that some set of `women` women gives: each at most `known`, together at least `known`."""
    least, most = limits["unknown"]
    for unknown in range(least, most + 1):
        known = women - unknown
        cells = {category: min(high, known) for category, (_low, high) in limits.items()} | {
            "unknown": unknown
        }
        kept = all(low <= cells[category] for category, (low, _high) in limits.items())
        if known >= 0 and kept and sum(cells.values()) - unknown >= known:
            return cells
    return None


def twin(world: World, code: str, category: str, value: int) -> World | None:
    """Another world with `value` in that cell and every other count within what is shown; None if there is none."""

    def limits(table: str, cells: Counts) -> dict[str, tuple[int, int]]:
        return {
            key: (value, value) if (table, key) == (code, category) else bounds(n) for key, n in cells.items()
        }

    low, high = bounds(world.women)
    for women in range(low, high + 1):
        single = {table: fill_single(limits(table, cells), women) for table, cells in world.single.items()}
        several = {table: fill_several(limits(table, cells), women) for table, cells in world.several.items()}
        if None not in single.values() and None not in several.values():
            return World(women, single, several)  # type: ignore[arg-type]
    return None

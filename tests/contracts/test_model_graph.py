"""Foreign keys obey the layers too, written as strings or not."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
# Top to bottom, as DESIGN §3; apps on one line stand beside each other and never refer to each other.
LAYERS = [
    {"config"}, {"public"}, {"statistics"}, {"frontline"}, {"minors"}, {"shelters"},
    {"cases", "programmes", "outreach", "training"}, {"protocol"}, {"referrals"}, {"consent", "risk"}, {"deadlines"},
    {"accounts"}, {"vault"}, {"network"}, {"audit"}, {"access", "ui"}, {"common"},
]  # fmt: skip
HEIGHT = {app: -depth for depth, layer in enumerate(LAYERS) for app in layer}


def relations() -> list[tuple[str, str, str]]:
    """(from app, to app, where) of every relation of a model of ours to another app of ours."""
    found = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model is not None:
                target = field.related_model._meta.app_label
                found.append((model._meta.app_label, target, f"{model._meta.label}.{field.name}"))
    return [(here, there, where) for here, there, where in found if here in HEIGHT and there in HEIGHT]


def test_there_are_relations_to_look_at() -> None:
    assert any(here != there for here, there, _where in relations())


@pytest.mark.parametrize(("here", "there", "where"), relations(), ids=lambda value: value)
def test_models_point_downward_only(here: str, there: str, where: str) -> None:
    assert here == there or HEIGHT[here] > HEIGHT[there], (
        f"{where} points from {here} up (or across) to {there}"
    )


def test_every_app_of_ours_has_a_layer() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("trama.")}
    assert ours <= HEIGHT.keys()


def test_the_import_contract_names_the_same_layers() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = [
        {part.strip(" ()").removeprefix("trama.") for part in layer.replace(":", "|").split("|")}
        for layer in layers
    ]
    order = {app: -depth for depth, layer in enumerate(named) for app in layer}
    for upper, lower in pairwise(LAYERS):
        for one in upper & order.keys():
            for other in lower & order.keys():
                assert order[one] > order[other], (one, other)

"""The menu: each person sees what she may open, in order."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.test import RequestFactory, override_settings

from trama.common.registry import Registry
from trama.ui import menu
from trama.ui.menu import MenuItem, allow_with, entries
from trama.ui.tests.conftest import Render


@pytest.fixture(autouse=True)
def own_menu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    items: Registry[MenuItem] = Registry("menu")
    items.register(MenuItem("Componenti", "gallery", "see", order=20))
    items.register(MenuItem("Pagina", "gallery-agenda", "write", order=10, count=four))
    monkeypatch.setattr(menu, "menu", items)
    monkeypatch.setattr(menu._Gate, "check", None)
    with override_settings(ROOT_URLCONF="trama.ui.tests.urls"):
        yield


def four(request: HttpRequest) -> int:
    return 4


def everything(actor: object, action: object) -> bool:
    return True


def request(path: str = "/", actor: object = None) -> HttpRequest:
    made = RequestFactory().get(path)
    made.actor = actor  # type: ignore[attr-defined]
    return made


def labels(*may: str, path: str = "/") -> list[str]:
    allow_with(lambda actor, action: action in actor.may)
    return [entry.label for entry in entries(request(path, SimpleNamespace(may=may)))]


def test_each_sees_what_she_may_in_order() -> None:
    assert labels("see", "write") == ["Pagina", "Componenti"]
    assert labels("see") == ["Componenti"]
    assert labels() == []


def test_nobody_signed_in_sees_nothing() -> None:
    allow_with(everything)
    assert entries(request()) == []


def test_without_the_check_nothing_is_shown() -> None:
    assert entries(request(actor=object())) == []


def test_the_page_one_is_in_is_marked_the_deepest_only() -> None:
    allow_with(everything)
    marks = {entry.label: entry.current for entry in entries(request("/ui/agenda/x/", object()))}
    assert marks == {"Pagina": "true", "Componenti": ""}
    marks = {entry.label: entry.current for entry in entries(request("/ui/", object()))}
    assert marks == {"Pagina": "", "Componenti": "page"}


def test_the_menu_is_drawn_with_its_count(draw: Render) -> None:
    allow_with(everything)
    from django.template import Context, Template

    html = Template("{% load ui %}{% main_menu %}").render(Context({"request": request("/ui/", object())}))
    assert html.count('<span class="menu-count">4</span>') == 2  # for the telephone and for the desk
    assert html.count('aria-current="page"') == 2
    assert draw("{% main_menu %}").strip() == ""

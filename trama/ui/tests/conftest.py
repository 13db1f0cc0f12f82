"""Templates rendered as in a page: a request with the token against forgery, and its template context."""

from collections.abc import Callable
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

Render = Callable[..., str]


@pytest.fixture
def draw() -> Render:
    """`draw(source, path="/?q=a", **context)`: `source` with `{% load ui %}` before it, as text."""

    def render(source: str, path: str = "/", **context: Any) -> str:
        request = RequestFactory().get(path)
        return Template("{% load ui %}" + source).render(Context({"request": request, **context}))

    return render

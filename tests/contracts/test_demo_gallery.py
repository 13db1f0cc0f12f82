"""The pages of components that only a demo has, with the addresses that a demo gives them."""

import sys
from collections.abc import Iterator
from importlib import reload

import pytest
from django.test import Client
from django.urls import clear_url_caches
from pytest_django.fixtures import Settings

from trama.config import urls
from trama.ui.views import FORMS, PAGES

COMPONENT_PAGES = [f"/ui/{page}/" if page else "/ui/" for page in (*PAGES, *FORMS)]


@pytest.fixture
def demo_client(settings: Settings) -> Iterator[Client]:
    settings.DEMO = True
    reload(urls)
    clear_url_caches()
    yield Client()
    settings.DEMO = False
    reload(sys.modules[urls.__name__])
    clear_url_caches()


@pytest.mark.django_db
@pytest.mark.parametrize("address", COMPONENT_PAGES)
def test_each_page_of_components_opens_in_the_demo(demo_client: Client, address: str) -> None:
    assert demo_client.get(address).status_code == 200

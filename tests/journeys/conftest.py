"""A served copy of the database for each journey; one browser and one loaded product for all of a process."""

from collections.abc import Iterator

import pytest

from tests.journeys.browser import Resident
from tests.journeys.loaded import Loaded
from tests.journeys.site import Site, served
from trama.config.postgres import Cluster
from trama.testing.cast import Cast


@pytest.fixture(scope="package")
def resident() -> Iterator[Resident]:
    """The browser; `with resident.driven() as browser` after whatever needs the database in this thread."""
    opened = Resident()
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def loaded(test_database: tuple[Cluster, str, Cast]) -> Iterator[Loaded]:
    """The product, imported once: each journey's server is forked from it."""
    with Loaded() as running:
        yield running


@pytest.fixture
def site(
    committed: str, test_database: tuple[Cluster, str, Cast], resident: Resident, loaded: Loaded
) -> Iterator[Site]:
    """The product, served, with the cast in it and nothing else.

    The browser is driven after the database: then Django's connections here are out of reach. What a journey needs of
    the database goes through `site.backstage`.
    """
    cluster, _template, cast = test_database
    with resident.driven() as browser, served(cluster, cast, committed, browser, loaded) as running:
        yield running

"""A served copy of the database and a browser for each journey."""

from collections.abc import Iterator

import pytest

from tests.journeys.browser import chromium
from tests.journeys.site import Site, served
from trama.config.postgres import Cluster
from trama.testing.cast import Cast


@pytest.fixture
def site(committed: str, test_database: tuple[Cluster, str, Cast]) -> Iterator[Site]:
    """The product, served, with the cast in it and nothing else.

    The browser comes after the database: while it runs, this thread has an event loop, and Django's connections here
    are out of reach. What a journey needs of the database goes through `site.backstage`.
    """
    cluster, _template, cast = test_database
    with chromium() as browser, served(cluster, cast, committed, browser) as running:
        yield running

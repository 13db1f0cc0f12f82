"""What is typed about a person stands in no address: forms that write one hold choices, dates and ids."""

from html.parser import HTMLParser

from django.urls import reverse

from tests.contracts.test_other_organisations import kwargs_of
from tests.contracts.test_permissions import URLS, action_of
from trama.testing.cast import Cast
from trama.testing.clients import signed_in
from trama.testing.world import World

# Words that may stand in an address: (URL, field) and why.
ALLOWED = {
    ("network:directory", "q"): "names of bodies and of what they offer, public in the network",
    ("protocol:procedures", "q"): "words of the network's procedures, which hold no woman",
    ("audit:trail", "user"): "an id as the trail shows it; anything else is refused",
    ("audit:trail", "subject"): "an id as the trail shows it; anything else is refused",
}
CHOSEN = {"hidden", "checkbox", "radio", "date", "number", "submit"}


class _GetForms(HTMLParser):
    """Names of the fields in GET forms in which anything can be typed."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.typed: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.inside = said.get("method", "get").lower() == "get"
        elif self.inside and (
            tag == "textarea" or (tag == "input" and said.get("type", "text") not in CHOSEN)
        ):
            self.typed.add(said["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def test_no_form_writes_what_is_typed_into_an_address(cast: Cast) -> None:
    world = World(cast)
    found: set[tuple[str, str]] = set()
    for person in (cast.bianca, cast.ada, cast.dina, cast.ugo, cast.tea, cast.franca):
        client = signed_in(person)
        for name in sorted(URLS):
            if name == "accounts:sign_out" or not action_of(name).allows(person.actor):
                continue
            answer = client.get(reverse(name, kwargs=kwargs_of(name, world.ids)))
            if "text/html" in answer.get("Content-Type", ""):
                reader = _GetForms()
                reader.feed(answer.text)
                found |= {(name, field) for field in reader.typed}
    assert found == set(ALLOWED)

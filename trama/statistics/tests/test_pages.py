"""The pages as people see them, without JavaScript."""

import csv
import re
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from trama.access.context import acting
from trama.audit.models import Event
from trama.cases.tests.conftest import at_work
from trama.shelters import services as shelters
from trama.shelters.tests.conftest import admit, build
from trama.statistics.models import Submission
from trama.statistics.tests.conftest import LATER, YEAR, hand_in, open_paths
from trama.statistics.tests.test_release import AURORA, GINESTRA, IRIS, all_three, close, publish
from trama.testing.cast import Cast
from trama.testing.clients import signed_in

PROFILE = {
    "age_class": "a30_39", "citizenship": "non_eu", "violence_type": ["physical", "economic"], "access_channel": "self",
}  # fmt: skip


def text(page: Client, url: str) -> str:
    """What is read on the page: no tags, one space."""
    response = page.get(url)
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("&#x27;", "'")


def follow(page: Client, url: str) -> str:
    response = page.post(url, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_year_without_paths_says_what_will_be_there(cast: Cast) -> None:
    assert "Nessun percorso in questo anno" in text(signed_in(cast.dina), f"/dati/{YEAR}/")


def test_the_years_page_has_five_tables_and_says_what_they_are(cast: Cast) -> None:
    open_paths(cast.ada, PROFILE, {}, author={"relationship_l53": "boyfriend"})
    browser = signed_in(cast.dina)
    page = browser.get(f"/dati/{YEAR}/").content.decode()
    assert (
        page.count("<figure")
        == page.count('<svg class="chart ')
        == page.count('<table class="table-figures"')
        == 5
    )
    read = text(browser, f"/dati/{YEAR}/")
    for words in (
        "Contiamo donne, non contatti",
        "Non noto",
        "Una donna può averne vissute più d’una",
        "Fidanzato",
    ):
        assert words in read
    assert "Per l’anno prima non ci sono percorsi" in read
    assert "Donne con un percorso aperto nell’anno 2 " in read


def test_the_year_stands_beside_the_one_before(cast: Cast) -> None:
    open_paths(cast.ada, PROFILE)  # in YEAR, and still open the year after, if something is written
    read = text(signed_in(cast.dina), f"/dati/{YEAR}/")
    assert "Per l’anno prima non ci sono percorsi" in read
    with acting(cast.dina.actor):
        assert list(Event.objects.filter(action="figures.read").values_list("detail", flat=True)) == [
            f"{YEAR} page"
        ]


def test_the_sheet_opens_in_an_italian_spreadsheet(cast: Cast) -> None:
    open_paths(cast.ada, PROFILE, {})
    response = signed_in(cast.dina).get(f"/dati/{YEAR}/tabelle.csv")
    assert response["Content-Disposition"] == f'attachment; filename="dati-{YEAR}-interni.csv"'
    assert response.content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    mine = {(row["anno"], row["tabella"], row["codice"], row["codice_2"]): row for row in rows}
    assert mine[str(YEAR), "violence_type", "economic", ""]["donne"] == "1"
    assert mine[str(YEAR), "violence_type", "economic", ""]["percentuale"] == "50,0"
    assert mine[str(YEAR), "age_class_x_citizenship", "a30_39", "non_eu"]["donne"] == "1"
    assert mine[str(YEAR), "age_class_x_citizenship", "unknown", "unknown"]["donne"] == "1"
    assert mine[str(YEAR), "totale", "", ""]["donne"] == "2"
    assert {row["tabella"] for row in rows} == {
        "totale", "presence", "violence_type", "relationship", "access_channel", "outcome", "age_class_x_citizenship",
    }  # fmt: skip


def test_the_printed_year_has_the_tables_and_no_menu(cast: Cast) -> None:
    open_paths(cast.ada, PROFILE)
    page = signed_in(cast.dina).get(f"/dati/{YEAR}/stampa/").content.decode()
    assert page.count('<table class="table-figures"') == 5
    assert "<nav" not in page


@pytest.mark.parametrize("year", [1999, LATER.year + 50])
@pytest.mark.parametrize("route", ["/dati/{}/", "/dati/{}/tabelle.csv", "/dati/invio/{}/", "/dati/rete/{}/"])
def test_a_year_that_cannot_be_counted_is_not_there(cast: Cast, year: int, route: str) -> None:
    assert signed_in(cast.dina).get(route.format(year)).status_code == 404


@pytest.mark.parametrize(
    ("name", "route", "status"),
    [
        ("ada", "/dati/2025/", 403), ("tea", "/dati/2025/", 403), ("franca", "/dati/2025/", 403),
        ("bianca", "/dati/2025/", 200), ("franca", "/dati/invio/2025/", 200), ("bianca", "/dati/invio/2025/", 403),
        ("dina", "/dati/rete/2025/", 200), ("dina", "/dati/rete/2025/raccolta/", 403), ("ada", "/dati/rete/2025/", 403),
        ("tea", "/dati/rete/2025/raccolta/", 200), ("tea", "/dati/rete/2025/raccolta/chiudi/", 200),
        ("elsa", "/dati/rete/2025/", 403), ("bice", "/dati/invio/2025/", 403), ("ugo", "/dati/rete/2025/", 403),
    ],
)  # fmt: skip
def test_who_opens_what(cast: Cast, name: str, route: str, status: int) -> None:
    assert signed_in(cast.people[name]).get(route).status_code == status


def test_an_analyst_counts_looks_and_sends(cast: Cast) -> None:
    open_paths(cast.ada, PROFILE)
    page = signed_in(cast.dina)
    assert "Non ancora contate" in text(page, f"/dati/invio/{YEAR}/")
    assert "Da guardare prima di inviare" in follow(page, f"/dati/invio/{YEAR}/calcola/")
    with acting(cast.dina.actor):
        draft = Submission.objects.get()
    sent = follow(page, f"/dati/invio/{YEAR}/{draft.pk}/")
    assert f"Le cifre del {YEAR} sono state inviate alla rete." in sent
    assert sent.count('<table class="table-figures"') == 7
    assert page.get(f"/dati/invio/{YEAR}/{draft.pk}/").status_code == 405


def test_the_referent_sends_but_does_not_count(cast: Cast) -> None:
    page = signed_in(cast.franca)
    assert "Le conta chi nella vostra organizzazione ha il ruolo di analista" in text(
        page, f"/dati/invio/{YEAR}/"
    )
    assert page.post(f"/dati/invio/{YEAR}/calcola/").status_code == 403


def test_the_submission_stands_beside_the_year_before(cast: Cast) -> None:
    hand_in(cast.dina, AURORA, year=YEAR - 1)
    hand_in(cast.dina, IRIS)
    read = text(signed_in(cast.dina), f"/dati/invio/{YEAR}/")
    assert f"Cittadinanza {YEAR} % {YEAR - 1} %" in read
    assert "Italiana 31 77,5% 14 58,3%" in read


def test_the_lead_body_closes_and_publishes_from_the_page(real: Cast) -> None:
    all_three(real)
    page = signed_in(real.tea)
    read = text(page, f"/dati/rete/{YEAR}/raccolta/")
    assert "3 su 3" in read and "Inviata" in read
    assert "14" not in re.sub(r"\d+ (gennaio|novembre) \d+|20\d\d", "", read)
    assert "Non si riapre" in text(page, f"/dati/rete/{YEAR}/raccolta/chiudi/")
    assert "Pubblica nella rete" in follow(page, f"/dati/rete/{YEAR}/raccolta/chiudi/")
    follow(page, f"/dati/rete/{YEAR}/raccolta/pubblica/")
    read = text(signed_in(real.dina), f"/dati/rete/{YEAR}/")
    for words in (
        "Una donna è contata una volta per ogni organizzazione",
        "I numeri sotto il 5 sono nascosti",
        "Italiana 45 64%",
        "Apolide … –",
        "Donne in tutto 70 100%",
        "Organizzazioni che hanno inviato 3",
        "nuove nell’anno, circa 55",
        "La protezione è quella di base",
    ):
        assert words in read


def test_with_two_centres_closing_is_refused_in_words(real: Cast) -> None:
    hand_in(real.dina, AURORA)
    hand_in(real.mara, GINESTRA)
    assert "Servono le cifre di almeno tre organizzazioni" in follow(
        signed_in(real.tea), f"/dati/rete/{YEAR}/raccolta/chiudi/"
    )


def test_before_anything_is_published_the_network_page_says_how_it_comes_to_be(cast: Cast) -> None:
    assert "Non ancora pubblicati" in text(signed_in(cast.dina), f"/dati/rete/{YEAR}/")


def test_a_withheld_table_is_named_and_not_shown(real: Cast) -> None:
    hand_in(real.dina, AURORA)
    hand_in(real.luna, IRIS)
    hand_in(real.mara, {**GINESTRA, "citizenship": {"it": 0, "non_eu": 0, "stateless": 0, "unknown": 8}})
    close(real)
    publish(real)
    read = text(signed_in(real.luna), f"/dati/rete/{YEAR}/")
    assert "Tabelle non mostrate" in read and "Cittadinanza" in read
    assert "Italiana" not in read


def test_the_number_of_queries_does_not_follow_the_number_of_women(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    open_paths(cast.ada, *[PROFILE] * 12)
    page = signed_in(cast.dina)
    with django_assert_max_num_queries(17):
        page.get(f"/dati/{YEAR}/")
    with django_assert_max_num_queries(8):
        page.get(f"/dati/invio/{YEAR}/")


def test_a_shelters_year_has_its_guests_and_how_stays_ended(cast: Cast) -> None:
    with at_work(cast.nora) as nora:
        house = build(nora)
        stay = admit(nora, "Amina", house.first)
        shelters.end_stay(**nora.who, stay_id=stay.pk, reason="own_home")
        admit(nora, "Bruna", house.second)
    year = timezone.localdate().year
    browser = signed_in(cast.nora)
    read = text(browser, f"/dati/{year}/")
    assert "Donne ospitate nell’anno 2 " in read
    assert "Ha una casa sua o è da parenti 1 100%" in read
    assert "Ospitalità finite 1 100%" in read
    sheet = browser.get(f"/dati/{year}/tabelle.csv").content.decode()
    assert f"{year};exit_reason;own_home;Casa autonoma/parenti;;;1;" in sheet
    open_paths(cast.ada, PROFILE)
    assert "Donne ospitate" not in text(signed_in(cast.dina), f"/dati/{YEAR}/")

"""Resources: a line and its year, a measure agreed in a meeting, its value written by the body that collects it."""

import pytest

from tests.journeys.site import Site, Visit, visit

pytestmark = pytest.mark.journey


def keep_the_register(tea: Visit) -> None:
    """A line with a year that went over, and what it made possible."""
    tea.sign_in(tea.site.cast.tea)
    tea.page.goto("/risorse/")
    tea.picture("vuoto")
    tea.go("Nuova linea")
    tea.write(name="Fondo per i centri", source="Regione", total="120.000,00", begins_on="2025-01-01")
    tea.picture("linea-nuova")
    tea.press("Salva")
    tea.go("Fondo per i centri")
    tea.go("Scrivi un anno")
    tea.write(year="2025", budget="60.000", spent="61.250,40")
    tea.press("Salva")
    tea.go("Che cosa ha reso possibile")
    tea.pick("activity", "opening")
    tea.write(year="2025", text="Apertura serale", number="480")
    tea.picture("che-cosa-ha-reso-possibile")
    tea.press("Salva")
    tea.reads("61.250,40\u00a0€")
    tea.reads("Più del previsto")
    tea.picture("linea")
    tea.page.goto("/risorse/")
    tea.picture("risorse")


def agree_on_a_measure(tea: Visit) -> str:
    """Proposed, then agreed; its page."""
    tea.page.goto("/risorse/indicatori/nuovo/")
    tea.write(
        name="Scuole raggiunte", definition="Istituti con almeno un incontro della rete.", unit="scuole",
        target="40", target_year="2027",
    )  # fmt: skip
    tea.pick("body", str(tea.site.cast.organisations["aurora"]))
    tea.pick("direction", "up")
    tea.picture("indicatore-nuovo")
    tea.press("Salva")
    tea.go("Scuole raggiunte")
    where = tea.page.url
    tea.picture("proposta")
    tea.go("Scrivi che è concordato")
    tea.write(agreed_on="2025-05-20", decision="Incontro operativo di maggio: tutti d'accordo.")
    tea.press("Salva")
    tea.reads("Incontro operativo di maggio")
    return where


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 320)])
def test_an_indicators_value_is_written_by_who_collects_it(site: Site, javascript: bool, width: int) -> None:
    narrow = 320 if width == 320 else 1280
    with visit(site, "risorse-tea", javascript=javascript, width=narrow) as tea:
        keep_the_register(tea)
        where = agree_on_a_measure(tea)
    with visit(site, "risorse-franca", javascript=javascript, width=narrow) as franca:
        franca.sign_in(site.cast.franca)
        franca.page.goto("/risorse/")
        franca.reads("non ha ancora scritto il valore")
        franca.go("Vedi quali")
        franca.picture("indicatori")
        franca.go("Scuole raggiunte")
        for year, value in (("2024", "22"), ("2025", "31,5")):
            franca.go("Scrivi il valore di un anno")
            franca.write(year=year, value=value, note="Registro delle iniziative")
            franca.picture(f"valore-{year}")
            franca.press("Salva il valore")
        franca.reads("31,5 scuole")
        assert franca.page.url == where
        franca.picture("indicatore")

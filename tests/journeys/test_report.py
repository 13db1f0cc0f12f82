"""The lead body's coordinator reads the year and takes the report away as a file."""

from pathlib import Path

import pytest

from tests.journeys.site import Site, Width, visit

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (True, 320), (False, 320)])
def test_the_report_is_read_and_produced(site: Site, javascript: bool, width: Width, tmp_path: Path) -> None:
    with visit(site, "relazione", javascript=javascript, width=width) as tea:
        tea.sign_in(site.cast.tea)
        tea.page.goto("/protocollo/relazione/")
        for chapter in ("In breve", "Firmatari e validità", "Incontri e presenze", "Impegni", "Risorse"):
            tea.reads(chapter)
        tea.picture("quest-anno")
        tea.go("2024")
        tea.reads("Relazione di monitoraggio 2024")
        tea.page.goto("/protocollo/relazione/2026/?al=2026-11-20")
        tea.reads("Quello che è stato scritto fino al 20 novembre 2026.")
        tea.picture("a-un-giorno")
        files = []
        for number in range(2):
            with tea.page.expect_download() as waiting:
                tea.page.get_by_role("link", name="Scarica il PDF").click()
            assert waiting.value.suggested_filename == "relazione-2026-al-2026-11-20.pdf"
            file = tmp_path / f"{number}.pdf"
            waiting.value.save_as(file)
            files.append(file.read_bytes())
        assert files[0].startswith(b"%PDF")
        assert files[0] == files[1], "the same data and day, the same bytes"

"""Invented figures."""

from trama.ui.charts import Chart, Series

AGES = ("Meno di 18", "18-29", "30-39", "40-49", "50-59", "60-69", "70 e più", "Non noto")
MONTHS = ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic")


def charts() -> dict[str, Chart]:
    """By the name that the example pages give them."""
    return {"age": _age(), "violence": _violence(), "months": _months(), "years": _years()}


def _age() -> Chart:
    return Chart(
        "age",
        "Età e cittadinanza",
        AGES,
        (
            Series("Italiana", (None, 41, 62, 58, 31, 12, 6, 14)),
            Series("Straniera", (None, 33, 40, 27, 11, None, 0, 9)),
        ),
        category_label="Età",
        totals=(225, 125),
        note="Donne con un percorso aperto nell’anno. Totali arrotondati a 5.",
    )


def _violence() -> Chart:
    return Chart(
        "violence",
        "Forme di violenza",
        (
            "Psicologica",
            "Fisica",
            "Minacce",
            "Economica",
            "Atti persecutori (anche online)",
            "Altra violenza sessuale (molestie, immagini, costrizione)",
            "Stupro o tentato stupro",
            "Digitale",
        ),
        (Series("Donne", (294, 228, 183, 139, 80, 48, 36, None)),),
        category_label="Forma",
        summary="Ogni donna può parlare di più forme: la somma supera il totale.",
    )


def _months() -> Chart:
    return Chart(
        "months",
        "Primi contatti per mese",
        MONTHS,
        (Series("Contatti", (38, 41, 52, 47, 44, 36, 29, 18, 40, 51, 66, 43)),),
        kind="columns",
        category_label="Mese",
    )


def _years() -> Chart:
    return Chart(
        "years",
        "Percorsi aperti",
        ("2021", "2022", "2023", "2024", "2025"),
        (
            Series("Aperti nell’anno", (210, 236, 251, None, 288)),
            Series("Conclusi nell’anno", (150, 171, 190, 204, 231)),
        ),
        kind="line",
        category_label="Anno",
    )

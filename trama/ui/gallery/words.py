"""Codes and labels of the example pages."""

from trama.ui.tones import Tone

STATES = [
    ("contact", "Primo contatto"),
    ("reception", "Accoglienza"),
    ("active", "Percorso aperto"),
    ("paused", "In pausa"),
    ("closed", "Concluso"),
]
PATH_BADGES: list[tuple[str, Tone]] = [
    ("Percorso aperto", "ok"),
    ("Pericolo alto", "danger"),
    ("C’è chi non deve sapere", "private"),
]
VIOLENCE = [
    ("psychological", "Psicologica"),
    ("physical", "Fisica"),
    ("economic", "Economica"),
    ("threats", "Minacce"),
    ("stalking", "Atti persecutori, anche online"),
    ("sexual", "Sessuale"),
    ("digital", "Digitale"),
    ("unknown", "Non noto"),
]

"""An invented day's agenda."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from trama.ui.agenda import AgendaItem


def agenda() -> list[AgendaItem]:
    """What is red first."""
    return [*_red(), *_today(), *_later()]


def _red() -> list[AgendaItem]:
    """Legal and safety terms."""
    now = timezone.now()
    return [
        AgendaItem(
            "Rispondere al Pronto soccorso: segnalazione urgente",
            "safety",
            "#",
            now + timedelta(hours=3, minutes=20),
            "il passaggio per telefono è già avvenuto",
            "Neve",
            "inbox",
            action_label="Apri",
        ),
        AgendaItem(
            "Avviso al giudice tutelare per l’ospitalità dei figli",
            "legal",
            "#",
            now - timedelta(hours=2, minutes=5),
            "24 ore dall’ingresso",
            "Amina",
            "scales",
            action_label="Apri",
        ),
    ]


def _today() -> list[AgendaItem]:
    """Suggestions for today, which may be put off."""
    today, wait = timezone.localdate(), _wait()
    return [
        AgendaItem(
            "Rivedere il rischio con Blessing",
            "suggestion",
            "#",
            today,
            "data scelta da te",
            "",
            "risk",
            wait,
        ),
        AgendaItem(
            "Richiamare Luz, fra le 10 e le 12",
            "suggestion",
            "#",
            today,
            "solo se risponde lei",
            "",
            "telephone",
            wait,
        ),
    ]


def _later() -> list[AgendaItem]:
    """Suggestions for this week, and one without a day."""
    today, wait = timezone.localdate(), _wait()
    return [
        AgendaItem(
            "Il consenso di Neve verso il Servizio sociale finisce",
            "suggestion",
            "#",
            today + timedelta(days=4),
            "",
            "",
            "check-circle",
            wait,
        ),
        AgendaItem(
            "L’ospitalità di Oksana arriva alla data concordata",
            "suggestion",
            "#",
            today + timedelta(days=6),
            "",
            "Casa Glicine",
            "house",
            wait,
        ),
        AgendaItem(
            "Sentire come va con Amina",
            "suggestion",
            "#",
            None,
            "proposto dopo la chiusura",
            "",
            "heart",
            wait,
        ),
    ]


def _wait() -> str:
    return reverse("gallery-page", args=["agenda"])

"""An invented woman's timeline."""

from datetime import datetime, timedelta

from django.utils import timezone

from trama.ui.timeline import TimelineItem


def _at(days: int, hour: int, minute: int = 0) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=minute, second=0, microsecond=0) - timedelta(
        days=days
    )


def timeline() -> list[TimelineItem]:
    """The newest first."""
    return [*_of_these_days(), *_of_last_week(), *_how_it_began()]


def _of_these_days() -> list[TimelineItem]:
    """Today and yesterday."""
    return [
        TimelineItem(
            _at(0, 9, 30),
            "Telefonata",
            "Ha chiamato lei: domani viene al colloquio",
            "telephone",
            "Giulia R.",
            "Sta dalla sorella da due giorni. Preferisce il mattino, quando lui lavora.",
        ),
        TimelineItem(
            _at(0, 8, 50),
            "Rischio",
            "DA-5: il pericolo è alto, da rivedere insieme",
            "risk",
            "Giulia R.",
            "Giudizio dell’operatrice: alto. Le minacce sono cambiate nell’ultimo mese.",
            tone="danger",
            details=(("Da rivedere entro", "venerdì 28 novembre"),),
            url="#",
        ),
        TimelineItem(
            _at(1, 16, 15),
            "Colloquio",
            "Secondo colloquio in sede",
            "comment",
            "Giulia R.",
            "Ha portato i documenti dei bambini. Vuole capire che cosa succede se torna a prendere "
            "le sue cose.\n\n"
            "Abbiamo guardato insieme un piano per uscire in sicurezza.",
            url="#",
        ),
        TimelineItem(
            _at(1, 17, 0),
            "Nota della psicologa",
            "Appunti del colloquio",
            "locked",
            "Marta L.",
            tone="private",
            visible_to="La vede solo Marta L., nel suo fascicolo riservato",
        ),
    ]


def _of_last_week() -> list[TimelineItem]:
    """What was shared, and her yes."""
    return [
        TimelineItem(
            _at(6, 11),
            "Invio",
            "Inviata una segnalazione al Servizio sociale di zona 4",
            "send",
            "Giulia R.",
            "Con il suo consenso: nome di fantasia, telefono sicuro, bisogno di un pediatra per i bambini.",
            tone="ok",
            badges=(("Accolta", "ok"),),
            url="#",
        ),
        TimelineItem(
            _at(6, 10, 30),
            "Consenso",
            "Ha acconsentito: Servizio sociale, fino al 31 marzo",
            "check-circle",
            "Giulia R.",
            details=(("Che cosa", "recapiti sicuri, figli e figlie"), ("Come", "a voce, letto insieme")),
        ),
    ]


def _how_it_began() -> list[TimelineItem]:
    """The first weeks."""
    return [
        TimelineItem(
            timezone.localdate() - timedelta(days=20),
            "Attivato insieme",
            "Orientamento legale con l’avvocata del centro",
            "scales",
            "Marta L.",
            badges=(("In corso", "info"),),
        ),
        TimelineItem(
            _at(34, 15), "Accoglienza", "Primo colloquio: il percorso è aperto", "path", "Giulia R."
        ),
        TimelineItem(
            _at(36, 18, 40),
            "Primo contatto",
            "Ha telefonato al centro, la voce bassa",
            "telephone",
            "Samira B.",
            tone="closed",
        ),
    ]

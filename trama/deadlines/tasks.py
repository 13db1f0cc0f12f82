"""The rhythms of the scadenzario."""

from trama.common.jobs import job
from trama.deadlines.tick import Every, run_due


@job(name="deadlines.five_minutes", cron=Every.FIVE_MINUTES.value)
def five_minutes() -> None:
    run_due(Every.FIVE_MINUTES)


@job(name="deadlines.hour", cron=Every.HOUR.value)
def hour() -> None:
    run_due(Every.HOUR)


@job(name="deadlines.night", cron=Every.NIGHT.value)
def night() -> None:
    run_due(Every.NIGHT)

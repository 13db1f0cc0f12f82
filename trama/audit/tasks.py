"""What audit does by itself."""

from django.conf import settings
from django.core.mail import send_mail

from trama.audit.models import Seal
from trama.audit.sealing import seal_pending
from trama.audit.selectors import unsealed_rows
from trama.common.jobs import job


@job(name="audit.seal", cron="* * * * *", queue="audit")
def seal_the_trail() -> None:
    seal_pending()


@job(name="audit.mail_head", cron="10 5 * * *", queue="audit")
def mail_the_head() -> None:
    """The head of the chain goes where nobody who runs the server can change it: the auditor's mail box.

    Nothing but numbers. Two mails are enough to show later that seals between them were taken away.
    """
    if not settings.AUDITOR_MAIL:
        return
    head = Seal.objects.order_by("-number").first()
    lines = (
        f"Sigillo: {head.number if head else 0}",
        f"Impronta: {bytes(head.mac).hex() if head else '-'}",
        f"Ora: {head.at.isoformat(timespec='seconds') if head else '-'}",
        f"Righe sigillate: {head.total if head else 0}",
        f"Righe non ancora sigillate: {unsealed_rows()}",
    )
    send_mail(
        "Trama: testa del registro degli accessi", "\n".join(lines) + "\n", None, [settings.AUDITOR_MAIL]
    )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.ui.menu import MenuItem, menu

GROUP = _("Il protocollo")
# Each: its words, where it leads, who may, its place, its icon.
ENTRIES = (
    (_("Firme e validità"), "protocol:home", Action.READ_PROTOCOL, 80, "document"),
    (_("Referenti"), "protocol:referents", Action.READ_PROTOCOL, 81, "people"),
    (_("Impegni"), "protocol:commitments", Action.READ_PROTOCOL, 82, "flag"),
    (_("Procedure"), "protocol:procedures", Action.READ_PROTOCOL, 85, "folder"),
    (_("Risorse e valutazione"), "protocol:resources", Action.READ_RESOURCES, 86, "chart"),
    (_("Relazione annuale"), "protocol:report_home", Action.PRODUCE_REPORT, 89, "print"),
)


class ProtocolConfig(AppConfig):
    name = "trama.protocol"
    label = "protocol"

    def ready(self) -> None:
        # These reach models, which are not there while this module is imported.
        from trama.protocol.agreement.hooks import on_activation  # noqa: PLC0415
        from trama.protocol.commitments.loading import take_along  # noqa: PLC0415
        from trama.protocol.commitments.referents import Referents  # noqa: PLC0415
        from trama.protocol.commitments.sources import evidence_sources  # noqa: PLC0415
        from trama.protocol.meetings import registrations as meetings  # noqa: PLC0415
        from trama.protocol.procedures.evidence import Library  # noqa: PLC0415
        from trama.protocol.resources.evidence import Resources  # noqa: PLC0415

        on_activation.register(take_along)
        evidence_sources.register(Referents())
        evidence_sources.register(Library())
        evidence_sources.register(Resources())
        for label, url_name, action, order, icon in ENTRIES:
            menu.register(MenuItem(label, url_name, action, order, icon=icon, group=GROUP))
        meetings.register(GROUP)

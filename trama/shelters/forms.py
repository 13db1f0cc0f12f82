"""The forms of a shelter. Every field is optional but what the act itself needs."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from trama.cases.forms.base import happened_at, now_to_the_minute
from trama.common.vocabularies import vocabulary
from trama.shelters.services.houses import LONGEST_DAYS, MOST_BEDS
from trama.shelters.services.requests import MOST_CHILDREN
from trama.shelters.states import RequestState
from trama.shelters.words import REFUSALS
from trama.ui.forms import (
    CodeField,
    CodesField,
    DateField,
    NumberField,
    OnceForm,
    TextField,
    TickField,
    TramaForm,
)

Choices = list[tuple[str, str]]
TODAY = timedelta()


class HouseForm(OnceForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = TextField(
            label=_("Come la chiamate"), required=True, max_length=80,
            help_text=_("Un nome che non dica dove: un fiore, un colore. Mai la via o il quartiere."),
        )  # fmt: skip
        self.fields["level"] = CodeField(
            vocabulary("shelter_level").choices(), label=_("Che casa è"), required=True
        )
        self.fields["days"] = NumberField(
            label=_("Giorni proposti per un’ospitalità"), required=True, min_value=1, max_value=LONGEST_DAYS,
            help_text=_("È solo una proposta: la durata si decide ogni volta insieme a lei."),
        )  # fmt: skip


class PlaceForm(OnceForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beds"] = NumberField(label=_("Letti"), required=True, min_value=1, max_value=MOST_BEDS)
        self.fields["note"] = TextField(
            label=_("Note"), rows=2, help_text=_("Piano terra, culla, bagno in comune: mai dove si trova.")
        )


class RequestForm(OnceForm):
    """By hand: for somebody who is on the road with us already."""

    def __init__(self, *args: Any, women: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["path"] = CodeField(women, label=_("Per chi"), required=True)
        self.fields["needed"] = TextField(
            label=_("Di che cosa ha bisogno"), rows=3,
            help_text=_("Figli e figlie con lei, scuola, lavoro, salute, animali."),
        )  # fmt: skip
        self.fields["avoid"] = TextField(
            label=_("Che cosa evitare"), rows=3, help_text=_("Luoghi e persone da cui stare lontana.")
        )
        self.fields["children"] = NumberField(label=_("Figli e figlie con lei"), max_value=MOST_CHILDREN)
        self.fields["wanted_from"] = DateField(label=_("Da quando"), earliest=-timedelta(days=366))


class AnswerForm(TramaForm):
    def __init__(self, *args: Any, steps: list[RequestState], may_tell: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = CodeField(
            [(step.value, step.label) for step in steps], label=_("Risposta"), required=True
        )
        self.fields["reason"] = CodeField(
            [(code, str(words)) for code, words in REFUSALS.items()], label=_("Se non c’è posto, perché"),
            help_text=_("Resta qui da voi: chi ha chiesto non lo legge."),
        )  # fmt: skip
        self.fields["available_from"] = DateField(label=_("Da quando, se si sa"), earliest=TODAY)
        self.fields["note"] = TextField(label=_("Nota per voi"), rows=3)
        if may_tell:
            self.fields["tell"] = TickField(
                label=_("Dillo a chi ha chiesto"),
                help_text=_("Leggerà solo sì, no o da quando: mai dove, mai perché."),
            )


class AdmitForm(OnceForm):
    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": now_to_the_minute(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["place"] = CodeField(places, label=_("Posto"), required=True)
        self.fields["at"] = happened_at(_("Arrivata"), required=True)
        self.fields["until"] = DateField(
            label=_("Fino al"), required=True, help_text=_("Compreso. Si può prorogare.")
        )


class HoldForm(OnceForm):
    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = CodeField(places, label=_("Posto"), required=True)
        self.fields["since"] = DateField(label=_("Dal"), required=True, earliest=TODAY)
        self.fields["until"] = DateField(label=_("Fino al"), required=True, earliest=TODAY)
        self.fields["held_until"] = DateField(
            label=_("Aspettarla fino al"), required=True, earliest=TODAY,
            help_text=_("Dopo, l’agenda lo ricorda: il posto lo libera sempre una persona."),
        )  # fmt: skip


class ArriveForm(TramaForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": now_to_the_minute(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["at"] = happened_at(_("Arrivata"), required=True)
        self.fields["until"] = DateField(label=_("Fino al"), required=True)


class KeepForm(TramaForm):
    held_until = DateField(label=_("Aspettarla fino al"), required=True, earliest=TODAY)


class ExtendForm(TramaForm):
    until = DateField(label=_("Nuovo ultimo giorno"), required=True)
    reason = TextField(label=_("Perché"), rows=3, required=True)


class TransferForm(OnceForm):
    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": now_to_the_minute(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["place"] = CodeField(places, label=_("Nuovo posto"), required=True)
        self.fields["at"] = happened_at(_("Quando"), required=True)
        self.fields["until"] = DateField(label=_("Fino al"), required=True)
        self.fields["note"] = TextField(label=_("Nota"), rows=3)


class ExitForm(TramaForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": now_to_the_minute(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["reason"] = CodeField(
            vocabulary("exit_reason").choices(), label=_("Com’è finita l’ospitalità"), required=True
        )
        self.fields["at"] = happened_at(_("Quando"), required=True)
        self.fields["note"] = TextField(
            label=_("Nota"), rows=3, help_text=_("Mai il nuovo indirizzo, se deve restare segreto.")
        )


class CircleForm(TramaForm):
    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"] = CodesField(people, label=_("Chi può leggerlo"), required=True)


class AddressForm(TramaForm):
    """With `people`, the first time: who keeps it too."""

    def __init__(self, *args: Any, people: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"] = TextField(label=_("Indirizzo"), required=True, max_length=300)
        self.fields["directions"] = TextField(
            label=_("Come si arriva"),
            rows=4,
            help_text=_("Citofono, mezzi, chi chiamare quando si è vicine."),
        )
        if people is not None:
            self.fields["members"] = CodesField(
                people, label=_("Chi può leggerlo"), required=True,
                help_text=_("Almeno due persone, tu compresa. Nessun’altra, neanche tra le colleghe."),
            )  # fmt: skip

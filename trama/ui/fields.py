"""Form fields with the manners of Trama: plain words when something is wrong, and nothing unseen in what is typed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.common.errors import DomainError
from trama.common.typed import one_line, several_lines

Text = str | Promise
Choices = Iterable[tuple[str, Text]]
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y"]
INSTANT_FORMATS = [
    f"{day}{between}{hour}"
    for day in DATE_FORMATS
    for between in ("T", " ")
    for hour in ("%H:%M", "%H.%M", "%H:%M:%S")
]
RADIO_MAX = 6
LINE, PARAGRAPH = 200, 10_000

NOT_ASKED = _("Non chiesto")
REQUIRED = _("Questa risposta serve per andare avanti.")
UNKNOWN_CODE = _("Scegli una delle voci dell’elenco.")


class TextField(forms.CharField):
    """Free text, one line or (`rows`) several. Always has a longest length; telephones too are free text."""

    def __init__(self, *, rows: int = 0, max_length: int | None = None, **kwargs: Any) -> None:
        length = max_length or (PARAGRAPH if rows else LINE)
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("required", False)
        super().__init__(max_length=length, **kwargs)
        # The browser would cut a long paste without a word: the server says how long it is instead.
        self.widget.attrs.pop("maxlength", None)
        self.validators = [
            check for check in self.validators if type(check).__name__ != "ProhibitNullCharactersValidator"
        ]

    default_error_messages = {
        "required": REQUIRED,
        "max_length": _("Il testo è troppo lungo: %(show_value)s caratteri, il massimo è %(limit_value)s."),
    }

    def to_python(self, value: Any) -> str:
        return super().to_python(self._seen(value) if isinstance(value, str) else value) or ""

    def _seen(self, text: str) -> str:
        try:
            return several_lines(text) if isinstance(self.widget, forms.Textarea) else one_line(text)
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error


class PhoneField(TextField):
    """A telephone as people say it: "333 1234567", "la chiami la sorella"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")


class EmailField(TextField):
    """An address of mail."""

    widget = forms.EmailInput
    default_validators = [validate_email]
    default_error_messages = {"invalid": _("Questo indirizzo di posta non è scritto bene.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)


Bound = date | timedelta | Callable[[], date] | None


def _day(bound: Bound) -> date | None:
    """A bound as a date: fixed, counted from today, or asked for when the form is checked."""
    if isinstance(bound, timedelta):
        return timezone.localdate() + bound
    return bound() if callable(bound) else bound


class _Bounds:
    """Earliest and latest day that a date field takes."""

    def __init__(self, earliest: Bound, latest: Bound) -> None:
        self.earliest, self.latest = earliest, latest

    def check(self, day: date) -> None:
        earliest, latest = _day(self.earliest), _day(self.latest)
        if earliest and day < earliest:
            raise ValidationError(
                _("La data è troppo lontana: non prima del %(day)s."),
                code="too_early",
                params={"day": date_format(earliest, "j F Y").lower()},
            )
        if latest and day > latest:
            today = latest == timezone.localdate()
            message = (
                _("Questa data deve ancora venire: scegli oggi o un giorno passato.")
                if today
                else _("La data è troppo lontana: non dopo il %(day)s.")
            )
            raise ValidationError(
                message, code="too_late", params={"day": date_format(latest, "j F Y").lower()}
            )


TEN_YEARS = timedelta(days=3653)
IMPOSSIBLE = _("Questa data non esiste o non è scritta bene: per esempio 25/11/2026.")


class DateField(forms.DateField):
    """A day. By default within ten years before and after today; `latest=timedelta()` means not in the future.

    `quick` puts "Oggi" and "Ieri" beside it.
    """

    default_error_messages = {"required": REQUIRED, "invalid": IMPOSSIBLE}

    def __init__(
        self, *, earliest: Bound = -TEN_YEARS, latest: Bound = TEN_YEARS, quick: bool = False, **kwargs: Any
    ) -> None:
        kwargs.setdefault("required", False)
        attrs = {"type": "date", "data-quick": True} if quick else {"type": "date"}
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs=attrs))
        super().__init__(input_formats=DATE_FORMATS, **kwargs)
        self.bounds = _Bounds(earliest, latest)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None:
            self.bounds.check(value)


def _of_two(typed: datetime) -> datetime | None:
    """The later of the two instants that people call `typed`, unless it is still to come; None if there is none."""
    zone = timezone.get_current_timezone()
    try:
        first, second = (typed.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    except OverflowError:  # the first or the last day of all calendars
        return None
    if first >= second:  # an hour that summer time leaves out
        return None
    return (
        second if second <= timezone.now() else first
    )  # in UTC: in local time it would equal nothing (PEP 495)


class InstantField(forms.DateTimeField):
    """A day and hour, in the time zone of the installation; bounds as in `DateField`."""

    default_error_messages = {
        "required": REQUIRED,
        "invalid": _(
            "Questo giorno e ora non esistono o non sono scritti bene: per esempio 25/11/2026 16:30."
        ),
    }

    def __init__(self, *, earliest: Bound = -TEN_YEARS, latest: Bound = TEN_YEARS, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        )
        super().__init__(input_formats=INSTANT_FORMATS, **kwargs)
        self.bounds = _Bounds(earliest, latest)

    def to_python(self, value: Any) -> datetime | None:
        """The hour that exists twice, in the night when summer time ends, is taken too: Django refuses it."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            typed = (
                error.params.get("datetime") if error.code == "ambiguous_timezone" and error.params else None
            )
            found = _of_two(typed) if isinstance(typed, datetime) else None
            if found is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
            return found

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, datetime):
            self.bounds.check(timezone.localtime(value).date())


class NumberField(forms.IntegerField):
    """A whole number that is not negative."""

    default_error_messages = {
        "required": REQUIRED,
        "invalid": _("Scrivi un numero intero, per esempio 3."),
        "min_value": _("Scrivi un numero da %(limit_value)s in su."),
        "max_value": _("Scrivi un numero fino a %(limit_value)s."),
    }

    def __init__(self, *, min_value: int = 0, max_value: int = 1_000_000, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)


class CodeField(forms.ChoiceField):
    """One code of a vocabulary: radio buttons up to six choices, else a select. Empty means "not asked"."""

    default_error_messages = {"required": REQUIRED, "invalid_choice": UNKNOWN_CODE}

    def __init__(
        self,
        choices: Choices = (),
        *,
        empty_label: Text = NOT_ASKED,
        hints: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("required", False)
        listed = list(choices)
        radio = len(listed) <= RADIO_MAX
        if not kwargs["required"] or not radio:
            listed = [("", _("Scegli…") if kwargs["required"] else empty_label), *listed]
        kwargs.setdefault("widget", forms.RadioSelect() if radio else forms.Select())
        self.hints = dict(hints or {})
        super().__init__(choices=listed, **kwargs)


class CodesField(forms.MultipleChoiceField):
    """Several codes of a vocabulary, as checkboxes."""

    default_error_messages = {
        "required": _("Scegli almeno una voce."),
        "invalid_choice": UNKNOWN_CODE,
        "invalid_list": UNKNOWN_CODE,
    }

    def __init__(
        self, choices: Choices = (), *, hints: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple())
        self.hints = dict(hints or {})
        super().__init__(choices=list(choices), **kwargs)


class TickField(forms.BooleanField):
    """One checkbox; when required, the thing must be confirmed."""

    default_error_messages = {"required": _("Per andare avanti serve questa conferma.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)


class PasswordField(forms.CharField):
    """Never shown again, never carried over, never trimmed."""

    default_error_messages = {"required": _("Scrivi la password.")}

    def __init__(self, *, new: bool = False, max_length: int = 1000, **kwargs: Any) -> None:
        attrs = {"autocomplete": "new-password" if new else "current-password"}
        kwargs.setdefault("widget", forms.PasswordInput(attrs=attrs))
        super().__init__(max_length=max_length, strip=False, **kwargs)
        self.widget.attrs.pop("maxlength", None)

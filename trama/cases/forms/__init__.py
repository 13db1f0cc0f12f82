"""The forms of a path: a few big choices first, everything optional but how she wants to be called."""

from trama.cases.forms.calls import CallForm
from trama.cases.forms.entries import (
    ActivationForm,
    ActivationStatusForm,
    ChildAgainForm,
    ChildForm,
    CorrectionForm,
    EntryForm,
)
from trama.cases.forms.lists import PathFilterForm
from trama.cases.forms.people import AssignForm, EraseForm, MustNotKnowForm, OwnNotesForm, SpecialistForm
from trama.cases.forms.records import AnswersForm, ContactsForm, IntakeForm, NameForm
from trama.cases.forms.shifts import ShiftCallForm
from trama.cases.forms.states import CloseForm, ReopenForm, StateForm

__all__ = [
    "ActivationForm",
    "ActivationStatusForm",
    "AnswersForm",
    "AssignForm",
    "CallForm",
    "ChildAgainForm",
    "ChildForm",
    "CloseForm",
    "ContactsForm",
    "CorrectionForm",
    "EntryForm",
    "EraseForm",
    "IntakeForm",
    "MustNotKnowForm",
    "NameForm",
    "OwnNotesForm",
    "PathFilterForm",
    "ReopenForm",
    "ShiftCallForm",
    "SpecialistForm",
    "StateForm",
]

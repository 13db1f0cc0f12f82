"""Houses, places, who asks for one and who is there. In clear: states, dates, numbers of places. Never where.

An address is under a key of its own, in a circle of named colleagues: secret by key, not by permission (DESIGN §1.3).
What is written of a woman is under her own key, and is erased with it.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from trama.access.fields import OwnedForeignKey
from trama.cases.models import Path
from trama.network.owned import OwnedModel
from trama.shelters.states import RequestState, StayState
from trama.vault.fields import SealedField
from trama.vault.models import RecordKey

ONE_PLACE_ONE_STAY = "shelters_stay_one_place"
ONE_PLACE_ONE_WOMAN = "shelters_stay_one_admitted"


class House(OwnedModel):
    """A house, by a name that does not say where it is."""

    record_key = OwnedForeignKey(RecordKey, related_name="+", db_index=False)
    name = SealedField()  # str
    level = SealedField()  # code of shelter_level
    terms = SealedField()  # {"days": int}: how long a stay is proposed for
    closed_at = models.DateTimeField(null=True)  # no longer used

    class Meta:
        indexes = [models.Index(F("organisation"), F("id"), name="shelters_house_org")]


class Address(OwnedModel):
    """Where a house is: its record key is always in a compartment of kind `shelter_address`."""

    house = OwnedForeignKey(House, related_name="addresses", db_index=False)
    record_key = OwnedForeignKey(RecordKey, related_name="+", db_index=False)
    content = SealedField()  # {"address": str, "directions": str}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "house"], name="shelters_address_once")
        ]


class Place(OwnedModel):
    """What is given to one woman with her children: a room, a small flat."""

    house = OwnedForeignKey(House, related_name="places", db_index=False)
    number = models.PositiveSmallIntegerField()
    # A number of the whole installation, given by the database and never changed: the exclusion needs an integer.
    place_no = models.BigIntegerField(db_default=Value(0), editable=False)
    content = SealedField()  # {"beds": int, "note": str}
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "house", "number"], name="shelters_place_number")
        ]


class Request(OwnedModel):
    """A place is asked for her: what she needs, what to avoid. Who asks learns yes, no, when: never where."""

    path = OwnedForeignKey(Path, on_delete=models.CASCADE, related_name="place_requests", db_index=False)
    referral = models.UUIDField(null=True)  # of the letter that brought it; no foreign key: two parties' row
    state = models.CharField(max_length=10, choices=[(one.value, one.name) for one in RequestState])
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)  # the last answer
    content = SealedField()  # {"needed": str, "avoid": str, "children": int | None, "from": iso day | ""}
    answer = SealedField(null=True)  # {"reason": code, "note": str, "from": iso day | ""}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RequestState]), name="shelters_request_state"
            ),
            models.UniqueConstraint(fields=["organisation", "referral"], name="shelters_request_of_letter"),
        ]
        indexes = [
            models.Index(F("organisation"), F("state"), F("asked_at"), name="shelters_request_org_state"),
            models.Index(F("organisation"), F("path"), name="shelters_request_org_path"),
        ]

    @property
    def current_state(self) -> RequestState:
        return RequestState(self.state)


class Stay(OwnedModel):
    """One woman, one place, one period: half-open, from when she comes to the midnight after her last day."""

    place = OwnedForeignKey(Place, related_name="stays", db_index=False)
    place_no = models.BigIntegerField(db_default=Value(0), editable=False)  # copied by a trigger
    path = OwnedForeignKey(Path, on_delete=models.CASCADE, related_name="stays", db_index=False)
    request = OwnedForeignKey(Request, on_delete=models.CASCADE, related_name="stays", db_index=False)
    follows = OwnedForeignKey("self", on_delete=models.CASCADE, related_name="+", null=True, db_index=False)
    during = DateTimeRangeField()
    state = models.CharField(max_length=8, choices=[(one.value, one.name) for one in StayState])
    held_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    extensions = SealedField()  # [{"on": iso day, "until": iso day, "reason": str}]
    exit = SealedField(null=True)  # {"reason": exit_reason, "note": str}

    class Meta:
        constraints = [
            ExclusionConstraint(
                name=ONE_PLACE_ONE_STAY,
                expressions=[
                    (
                        Func(F("place_no"), F("place_no"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["held", "admitted"]),
            ),
            # Whoever is still there past her last day is there: the next one waits until somebody says that she left.
            models.UniqueConstraint(
                fields=["organisation", "place"], condition=Q(state="admitted"), name=ONE_PLACE_ONE_WOMAN
            ),
            models.UniqueConstraint(
                fields=["organisation", "path", "state"],
                condition=Q(state__in=["held", "admitted"]),
                name="shelters_stay_one_a_woman",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in StayState]), name="shelters_stay_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_until__isnull=False), name="shelters_stay_held_until"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", exit__isnull=False) | (~Q(state="ended") & Q(exit__isnull=True)),
                name="shelters_stay_exit",
            ),
        ]
        indexes = [
            models.Index(F("organisation"), F("path"), name="shelters_stay_org_path"),
            models.Index(F("organisation"), F("state"), F("place"), name="shelters_stay_org_state"),
        ]

    @property
    def current_state(self) -> StayState:
        return StayState(self.state)

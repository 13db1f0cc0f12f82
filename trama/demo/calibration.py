"""How often each answer is drawn: published figures (docs of the domain, §2.2 and §2.3), invented women.

Weights are percentages where the source gives them; "unknown" is kept at 10–30 % wherever real data have it.
They calibrate a demonstration and say nothing of any centre.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

Weights = Mapping[str, float]

AGE: Final[Weights] = {  # Istat 2021, Milan 2023
    "a18_29": 19, "a30_39": 26, "a40_49": 26, "a50_59": 13, "a60_69": 4, "a70p": 2, "unknown": 10,
}  # fmt: skip
# Milan 2023: 62 % Italian.
CITIZENSHIP: Final[Weights] = {
    "it": 56,
    "eu": 6,
    "non_eu": 27,
    "stateless": 0.2,
    "unknown": 10.8,
}
MARITAL: Final[Weights] = {  # Lombardy 2022
    "single": 36, "married": 33, "cohabiting": 6, "separated": 7, "divorced": 5, "widow": 1, "unknown": 12,
}  # fmt: skip
EDUCATION: Final[Weights] = {
    "primary_or_none": 6, "lower_secondary": 24, "upper_secondary": 30, "tertiary": 15, "unknown": 25,
}  # fmt: skip
EMPLOYMENT: Final[Weights] = {
    "employed_stable": 30, "employed_precarious": 18, "unemployed": 20, "housewife": 9, "student": 5, "retired": 3,
    "unable": 1, "unknown": 14,
}  # fmt: skip
AUTONOMY: Final[Weights] = {"yes": 38, "no": 45, "unknown": 17}  # Milan 2023
CHANNEL: Final[Weights] = {  # Istat 2021; Milan 2023 has more who come by themselves
    "self": 42, "family_friend": 12, "helpline_1522": 5, "state_police": 6, "carabinieri": 4, "local_police": 1,
    "emergency_department": 6, "family_clinic": 2, "gp_paediatrician": 1, "social_services": 8, "lawyer": 2,
    "school": 1,
    "other_cav_cr": 2, "municipal_point": 2, "third_sector": 3, "unknown": 3,
}  # fmt: skip
RELATION: Final[Weights] = {  # Lombardy and Milan 2022–2023
    "spouse_cohabitant": 47, "ex_spouse_cohabitant": 15, "boyfriend": 6, "ex_boyfriend": 8, "other_relative": 11,
    "colleague_employer": 2, "acquaintance_friend": 4, "neighbour": 0.7, "stranger": 2, "other": 1, "unidentified": 3.3,
}  # fmt: skip
VIOLENCE: Final[Weights] = {  # each by itself, several together (Milan 2023, Istat 2024)
    "psychological": 84, "physical": 65, "threats": 50, "economic": 30, "stalking": 19, "sexual_other": 14,
    "sexual_rape": 12, "digital": 7, "forced_marriage": 0.6, "trafficking": 0.5,
}  # fmt: skip
ONSET: Final[Weights] = {"lt6m": 7, "m6_12": 15, "y1_5": 23, "gt5y": 40, "unknown": 15}  # Istat 2021
URGENCY: Final[Weights] = {"emergency": 17, "ordinary": 70, "unknown": 13}  # Istat 2024
COMPLAINT: Final[Weights] = {  # Istat 2021–2022
    "none": 34, "considering": 8, "filed_once": 22, "filed_more": 6, "withdrawn": 2, "unknown": 28,
}  # fmt: skip
CLOSURE: Final[Weights] = {  # Istat: goals 22 %
    "goals_achieved": 22, "agreed": 30, "abandoned": 18, "returned": 6, "moved": 6, "referred": 9, "unreachable": 8,
    "not_violence": 1,
}  # fmt: skip
# Istat: 72.6 % of those who have children say that they witnessed.
EXPOSURE: Final[Weights] = {
    "witnessed": 55,
    "direct": 5,
    "both": 12,
    "none": 13,
    "unknown": 15,
}
RISK: Final[Weights] = {"low": 20, "medium": 45, "high": 28, "extreme": 7}
ACTIVATED: Final[Weights] = {
    "listening": 30, "reception": 25, "pathway_interview": 25, "psych_support": 22, "legal_civil": 16,
    "legal_criminal": 10,
    "safety_plan": 14, "work_orientation": 9, "housing_autonomy": 6, "child_support": 7, "cultural_mediation": 5,
    "complaint_support": 6, "self_help_group": 5,
}  # fmt: skip

HAS_CHILDREN: Final = 0.58
ASKED: Final = 0.85  # of the questions of the profile, what was asked at all
NEW_THIS_YEAR: Final = 0.82
TO_SHELTER: Final = 0.05
# Nine centres of unequal size.
CENTRE_WEIGHTS: Final[Sequence[int]] = (20, 8, 14, 5, 30, 7, 10, 4, 2)


def draw(random: Random, weights: Weights) -> str:
    """One code, as often as its weight says."""
    return random.choices(list(weights), list(weights.values()))[0]


def draw_several(random: Random, percentages: Weights, *, at_least: str) -> list[str]:
    """Each code by itself with its own percentage; `at_least` when none came."""
    return [code for code, share in percentages.items() if random.random() * 100 < share] or [at_least]


@dataclass(frozen=True)
class Split:
    """How `women` are shared out among the centres."""

    women: int

    def shares(self) -> list[int]:
        """One number a centre, in the order of the weights; they add up to `women`."""
        total = sum(CENTRE_WEIGHTS)
        shares = [self.women * weight // total for weight in CENTRE_WEIGHTS]
        shares[0] += self.women - sum(shares)
        return shares

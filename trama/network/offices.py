"""Is this an office or a person? Contacts of governance are an office's: they stay when somebody changes job.

Only a hint for whoever writes: a small body may well read its office's post at a public provider, and says so.
"""

import re
from typing import Final

# Providers where people have a mailbox of their own.
_PROVIDERS: Final = frozenset(
    [
        "alice",
        "aol",
        "fastwebnet",
        "gmail",
        "gmx",
        "googlemail",
        "hotmail",
        "icloud",
        "inwind",
        "iol",
        "libero",
        "live",
        "mail",
        "me",
        "msn",
        "outlook",
        "proton",
        "protonmail",
        "tim",
        "tin",
        "tiscali",
        "virgilio",
        "yahoo",
        "ymail",
    ]
)
_TITLES: Final = re.compile(
    r"^(dott|dott\.?ssa|dr|dr\.?ssa|sig|sig\.?ra|avv|prof|prof\.?ssa|ing|arch|rag|geom|commissari[oa]|ispettrice|ispettore)\b\.?\s",
    re.IGNORECASE,
)
_GIVEN_AND_FAMILY: Final = re.compile(r"^[a-z]{2,}[._][a-z]{2,}\d*$")
# Words that make such a mailbox an office's: "ufficio.rete@", "rete_antiviolenza@".
_OFFICE_WORDS: Final = frozenset(
    [
        "accoglienza",
        "amministrazione",
        "antiviolenza",
        "area",
        "cav",
        "centro",
        "comando",
        "comune",
        "direzione",
        "donne",
        "info",
        "municipio",
        "polizia",
        "prefettura",
        "procura",
        "protocollo",
        "questura",
        "referente",
        "rete",
        "segreteria",
        "servizi",
        "servizio",
        "settore",
        "sociale",
        "sociali",
        "sportello",
        "tribunale",
        "ufficio",
        "unita",
        "welfare",
    ]
)
_MOBILE: Final = re.compile(r"^(\+?39|0039)?3\d{8,9}$")


def looks_personal_mailbox(email: str) -> bool:
    """`nome.cognome@…`, or a mailbox at a provider where people have theirs."""
    local, _at, domain = email.casefold().partition("@")
    words = set(re.split(r"[._-]", local))
    if words & _OFFICE_WORDS:
        return False
    return domain.split(".")[0] in _PROVIDERS or bool(_GIVEN_AND_FAMILY.match(local))


def looks_personal_telephone(telephone: str) -> bool:
    """An Italian mobile number."""
    return bool(_MOBILE.match(re.sub(r"[^\d+]", "", telephone)))


def looks_personal_name(office: str) -> bool:
    """It begins with a title that people have and offices do not."""
    return bool(_TITLES.match(office.strip()))

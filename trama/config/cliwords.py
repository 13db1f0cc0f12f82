"""What argparse says by itself, in Italian: the catalogue that it asks gettext for is on no machine."""

import argparse
from typing import Final

_SAID: Final = {
    "usage: ": "uso: ",
    "positional arguments": "argomenti",
    "options": "opzioni",
    "show this help message and exit": "mostra questo aiuto e finisci",
    "show program's version number and exit": "mostra la versione e finisci",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "manca: %s",
    "unrecognized arguments: %s": "non si capisce: %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r non c’è; si può scegliere: %(choices)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "%(parser_name)r non c’è; si può scegliere: %(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)r non va bene",
    "expected one argument": "ci vuole un valore",
    "expected at least one argument": "ci vuole almeno un valore",
    "expected at most one argument": "ci vuole al massimo un valore",
    "expected %s argument": "ci vuole %s valore",
    "expected %s arguments": "ci vogliono %s valori",
    "not allowed with argument %s": "non va insieme a %s",
    "one of the arguments %s is required": "ci vuole uno tra %s",
    "ignored explicit argument %r": "non vuole un valore: %r",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s può essere %(matches)s: scrivila per intero",
}


def speak_italian() -> None:
    """What is not here stays as argparse says it."""
    vars(argparse)["_"] = lambda text: _SAID.get(text, text)
    vars(argparse)["ngettext"] = lambda one, many, count: _SAID.get(one if count == 1 else many, many)

"""Who is signed in, as the header shows it. `accounts` sets it on the request; `ui` reads no model."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chrome:
    """`request.chrome`. Empty strings hide their part: a person in one organisation only has no `switch_url`."""

    person: str
    organisation: str
    sign_out_url: str
    account_url: str = ""
    switch_url: str = ""
    notice: str = ""  # a line above every page, such as "Dimostrazione: dati inventati"

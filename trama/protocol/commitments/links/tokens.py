"""The token of an answering link: made once, shown once, found again by its keyed hash.

It travels in the query of one GET and in the body of POSTs, never in a path: paths are logged when an answer is an
error, queries are cut (`config.errors.SilentFormatter`), and gunicorn keeps no access log.
"""

import secrets

from trama.vault.crypto.derive import keyed_hash
from trama.vault.secrets import server_secrets

BYTES = 24  # 192 bits: nobody needs to slow down who guesses


def new_token() -> str:
    return secrets.token_urlsafe(BYTES)


def token_hash(token: str) -> bytes:
    return keyed_hash(server_secrets().username, "answer link", token)

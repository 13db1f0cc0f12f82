"""Read a PostgreSQL URL, as in DATABASE_URL."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES = ("postgresql", "postgres")
# Query keys that go to libpq as they are; any other is a mistake that must not pass in silence.
OPTIONS = {
    "application_name",
    "channel_binding",
    "connect_timeout",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "load_balance_hosts",
    "sslcert",
    "sslcrl",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
}


class UrlError(ValueError):
    """The URL cannot be used; the message never quotes it, for it holds a password."""


def parse(url: str) -> dict[str, str | dict[str, str]]:
    """`postgresql://user:password@host:port[,host:port]/name?sslmode=…` as keys of Django's DATABASES.

    User, password, name and a socket folder as host are percent-decoded. Several hosts, as libpq has
    them, become comma-separated HOST and PORT.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in SCHEMES:
        raise UrlError("L’indirizzo di un database comincia con postgresql://")
    try:
        parts = urlsplit("//" + rest)
    except ValueError:
        raise UrlError("Nell’indirizzo del database il server non è scritto bene") from None
    if parts.fragment:
        raise UrlError("Nell’indirizzo del database un '#' si scrive %23")
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    name = unquote(parts.path.removeprefix("/"))
    if not user or not name:
        raise UrlError("All’indirizzo del database mancano chi entra e il nome del database")
    query = _query(parts.query)
    host, port = _hosts(hosts)
    host = query.pop("host", "") or host
    return {
        "HOST": host,
        "PORT": query.pop("port", "") or port,
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "NAME": name,
        "OPTIONS": _options(query),
    }


def _query(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50))
    except ValueError:
        raise UrlError("Nell’indirizzo del database le opzioni non sono scritte bene") from None


def _hosts(text: str) -> tuple[str, str]:
    pairs = [_host(one) for one in text.split(",")]
    ports = [port for _, port in pairs]
    return ",".join(host for host, _ in pairs), ",".join(ports) if any(ports) else ""


def _host(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, bracket, port = text[1:].partition("]")
        if not bracket or (port and not port.startswith(":")):
            raise UrlError("Nell’indirizzo del database un IPv6 sta tra [ ]")
        port = port.removeprefix(":")
    else:
        host, _, port = text.partition(":")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise UrlError("Nell’indirizzo del database la porta è un numero da 1 a 65535")
    return unquote(host), port


def _options(query: Mapping[str, str]) -> dict[str, str]:
    if unknown := sorted(set(query) - OPTIONS):
        raise UrlError(f"Nell’indirizzo del database non si conosce: {', '.join(unknown)}")
    return dict(query)

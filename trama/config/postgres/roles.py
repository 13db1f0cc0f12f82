"""The four roles of DESIGN §5, and how a database is made so that only they may enter it."""

from collections.abc import Mapping

from psycopg import Connection, sql

OWNER, MAINTENANCE, APP, PUBLIC = "trama_owner", "trama_maintenance", "trama_app", "trama_public"
ATTRIBUTES = {
    OWNER: "NOLOGIN",  # owns the tables; nobody signs in as it
    MAINTENANCE: "LOGIN BYPASSRLS CREATEDB",  # migrations, dump, restore
    APP: "LOGIN",  # the application: owns nothing, sees what row-level security shows
    PUBLIC: "LOGIN",  # the public site
}
LOGINS = (MAINTENANCE, APP, PUBLIC)


def create_roles(connection: Connection[object], passwords: Mapping[str, str]) -> None:
    """Create the roles or bring them in line; `connection` is a superuser's."""
    for role, attributes in ATTRIBUTES.items():
        name = sql.Identifier(role)
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = sql.SQL("ALTER" if known else "CREATE")
        connection.execute(sql.SQL("{} ROLE {} {}").format(verb, name, sql.SQL(attributes)))
        if role in passwords:
            password = sql.Literal(passwords[role])
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, password))
    connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(OWNER), sql.Identifier(MAINTENANCE)))


def close_to_others(connection: Connection[object], database: str) -> None:
    """Only our logins may connect; nobody but the owner's role may create. `connection` is in `database`."""
    name, owner = sql.Identifier(database), sql.Identifier(OWNER)
    logins = sql.SQL(", ").join(map(sql.Identifier, LOGINS))
    for statement in (
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name),
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, logins),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(logins),
        sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(owner),
    ):
        connection.execute(statement)


def preparation_sql(database: str = "trama") -> str:
    """What an administrator runs once on a server of one's own, before the two URLs are set."""
    lines = [f"CREATE ROLE {role} {attributes};" for role, attributes in ATTRIBUTES.items()]
    lines += [f"\\password {role}" for role in LOGINS]
    lines += [
        f"GRANT {OWNER} TO {MAINTENANCE};",
        f"CREATE DATABASE {database} OWNER {MAINTENANCE} ENCODING 'UTF8' TEMPLATE template0;",
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC;",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {', '.join(LOGINS)};",
        f"\\connect {database}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
        f"GRANT USAGE ON SCHEMA public TO {', '.join(LOGINS)};",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER};",
    ]
    return "\n".join(lines) + "\n"

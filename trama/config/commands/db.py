"""`trama db …`."""

from trama.common.commands import Needs, Subparsers, runs


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "db",
        help="the database: start, stop, status, migrate, dump, restore",
        description="The embedded PostgreSQL (without DATABASE_URL), and migrations, dumps and restores of any.",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _server(actions)
    _schema(actions)


def _server(actions: Subparsers) -> None:
    start = actions.add_parser("start", help="start the embedded server and leave it running")
    runs(start, "trama.config.servers:start", needs=Needs.NOTHING)
    end = actions.add_parser("stop", help="stop the embedded server")
    end.add_argument("--all", action="store_true", help="the one of the tests, too")
    runs(end, "trama.config.servers:end", needs=Needs.NOTHING)
    status = actions.add_parser(
        "status", help="say which server is used and whether it answers (code 1 if not)"
    )
    runs(status, "trama.config.servers:status", needs=Needs.NOTHING)
    remove = actions.add_parser("remove", help="stop the embedded server and delete its data for good")
    remove.add_argument("--test", action="store_true", help="only the one of the tests")
    remove.add_argument("--yes", action="store_true", help="do not ask")
    runs(remove, "trama.config.servers:erase", needs=Needs.NOTHING)


def _schema(actions: Subparsers) -> None:
    migrate = actions.add_parser("migrate", help="bring the database to the newest schema")
    runs(migrate, "trama.config.migrating:run", needs=Needs.DATABASE)
    roles = actions.add_parser("roles", help="print the SQL that prepares a server of your own, for psql")
    roles.add_argument("--database", default="trama", help="the database's name (trama)")
    runs(roles, "trama.config.servers:roles", needs=Needs.NOTHING)

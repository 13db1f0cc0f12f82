"""The wall of the releases: read by every organisation of the network, written by the database's functions alone."""

from django.db import models

from trama.access.rls import TableOperation

SEEN = """network_id = (SELECT trama_network()) AND EXISTS (
  SELECT FROM network_networkmembership m
  WHERE m.network_id = trama_network() AND m.organisation_id = trama_organisation())"""


class ReadByNetwork(TableOperation):
    """Rows that the organisations of a network read while they act in it; the application cannot write them."""

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY seen ON {table} FOR SELECT TO trama_app USING ({SEEN})",
            f"GRANT SELECT ON {table} TO trama_app",
        ]

"""The function that every policy asks: for which organisation does this transaction act?"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION trama_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('trama.organisation', true), '')::uuid $$;
CREATE FUNCTION trama_network() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('trama.network', true), '')::uuid $$;
"""


class Migration(migrations.Migration):
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(FORWARDS, "DROP FUNCTION trama_organisation(); DROP FUNCTION trama_network();"),
    ]

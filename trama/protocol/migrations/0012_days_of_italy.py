"""What the database decides by today's date goes by Italy's: the session counts in UTC, an hour or two behind midnight.

Until then a body that withdrew today still sat at its tables, and a commitment ended yesterday.
"""

from django.db import migrations

BY_THE_DAY = ("protocol_adheres(uuid)", "protocol_commitment_owners()", "protocol_signatory_owns()")


class Migration(migrations.Migration):
    dependencies = [("protocol", "0011_tables")]

    operations = [
        migrations.RunSQL(
            f"ALTER FUNCTION {one} SET timezone = 'Europe/Rome'", f"ALTER FUNCTION {one} RESET timezone"
        )
        for one in BY_THE_DAY
    ]

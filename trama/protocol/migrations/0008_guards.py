"""What the database refuses since somebody tried it (tests/test_attacks.py)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_invitation"),
        ("protocol", "0007_resources"),
    ]
    operations = [
        migrations.RunSQL(
            (SQL / "guards.sql").read_text(encoding="utf-8"),
            (SQL / "guards_back.sql").read_text(encoding="utf-8"),
        ),
    ]

"""What was decided after a withdrawal is read with a key of its own, also when the record it speaks of is gone."""

import django.db.models.deletion
from django.db import migrations

import trama.access.fields
from trama.access.rls import OwnedReference


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0001_initial"),
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="reception",
            name="decision_key",
            field=trama.access.fields.OwnedForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vault.recordkey"
            ),
        ),
        OwnedReference("reception", "decision_key"),
    ]

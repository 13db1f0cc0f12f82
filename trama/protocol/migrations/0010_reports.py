"""Reports that the application marks as its own, with the revocation data they rely on; how many, and how often."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import trama.access.fields
from trama.access.rls import NetworkWide

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0004_referents_of_a_network'),
        ('protocol', '0009_evidence_file'),
    ]

    operations = [
        migrations.AddField(
            model_name='signaturereport',
            name='seal',
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='signedfile',
            name='tries',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), blank=True, default=list, size=None),
        ),
        migrations.CreateModel(
            name='RevocationData',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('data', models.BinaryField()),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('file', trama.access.fields.NetworkForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revocation', to='protocol.signedfile')),
                ('network', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.network')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file', 'sha256'), name='protocol_revocation_once')],
            },
        ),
        NetworkWide("revocationdata", writer="either", readers="parties", deletes=True),
        migrations.RunSQL(
            (SQL / "reports.sql").read_text(encoding="utf-8"),
            (SQL / "reports_back.sql").read_text(encoding="utf-8"),
        ),
    ]

import django.db.models.deletion
import django.db.models.functions.datetime
import trama.access.fields
import trama.vault.fields
import uuid
from django.db import migrations, models

from trama.access.rls import Protect


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_invitation'),
        ('cases', '0001_initial'),
        ('network', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShiftCall',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('wrap', trama.vault.fields.SealedField(null=True)),
                ('content', trama.vault.fields.SealedField(null=True)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('call', trama.access.fields.OwnedForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='shift_calls', to='cases.call')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('service', trama.access.fields.OwnedForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.service')),
            ],
            options={
                'indexes': [models.Index(models.F('organisation'), models.F('written_at'), condition=models.Q(('call__isnull', True)), name='cases_shiftcall_unread')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'call'), name='cases_shiftcall_one_call'), models.CheckConstraint(condition=models.Q(models.Q(('call__isnull', True), ('content__isnull', False), ('wrap__isnull', False)), models.Q(('call__isnull', False), ('content__isnull', True), ('wrap__isnull', True)), _connector='OR'), name='cases_shiftcall_sealed_or_taken')],
            },
        ),
        Protect("shiftcall"),
    ]

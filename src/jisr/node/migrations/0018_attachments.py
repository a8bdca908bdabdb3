"""Files that officers give for sealed fields: their pieces are sealed, and here, before the act is written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('node', '0017_erasure'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('token', models.CharField(max_length=43)),
                ('field', models.CharField(max_length=64)),
                ('keys', models.JSONField(default=dict)),
                ('pieces', models.IntegerField(default=0)),
                ('size', models.BigIntegerField(default=0)),
                ('seq', models.BigIntegerField(null=True)),
                ('at', models.BigIntegerField()),
                ('framework', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='node.framework')),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'attachment',
            },
        ),
        migrations.CreateModel(
            name='AttachmentPiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chunk', models.IntegerField()),
                ('content', models.BinaryField()),
                ('attachment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='blobs', to='node.attachment')),
            ],
            options={
                'db_table': 'attachment_piece',
            },
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['framework', 'seq'], name='attachment_act'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('token',), name='attachment_token'),
        ),
        migrations.AddConstraint(
            model_name='attachmentpiece',
            constraint=models.UniqueConstraint(fields=('attachment', 'chunk'), name='attachment_piece_once'),
        ),
    ]

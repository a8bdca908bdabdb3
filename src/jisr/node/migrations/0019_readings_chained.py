"""Readings of sealed content are chained: each holds the digest of the one before, and others hold what the end was.

Those that are here are put into the chain in their order.
"""

import os
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


BEGINNING = bytes(32)


def chain_what_is_here(apps: Any, schema_editor: Any) -> None:
    """Number the readings that are here, and chain them."""
    from jisr.node.reading_chain import digest_of

    accesses, chains = apps.get_model("node", "Access").objects, apps.get_model("node", "ReadingChain").objects
    count, before = 0, BEGINNING
    for row in accesses.order_by("pk").iterator(chunk_size=500):
        count += 1
        row.number, row.salt = count, os.urandom(32)
        row.digest = before = digest_of(row, before)
        row.save()
    if count:
        chains.create(pk=1, count=count, digest=before)


class Migration(migrations.Migration):

    dependencies = [
        ('node', '0018_attachments'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadingChain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.BigIntegerField(default=0)),
                ('digest', models.BinaryField(default=bytes)),
                ('cut_count', models.BigIntegerField(default=0)),
                ('cut_digest', models.BinaryField(default=bytes)),
            ],
            options={
                'db_table': 'reading_chain',
            },
        ),
        migrations.CreateModel(
            name='ReadingMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(unique=True)),
                ('count', models.BigIntegerField()),
                ('digest', models.BinaryField()),
                ('salt', models.BinaryField()),
                ('at', models.BigIntegerField()),
            ],
            options={
                'db_table': 'reading_mark',
            },
        ),
        migrations.AddField(
            model_name='access',
            name='digest',
            field=models.BinaryField(default=b''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='access',
            name='number',
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='access',
            name='salt',
            field=models.BinaryField(default=b''),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='ReadingNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(max_length=3)),
                ('held_by', models.CharField(max_length=3)),
                ('number', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('note', models.TextField()),
                ('at', models.BigIntegerField()),
                ('framework', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='node.framework')),
            ],
            options={
                'db_table': 'reading_note',
                'constraints': [models.UniqueConstraint(fields=('framework', 'party', 'held_by', 'number', 'root'), name='reading_note_once')],
            },
        ),
        migrations.RunPython(chain_what_is_here, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='access',
            name='number',
            field=models.BigIntegerField(unique=True),
        ),
    ]

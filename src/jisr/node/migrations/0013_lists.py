"""What lets pages stop early: indexes in the order that is shown, words of the index by name, and what is counted."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

TALLY = (
    "INSERT INTO tally (framework_id, kind, is_closed, stage, number)"
    " SELECT framework_id, kind, is_closed, stage, count(*) FROM line WHERE code <> 'framework'"
    " GROUP BY framework_id, kind, is_closed, stage"
)


def make_vocabulary(apps: Any, schema_editor: Any) -> None:
    # PostgreSQL finds what begins so in its own index.
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab(passage_words, 'instance')")


def drop_vocabulary(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE passage_vocabulary")


class Migration(migrations.Migration):

    dependencies = [
        ("node", "0012_sealed"),
    ]

    operations = [
        migrations.RunPython(make_vocabulary, drop_vocabulary),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('pk', models.CompositePrimaryKey('framework_id', 'kind', 'is_closed', 'stage', blank=True, editable=False, primary_key=True, serialize=False)),
                ('framework', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='node.framework')),
                ('kind', models.CharField(blank=True, max_length=64)),
                ('is_closed', models.BooleanField()),
                ('stage', models.CharField(blank=True, max_length=64)),
                ('number', models.BigIntegerField()),
            ],
            options={
                'db_table': 'tally',
            },
        ),
        migrations.RunSQL(TALLY, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name='line', name='line_date'),
        migrations.RemoveIndex(model_name='line', name='line_due'),
        migrations.RemoveIndex(model_name='waiting', name='waiting_by'),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['framework', 'kind', 'date', 'code'], name='line_date'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['framework', 'kind', 'is_closed', 'due', 'code'], name='line_due'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(
                fields=['framework', 'party', 'kind', 'mandates', 'by', 'since'], name='waiting_for'
            ),
        ),
    ]

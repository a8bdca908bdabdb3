"""Logs that all parties have ended and let go on: what is waited for, what fell away (protocol 9.6, 12.27, 12.28)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("node", "0020_heard")]

    operations = [
        migrations.AddField(model_name="log", name="claimed", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="log", name="is_mending", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="log", name="held_at", field=models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="Mend",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party", models.CharField(max_length=3)),
                ("generation", models.IntegerField()),
                ("version", models.IntegerField()),
                ("size", models.BigIntegerField()),
                ("reason", models.TextField(default="")),
                ("at", models.BigIntegerField()),
                ("fell", models.JSONField(default=list)),
                (
                    "framework",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="node.framework"),
                ),
            ],
            options={
                "db_table": "mend",
                "constraints": [
                    models.UniqueConstraint(fields=("framework", "party", "generation"), name="mend_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Outside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party", models.CharField(max_length=3)),
                ("generation", models.IntegerField()),
                ("kind", models.CharField(max_length=6)),
                ("seq", models.BigIntegerField()),
                ("raw", models.BinaryField()),
                (
                    "framework",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="node.framework"),
                ),
            ],
            options={
                "db_table": "outside",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("framework", "party", "generation", "kind", "seq"), name="outside_once"
                    )
                ],
            },
        ),
    ]

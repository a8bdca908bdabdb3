"""Protective acts that wait while the own log is in doubt (protocol 9.6, 12.42)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("node", "0021_generations")]

    operations = [
        migrations.CreateModel(
            name="Released",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dossier", models.CharField(max_length=24)),
                ("act", models.CharField(max_length=96)),
                ("fields", models.JSONField(default=dict)),
                ("item", models.CharField(max_length=24, null=True)),
                ("on_behalf", models.CharField(max_length=64, null=True)),
                ("authority", models.CharField(max_length=64)),
                ("mandate", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=1000)),
                ("at", models.BigIntegerField()),
                ("tried", models.BigIntegerField()),
                ("trouble", models.TextField(blank=True, default="")),
                ("written", models.CharField(blank=True, default="", max_length=24)),
                ("framework", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="node.framework")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="released",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="took_back",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "released",
                "indexes": [models.Index(fields=["framework", "dossier", "written"], name="released_waiting")],
            },
        ),
    ]

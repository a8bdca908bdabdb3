"""What is sealed is wrapped on the disk by a key of its act, and can be erased.

Blobs that were here are wrapped once: their keys are on the disk before this is committed, so that a machine that
fails meanwhile loses nothing. What lay unwrapped goes with the pages that are given up.
"""

import json
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

AT_ONCE = 64


def wrap_what_is_here(apps: Any, schema_editor: Any) -> None:
    """Wrap every blob that is here by a new key of its act."""
    from jisr.node.rest_keys import Act, add_keys, keys_here, new_key
    from jisr.node.sealed_rows import wrapped
    from jisr.seal import is_wrapped

    home, rows = settings.HOME, apps.get_model("node", "Sealed").objects
    here = list(rows.exclude(content=None).order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(here), AT_ONCE):
        some = [
            each
            for each in rows.filter(pk__in=here[begin : begin + AT_ONCE]).select_related("log")
            if not is_wrapped(bytes(each.content))
        ]
        acts = {Act(each.log.framework_id, each.log.party, each.seq): each.dossier for each in some}
        known = keys_here(home)
        add_keys(home, [new_key(act, dossier) for act, dossier in acts.items() if act not in known])
        known = keys_here(home)
        for each in some:
            key = known[Act(each.log.framework_id, each.log.party, each.seq)]
            rows.filter(pk=each.pk).update(content=wrapped(key, each.field, bytes(each.content)))


def apply_what_was_erased(apps: Any, schema_editor: Any) -> None:
    """Take away what acts of the logs have erased already: until now they said so and nothing followed."""
    entries, sealed = apps.get_model("node", "Entry").objects, apps.get_model("node", "Sealed").objects
    erasures, logs = apps.get_model("node", "Erasure").objects, apps.get_model("node", "Log").objects
    for log in logs.select_related("framework"):
        own, parties = settings.HOME.party, log.framework.parties
        found = entries.filter(log=log, act="erase").exclude(standing__in=("void", "unjudged")).exclude(dossier="")
        for seq, raw, dossier in found.order_by("seq").values_list("seq", "raw", "dossier"):
            item = json.loads(bytes(raw))["item"] or ""
            erasures.create(log=log, seq=seq, dossier=dossier, item=item)
            taken = sealed.filter(log=log, dossier=dossier, erased="", seq__lt=seq)
            if item:
                taken = taken.filter(seq=int(item.partition(".")[2]))
            for row in taken:
                is_held = log.party == own or any(code.startswith(f"{own.lower()}.") for code in row.to)
                row.erased, row.content, row.failed = f"{log.party}.{seq}", None, None
                row.owed = is_held and len(parties) > 1
                row.save()


class Migration(migrations.Migration):

    dependencies = [
        ('node', '0016_ahead'),
    ]

    operations = [
        migrations.AddField(
            model_name='sealed',
            name='erased',
            field=models.CharField(blank=True, default='', max_length=24),
        ),
        migrations.AddField(
            model_name='sealed',
            name='gone',
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name='sealed',
            index=models.Index(condition=models.Q(('erased', ''), _negated=True), fields=['log'], name='sealed_erased'),
        ),
        migrations.AddIndex(
            model_name='sealed',
            index=models.Index(fields=['log', 'dossier'], name='sealed_dossier'),
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField()),
                ('dossier', models.CharField(max_length=24)),
                ('item', models.CharField(blank=True, default='', max_length=24)),
                ('destroyed', models.BigIntegerField(null=True)),
                ('vacuumed', models.BigIntegerField(null=True)),
                ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='node.log')),
            ],
            options={
                'db_table': 'erasure',
                'constraints': [models.UniqueConstraint(fields=('log', 'seq'), name='erasure_once')],
            },
        ),
        migrations.RunPython(apply_what_was_erased, migrations.RunPython.noop),
        migrations.RunPython(wrap_what_is_here, migrations.RunPython.noop),
    ]

"""A head that covers more of a log than is here, and what leads there (protocol 12.43)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("node", "0022_released")]

    operations = [
        migrations.AddField(model_name="log", name="reach", field=models.TextField(blank=True, default="")),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('node', '0003_peer_want'),
    ]

    operations = [
        migrations.AddField(
            model_name='log',
            name='day',
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name='log',
            name='day_left',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='log',
            name='waiting',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='manifestversion',
            name='at',
            field=models.BigIntegerField(null=True),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClockLease',
            fields=[
                ('name', models.CharField(max_length=50, primary_key=True, serialize=False)),
                ('holder', models.CharField(blank=True, max_length=200)),
                ('renewed_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('name', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('last_asked_at', models.DateTimeField(null=True)),
                ('last_started_at', models.DateTimeField(null=True)),
                ('last_ended_at', models.DateTimeField(null=True)),
                ('last_outcome', models.CharField(blank=True, max_length=200)),
            ],
        ),
    ]

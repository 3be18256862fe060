from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


def put_the_scale_that_opinions_were_given_on(apps, schema_editor):
    """Write down version 1: opinions of before this were given on it."""
    from assurance.services.scales import FIRST, PUBLISHED_AT, first_levels

    scale = apps.get_model("assurance", "Scale").objects.create(
        version=FIRST, published_at=PUBLISHED_AT
    )
    level = apps.get_model("assurance", "ScaleLevel")
    level.objects.bulk_create(level(scale=scale, **each) for each in first_levels())


class Migration(migrations.Migration):

    dependencies = [
        ('assurance', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Scale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(unique=True)),
                ('published_at', models.DateTimeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='ScaleLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=12)),
                ('label', models.CharField(max_length=40)),
                ('definition', models.TextField()),
                ('order', models.PositiveSmallIntegerField()),
                ('tone', models.CharField(choices=[('good', 'Good'), ('fair', 'Fair'), ('poor', 'Poor'), ('bad', 'Bad')], max_length=4)),
                ('scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='assurance.scale')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.AddConstraint(
            model_name='scale',
            constraint=models.CheckConstraint(condition=models.Q(('version', 1), models.Q(('decision', ''), _negated=True), _connector='OR'), name='new_scale_names_its_decision', violation_error_message='Name the decision that changes the scale.'),
        ),
        migrations.AddConstraint(
            model_name='scalelevel',
            constraint=models.UniqueConstraint(fields=('scale', 'code'), name='one_level_of_a_code_per_scale'),
        ),
        migrations.AddConstraint(
            model_name='scalelevel',
            constraint=models.UniqueConstraint(fields=('scale', 'order'), name='levels_of_a_scale_are_in_order'),
        ),
        migrations.AddConstraint(
            model_name='scalelevel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('label', ''), _negated=True), models.Q(('definition', ''), _negated=True)), name='level_has_a_label_and_a_definition', violation_error_message='A level needs its word and its definition.'),
        ),
        migrations.RunPython(
            put_the_scale_that_opinions_were_given_on, migrations.RunPython.noop
        ),
    ]

"""Changes, rates and shares enter the register of published figures with the two they rest on."""
import django.db.models.deletion
from django.db import migrations, models

from niangjia.kernel.schema import Together


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0002_guards'),
        ('unions', '0002_guards'),
    ]

    operations = [
        Together([
            migrations.AddField(
                model_name='publishedfigure',
                name='formula',
                field=models.CharField(blank=True, max_length=700, verbose_name='算法'),
            ),
            migrations.AddField(
                model_name='publishedfigure',
                name='other_code',
                field=models.CharField(blank=True, db_collation='C', max_length=120, verbose_name='相比的指标代码'),
            ),
            migrations.AddField(
                model_name='publishedfigure',
                name='other_end',
                field=models.DateField(null=True, verbose_name='相比的止日'),
            ),
            migrations.AddField(
                model_name='publishedfigure',
                name='other_on',
                field=models.DateField(null=True, verbose_name='相比的时点'),
            ),
            migrations.AddField(
                model_name='publishedfigure',
                name='other_start',
                field=models.DateField(null=True, verbose_name='相比的起日'),
            ),
            migrations.AddField(
                model_name='publishedfigure',
                name='other_union',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='相比的工会'),
            ),
            migrations.AddField(
                model_name='publishedfigure',
                name='role',
                field=models.CharField(choices=[('value', '数值'), ('change', '增减量'), ('change_rate', '增减幅度'), ('share', '占比')], default='value', max_length=12, verbose_name='类别'),
            ),
            migrations.AddConstraint(
                model_name='publishedfigure',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('other_code', ''), ('other_end', None), ('other_on', None), ('other_start', None), ('other_union', None), ('role', 'value')), models.Q(models.Q(('role', 'value'), _negated=True), models.Q(('code', ''), _negated=True), models.Q(('other_code', ''), _negated=True), models.Q(('formula', ''), _negated=True), ('other_union__isnull', False), models.Q(models.Q(('other_end', None), ('other_on__isnull', False), ('other_start', None)), models.Q(('other_end__gte', models.F('other_start')), ('other_on', None), ('other_start__isnull', False)), _connector='OR')), _connector='OR'), name='publishedfigure_reckoned_from_two'),
            ),
        ]),
    ]

"""Volunteers and trainees of emergency campaigns, by heads."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0002_guards'),
        ('employers', '0001_initial'),
        ('unions', '0002_guards'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='servicerecord',
            name='service_psychology_has_heads',
        ),
        migrations.AlterField(
            model_name='servicerecord',
            name='kind',
            field=models.CharField(choices=[('psychology', '心理援助'), ('guidance', '用工指导、复工帮助'), ('measure', '出台措施'), ('volunteer', '志愿服务'), ('training', '应急培训')], max_length=12, verbose_name='服务类别'),
        ),
        migrations.AddConstraint(
            model_name='servicerecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('psychology', 'volunteer', 'training')), _negated=True), ('head_count__gt', 0), _connector='OR'), name='service_has_heads', violation_error_message='心理援助请填写服务人次,志愿服务、应急培训请填写人数。'),
        ),
    ]

import django.db.models.deletion
import niangjia.kernel.ids
import niangjia.statistics.rules.plans
from django.conf import settings
from django.db import migrations, models

from niangjia.kernel.schema import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('unions', '0002_guards'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Closing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('month', '月'), ('quarter', '季度'), ('half_year', '半年'), ('year', '年'), ('statistical_year', '统计年度')], max_length=20, verbose_name='期间种类')),
                    ('starts_on', models.DateField(verbose_name='期间起')),
                    ('ends_on', models.DateField(verbose_name='期间止')),
                    ('name', models.CharField(max_length=40, verbose_name='期间')),
                    ('as_of', models.DateTimeField(verbose_name='数据截至')),
                    ('engine', models.CharField(max_length=20, verbose_name='统计引擎')),
                    ('node_count', models.PositiveIntegerField(verbose_name='工会数')),
                    ('definitions', models.JSONField(verbose_name='指标口径')),
                    ('digest', models.CharField(db_collation='C', max_length=64, verbose_name='校验值(SHA-256)')),
                    ('closed_by_id', models.BigIntegerField(null=True, verbose_name='封存人')),
                    ('closed_by', models.CharField(max_length=100, verbose_name='封存人')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='工会')),
                ],
                options={
                    'verbose_name': '封存期间',
                    'indexes': [models.Index(fields=['-ends_on', '-id'], name='closing_end')],
                    'constraints': [models.UniqueConstraint(fields=('union', 'kind', 'starts_on'), name='closing_once', violation_error_message='该工会这一期已经封存。封存的数据不能改写,以后的变化请登记修订。'), models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='closing_period_in_order')],
                },
            ),
            migrations.CreateModel(
                name='ClosedFigures',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('values', models.JSONField(verbose_name='数据')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union')),
                    ('closing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='statistics.closing')),
                ],
                options={
                    'verbose_name': '封存数据',
                    'indexes': [models.Index(fields=['union', 'closing'], name='closedfigures_union')],
                    'constraints': [models.UniqueConstraint(fields=('closing', 'union'), name='closedfigures_once')],
                },
            ),
            migrations.CreateModel(
                name='Comparison',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('as_of', models.DateTimeField(verbose_name='数据截至')),
                    ('difference_count', models.PositiveIntegerField(verbose_name='不一致')),
                    ('skipped', models.JSONField(default=list, verbose_name='未比较的指标')),
                    ('compared_by_id', models.BigIntegerField(null=True, verbose_name='核对人')),
                    ('compared_by', models.CharField(max_length=100, verbose_name='核对人')),
                    ('closing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comparisons', to='statistics.closing')),
                ],
                options={
                    'verbose_name': '封存核对',
                },
            ),
            migrations.CreateModel(
                name='Difference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(db_collation='C', max_length=80, verbose_name='指标代码')),
                    ('closed_value', models.DecimalField(decimal_places=2, max_digits=20, null=True, verbose_name='封存值')),
                    ('present_value', models.DecimalField(decimal_places=2, max_digits=20, null=True, verbose_name='现值')),
                    ('comparison', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='statistics.comparison')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union')),
                ],
                options={
                    'verbose_name': '封存后的变化',
                    'constraints': [models.UniqueConstraint(fields=('comparison', 'code', 'union'), name='difference_once')],
                },
            ),
            migrations.CreateModel(
                name='Plan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('title', models.CharField(max_length=100, verbose_name='名称')),
                    ('kind', models.CharField(choices=[('programme', '工作计划'), ('appraisal', '目标考核')], default=niangjia.statistics.rules.plans.PlanKind['PROGRAMME'], max_length=10, verbose_name='类别')),
                    ('starts_on', models.DateField(verbose_name='起始日期')),
                    ('ends_on', models.DateField(verbose_name='截止日期')),
                    ('document', models.CharField(blank=True, max_length=200, verbose_name='依据文件')),
                    ('owner', models.CharField(max_length=50, verbose_name='负责人')),
                    ('owner_post', models.CharField(blank=True, max_length=50, verbose_name='负责人职务或部门')),
                    ('ranks_children', models.BooleanField(default=False, verbose_name='显示下级排名')),
                    ('status', models.CharField(choices=[('draft', '草稿'), ('issued', '已下达'), ('closed', '已结束'), ('withdrawn', '已撤销')], default=niangjia.statistics.rules.plans.PlanState['DRAFT'], editable=False, max_length=10, verbose_name='状态')),
                    ('due_on', models.DateField(editable=False, null=True, verbose_name='办理期限')),
                    ('counted_at', models.DateTimeField(editable=False, null=True, verbose_name='进展统计时间')),
                    ('union', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='unions.union', verbose_name='工会')),
                ],
                options={
                    'verbose_name': '计划',
                    'indexes': [models.Index(fields=['union', 'status', '-id'], name='plan_union')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'withdrawn'), _negated=True), fields=('union', 'title', 'starts_on'), name='plan_title_once', violation_error_message='该工会这一期已有同名计划。'), models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='plan_ends_after_start', violation_error_message='截止日期应晚于起始日期。')],
                },
            ),
            migrations.CreateModel(
                name='ReportedValue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('code', models.CharField(db_collation='C', max_length=60, verbose_name='指标代码')),
                    ('starts_on', models.DateField(verbose_name='期间起')),
                    ('ends_on', models.DateField(verbose_name='期间止')),
                    ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name='数值')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                    ('typed_by_name', models.CharField(max_length=100, verbose_name='填报人')),
                    ('typed_at', models.DateTimeField(verbose_name='填报时间')),
                    ('replaced_at', models.DateTimeField(editable=False, null=True, verbose_name='被更正时间')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='更正原因')),
                    ('replaces', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacement', to='statistics.reportedvalue', verbose_name='更正前')),
                    ('typed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填报人')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reported_values', to='unions.union', verbose_name='工会')),
                ],
                options={
                    'verbose_name': '填报数据',
                    'indexes': [models.Index(fields=['union', 'ends_on', 'code'], name='reported_union_period'), models.Index(fields=['code', 'ends_on'], name='reported_code_period')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('union', 'code', 'starts_on', 'ends_on'), name='reported_one_current', violation_error_message='该工会这一期的这个指标已有填报值。请刷新页面,用“更正”修改。'), models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='reported_period_in_order'), models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='reported_not_negative', violation_error_message='填报值不能小于零。'), models.CheckConstraint(condition=models.Q(('value__isnull', False), ('replaces__isnull', False), _connector='OR'), name='reported_has_value', violation_error_message='请填写数值。'), models.CheckConstraint(condition=models.Q(('replaces', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='reported_correction_has_reason', violation_error_message='更正填报数据要写明原因。')],
                },
            ),
            migrations.CreateModel(
                name='Revision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(db_collation='C', max_length=80, verbose_name='指标代码')),
                    ('closed_value', models.DecimalField(decimal_places=2, max_digits=20, null=True, verbose_name='封存值')),
                    ('present_value', models.DecimalField(decimal_places=2, max_digits=20, null=True, verbose_name='修订值')),
                    ('reason', models.CharField(max_length=500, verbose_name='修订原因')),
                    ('by_id', models.BigIntegerField(null=True, verbose_name='登记人')),
                    ('by', models.CharField(max_length=100, verbose_name='登记人')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('closing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='statistics.closing')),
                    ('difference', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='revision', to='statistics.difference')),
                    ('union', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='工会')),
                ],
                options={
                    'verbose_name': '封存修订',
                    'indexes': [models.Index(fields=['closing', 'union', 'code', '-id'], name='revision_figure')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='revision_has_reason', violation_error_message='登记修订要写明原因。')],
                },
            ),
            migrations.CreateModel(
                name='Target',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('number', models.PositiveIntegerField(verbose_name='序号')),
                    ('text', models.CharField(max_length=500, verbose_name='事项')),
                    ('indicator', models.CharField(blank=True, db_collation='C', max_length=80, verbose_name='指标')),
                    ('unit', models.CharField(blank=True, max_length=10, verbose_name='单位')),
                    ('direction', models.CharField(choices=[('ge', '不少于'), ('le', '不超过')], default=niangjia.statistics.rules.plans.Direction['AT_LEAST'], max_length=2, verbose_name='方向')),
                    ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='目标值')),
                    ('baseline', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='基数')),
                    ('weight', models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name='分值')),
                    ('owner', models.CharField(blank=True, max_length=50, verbose_name='责任人')),
                    ('owner_post', models.CharField(blank=True, max_length=50, verbose_name='责任人职务或部门')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='完成时限')),
                    ('counted_value', models.DecimalField(decimal_places=2, editable=False, max_digits=18, null=True, verbose_name='最近统计值')),
                    ('completion', models.DecimalField(decimal_places=1, editable=False, max_digits=8, null=True, verbose_name='完成率')),
                    ('standing', models.CharField(blank=True, choices=[('done', '已完成'), ('on_track', '正常'), ('at_risk', '有风险'), ('overdue', '逾期未完成'), ('exceeded', '已超上限'), ('not_started', '未开始'), ('unknown', '暂无数据')], default='', editable=False, max_length=12, verbose_name='进展')),
                    ('final_value', models.DecimalField(decimal_places=2, editable=False, max_digits=18, null=True, verbose_name='定分时数值')),
                    ('final_points', models.DecimalField(decimal_places=2, editable=False, max_digits=7, null=True, verbose_name='得分')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='statistics.plan', verbose_name='计划')),
                    ('union', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='unions.union', verbose_name='承担工会')),
                    ('whole', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='statistics.target', verbose_name='分解自')),
                ],
                options={
                    'verbose_name': '目标',
                    'indexes': [models.Index(fields=['plan', 'number', 'id'], name='target_plan'), models.Index(fields=['union', 'standing', 'due_on', 'id'], name='target_union')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('whole', None)), fields=('plan', 'number'), name='target_number_once'), models.UniqueConstraint(fields=('whole', 'union'), name='target_part_once', violation_error_message='该下级已分到这一项。'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='target_has_text', violation_error_message='请填写事项。'), models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='target_value_not_negative', violation_error_message='目标值不能小于零。'), models.CheckConstraint(condition=models.Q(('weight__gte', 0), ('weight__lte', 100)), name='target_weight_in_bounds', violation_error_message='分值应在 0 到 100 之间。')],
                },
            ),
        ]),
    ]

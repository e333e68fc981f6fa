import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import niangjia.kernel.ids
from django.db import migrations, models

from niangjia.kernel.schema import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('unions', '0002_guards'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Employer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('name', models.CharField(db_collation='C', max_length=100, verbose_name='单位名称')),
                    ('initials', models.CharField(blank=True, db_collation='C', editable=False, max_length=100, verbose_name='拼音缩写')),
                    ('credit_code', models.CharField(blank=True, db_collation='C', max_length=18, verbose_name='统一社会信用代码')),
                    ('unit_type', models.PositiveSmallIntegerField(choices=[(110, '国有企业'), (120, '集体企业'), (130, '股份合作企业'), (140, '联营企业'), (151, '国有独资公司'), (159, '其他有限责任公司'), (161, '国有控股股份有限公司'), (169, '其他股份有限公司'), (170, '私营企业'), (190, '其他内资企业'), (200, '台港澳商投资企业'), (300, '外商投资企业'), (400, '事业'), (500, '机关'), (600, '个体经济组织'), (700, '民办非企业')], verbose_name='单位性质')),
                    ('is_public', models.BooleanField(editable=False, verbose_name='公有制')),
                    ('industry', models.CharField(choices=[('A', '农、林、牧、渔业'), ('B', '采矿业'), ('C', '制造业'), ('D', '电力、热力、燃气及水生产和供应业'), ('E', '建筑业'), ('F', '批发和零售业'), ('G', '交通运输、仓储和邮政业'), ('H', '住宿和餐饮业'), ('I', '信息传输、软件和信息技术服务业'), ('J', '金融业'), ('K', '房地产业'), ('L', '租赁和商务服务业'), ('M', '科学研究和技术服务业'), ('N', '水利、环境和公共设施管理业'), ('O', '居民服务、修理和其他服务业'), ('P', '教育'), ('Q', '卫生和社会工作'), ('R', '文化、体育和娱乐业'), ('S', '公共管理、社会保障和社会组织'), ('T', '国际组织')], max_length=1, verbose_name='所属行业')),
                    ('worker_count', models.PositiveIntegerField(default=0, verbose_name='职工人数')),
                    ('women_worker_count', models.PositiveIntegerField(default=0, verbose_name='女职工人数')),
                    ('is_platform', models.BooleanField(default=False, verbose_name='平台企业')),
                    ('is_platform_partner', models.BooleanField(default=False, verbose_name='平台用工合作企业')),
                    ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                    ('contact_name', models.CharField(blank=True, max_length=50, verbose_name='联系人')),
                    ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                    ('counted_on', models.DateField(verbose_name='人数统计日期')),
                    ('registered_on', models.DateField(verbose_name='登记日期')),
                    ('closed_on', models.DateField(blank=True, null=True, verbose_name='注销日期')),
                    ('close_reason', models.CharField(blank=True, max_length=300, verbose_name='注销原因')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.region', verbose_name='所在政区')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='kept_employers', to='unions.union', verbose_name='主管工会')),
                ],
                options={
                    'verbose_name': '用人单位',
                    'indexes': [models.Index(fields=['union', '-worker_count', '-id'], name='employer_union_size'), models.Index(fields=['-worker_count', '-id'], name='employer_size'), models.Index(fields=['name'], name='employer_name'), models.Index(fields=['initials'], name='employer_initials'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('name', name='gin_trgm_ops'), name='employer_name_part')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('credit_code', ''), _negated=True), fields=('credit_code',), name='employer_credit_code_once', violation_error_message='该统一社会信用代码已登记在另一个单位名下。'), models.CheckConstraint(condition=models.Q(('women_worker_count__lte', models.F('worker_count'))), name='employer_women_not_more', violation_error_message='女职工人数不能多于职工人数。'), models.CheckConstraint(condition=models.Q(('closed_on', None), ('closed_on__gte', models.F('registered_on')), _connector='OR'), name='employer_closed_after_registered', violation_error_message='注销日期不能早于登记日期。')],
                },
            ),
            migrations.CreateModel(
                name='Coverage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='有效期')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='coverages', to='unions.union', verbose_name='覆盖工会')),
                    ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coverages', to='employers.employer', verbose_name='用人单位')),
                ],
                options={
                    'verbose_name': '涵盖单位',
                    'indexes': [models.Index(fields=['union', 'employer'], name='coverage_union')],
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=(('employer', '='), ('valid', '&&')), name='coverage_one_union_at_a_time', violation_error_message='该单位在此期间已由另一个工会覆盖。'), models.CheckConstraint(condition=models.Q(('valid__isempty', False)), name='coverage_lasts_a_day')],
                },
            ),
            migrations.CreateModel(
                name='Headcount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('counted_on', models.DateField(verbose_name='统计日期')),
                    ('worker_count', models.PositiveIntegerField(verbose_name='职工人数')),
                    ('women_worker_count', models.PositiveIntegerField(verbose_name='女职工人数')),
                    ('employer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='headcounts', to='employers.employer')),
                ],
                options={
                    'verbose_name': '职工人数记录',
                    'constraints': [models.UniqueConstraint(fields=('employer', 'counted_on'), name='headcount_once_a_day'), models.CheckConstraint(condition=models.Q(('women_worker_count__lte', models.F('worker_count'))), name='headcount_women_not_more')],
                },
            ),
        ]),
    ]

import django.db.models.deletion
import niangjia.establishment.rules.codes
import niangjia.kernel.ids
import niangjia.unions.rules.codes
from django.db import migrations, models

from niangjia.kernel.schema import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('employers', '0001_initial'),
        ('unions', '0002_guards'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Establishment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='申请编号')),
                    ('applicant_user_id', models.BigIntegerField(editable=False, null=True, verbose_name='申请人')),
                    ('union_name', models.CharField(max_length=100, verbose_name='拟建工会名称')),
                    ('org_type', models.PositiveSmallIntegerField(choices=[(1, '独立基层工会'), (2, '联合基层工会'), (3, '街道工会'), (4, '园区工会'), (5, '行业工会'), (6, '集团工会'), (7, '系统工会'), (8, '分会/小组')], default=niangjia.unions.rules.codes.OrgType['INDEPENDENT'], verbose_name='工会组织类型')),
                    ('mode', models.PositiveSmallIntegerField(choices=[(1, '线下建会'), (2, '网上建会')], default=niangjia.unions.rules.codes.FoundingMode['ONLINE'], verbose_name='建会方式')),
                    ('worker_count', models.PositiveIntegerField(default=0, verbose_name='职工人数')),
                    ('member_count', models.PositiveIntegerField(default=0, verbose_name='会员人数')),
                    ('women_count', models.PositiveIntegerField(default=0, verbose_name='其中女会员')),
                    ('term_years', models.PositiveSmallIntegerField(default=5, verbose_name='任期(年)')),
                    ('contact_name', models.CharField(max_length=50, verbose_name='联系人')),
                    ('phone_sealed', models.BinaryField(verbose_name='联系电话')),
                    ('phone_blind', models.BinaryField(max_length=16)),
                    ('submitted_on', models.DateField(editable=False, null=True, verbose_name='请示日期')),
                    ('preparation_number', models.CharField(blank=True, max_length=60, verbose_name='筹建批复文号')),
                    ('seat_count', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='委员名额')),
                    ('notice_ends_on', models.DateField(editable=False, null=True, verbose_name='公示截止')),
                    ('election_on', models.DateField(blank=True, null=True, verbose_name='选举日期')),
                    ('due_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='应到会人数')),
                    ('present_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='实到会人数')),
                    ('approval_number', models.CharField(blank=True, max_length=60, verbose_name='成立批复文号')),
                    ('status', models.CharField(choices=[('draft', '草稿'), ('submitted', '待审核'), ('returned', '已退回'), ('preparing', '筹备期'), ('notice', '候选人公示'), ('inquiry', '异议核查'), ('notice_done', '公示期满'), ('election_reported', '选举结果待批'), ('established', '已建会'), ('refused', '不同意'), ('withdrawn', '已撤回')], default=niangjia.establishment.rules.codes.EstablishmentStatus['DRAFT'], max_length=20, verbose_name='状态')),
                    ('due_on', models.DateField(editable=False, null=True, verbose_name='办理期限')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.region', verbose_name='所在政区')),
                    ('result', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='establishment', to='unions.union', verbose_name='建成的工会')),
                    ('union', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='establishments', to='unions.union', verbose_name='上级工会')),
                ],
                options={
                    'verbose_name': '建会申请',
                    'indexes': [models.Index(fields=['union', 'status', 'due_on', 'id'], name='establishment_due'), models.Index(fields=['phone_blind'], name='establishment_phone')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('term_years__in', (3, 5))), name='establishment_term_three_or_five'), models.CheckConstraint(condition=models.Q(('present_count', None), ('present_count__lte', models.F('due_count')), _connector='OR'), name='establishment_present_not_more_than_due', violation_error_message='实到会人数不能多于应到会人数。'), models.CheckConstraint(condition=models.Q(('women_count__lte', models.F('member_count'))), name='establishment_women_not_more_than_members', violation_error_message='女会员不能多于会员人数。'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'established'), _negated=True), ('result__isnull', False), _connector='OR'), name='establishment_result_when_established')],
                },
            ),
            migrations.CreateModel(
                name='Candidate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('name', models.CharField(max_length=50, verbose_name='姓名')),
                    ('is_woman', models.BooleanField(default=False, verbose_name='女')),
                    ('position', models.CharField(blank=True, max_length=50, verbose_name='单位职务')),
                    ('committee', models.CharField(choices=[('union', '工会委员会'), ('audit', '经费审查委员会'), ('women', '女职工委员会')], default=niangjia.unions.rules.codes.Committee['UNION'], max_length=8, verbose_name='委员会')),
                    ('post', models.CharField(choices=[('chair', '主席'), ('executive_vice_chair', '常务副主席'), ('vice_chair', '副主席'), ('member', '委员'), ('organisation', '组织委员'), ('publicity', '宣传委员'), ('culture', '文体委员'), ('welfare', '生活委员'), ('safety', '劳动保护委员'), ('finance', '财务委员'), ('labour_law', '劳动法律监督委员'), ('safety_inspector', '劳动保护监督检查员'), ('organiser', '组织员')], default=niangjia.unions.rules.codes.OfficerPost['MEMBER'], max_length=24, verbose_name='拟任职务')),
                    ('tie', models.CharField(choices=[('none', '无'), ('head', '单位主要负责人(含副职)'), ('relative', '主要负责人近亲属')], default=niangjia.establishment.rules.codes.EmployerTie['NONE'], max_length=8, verbose_name='与单位负责人关系')),
                    ('phone_sealed', models.BinaryField(null=True, verbose_name='手机')),
                    ('vote_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='得票')),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='establishment.establishment')),
                ],
                options={
                    'verbose_name': '候选人',
                    'constraints': [models.UniqueConstraint(fields=('establishment', 'committee', 'name'), name='candidate_once_a_committee', violation_error_message='该委员会已有同名候选人。确为两人时请在姓名后注明部门。')],
                },
            ),
            migrations.CreateModel(
                name='ApplyingUnit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('name', models.CharField(max_length=100, verbose_name='单位名称')),
                    ('credit_code', models.CharField(blank=True, db_collation='C', max_length=18, verbose_name='统一社会信用代码')),
                    ('unit_type', models.PositiveSmallIntegerField(choices=[(110, '国有企业'), (120, '集体企业'), (130, '股份合作企业'), (140, '联营企业'), (151, '国有独资公司'), (159, '其他有限责任公司'), (161, '国有控股股份有限公司'), (169, '其他股份有限公司'), (170, '私营企业'), (190, '其他内资企业'), (200, '台港澳商投资企业'), (300, '外商投资企业'), (400, '事业'), (500, '机关'), (600, '个体经济组织'), (700, '民办非企业')], default=niangjia.unions.rules.codes.UnitType['PRIVATE'], verbose_name='单位性质')),
                    ('industry', models.CharField(choices=[('A', '农、林、牧、渔业'), ('B', '采矿业'), ('C', '制造业'), ('D', '电力、热力、燃气及水生产和供应业'), ('E', '建筑业'), ('F', '批发和零售业'), ('G', '交通运输、仓储和邮政业'), ('H', '住宿和餐饮业'), ('I', '信息传输、软件和信息技术服务业'), ('J', '金融业'), ('K', '房地产业'), ('L', '租赁和商务服务业'), ('M', '科学研究和技术服务业'), ('N', '水利、环境和公共设施管理业'), ('O', '居民服务、修理和其他服务业'), ('P', '教育'), ('Q', '卫生和社会工作'), ('R', '文化、体育和娱乐业'), ('S', '公共管理、社会保障和社会组织'), ('T', '国际组织')], default='C', max_length=1, verbose_name='所属行业')),
                    ('worker_count', models.PositiveIntegerField(verbose_name='职工人数')),
                    ('is_live', models.BooleanField(default=True, editable=False)),
                    ('employer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employers.employer', verbose_name='用人单位')),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='establishment.establishment')),
                ],
                options={
                    'verbose_name': '申请建会单位',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_live', True), models.Q(('credit_code', ''), _negated=True)), fields=('credit_code',), name='applyingunit_one_open_application', violation_error_message='该单位已有一份办理中的建会申请。'), models.UniqueConstraint(condition=models.Q(('employer__isnull', False), ('is_live', True)), fields=('employer',), name='applyingunit_employer_once', violation_error_message='该单位已有一份办理中的建会申请。')],
                },
            ),
            migrations.CreateModel(
                name='PreparatoryMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('name', models.CharField(max_length=50, verbose_name='姓名')),
                    ('position', models.CharField(blank=True, max_length=50, verbose_name='单位职务')),
                    ('is_head', models.BooleanField(default=False, verbose_name='筹备组组长')),
                    ('establishment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preparatory_members', to='establishment.establishment')),
                ],
                options={
                    'verbose_name': '筹备组成员',
                    'constraints': [models.UniqueConstraint(fields=('establishment', 'name'), name='preparatorymember_once', violation_error_message='筹备组中已有同名成员。确为两人时请在姓名后注明部门。')],
                },
            ),
        ]),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
import niangjia.comparison.rules.codes
import niangjia.kernel.ids
from django.db import migrations, models

from niangjia.kernel.schema import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0002_guards'),
        ('unions', '0002_guards'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='AnswerFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('file_name', models.CharField(max_length=120, verbose_name='文件名')),
                    ('digest', models.BinaryField(max_length=32)),
                    ('path', models.CharField(blank=True, editable=False, max_length=200)),
                    ('state', models.CharField(choices=[('waiting', '正在检查'), ('refused', '有错误,未导入'), ('imported', '已导入'), ('failed', '没有完成')], default=niangjia.comparison.rules.codes.AnswerState['WAITING'], max_length=10, verbose_name='状态')),
                    ('kinds_text', models.CharField(blank=True, max_length=120, verbose_name='包含内容')),
                    ('row_count', models.PositiveIntegerField(default=0, verbose_name='行数')),
                    ('exact_count', models.PositiveIntegerField(default=0, verbose_name='证件号码相同')),
                    ('probable_count', models.PositiveIntegerField(default=0, verbose_name='多项信息吻合')),
                    ('possible_count', models.PositiveIntegerField(default=0, verbose_name='疑似')),
                    ('not_found_count', models.PositiveIntegerField(default=0, verbose_name='未查到')),
                    ('stranger_count', models.PositiveIntegerField(default=0, verbose_name='与本批无关的行')),
                    ('mismatch_count', models.PositiveIntegerField(default=0, verbose_name='不一致')),
                    ('finding_count', models.PositiveIntegerField(default=0, verbose_name='错误')),
                    ('message', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                    ('received_by_id', models.BigIntegerField(null=True, verbose_name='导入人')),
                ],
                options={
                    'verbose_name': '答复文件',
                },
            ),
            migrations.CreateModel(
                name='AnswerFinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('row', models.PositiveIntegerField(verbose_name='行号')),
                    ('column', models.CharField(blank=True, max_length=40, verbose_name='栏目')),
                    ('code', models.CharField(max_length=30)),
                    ('message', models.CharField(max_length=300, verbose_name='说明')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='comparison.answerfile')),
                ],
                options={
                    'verbose_name': '答复文件的错误',
                },
            ),
            migrations.CreateModel(
                name='Exchange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='批次编号')),
                    ('authority', models.CharField(max_length=60, verbose_name='比对部门')),
                    ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('allowance', '低保'), ('extreme_poverty', '特困'), ('low_income', '低收入'), ('disability', '残疾'), ('marriage', '婚姻'), ('funeral', '殡葬'), ('vehicle', '车辆'), ('property', '房产'), ('business', '工商登记'), ('social_insurance', '社保'), ('housing_fund', '公积金'), ('tax', '税务')], max_length=20), size=None, verbose_name='比对内容')),
                    ('purpose', models.CharField(max_length=200, verbose_name='比对用途')),
                    ('protection', models.CharField(choices=[('hashed', '只给证件号码摘要(SM3-HMAC)'), ('encrypted', '名单整体加密(SM4)')], default=niangjia.comparison.rules.codes.Protection['ENCRYPTED'], max_length=10, verbose_name='保护方式')),
                    ('file_format', models.CharField(choices=[('csv_gb18030', 'CSV(GB18030)'), ('csv_utf8', 'CSV(UTF-8)'), ('xlsx', 'Excel(.xlsx)')], default=niangjia.comparison.rules.codes.FileFormat['XLSX'], max_length=12, verbose_name='文件格式')),
                    ('secret_sealed', models.BinaryField(null=True)),
                    ('expires_on', models.DateField(verbose_name='有效期至')),
                    ('status', models.CharField(choices=[('prepared', '待导出'), ('exported', '等待答复'), ('answered', '已答复,核实中'), ('finished', '已办结'), ('cancelled', '已撤销'), ('expired', '已过有效期')], default=niangjia.comparison.rules.codes.ExchangeStatus['PREPARED'], max_length=10, verbose_name='状态')),
                    ('due_on', models.DateField(editable=False, null=True, verbose_name='办理期限')),
                    ('person_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='人数')),
                    ('open_task_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='待核实')),
                    ('requested_by_id', models.BigIntegerField(editable=False, null=True, verbose_name='发起人')),
                    ('exported_at', models.DateTimeField(editable=False, null=True, verbose_name='导出时间')),
                    ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='答复时间')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='exchanges', to='unions.union', verbose_name='发起工会')),
                ],
                options={
                    'verbose_name': '比对批次',
                    'indexes': [models.Index(fields=['union', 'status', 'due_on', 'id'], name='exchange_due'), models.Index(fields=['union', '-id'], name='exchange_union'), models.Index(fields=['expires_on'], name='exchange_expiry')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kinds__len__gt', 0)), name='exchange_asks_something'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('exported', 'answered')), _negated=True), ('secret_sealed__isnull', False), _connector='OR'), name='exchange_live_has_secret')],
                },
            ),
            migrations.AddField(
                model_name='answerfile',
                name='exchange',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='comparison.exchange'),
            ),
            migrations.CreateModel(
                name='ExchangePerson',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('line_no', models.PositiveIntegerField(verbose_name='序号')),
                    ('subject_label', models.CharField(max_length=60)),
                    ('subject_id', models.BigIntegerField()),
                    ('name', models.CharField(max_length=50, verbose_name='姓名')),
                    ('id_type', models.PositiveSmallIntegerField(default=1, verbose_name='证件类别')),
                    ('identity_sealed', models.BinaryField(null=True, verbose_name='证件号码')),
                    ('identity_blind', models.BinaryField(max_length=16, null=True)),
                    ('born_on', models.DateField(null=True, verbose_name='出生日期')),
                    ('gender', models.PositiveSmallIntegerField(default=0, verbose_name='性别')),
                    ('region', models.CharField(blank=True, max_length=6, verbose_name='户籍地代码')),
                    ('ours', models.JSONField(default=dict, verbose_name='本方登记')),
                    ('authorised_until', models.DateField(verbose_name='授权至')),
                    ('gone_at', models.DateTimeField(editable=False, null=True, verbose_name='清除时间')),
                    ('gone_reason', models.CharField(blank=True, max_length=60, verbose_name='清除原因')),
                    ('exchange', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='persons', to='comparison.exchange')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person', verbose_name='人员')),
                ],
                options={
                    'verbose_name': '比对对象',
                    'indexes': [models.Index(fields=['subject_label', 'subject_id', '-id'], name='exchangeperson_subject'), models.Index(condition=models.Q(('gone_at', None)), fields=['authorised_until'], name='exchangeperson_authority')],
                    'constraints': [models.UniqueConstraint(fields=('exchange', 'line_no'), name='exchangeperson_line'), models.UniqueConstraint(condition=models.Q(('identity_blind__isnull', False)), fields=('exchange', 'id_type', 'identity_blind'), name='exchangeperson_once', violation_error_message='同一证件号码在一批中只能出现一次。请先合并重复的人员。'), models.CheckConstraint(condition=models.Q(('gone_at', None), models.Q(('born_on', None), ('identity_blind', None), ('identity_sealed', None), ('ours', {})), _connector='OR'), name='exchangeperson_gone_keeps_nothing')],
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('kind', models.CharField(choices=[('allowance', '低保'), ('extreme_poverty', '特困'), ('low_income', '低收入'), ('disability', '残疾'), ('marriage', '婚姻'), ('funeral', '殡葬'), ('vehicle', '车辆'), ('property', '房产'), ('business', '工商登记'), ('social_insurance', '社保'), ('housing_fund', '公积金'), ('tax', '税务')], max_length=20, verbose_name='比对内容')),
                    ('theirs', models.CharField(blank=True, max_length=10, verbose_name='对方数据')),
                    ('result', models.CharField(choices=[('match', '一致'), ('mismatch', '不一致'), ('not_found', '未查到')], max_length=10, verbose_name='结果')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='comparison.answerfile')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='comparison.exchangeperson')),
                ],
                options={
                    'verbose_name': '比对结果',
                    'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='answer_once_a_kind')],
                },
            ),
            migrations.CreateModel(
                name='Match',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('row', models.PositiveIntegerField(default=0, verbose_name='行号')),
                    ('kind', models.CharField(choices=[('exact', '证件号码相同'), ('probable', '多项信息吻合'), ('possible', '疑似同一人'), ('confirmed', '经核实为同一人'), ('rejected', '经核实不是同一人'), ('not_found', '未查到')], max_length=10, verbose_name='认定方式')),
                    ('weight', models.FloatField(null=True, verbose_name='匹配权重')),
                    ('fields', models.JSONField(default=list, verbose_name='各项依据')),
                    ('theirs_sealed', models.BinaryField(null=True)),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='comparison.answerfile')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='comparison.exchangeperson')),
                ],
                options={
                    'verbose_name': '比对关联',
                    'constraints': [models.UniqueConstraint(fields=('person', 'file'), name='match_once_a_file'), models.CheckConstraint(condition=models.Q(('theirs_sealed', None), ('kind', 'possible'), _connector='OR'), name='match_keeps_only_the_undecided')],
                },
            ),
            migrations.CreateModel(
                name='Mismatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('task_kind', models.CharField(choices=[('value', '数据不一致'), ('identity', '疑似同一人')], max_length=10, verbose_name='事项')),
                    ('data_kind', models.CharField(blank=True, choices=[('allowance', '低保'), ('extreme_poverty', '特困'), ('low_income', '低收入'), ('disability', '残疾'), ('marriage', '婚姻'), ('funeral', '殡葬'), ('vehicle', '车辆'), ('property', '房产'), ('business', '工商登记'), ('social_insurance', '社保'), ('housing_fund', '公积金'), ('tax', '税务')], max_length=20, verbose_name='比对内容')),
                    ('ours', models.CharField(blank=True, max_length=10, verbose_name='本方登记')),
                    ('theirs', models.CharField(blank=True, max_length=10, verbose_name='对方数据')),
                    ('status', models.CharField(choices=[('open', '待核实'), ('closed', '已核实'), ('lapsed', '已失效')], default=niangjia.comparison.rules.codes.TaskStatus['OPEN'], max_length=10, verbose_name='状态')),
                    ('due_on', models.DateField(editable=False, null=True, verbose_name='办理期限')),
                    ('outcome', models.CharField(blank=True, choices=[('theirs_right', '对方数据属实'), ('ours_right', '本方数据属实'), ('explained', '两方都属实,有材料说明'), ('same_person', '是同一人'), ('other_person', '不是同一人')], max_length=14, verbose_name='结论')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='核实情况')),
                    ('closed_by_id', models.BigIntegerField(editable=False, null=True, verbose_name='核实人')),
                    ('answer', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mismatches', to='comparison.answer')),
                    ('exchange', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mismatches', to='comparison.exchange')),
                    ('match', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mismatch', to='comparison.match')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mismatches', to='comparison.exchangeperson')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='工会')),
                ],
                options={
                    'verbose_name': '核实事项',
                    'indexes': [models.Index(fields=['union', 'status', 'due_on', 'id'], name='mismatch_due'), models.Index(fields=['union', '-id'], name='mismatch_union')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', False), ('match', None), ('task_kind', 'value')), models.Q(('answer', None), ('match__isnull', False), ('task_kind', 'identity')), _connector='OR'), name='mismatch_is_of_one_kind'), models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('answer',), name='mismatch_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'closed'), _negated=True), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('note', ''), _negated=True)), _connector='OR'), name='mismatch_closed_says_why')],
                },
            ),
            migrations.AddConstraint(
                model_name='answerfile',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'imported'))), fields=('exchange', 'digest'), name='answerfile_once', violation_error_message='这份文件已经导入过,没有再次导入。'),
            ),
        ]),
    ]

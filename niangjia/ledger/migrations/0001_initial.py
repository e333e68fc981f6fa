import django.db.models.deletion
import niangjia.kernel.ids
import niangjia.ledger.rules.codes
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
                name='BankReply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='导入时间')),
                    ('sha256', models.CharField(max_length=64, verbose_name='文件校验值')),
                    ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('encoding', models.CharField(max_length=10, verbose_name='编码')),
                    ('paid_count', models.PositiveIntegerField(verbose_name='成功笔数')),
                    ('paid_amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='成功金额')),
                    ('failed_count', models.PositiveIntegerField(verbose_name='失败笔数')),
                    ('returned_count', models.PositiveIntegerField(verbose_name='退回笔数')),
                    ('actor_id', models.BigIntegerField(null=True, verbose_name='导入人')),
                    ('actor_label', models.CharField(max_length=100, verbose_name='导入人')),
                ],
                options={
                    'verbose_name': '银行回盘',
                },
            ),
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='记账时间')),
                    ('on', models.DateField(verbose_name='业务日期')),
                    ('kind', models.CharField(choices=[('receive', '资金到账'), ('pass_out', '下拨'), ('pass_in', '收到下拨'), ('pay', '付款'), ('give_back', '银行退回'), ('reverse', '付款冲正'), ('correct', '更正冲销')], max_length=10, verbose_name='凭证类别')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='金额')),
                    ('summary', models.CharField(max_length=200, verbose_name='摘要')),
                    ('actor_id', models.BigIntegerField(null=True, verbose_name='经办人')),
                    ('actor_label', models.CharField(max_length=100, verbose_name='经办人')),
                    ('counterpart', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='received_as', to='ledger.entry', verbose_name='对方凭证')),
                    ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='ledger.entry', verbose_name='冲销')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='工会')),
                ],
                options={
                    'verbose_name': '凭证',
                    'indexes': [models.Index(fields=['union', '-id'], name='ledger_entry_union')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='ledger_entry_positive'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('give_back', 'reverse', 'correct')), ('reverses__isnull', False)), models.Q(('kind__in', ('receive', 'pass_out', 'pass_in', 'pay')), ('reverses', None)), _connector='OR'), name='ledger_entry_reversal_named')],
                },
            ),
            migrations.CreateModel(
                name='Fund',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('code', models.CharField(db_collation='C', max_length=30, verbose_name='资金编号')),
                    ('name', models.CharField(max_length=100, verbose_name='资金名称')),
                    ('source', models.CharField(choices=[('central', '中央财政专项帮扶资金'), ('province', '省级财政'), ('city', '市级财政'), ('upper_union', '上级工会经费'), ('own_union', '本级工会经费'), ('donation', '社会捐赠')], max_length=12, verbose_name='资金来源')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='资金年度')),
                    ('document', models.CharField(blank=True, max_length=100, verbose_name='下达文号')),
                    ('is_open', models.BooleanField(default=True, verbose_name='启用')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='funds', to='unions.union', verbose_name='持有工会')),
                ],
                options={
                    'verbose_name': '资金',
                    'indexes': [models.Index(fields=['union', '-id'], name='ledger_fund_union')],
                    'constraints': [models.UniqueConstraint(fields=('code',), name='ledger_fund_code_once', violation_error_message='该资金编号已被使用。请换一个,或不填由系统编号。'), models.CheckConstraint(condition=models.Q(('year__range', (2000, 2100))), name='ledger_fund_year_sane', violation_error_message='资金年度应在2000年至2100年之间。')],
                },
            ),
            migrations.CreateModel(
                name='EntryLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('account', models.CharField(choices=[('102', '银行存款'), ('402', '拨缴经费收入'), ('403', '上级补助收入'), ('4030201', '上级补助收入—帮扶补助'), ('404', '政府补助收入'), ('408', '其他收入'), ('50204', '维权支出—困难职工帮扶费'), ('50205', '维权支出—送温暖费'), ('506', '补助下级支出')], max_length=8, verbose_name='科目')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='金额')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.entry')),
                    ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.fund')),
                ],
                options={
                    'verbose_name': '分录',
                    'indexes': [models.Index(fields=['fund', 'account'], include=('amount',), name='ledger_line_sum')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='ledger_line_not_zero')],
                },
            ),
            migrations.AddField(
                model_name='entry',
                name='fund',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='ledger.fund', verbose_name='资金'),
            ),
            migrations.CreateModel(
                name='Payment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='金额')),
                    ('use', models.CharField(max_length=20, verbose_name='用途')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                    ('household', models.CharField(blank=True, db_collation='C', max_length=36, verbose_name='家庭档案')),
                    ('payee_name', models.CharField(max_length=60, verbose_name='收款人')),
                    ('bank_name', models.CharField(blank=True, max_length=100, verbose_name='开户银行')),
                    ('bank_card_sealed', models.BinaryField(verbose_name='收款账号')),
                    ('bank_card_blind', models.BinaryField(max_length=16)),
                    ('subject_label', models.CharField(db_collation='C', max_length=60)),
                    ('subject_id', models.BigIntegerField()),
                    ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='付款单号')),
                    ('key', models.CharField(db_collation='C', max_length=90, unique=True, verbose_name='防重复码')),
                    ('attempt', models.PositiveSmallIntegerField(default=1, verbose_name='第几次付款')),
                    ('status', models.CharField(choices=[('prepared', '待审批'), ('ordered', '待编批'), ('batched', '已编批'), ('sent', '已送银行'), ('paid', '已到账'), ('failed', '付款失败'), ('returned', '银行退回'), ('reissued', '已重新付款'), ('reversed', '已撤销')], default=niangjia.ledger.rules.codes.PaymentStatus['PREPARED'], max_length=10, verbose_name='状态')),
                    ('due_on', models.DateField(editable=False, null=True, verbose_name='办理期限')),
                    ('prepared_by_id', models.BigIntegerField(null=True, verbose_name='提出人')),
                    ('approved_by_id', models.BigIntegerField(null=True, verbose_name='审批人')),
                    ('line_number', models.PositiveIntegerField(null=True, verbose_name='批次行号')),
                    ('paid_on', models.DateField(null=True, verbose_name='到账日期')),
                    ('bank_note', models.CharField(blank=True, max_length=200, verbose_name='银行说明')),
                    ('benefit_union', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='受益工会')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='ledger.fund', verbose_name='资金')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='members.person', verbose_name='受益人')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='付款工会')),
                ],
                options={
                    'verbose_name': '付款',
                    'indexes': [models.Index(fields=['union', 'status', 'due_on', 'id'], name='ledger_payment_due'), models.Index(fields=['union', '-id'], name='ledger_payment_union'), models.Index(fields=['person', 'year'], name='ledger_payment_person'), models.Index(fields=['bank_card_blind'], name='ledger_payment_card'), models.Index(fields=['subject_label', 'subject_id'], name='ledger_payment_for')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='ledger_payment_positive'), models.CheckConstraint(condition=models.Q(('approved_by_id', None), ('prepared_by_id', None), models.Q(('approved_by_id', models.F('prepared_by_id')), _negated=True), _connector='OR'), name='ledger_payment_two_people', violation_error_message='审批人不能是提出付款的人。请由其他有审批权的人办理。'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('paid', 'returned')), _negated=True), ('paid_on__isnull', False), _connector='OR'), name='ledger_payment_paid_has_day')],
                },
            ),
            migrations.AddField(
                model_name='entry',
                name='payment',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='ledger.payment', verbose_name='付款'),
            ),
            migrations.CreateModel(
                name='BankReplyLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('line_number', models.PositiveIntegerField(verbose_name='批次行号')),
                    ('outcome', models.CharField(choices=[('paid', '成功'), ('failed', '失败'), ('returned', '退回')], max_length=10, verbose_name='结果')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='银行说明')),
                    ('reply', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.bankreply')),
                    ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reply_lines', to='ledger.payment')),
                ],
                options={
                    'verbose_name': '回盘明细',
                    'constraints': [models.UniqueConstraint(fields=('reply', 'line_number'), name='ledger_replyline_once')],
                },
            ),
            migrations.CreateModel(
                name='PaymentBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='批次号')),
                    ('made_on', models.DateField(verbose_name='编制日期')),
                    ('payment_count', models.PositiveIntegerField(verbose_name='笔数')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='金额')),
                    ('layout', models.JSONField(verbose_name='文件格式')),
                    ('file_sha256', models.CharField(blank=True, max_length=64, verbose_name='文件校验值')),
                    ('sent_by_id', models.BigIntegerField(null=True, verbose_name='送银行经办人')),
                    ('status', models.CharField(choices=[('made', '待生成文件'), ('sent', '待回盘'), ('replied', '已回盘'), ('void', '已作废')], default=niangjia.ledger.rules.codes.BatchStatus['MADE'], max_length=10, verbose_name='状态')),
                    ('due_on', models.DateField(editable=False, null=True, verbose_name='办理期限')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='付款工会')),
                ],
                options={
                    'verbose_name': '付款批次',
                    'indexes': [models.Index(fields=['union', 'status', 'due_on', 'id'], name='ledger_batch_due'), models.Index(fields=['union', '-id'], name='ledger_batch_union')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('payment_count__gt', 0)), name='ledger_batch_not_empty'), models.CheckConstraint(condition=models.Q(('status__in', ('made', 'void')), models.Q(('file_sha256', ''), _negated=True), _connector='OR'), name='ledger_batch_sent_has_file')],
                },
            ),
            migrations.AddField(
                model_name='payment',
                name='batch',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='ledger.paymentbatch', verbose_name='批次'),
            ),
            migrations.AddField(
                model_name='bankreply',
                name='batch',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='ledger.paymentbatch', verbose_name='批次'),
            ),
            migrations.CreateModel(
                name='Programme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('code', models.CharField(db_collation='C', max_length=30, verbose_name='项目编号')),
                    ('name', models.CharField(max_length=100, verbose_name='项目名称')),
                    ('kind', models.CharField(choices=[('spring', '春送岗位'), ('summer', '夏送清凉'), ('autumn', '金秋助学'), ('winter', '冬送温暖'), ('festival', '两节慰问'), ('may_day', '五一慰问'), ('cancer', '关癌行动'), ('way_home', '温暖回家路'), ('living', '生活救助'), ('illness', '大病救助'), ('temporary', '临时救助'), ('emergency', '防疫应急'), ('village', '村结对'), ('household', '户结对'), ('other', '其他')], max_length=12, verbose_name='项目类别')),
                    ('from_on', models.DateField(verbose_name='开始日期')),
                    ('until_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                    ('is_open', models.BooleanField(default=True, verbose_name='启用')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='unions.union', verbose_name='设立工会')),
                ],
                options={
                    'verbose_name': '项目',
                    'constraints': [models.UniqueConstraint(fields=('code',), name='ledger_programme_code_once', violation_error_message='该项目编号已被使用。请换一个,或不填由系统编号。'), models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='ledger_programme_ends_after_start', violation_error_message='结束日期不能早于开始日期。')],
                    'indexes': [models.Index(fields=['union', '-id'], name='ledger_programme_union')],
                },
            ),
            migrations.AddField(
                model_name='payment',
                name='programme',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='ledger.programme', verbose_name='项目'),
            ),
            migrations.CreateModel(
                name='Budget',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                    ('approved_amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='批准预算')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='现行预算')),
                    ('adjustment_count', models.PositiveSmallIntegerField(default=0, verbose_name='调整次数')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budgets', to='ledger.fund', verbose_name='资金')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budgets', to='ledger.programme', verbose_name='项目')),
                ],
                options={
                    'verbose_name': '预算',
                    'constraints': [models.UniqueConstraint(fields=('fund', 'programme', 'year'), name='ledger_budget_once', violation_error_message='这笔资金在该项目、该年度已有预算。请改用预算调整。'), models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('approved_amount__gte', 0)), name='ledger_budget_not_negative', violation_error_message='预算不能是负数。')],
                },
            ),
            migrations.CreateModel(
                name='Reservation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                    ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='金额')),
                    ('use', models.CharField(max_length=20, verbose_name='用途')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                    ('household', models.CharField(blank=True, db_collation='C', max_length=36, verbose_name='家庭档案')),
                    ('payee_name', models.CharField(max_length=60, verbose_name='收款人')),
                    ('bank_name', models.CharField(blank=True, max_length=100, verbose_name='开户银行')),
                    ('bank_card_sealed', models.BinaryField(verbose_name='收款账号')),
                    ('bank_card_blind', models.BinaryField(max_length=16)),
                    ('subject_label', models.CharField(db_collation='C', max_length=60)),
                    ('subject_id', models.BigIntegerField()),
                    ('key', models.CharField(db_collation='C', max_length=80, verbose_name='防重复码')),
                    ('status', models.CharField(choices=[('held', '已占用'), ('ordered', '付款中'), ('spent', '已支付'), ('released', '已释放')], default=niangjia.ledger.rules.codes.ReservationStatus['HELD'], max_length=10, verbose_name='状态')),
                    ('reserved_by_id', models.BigIntegerField(null=True, verbose_name='占用人')),
                    ('release_reason', models.CharField(blank=True, max_length=300, verbose_name='释放原因')),
                    ('benefit_union', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='受益工会')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='ledger.fund', verbose_name='资金')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='members.person', verbose_name='受益人')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='ledger.programme', verbose_name='项目')),
                    ('union', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='付款工会')),
                ],
                options={
                    'verbose_name': '资金占用',
                    'indexes': [models.Index(fields=['union', 'status', '-id'], name='ledger_reservation_union'), models.Index(fields=['fund', 'status'], include=('amount',), name='ledger_reservation_sum'), models.Index(fields=['fund', 'programme', 'year'], include=('amount', 'status'), name='ledger_reservation_budget'), models.Index(fields=['person', 'year'], name='ledger_reservation_person'), models.Index(condition=models.Q(('household', ''), _negated=True), fields=['household', 'year'], name='ledger_reservation_home'), models.Index(fields=['subject_label', 'subject_id'], name='ledger_reservation_for')],
                    'constraints': [models.UniqueConstraint(fields=('key',), name='ledger_reservation_key_once', violation_error_message='这笔款已由他人占用资金,没有重复占用。请刷新页面后再看。'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='ledger_reservation_positive')],
                },
            ),
            migrations.AddField(
                model_name='payment',
                name='reservation',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='ledger.reservation', verbose_name='资金占用'),
            ),
            migrations.AddIndex(
                model_name='entry',
                index=models.Index(fields=['fund', '-id'], name='ledger_entry_fund'),
            ),
            migrations.AddConstraint(
                model_name='entry',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('pay', 'give_back', 'reverse')), ('payment__isnull', False)), models.Q(('kind__in', ('receive', 'pass_out', 'pass_in', 'correct')), ('payment', None)), _connector='OR'), name='ledger_entry_payment_named'),
            ),
            migrations.AddConstraint(
                model_name='bankreply',
                constraint=models.UniqueConstraint(fields=('batch', 'sha256'), name='ledger_reply_once', violation_error_message='这个回盘文件已经导入过,没有重复入账。'),
            ),
            migrations.AddConstraint(
                model_name='payment',
                constraint=models.UniqueConstraint(condition=models.Q(('status__in', (niangjia.ledger.rules.codes.PaymentStatus['REISSUED'], niangjia.ledger.rules.codes.PaymentStatus['REVERSED'])), _negated=True), fields=('reservation',), name='ledger_payment_one_attempt', violation_error_message='这笔款已有一次未了结的付款,不能重复支付。'),
            ),
            migrations.AddConstraint(
                model_name='payment',
                constraint=models.UniqueConstraint(fields=('reservation', 'attempt'), name='ledger_payment_attempt_once'),
            ),
            migrations.AddConstraint(
                model_name='payment',
                constraint=models.UniqueConstraint(fields=('batch', 'line_number'), name='ledger_payment_line'),
            ),
            migrations.AddConstraint(
                model_name='payment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('batch', None), ('line_number', None)), models.Q(('batch__isnull', False), ('line_number__isnull', False)), _connector='OR'), name='ledger_payment_line_named'),
            ),
            migrations.AddConstraint(
                model_name='payment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('batched', 'sent', 'paid', 'failed', 'returned')), _negated=True), ('batch__isnull', False), _connector='OR'), name='ledger_payment_in_batch'),
            ),
        ]),
    ]

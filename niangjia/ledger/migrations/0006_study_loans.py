"""Study loans (助学贷款) with what was agreed; their two kinds of entries and their account."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

import niangjia.kernel.ids
from niangjia.kernel.schema import Together

GUARD = """
CREATE TRIGGER ledger_loaninstalment_append_only BEFORE UPDATE OR DELETE ON ledger_loaninstalment
FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
"""


class Migration(migrations.Migration):
    """Two tables, two kinds of entries, one account."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("ledger", "0005_daily_seals"),
        ("members", "0001_initial"),
        ("unions", "0002_guards"),
        ("kernel", "0002_guards"),
    ]
    operations: ClassVar[list[Operation]] = [
        Together([
        migrations.CreateModel(
            name='LoanInstalment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='还款日')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='金额')),
            ],
            options={
                'verbose_name': '还款计划',
            },
        ),
        migrations.CreateModel(
            name='StudyLoan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                ('public_id', models.UUIDField(default=niangjia.kernel.ids.uuid7, editable=False, unique=True)),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='贷款编号')),
                ('child_name', models.CharField(max_length=60, verbose_name='就学子女')),
                ('school', models.CharField(max_length=100, verbose_name='就读学校')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='贷款金额')),
                ('repaid_amount', models.DecimalField(decimal_places=2, default=0, max_digits=16, verbose_name='已还')),
                ('lent_on', models.DateField(editable=False, null=True, verbose_name='放款日期')),
                ('due_on', models.DateField(editable=False, null=True, verbose_name='下次还款日')),
                ('status', models.CharField(choices=[('waiting', '待放款'), ('lent', '还款中'), ('repaid', '已还清'), ('cancelled', '已取消')], default='waiting', max_length=10, verbose_name='状态')),
            ],
            options={
                'verbose_name': '助学贷款',
            },
        ),
        migrations.AddField(
            model_name='studyloan',
            name='borrower',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='study_loans', to='members.person', verbose_name='借款职工'),
        ),
        migrations.AddField(
            model_name='studyloan',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='study_loans', to='ledger.fund', verbose_name='资金'),
        ),
        migrations.AddField(
            model_name='studyloan',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='study_loans', to='ledger.programme', verbose_name='项目'),
        ),
        migrations.AddField(
            model_name='studyloan',
            name='reservation',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='study_loan', to='ledger.reservation', verbose_name='资金占用'),
        ),
        migrations.AddField(
            model_name='studyloan',
            name='union',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='出借工会'),
        ),
        migrations.AddField(
            model_name='loaninstalment',
            name='loan',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='ledger.studyloan'),
        ),
        migrations.AddIndex(
            model_name='studyloan',
            index=models.Index(fields=['union', '-id'], name='ledger_loan_union'),
        ),
        migrations.AddIndex(
            model_name='studyloan',
            index=models.Index(fields=['union', 'status', 'due_on', 'id'], name='ledger_loan_due'),
        ),
        migrations.AddConstraint(
            model_name='studyloan',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('repaid_amount__gte', 0), ('repaid_amount__lte', models.F('amount'))), name='ledger_loan_not_overpaid', violation_error_message='还款超过了未还的金额。请核对后重新登记。'),
        ),
        migrations.AddConstraint(
            model_name='studyloan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lent_on__isnull', False), ('status__in', ('lent', 'repaid'))), models.Q(('repaid_amount', 0), ('status__in', ('waiting', 'cancelled'))), _connector='OR'), name='ledger_loan_lent_has_day'),
        ),
        migrations.AddConstraint(
            model_name='studyloan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'repaid'), _negated=True), ('repaid_amount', models.F('amount')), _connector='OR'), name='ledger_loan_repaid_in_full'),
        ),
        migrations.AddConstraint(
            model_name='loaninstalment',
            constraint=models.UniqueConstraint(fields=('loan', 'due_on'), name='ledger_instalment_once'),
        ),
        migrations.AddConstraint(
            model_name='loaninstalment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='ledger_instalment_positive'),
        ),
        ]),
        migrations.RemoveConstraint(
            model_name='entry',
            name='ledger_entry_payment_named',
        ),
        migrations.RemoveConstraint(
            model_name='entry',
            name='ledger_entry_reversal_named',
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('receive', '资金到账'), ('pass_out', '下拨'), ('pass_in', '收到下拨'), ('hand_out', '移交'), ('hand_in', '接收移交'), ('pay', '付款'), ('lend', '放款'), ('repay', '还款'), ('give_back', '银行退回'), ('reverse', '付款冲正'), ('correct', '更正冲销')], max_length=10, verbose_name='凭证类别'),
        ),
        migrations.AlterField(
            model_name='entryline',
            name='account',
            field=models.CharField(choices=[('102', '银行存款'), ('121', '借出款'), ('402', '拨缴经费收入'), ('403', '上级补助收入'), ('4030201', '上级补助收入—帮扶补助'), ('404', '政府补助收入'), ('408', '其他收入'), ('3', '净资产'), ('50204', '维权支出—困难职工帮扶费'), ('50205', '维权支出—送温暖费'), ('506', '补助下级支出')], max_length=8, verbose_name='科目'),
        ),
        Together([
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('pay', 'lend', 'repay', 'give_back', 'reverse')), ('payment__isnull', False)), models.Q(('kind__in', ('receive', 'pass_out', 'pass_in', 'hand_out', 'hand_in', 'correct')), ('payment', None)), _connector='OR'), name='ledger_entry_payment_named'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('give_back', 'reverse', 'correct')), ('reverses__isnull', False)), models.Q(('kind__in', ('receive', 'pass_out', 'pass_in', 'hand_out', 'hand_in', 'pay', 'lend', 'repay')), ('reverses', None)), _connector='OR'), name='ledger_entry_reversal_named'),
        ),
        ]),
        migrations.RunSQL(
            GUARD, "DROP TRIGGER ledger_loaninstalment_append_only ON ledger_loaninstalment;"
        ),
    ]

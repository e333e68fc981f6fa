"""Entries of money handed over when unions are merged, split or closed (移交)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from niangjia.kernel.schema import Together


class Migration(migrations.Migration):
    """Two kinds of entries, one account."""

    dependencies: ClassVar = [
        ('ledger', '0003_running_balances'),
        ('unions', '0002_guards'),
    ]

    operations: ClassVar = [
        migrations.RemoveConstraint(
            model_name='entry',
            name='ledger_entry_reversal_named',
        ),
        migrations.RemoveConstraint(
            model_name='entry',
            name='ledger_entry_payment_named',
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('receive', '资金到账'), ('pass_out', '下拨'), ('pass_in', '收到下拨'), ('hand_out', '移交'), ('hand_in', '接收移交'), ('pay', '付款'), ('give_back', '银行退回'), ('reverse', '付款冲正'), ('correct', '更正冲销')], max_length=10, verbose_name='凭证类别'),
        ),
        migrations.AlterField(
            model_name='entryline',
            name='account',
            field=models.CharField(choices=[('102', '银行存款'), ('402', '拨缴经费收入'), ('403', '上级补助收入'), ('4030201', '上级补助收入—帮扶补助'), ('404', '政府补助收入'), ('408', '其他收入'), ('3', '净资产'), ('50204', '维权支出—困难职工帮扶费'), ('50205', '维权支出—送温暖费'), ('506', '补助下级支出')], max_length=8, verbose_name='科目'),
        ),
        Together([
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('pay', 'give_back', 'reverse')), ('payment__isnull', False)), models.Q(('kind__in', ('receive', 'pass_out', 'pass_in', 'hand_out', 'hand_in', 'correct')), ('payment', None)), _connector='OR'), name='ledger_entry_payment_named'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('give_back', 'reverse', 'correct')), ('reverses__isnull', False)), models.Q(('kind__in', ('receive', 'pass_out', 'pass_in', 'hand_out', 'hand_in', 'pay')), ('reverses', None)), _connector='OR'), name='ledger_entry_reversal_named'),
        ),
        ]),
    ]

"""Study loans (助学贷款): lent from union money, to be repaid by agreed days. Pure.

Source: domain mission-rows 000-32 (大病救助、生活救助、助学贷款: a loan needs its repayment state). That
earmarked public money is not lent (专款专用, domain 04 §4.4) is our reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from niangjia.kernel.choices import TextCode
from niangjia.kernel.money import CENT, ZERO, show_yuan
from niangjia.kernel.workflow import Step, Workflow
from niangjia.ledger.rules.codes import FundSource

STUDY_LOAN = "study_loan"
"""The use (用途) of a payment that is lent, not given."""
LENDING = (FundSource.UPPER_UNION, FundSource.OWN_UNION, FundSource.DONATION)
"""Sources whose money may be lent."""
MOST_INSTALMENTS = 20
_MONTHS = 12


class LoanStatus(TextCode):
    """助学贷款状态."""

    WAITING = "waiting", "待放款"
    LENT = "lent", "还款中"
    REPAID = "repaid", "已还清"
    CANCELLED = "cancelled", "已取消"


LOAN = Workflow.of(
    "study_loan",
    "助学贷款",
    LoanStatus.choices(),
    Step(
        "lend",
        "放款到账",
        source=(LoanStatus.WAITING,),
        target=LoanStatus.LENT,
        permission="ledger.pay",
    ),
    Step(
        "give_back",
        "放款退回",
        source=(LoanStatus.LENT,),
        target=LoanStatus.WAITING,
        permission="ledger.pay",
        is_primary=False,
    ),
    Step(
        "settle",
        "还清",
        source=(LoanStatus.LENT,),
        target=LoanStatus.REPAID,
        permission="ledger.edit",
    ),
    Step(
        "reopen",
        "更正还款",
        source=(LoanStatus.REPAID,),
        target=LoanStatus.LENT,
        permission="ledger.approve",
        is_primary=False,
    ),
    Step(
        "cancel",
        "取消",
        source=(LoanStatus.WAITING, LoanStatus.LENT),
        target=LoanStatus.CANCELLED,
        permission="ledger.approve",
        is_primary=False,
    ),
)
"""What follows from payments and repayments; nobody takes these steps by hand."""


class Instalment(NamedTuple):
    """What is to be repaid by a day."""

    due_on: date
    amount: Decimal


def instalments(amount: Decimal, first_on: date, count: int, months: int) -> list[Instalment]:
    """``count`` equal parts, ``months`` apart; the last takes what is left over of a fen."""
    part = (amount / count).quantize(CENT, rounding=ROUND_DOWN)
    parts = [part] * (count - 1) + [amount - part * (count - 1)]
    return [Instalment(_later(first_on, months * at), each) for at, each in enumerate(parts)]


def next_due(plan: Sequence[Instalment], repaid: Decimal) -> date | None:
    """The day of the first instalment that is not wholly repaid."""
    total = ZERO
    for one in plan:
        total += one.amount
        if total > repaid:
            return one.due_on
    return None


def state_of(due_on: date, part: Decimal, until: Decimal, repaid: Decimal, today: date) -> str:
    """What became of an instalment of ``part`` yuan, with which ``until`` yuan were to be repaid."""
    open_amount = min(until - repaid, part)
    if open_amount <= 0:
        return "已还"
    said = "逾期" if due_on < today else "未到期"
    return said if open_amount == part else f"{said},还差 {show_yuan(open_amount)}"


def overdue_amount(plan: Sequence[Instalment], repaid: Decimal, today: date) -> Decimal:
    """What should have been repaid before today and was not."""
    owed = sum((one.amount for one in plan if one.due_on < today), ZERO)
    return max(owed - repaid, ZERO)


def lending_refusal(source: FundSource) -> str | None:
    """Why money of the source cannot be lent."""
    if source in LENDING:
        return None
    return f"{source.label}是专款,只能资助,不能出借。请用工会经费或社会捐赠。"


def plan_refusal(
    amount: Decimal, first_on: date, count: int, months: int, today: date
) -> str | None:
    """Why this cannot be agreed."""
    if first_on <= today:
        return f"首次还款日应在今天({today})之后。"
    if not 1 <= count <= MOST_INSTALMENTS:
        return f"还款期数应为1至{MOST_INSTALMENTS}期。"
    if not 1 <= months <= _MONTHS:
        return f"每期间隔应为1至{_MONTHS}个月。"
    if amount < CENT * count:
        return "金额太小,分不了这么多期。"
    return None


def _later(day: date, months: int) -> date:
    """So many months later; the last day of a month that is too short."""
    year, month = divmod(day.month - 1 + months, _MONTHS)
    year, month = day.year + year, month + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError

"""What a reservation may take (预算、限额): budget, free money, dated caps. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from niangjia.kernel.money import ZERO, show_yuan

NO_CAPS = {
    "single_amount": "0",
    "person_year_amount": "0",
    "household_year_amount": "0",
    "fund_year_amount": "0",
}
"""Default of the dated policy ``ledger.caps``: 0 is no cap."""


@dataclass(frozen=True)
class Taken:
    """Money already reserved or paid in the year, before this reservation."""

    of_fund: Decimal = ZERO
    of_person: Decimal = ZERO
    of_household: Decimal = ZERO
    of_budget: Decimal = ZERO


def free_refusal(amount: Decimal, free: Decimal, fund: str) -> str | None:
    """Why the fund cannot bear the amount: what is at the bank less what is reserved."""
    if amount <= free:
        return None
    return (
        f"“{fund}”可用余额 {show_yuan(free)},不足以支付 {show_yuan(amount)},还差 "
        f"{show_yuan(amount - free)}。请调整金额,换用其他资金,或等资金到账后再办。"
    )


def budget_refusal(
    amount: Decimal, budget: Decimal | None, taken: Decimal, year: int, programme: str
) -> str | None:
    """Why the budget cannot bear it. No spending without a budget (domain 03 §3.4)."""
    if budget is None:
        return f"项目“{programme}”在这笔资金中没有{year}年预算。请先编制预算再使用。"
    left = budget - taken
    if amount <= left:
        return None
    return (
        f"项目“{programme}”{year}年预算 {show_yuan(budget)},已用 {show_yuan(taken)},剩余 "
        f"{show_yuan(left)},不足 {show_yuan(amount)}。请调整金额,或按程序调整预算。"
    )


def cap_refusal(
    amount: Decimal, taken: Taken, caps: Mapping[str, object], *, year: int
) -> str | None:
    """The first dated cap that the amount would pass, or None."""
    checks = (
        ("single_amount", ZERO, "每笔"),
        ("person_year_amount", taken.of_person, f"同一人{year}年"),
        ("household_year_amount", taken.of_household, f"同一家庭{year}年"),
        ("fund_year_amount", taken.of_fund, f"同一笔资金{year}年"),
    )
    for name, already, whose in checks:
        cap = Decimal(str(caps.get(name) or 0))
        if cap and already + amount > cap:
            before = f",已有 {show_yuan(already)}" if already else ""
            return (
                f"超过限额:{whose}最多 {show_yuan(cap)}{before},这次 {show_yuan(amount)}。"
                "请调整金额;限额见政策参数“资金使用限额”。"
            )
    return None


def adjustment_refusal(
    amount: Decimal, taken: Decimal, adjustment_count: int, most: int
) -> str | None:
    """Why a budget may not be changed: once a year by default, never below what is used."""
    if adjustment_count >= most:
        return f"这项预算今年已调整{adjustment_count}次,每年最多调整{most}次,不能再调整。"
    if amount < taken:
        return f"预算不能低于已使用的 {show_yuan(taken)}。请填写不低于此数的金额。"
    return None

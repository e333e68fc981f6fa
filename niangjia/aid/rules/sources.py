"""Which fund may pay what (资金来源), and dividing an amount to the fen. Pure.

Source: domain 04 §4.4: 专款专用; 中央财政 only for files of national level (M-high, unconfirmed). One
payment is paid from one fund, so an amount from two funds is two payments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from niangjia.aid.rules.codes import FileLevel, FundSource
from niangjia.kernel.money import CENT, ZERO, show_yuan, yuan


@dataclass(frozen=True)
class SourceRule:
    """Levels a source may pay for; ``in_file_only``: nobody without a file."""

    file_levels: tuple[FileLevel, ...]
    in_file_only: bool = True
    unconfirmed: str = ""


_ALL_LEVELS = tuple(FileLevel)
SOURCE_RULES: Mapping[FundSource, SourceRule] = {
    FundSource.CENTRAL: SourceRule((FileLevel.NATIONAL,), unconfirmed="M-high"),
    FundSource.PROVINCE: SourceRule(
        (FileLevel.NATIONAL, FileLevel.PROVINCE), unconfirmed="本系统理解"
    ),
    FundSource.CITY: SourceRule(_ALL_LEVELS),
    FundSource.UPPER_UNION: SourceRule(_ALL_LEVELS, in_file_only=False),
    FundSource.OWN_UNION: SourceRule(_ALL_LEVELS, in_file_only=False),
    FundSource.DONATION: SourceRule(_ALL_LEVELS, in_file_only=False),
}
"""Default of the dated policy ``aid.sources``."""


@dataclass(frozen=True)
class Fund:
    """A fund with what is left in it; ``code`` tells two funds of one source apart."""

    code: str
    source: FundSource
    available_amount: Decimal


@dataclass(frozen=True)
class Share:
    """What one fund pays."""

    fund: str
    amount: Decimal


@dataclass(frozen=True)
class Allocation:
    """Shares that sum to the amount, or none and the reason."""

    shares: tuple[Share, ...]
    refusal: str | None
    trace: tuple[str, ...]


def source_refusal(
    source: FundSource,
    file_level: FileLevel | None,
    rules: Mapping[FundSource, SourceRule] = SOURCE_RULES,
) -> str | None:
    """Why the source may not pay for a file of that level (None: without a file), or None."""
    rule = rules[source]
    if file_level is None:
        if rule.in_file_only:
            return f"{source.label}只能用于已建档的困难职工,不能支付未建档的救助。"
        return None
    if file_level in rule.file_levels:
        return None
    allowed = "、".join(level.label for level in rule.file_levels)
    return f"{source.label}只能用于{allowed}档案,这份档案是{file_level.label}。"


def allocate(
    amount: Decimal,
    funds: Sequence[Fund],
    file_level: FileLevel | None,
    rules: Mapping[FundSource, SourceRule] = SOURCE_RULES,
) -> Allocation:
    """Take the amount from the funds in their order; all of it or nothing.

    Raises ValueError for an amount that is not positive or has parts of a fen.
    """
    if amount <= 0 or amount != yuan(amount):
        raise ValueError("an amount to pay is positive and exact to the fen")
    left = amount
    shares: list[Share] = []
    trace: list[str] = []
    for fund in funds:
        refused = source_refusal(fund.source, file_level, rules)
        if refused:
            trace.append(refused)
            continue
        part = min(left, max(fund.available_amount, ZERO).quantize(CENT, rounding=ROUND_DOWN))
        if part > 0:
            shares.append(Share(fund.code, part))
            left -= part
            trace.append(f"{fund.source.label}({fund.code})支付 {show_yuan(part)}")
    if left:
        refusal = (
            f"可用资金不足:需要 {show_yuan(amount)},按来源规定可用 {show_yuan(amount - left)},"
            f"还差 {show_yuan(left)}。请调整金额,或先落实资金。"
        )
        return Allocation((), refusal, (*trace, refusal))
    return Allocation(tuple(shares), None, tuple(trace))


def divide(amount: Decimal, weights: Sequence[int]) -> tuple[Decimal, ...]:
    """The amount in proportion to the weights, to the fen; parts sum to it exactly.

    Each part is cut to the fen; the fen that remain go one each to the largest remainders, the earlier
    one first. Raises ValueError for negative amounts or weights, and when all weights are 0.
    """
    total = sum(weights)
    if amount < 0 or amount != yuan(amount) or total <= 0 or min(weights) < 0:
        raise ValueError("nothing to divide by")
    fen = int(amount * 100)
    parts = [fen * weight // total for weight in weights]
    remainders = [fen * weight % total for weight in weights]
    order = sorted(range(len(parts)), key=lambda n: (-remainders[n], n))
    for n in order[: fen - sum(parts)]:
        parts[n] += 1
    return tuple(Decimal(part) * CENT for part in parts)

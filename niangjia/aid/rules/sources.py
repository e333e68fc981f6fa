"""Which fund may pay what (资金来源), and dividing an amount to the fen. Pure.

One payment is paid from one fund, so an amount from two funds is two payments. Which source may pay
for which file stands in ``ledger.rules.sources``: the ledger refuses a payment by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from niangjia.aid.rules import plain
from niangjia.aid.rules.codes import FileLevel, FundSource
from niangjia.kernel.money import CENT, ZERO, show_yuan, yuan
from niangjia.ledger.rules.sources import SOURCE_RULES as SOURCE_RULES  # noqa: PLC0414 - read from here
from niangjia.ledger.rules.sources import SourceRule as SourceRule  # noqa: PLC0414 - as above
from niangjia.ledger.rules.sources import source_refusal as source_refusal  # noqa: PLC0414 - as above


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


# --- Plain data ---------------------------------------------------------------------------


def as_json(found: Mapping[FundSource, SourceRule]) -> dict[str, object]:
    """The rules as a ``Policy`` keeps them."""
    return {
        source.value: {
            "file_levels": [level.value for level in rule.file_levels],
            "in_file_only": rule.in_file_only,
            "unconfirmed": rule.unconfirmed,
        }
        for source, rule in found.items()
    }


def from_json(data: plain.Plain) -> dict[FundSource, SourceRule]:
    """Read and check the rules of every source. Raises ValueError with the Chinese reason."""
    found: dict[FundSource, SourceRule] = {}
    for source in FundSource:
        rule = data.get(source.value)
        if not isinstance(rule, Mapping):
            raise ValueError(f"参数缺少“{source.label}”的规则。")
        levels = tuple(FileLevel(one) for one in plain.texts(rule, "file_levels"))
        only = rule.get("in_file_only") is not False
        found[source] = SourceRule(levels, only, plain.text(rule, "unconfirmed", ""))
    return found

"""The rules of the figure check (核对规则): one module per family, all run over one reading. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from niangjia.statistics.check.figures import Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules import (
    bands,
    damage,
    duplicates,
    fairs,
    kinds,
    lists,
    money,
    order,
    periods,
    plans,
    rates,
    sums,
    vocabulary,
    vouchers,
)

FAMILIES: tuple[Callable[[Reading], Iterable[Finding]], ...] = (
    order.check, sums.check, vouchers.check, rates.check, money.check, kinds.check, fairs.check,
    bands.check, periods.check, lists.check, vocabulary.check, plans.check, damage.check,
)  # fmt: skip
_GRAVITY = {Severity.ERROR: 0, Severity.WARN: 1, Severity.INFO: 2}


def run(reading: Reading) -> list[Finding]:
    """Every finding, once, in the order of the text; in a repeated paragraph only the repetition."""
    doubles = list(duplicates.check(reading))
    repeated = [(f.start, f.end) for f in doubles if f.rule == "DUP-PARA"]
    seen: set[tuple[str, int, int]] = set()
    findings = doubles
    for family in FAMILIES:
        for finding in family(reading):
            key = (finding.rule, finding.start, finding.end)
            echo = any(start <= finding.start < end for start, end in repeated)
            if key not in seen and not echo:
                seen.add(key)
                findings.append(finding)
    return sorted(findings, key=lambda f: (f.start, _GRAVITY[f.severity], f.rule))

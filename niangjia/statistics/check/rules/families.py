"""The rules of the figure check (核对规则): one module per family, all run over one reading. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from niangjia.statistics.check.figures import Finding, Severity
from niangjia.statistics.check.known import Known
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules import records
from niangjia.statistics.check.rules.bands import (
    apiece,
    areas,
    arrears,
    events,
    lives,
    outlay,
    ratios,
    single,
    sizes,
)
from niangjia.statistics.check.rules.money import (
    consumption,
    doubled,
    effects,
    limits,
    mutual,
    stages,
    vouchers,
)
from niangjia.statistics.check.rules.names import (
    counties,
    lists,
    numbering,
    rosters,
    studios,
    titles,
)
from niangjia.statistics.check.rules.parts import (
    chains,
    complements,
    coverage,
    fairs,
    inclusion,
    listed,
    order,
    population,
    served,
    steps,
    women,
)
from niangjia.statistics.check.rules.rates import (
    accomplished,
    ceilings,
    changes,
    denominators,
    fulfilled,
    goals,
    majority,
    overall,
    points,
    possible,
    shared,
    shares,
    since,
    trends,
    ways,
)
from niangjia.statistics.check.rules.sums import (
    balances,
    bounds,
    hundred,
    items,
    levels,
    means,
    mixed,
    nested,
    paces,
    products,
    scores,
    search,
    series,
    tables,
    tariffs,
    totals,
)
from niangjia.statistics.check.rules.text import damage, duplicates, plans, vocabulary
from niangjia.statistics.check.rules.times import (
    again,
    before,
    dates,
    editions,
    flows,
    lengths,
    months,
    neighbours,
    periods,
    retold,
    seasons,
    spans,
    years,
)
from niangjia.statistics.check.rules.units import contradictions, entrants, kinds, misfits

FAMILIES: tuple[Callable[[Reading], Iterable[Finding]], ...] = (
    order.check, population.check, women.check, chains.check, steps.check, inclusion.check,
    served.check, complements.check, listed.check, items.check, bounds.check, mixed.check, series.check,
    search.check, totals.check, balances.check, products.check, tariffs.check, levels.check,
    paces.check, scores.check, means.check, tables.check, nested.check, hundred.check,
    contradictions.check, vouchers.check, consumption.check, effects.check, sizes.check, ceilings.check,
    coverage.check, shares.check, shared.check, fulfilled.check, accomplished.check, changes.check,
    ways.check, points.check, goals.check, overall.check, majority.check, possible.check, since.check,
    trends.check, denominators.check, stages.check, mutual.check, limits.check, doubled.check,
    kinds.check, entrants.check, titles.check, fairs.check, ratios.check, events.check, single.check,
    arrears.check, outlay.check, apiece.check, areas.check, lives.check, periods.check, retold.check,
    again.check, lengths.check, neighbours.check, seasons.check, flows.check, dates.check, spans.check, years.check,
    months.check, before.check, editions.check, lists.check, numbering.check, rosters.check,
    studios.check, counties.check, vocabulary.check, plans.check, damage.check, misfits.check,
)  # fmt: skip
_SAID_BY = {"BAND": "CAP-HEAD", "POP-CEIL": "LE", "DUP-FIG": "UNIT-PT"}
"""What a sharper rule says of the same figure already."""
_GRAVITY = {Severity.ERROR: 0, Severity.WARN: 1, Severity.INFO: 2}


def run(reading: Reading, known: Known | None = None) -> list[Finding]:
    """Every finding, once, in the order of the text; in a repeated paragraph only the repetition.

    With ``known`` the figures are compared with what is known about the union, too. ``reading.alive`` is
    called before each family; what it raises ends the check.
    """
    doubles = list(duplicates.check(reading))
    repeated = [(f.start, f.end) for f in doubles if f.rule == "DUP-PARA"]
    seen: set[tuple[str, int, int]] = set()
    findings = doubles
    spoken = [family(reading) for family in FAMILIES]
    if known is not None:
        spoken.append(records.check(reading, known))
    for family in spoken:
        reading.alive()
        for finding in family:
            key = (finding.rule, finding.start, finding.end)
            again = finding.rule != "DUP-FIG"  # another number in what is repeated is told
            echo = again and any(start <= finding.start < end for start, end in repeated)
            if key not in seen and not echo:
                seen.add(key)
                findings.append(finding)
    told = {(finding.rule, finding.start) for finding in findings}
    findings = [f for f in findings if (_SAID_BY.get(f.rule, ""), f.start) not in told]
    return sorted(findings, key=lambda f: (f.start, _GRAVITY[f.severity], f.rule))

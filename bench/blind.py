"""The figure check on reports whose writers read none of its code: figures right, faults found, false findings.

``bench/reports/*.json`` hold the text, every figure with value and unit (not in ``dense-*`` and ``press-*``), the
faults with the rules a reader would accept, and true statements that look alike. ``dense-*`` were written as such
texts come about, without a list of faults, ``press-*`` like the features of the mission; others than their writers
labelled both in the manner of figure-checks.md. They were
written, labelled and scored at first contact before anybody who works on the check saw them (docs/areas/figure-check.md
has those numbers); since then they are read while mending, so what this prints flatters. A finding
counts when its rule is accepted and it rests on the faulty sentence.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from niangjia.statistics.check import Figure, Finding, Severity, check

REPORTS = Path(__file__).parent / "reports"
PER = 40
_SAME = {"名": "人", "位": "人", "百分点": "个百分点"}


def score(label: dict[str, Any]) -> dict[str, int]:
    """Counts of one report."""
    report = check(label["text"])
    faults = label["faults"]
    return {
        "figures": len(label["figures"]),
        "read": len(report.figures),
        "right": sum(_is_right(figure, report.figures) for figure in label["figures"]),
        "faults": len(faults),
        "found": sum(any(_tells(f, fault) for f in report.told) for fault in faults),
        "false": sum(_is_false(finding, faults) for finding in report.findings),
    }


def _is_right(wanted: dict[str, Any], figures: tuple[Figure, ...]) -> bool:
    unit = _SAME.get(wanted["unit"], wanted["unit"])
    return any(
        figure.value == Decimal(wanted["value"])
        and unit in {figure.unit, _SAME.get(figure.written_unit, figure.written_unit)}
        for figure in figures
        if figure.start < wanted["end"] and wanted["start"] < figure.end
    )


def _tells(finding: Finding, fault: dict[str, Any]) -> bool:
    rules = set(fault["rules"])
    return bool(rules & {finding.rule, "*"}) and _touches(finding, fault)


def _touches(finding: Finding, fault: dict[str, Any]) -> bool:
    return any(
        place.start < end and start < place.end
        for place in finding.evidence
        for start, end in fault["spans"]
    )


def _is_false(finding: Finding, faults: list[dict[str, Any]]) -> bool:
    graver = finding.severity is not Severity.INFO
    return graver and not any(_touches(finding, fault) for fault in faults)


def main() -> None:
    """Score every report; the sums go to the table of measurements."""
    total = {"figures": 0, "right": 0, "read": 0, "faults": 0, "found": 0, "false": 0}
    for path in sorted(REPORTS.glob("*.json")):
        for key, count in score(json.loads(path.read_text(encoding="utf-8"))).items():
            total[key] += count
    sys.stdout.write(
        json.dumps(
            {
                "figures": total["figures"],
                "figures_right": total["right"] / total["figures"],
                "faults": total["faults"],
                "faults_found": total["found"] / total["faults"],
                "false_per_40_figures": total["false"] * PER / total["read"],
            }
        )
    )


if __name__ == "__main__":
    main()

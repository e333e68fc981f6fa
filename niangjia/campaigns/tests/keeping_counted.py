"""Figures of a story of keepers, counted in plain Python: nothing here looks at definitions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.aid.rules import FILED
from niangjia.campaigns.tests.keeping import DAYS, FIRST, Row, Story
from niangjia.employers.models import Coverage
from niangjia.unions.models import TreePath
from niangjia.unions.rules import UnitType

Hit = tuple[date, Mapping[str, Any], Decimal | int]
"""On which day a record counts, its values in the groups, and with how much."""
Counted = Callable[[Row, date, date], Iterator[Hit]]
_FILED = {status.value for status in FILED}


def figures(story: Story, code: str, start: date, end: date) -> dict[int, Decimal | int]:
    """The indicator (or slice) at every node that has any."""
    base, _, cut = code.partition("[")
    kind, is_distinct, counted = OF[base]
    found: dict[int, Any] = defaultdict(set if is_distinct else int)
    for row in story.rows[kind]:
        for on, groups, amount in counted(row, start, end):
            if cut and not _is_in(cut.rstrip("]"), groups):
                continue
            number = (on - FIRST).days
            held = story.held[kind, row["id"]][min(max(number, 0), DAYS - 1)]
            for node in _line(story, held, on):
                if is_distinct:
                    found[node].add(row["id"])
                else:
                    found[node] += amount
    return {node: len(v) if is_distinct else v for node, v in found.items()}


def _line(story: Story, union: int, on: date) -> list[int]:
    """The union and all above it on that day."""
    trees = story.__dict__.setdefault("trees", {})
    if on not in trees:
        trees[on] = dict(
            TreePath.objects.filter(valid__contains=on).values_list("union_id", "path")
        )
    return [int(step) for step in trees[on][union].strip("/").split("/")]


def _is_in(cut: str, groups: Mapping[str, Any]) -> bool:
    code, _, value = cut.partition("=")
    said = groups[code]
    text = str(said).lower() if isinstance(said, bool) else str(said)
    return (text or "none") == value


# --- employers -------------------------------------------------------------------------------


def _employer(
    fits: Callable[[Row, date, tuple[Any, ...]], bool], amount: int | None = None
) -> Counted:
    def counted(row: Row, _start: date, end: date) -> Iterator[Hit]:
        if row["registered_on"] <= end and (row["closed_on"] is None or end < row["closed_on"]):
            by_then = [one for one in row["counts"] if one[0] <= end]
            count = by_then[-1] if by_then else row["counts"][0]
            groups = {
                "ownership": row["is_public"], "unit_type": row["unit_type"],
                "industry": row["industry"],
            }  # fmt: skip
            if fits(row, end, count):
                yield end, groups, 1 if amount is None else count[amount]

    return counted


def _is_covered(row: Row, on: date) -> bool:
    if "covered" not in row:
        rows = Coverage.objects.filter(employer_id=row["id"])
        row["covered"] = list(rows.values_list("valid", flat=True))
    return any(on in period for period in row["covered"])


def _is_large(row: Row, count: tuple[Any, ...]) -> bool:
    return bool(count[1] >= 100 and row["unit_type"] != UnitType.INSTITUTION)


# --- files -----------------------------------------------------------------------------------


def _groups(row: Row, on: date) -> dict[str, Any]:
    """Category and level by the last approval up to the day; what stands in the file before any."""
    approved = [d for d, step, _ in row["steps"] if step.startswith("approve") and d <= on]
    by_then = [one for one in row["decisions"] if approved and one[0] <= approved[-1]]
    category, level = by_then[-1][1:] if by_then else ("accidental", "city")
    return {"category": category, "file_level": level, "cause": row["main_cause"]}


def _stay(fits: Callable[[Row, dict[str, Any]], bool], amount: str = "") -> Counted:
    def counted(row: Row, _start: date, end: date) -> Iterator[Hit]:
        by_then = [one for one in row["steps"] if one[0] <= end]
        groups = _groups(row, end)
        if by_then and by_then[-1][2] in _FILED and fits(row, groups):
            yield end, groups, row[amount] if amount else 1

    return counted


def _step(wanted: str, *, only_back: bool = False) -> Counted:
    def counted(row: Row, start: date, end: date) -> Iterator[Hit]:
        for n, (on, step, _) in enumerate(row["steps"]):
            is_back = any(later[1] == "refile" for later in row["steps"][n + 1 :])
            if step == wanted and start <= on <= end and (is_back or not only_back):
                yield on, _groups(row, on), 1

    return counted


def _compared(row: Row, start: date, end: date) -> Iterator[Hit]:
    return ((on, _groups(row, on), 1) for on in row["compared"] if start <= on <= end)


def _visited(row: Row, start: date, end: date) -> Iterator[Hit]:
    for on, kind, visitors in row["visits"]:
        if kind == "paired" and start <= on <= end:
            yield on, _groups(row, on), visitors


# --- pairings and campaigns ------------------------------------------------------------------


def _paired(kind: str, amount: str = "") -> Counted:
    def counted(row: Row, _start: date, end: date) -> Iterator[Hit]:
        lasts = row["paired_on"] <= end and (row["ended_on"] is None or end < row["ended_on"])
        if row["kind"] == kind and lasts:
            yield end, {}, row[amount] if amount else 1

    return counted


def _exited(kind: str, amount: str = "") -> Counted:
    def counted(row: Row, start: date, end: date) -> Iterator[Hit]:
        if row["kind"] == kind and row["exited_on"] and start <= row["exited_on"] <= end:
            yield row["exited_on"], {}, row[amount] if amount else 1

    return counted


def _given(*kinds: str) -> Counted:
    def counted(row: Row, start: date, end: date) -> Iterator[Hit]:
        for on, kind, amount in row["given"]:
            if kind in kinds and start <= on <= end:
                yield on, {"level": 30, "form": "cash"}, Decimal(amount)

    return counted


def _begun(row: Row, start: date, end: date) -> Iterator[Hit]:
    if start <= row["begun"] <= end:
        yield row["begun"], {"kind": "industry"}, 1


def _visits(amount: int, *, by_leader: bool = False) -> Counted:
    def counted(row: Row, start: date, end: date) -> Iterator[Hit]:
        on, is_leader = row["visited"]
        if start <= on <= end and (is_leader or not by_leader):
            yield on, {}, amount

    return counted


def _budget(row: Row, start: date, end: date) -> Iterator[Hit]:
    if start <= row["on"] <= end:
        yield row["on"], {}, Decimal(row["amount"])


OF: Mapping[str, tuple[str, bool, Counted]] = {
    "employers.total": ("employer", False, _employer(lambda *_: True)),
    "employers.unionised": ("employer", False, _employer(lambda r, on, _: _is_covered(r, on))),
    "employers.large": ("employer", False, _employer(lambda r, _, c: _is_large(r, c))),
    "employers.large_unionised": (
        "employer", False, _employer(lambda r, on, c: _is_large(r, c) and _is_covered(r, on)),
    ),
    "workers.total": ("employer", False, _employer(lambda *_: True, amount=1)),
    "workers.women": ("employer", False, _employer(lambda *_: True, amount=2)),
    "aid.households": ("file", False, _stay(lambda *_: True)),
    "aid.people": ("file", False, _stay(lambda *_: True, "people")),
    "aid.deep": ("file", False, _stay(lambda _, g: g["category"] == "deep")),
    "aid.relative": ("file", False, _stay(lambda _, g: g["category"] == "relative")),
    "aid.accidental": ("file", False, _stay(lambda _, g: g["category"] == "accidental")),
    "aid.paired_households": ("file", False, _stay(lambda r, _: r["is_paired"])),
    "aid.files_opened": ("file", True, _step("approve")),
    "aid.exited": ("file", True, _step("confirm_exit")),
    "aid.relapsed": ("file", True, _step("refile")),
    "aid.exited_and_back": ("file", True, _step("confirm_exit", only_back=True)),
    "aid.verified_with_civil_affairs": ("file", True, _compared),
    "aid.visits": ("file", False, _visited),
    "rural.villages": ("pairing", False, _paired("village")),
    "rural.households": ("pairing", False, _paired("household")),
    "rural.people": ("pairing", False, _paired("household", "people")),
    "rural.villages_exited": ("pairing", False, _exited("village")),
    "rural.households_exited": ("pairing", False, _exited("household")),
    "rural.people_exited": ("pairing", False, _exited("household", "people")),
    "rural.direct_amount": ("pairing", False, _given("direct")),
    "rural.introduced_amount": ("pairing", False, _given("introduced")),
    "rural.purchase_amount": ("pairing", False, _given("purchase")),
    "rural.city_amount": ("pairing", False, _given("direct")),  # all is the city's
    "rural.amount": ("pairing", False, _given("direct", "introduced")),
    "rural.projects": ("pairing", False, _begun),
    "rural.visits": ("pairing", False, _visits(2)),
    "rural.leader_visits": ("pairing", False, _visits(1, by_leader=True)),
    "emergency.budget_amount": ("campaign", False, _budget),
}  # fmt: skip

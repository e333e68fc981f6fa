"""A rule set while it is edited (编辑认定标准): lines added, removed, moved, retyped one by one. Pure.

What is typed may be wrong until it is handed in: ``problems`` says what is wrong and where, ``finished``
gives the rule set. A *place* names a line by the way to it: ``rows.1`` is the second row, ``rows.1.0``
the first part of its condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from niangjia.aid.rules import adopting, plain
from niangjia.aid.rules.codes import DEPTH
from niangjia.aid.rules.conditions import (
    DEEPEST,
    All,
    Any,
    Comparison,
    Condition,
    Measure,
    Not,
    Relation,
)
from niangjia.aid.rules.eligibility import RuleSet
from niangjia.aid.rules.facts import Fact, Quantity
from niangjia.aid.rules.lines import (
    MOST_LINES,
    ClauseLine,
    CompareLine,
    FactLine,
    GroupLine,
    Join,
    Line,
    Part,
    RowLine,
    RuleDraft,
    parts_of,
)

L = TypeVar("L", bound=Line)


def finished(draft: RuleDraft) -> RuleSet:
    """The rule set, groups of one taken apart. Raises ValueError with the Chinese reason."""
    found = RuleSet.from_json(draft.as_json())
    return replace(
        found,
        rows=tuple(replace(one, when=_unwrapped(one.when)) for one in found.rows),
        exclusions=tuple(replace(one, when=_unwrapped(one.when)) for one in found.exclusions),
        requirements=tuple(replace(one, when=_unwrapped(one.when)) for one in found.requirements),
    )


def _unwrapped(condition: Condition) -> Condition:
    """Without groups of one: ``and`` or ``or`` of a single part is that part."""
    match condition:
        case All(parts) | Any(parts):
            inner = tuple(_unwrapped(one) for one in parts)
            return inner[0] if len(inner) == 1 else replace(condition, parts=inner)
        case Not(part):
            return Not(_unwrapped(part))
        case _:
            return condition


# --- Changing lines -----------------------------------------------------------------------


def change(draft: RuleDraft, verb: str, place: str) -> RuleDraft:
    """Add to, remove or move the line at a place; unknown verbs and places change nothing.

    Verbs: ``add`` (to a section), ``compare``, ``fact``, ``group`` (to a line), ``remove``, ``up``,
    ``down``.
    """
    section, _, way = place.partition(".")
    found = dict(draft.sections())
    if section not in found:
        return draft
    lines: tuple[Line, ...] = tuple(found[section])
    if verb == "add":
        return _with_section(draft, section, _appended(lines, _new(section, lines)))
    numbers = [int(one) for one in way.split(".") if one.isdecimal()]
    works: dict[str, Callable[[tuple[Line, ...], int], tuple[Line, ...]]] = {
        "remove": lambda lines, n: lines[:n] + lines[n + 1 :],
        "up": lambda lines, n: _swapped(lines, n - 1),
        "down": _swapped,
        "compare": lambda lines, n: _grown(lines, n, CompareLine()),
        "fact": lambda lines, n: _grown(lines, n, FactLine()),
        "group": lambda lines, n: _grown(lines, n, GroupLine(Join.ANY.value, (CompareLine(),))),
    }
    if verb not in works or not numbers:
        return draft
    return _with_section(draft, section, _changed(lines, numbers, works[verb]))


def _changed(
    lines: tuple[Line, ...],
    way: Sequence[int],
    work: Callable[[tuple[Line, ...], int], tuple[Line, ...]],
) -> tuple[Line, ...]:
    first, *rest = way
    if first >= len(lines):
        return lines
    if not rest:
        return work(lines, first)
    below = _changed(parts_of(lines[first]), rest, work)
    return (*lines[:first], _with_parts(lines[first], below), *lines[first + 1 :])


def _swapped(lines: tuple[Line, ...], n: int) -> tuple[Line, ...]:
    """The line and the next one change places."""
    if not 0 <= n < len(lines) - 1:
        return lines
    return (*lines[:n], lines[n + 1], lines[n], *lines[n + 2 :])


def _grown(lines: tuple[Line, ...], n: int, part: Part) -> tuple[Line, ...]:
    """One part more in the line."""
    below = _appended(parts_of(lines[n]), part)
    return (*lines[:n], _with_parts(lines[n], below), *lines[n + 1 :])


def _appended(lines: Sequence[Line], one: Line) -> tuple[Line, ...]:
    return (*lines, one) if len(lines) < MOST_LINES else tuple(lines)


def _new(section: str, lines: Sequence[Line]) -> Line:
    if section == "rows":
        return RowLine()
    taken = {one.code for one in lines if isinstance(one, ClauseLine)}
    number = next(n for n in range(1, MOST_LINES + 2) if f"own-{n}" not in taken)
    return ClauseLine(f"own-{number}")


def _with_parts(line: Line, lines: Sequence[Line]) -> Line:
    if isinstance(line, CompareLine | FactLine):
        return line
    return replace(line, parts=tuple(lines))  # type: ignore[arg-type]  # parts stay parts


def _with_section(draft: RuleDraft, section: str, lines: Sequence[Line]) -> RuleDraft:
    return replace(draft, **{section: tuple(lines)})  # type: ignore[arg-type]  # lines of its own kind


# --- Retyping -----------------------------------------------------------------------------


def typed(draft: RuleDraft, values: Mapping[str, Sequence[str]]) -> RuleDraft:
    """The draft with what was typed: ``values`` of ``<place>:<field>``, several for a list."""
    for section, lines in draft.sections():
        found = [_typed(one, f"{section}.{n}", values) for n, one in enumerate(lines)]
        draft = _with_section(draft, section, found)
    return draft


def _typed(line: L, place: str, values: Mapping[str, Sequence[str]]) -> L:
    given: dict[str, object] = {
        name: values[f"{place}:{name}"][-1].strip()[:200]
        for name in vars(line)
        if name not in ("parts", "identities", "code") and values.get(f"{place}:{name}")
    }
    if isinstance(line, ClauseLine) and f"{place}:title" in values:
        given["identities"] = tuple(values.get(f"{place}:identities", ()))
    below = [_typed(one, f"{place}.{n}", values) for n, one in enumerate(parts_of(line))]
    if below:
        given["parts"] = tuple(below)
    return replace(line, **given)  # type: ignore[arg-type]  # names are the line's own


# --- What is wrong ------------------------------------------------------------------------


def problems(draft: RuleDraft) -> dict[str, list[str]]:
    """Place → everything wrong with that line, in Chinese; empty when the set may be tried out."""
    found: dict[str, list[str]] = {}
    if not draft.rows:
        found["rows"] = ["还没有认定标准。请至少写一行。"]
    for section, lines in draft.sections():
        for n, one in enumerate(lines):
            for place, message in _of_line(one, f"{section}.{n}"):
                found.setdefault(place, []).append(message)
    for n in _out_of_order(draft.rows):
        message = "同一建档标准中,较重的类别应排在较轻的前面。请上移这一行。"
        found.setdefault(f"rows.{n}", []).append(message)
    return found


def _out_of_order(rows: Sequence[RowLine]) -> Iterator[int]:
    depths = {one.value: depth for one, depth in DEPTH.items()}
    least: dict[str, int] = {}
    for n, row in enumerate(rows):
        depth = depths.get(row.category, 0)
        if depth > least.get(row.file_level, depth):
            yield n
        least[row.file_level] = min(depth, least.get(row.file_level, depth))


def _of_line(line: Line, place: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    match line:
        case CompareLine():
            message = _of_comparison(line)
            if message:
                yield place, message
            return
        case FactLine(fact):
            if fact not in {one.value for one in Fact}:
                yield place, "请选择一种情形,或删去这一项。"
            return
        case ClauseLine(title=title) if not title:
            yield place, "请写明这一条的名称,例如“有两套及以上住房”。"
    if not line.parts:
        yield place, "还没有条件。请添加条件,或删去。"
    if depth > DEEPEST - 2:  # a group that is denied counts twice
        yield place, "条件套得太深。请拆成两行。"
    for n, one in enumerate(line.parts):
        yield from _of_line(one, f"{place}.{n}", depth + 1)


def _of_comparison(line: CompareLine) -> str:
    try:
        times = plain.number(line.times)
    except ValueError:
        what = f"“{line.times}”不是" if line.times else "请填写"
        return f"{what}不小于0的数字,例如 1.5。"
    try:
        quantity, relation = Quantity(line.quantity), Relation(line.relation)
        found = Comparison(quantity, relation, times, Measure(line.of))
    except ValueError:
        return "请选择比较的内容。"
    return adopting.comparison_refusal(found) or ""

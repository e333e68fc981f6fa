"""The lines of a rule set as they stand on a page (认定标准各行): values as text, right or wrong. Pure.

As JSON a draft has the shape of ``RuleSet.as_json``, so that a page can carry it; ``editing`` changes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from niangjia.aid.rules import plain
from niangjia.aid.rules.codes import Category, FileLevel
from niangjia.aid.rules.conditions import DEEPEST, Measure, Relation
from niangjia.aid.rules.facts import Quantity
from niangjia.aid.rules.person_codes import WorkerIdentity
from niangjia.kernel.choices import TextCode

SECTIONS = ("rows", "exclusions", "requirements")
MOST_LINES = 50
"""Lines of one section, and parts of one group: more is a mistake."""
_JOINS = ("all", "any")


class Join(TextCode):
    """How the parts of a group count together."""

    ALL = "all", "以下全部满足"
    ANY = "any", "以下任一满足"
    NOT_ALL = "not_all", "以下不全满足"
    NOT_ANY = "not_any", "以下都不满足"


@dataclass(frozen=True)
class CompareLine:
    """``net_pc < 1.5 × standard`` as typed."""

    quantity: str = Quantity.NET_PC.value
    relation: str = Relation.LESS.value
    times: str = ""
    of: str = Measure.STANDARD.value


@dataclass(frozen=True)
class FactLine:
    """A fact that must be true."""

    fact: str = ""


@dataclass(frozen=True)
class GroupLine:
    """Parts that count together."""

    join: str = Join.ALL.value
    parts: tuple[Part, ...] = ()


Part = CompareLine | FactLine | GroupLine


@dataclass(frozen=True)
class RowLine:
    """A row of the table. ``unconfirmed``: what still needs a document, empty when nothing does."""

    file_level: str = FileLevel.NATIONAL.value
    category: str = Category.RELATIVE.value
    unconfirmed: str = ""
    join: str = Join.ALL.value
    parts: tuple[Part, ...] = (CompareLine(),)


@dataclass(frozen=True)
class ClauseLine:
    """An exclusion or extra condition; no ``identities``: it concerns everybody."""

    code: str
    title: str = ""
    identities: tuple[str, ...] = ()
    unconfirmed: str = ""
    join: str = Join.ALL.value
    parts: tuple[Part, ...] = (FactLine(),)


Line = RowLine | ClauseLine | Part


@dataclass(frozen=True)
class RuleDraft:
    """The lines of a set; ``rest`` is what is not edited line by line (code, region, notes …)."""

    rows: tuple[RowLine, ...]
    exclusions: tuple[ClauseLine, ...]
    requirements: tuple[ClauseLine, ...]
    rest: Mapping[str, object]

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> RuleDraft:
        """Read what ``as_json`` or ``RuleSet.as_json`` wrote. Raises ValueError for another shape."""
        return cls(
            tuple(_row(one) for one in plain.items(data, "rows")),
            tuple(_clause(one) for one in plain.items(data, "exclusions")),
            tuple(_clause(one) for one in plain.items(data, "requirements")),
            {name: value for name, value in data.items() if name not in SECTIONS},
        )

    def as_json(self) -> dict[str, object]:
        """Plain data in the shape of a rule set, wrong values included."""
        return {
            **self.rest,
            "rows": [
                {
                    "file_level": one.file_level,
                    "category": one.category,
                    "unconfirmed": one.unconfirmed,
                    "when": _when(one),
                }
                for one in self.rows
            ],
            "exclusions": [_clause_as_json(one) for one in self.exclusions],
            "requirements": [_clause_as_json(one) for one in self.requirements],
        }

    def sections(self) -> Iterator[tuple[str, Sequence[RowLine | ClauseLine]]]:
        """The three lists by name."""
        yield "rows", self.rows
        yield "exclusions", self.exclusions
        yield "requirements", self.requirements


def parts_of(line: Line) -> tuple[Part, ...]:
    """The parts of a line's condition; a comparison and a fact have none."""
    return () if isinstance(line, CompareLine | FactLine) else line.parts


# --- Plain data ---------------------------------------------------------------------------


def _row(data: plain.Plain) -> RowLine:
    join, parts = _group(data.get("when"))
    return RowLine(
        plain.text(data, "file_level"),
        plain.text(data, "category"),
        plain.text(data, "unconfirmed", ""),
        join,
        parts,
    )


def _clause(data: plain.Plain) -> ClauseLine:
    join, parts = _group(data.get("when"))
    return ClauseLine(
        plain.text(data, "code"),
        plain.text(data, "title"),
        plain.texts(data, "identities"),
        plain.text(data, "unconfirmed", ""),
        join,
        parts,
    )


def _clause_as_json(one: ClauseLine) -> dict[str, object]:
    return {
        "code": one.code,
        "title": one.title,
        "identities": [
            name for name in one.identities if name in {i.value for i in WorkerIdentity}
        ],
        "unconfirmed": one.unconfirmed,
        "when": _when(one),
    }


def _group(data: object) -> tuple[str, tuple[Part, ...]]:
    """Join and parts of any condition; a single one becomes a group of one."""
    part = _part(data, 0)
    return (part.join, part.parts) if isinstance(part, GroupLine) else (Join.ALL.value, (part,))


def _part(data: object, depth: int) -> Part:
    if not isinstance(data, Mapping) or depth > 2 * DEEPEST:
        raise ValueError("页面内容不完整。请重新打开再改。")
    match sorted(data):
        case ["all" | "any" as join]:
            parts = tuple(_part(one, depth + 1) for one in plain.items(data, join))
            return GroupLine(join, parts[:MOST_LINES])
        case ["not"]:
            inner = _part(data["not"], depth + 1)
            if isinstance(inner, GroupLine) and inner.join in _JOINS:
                return GroupLine(f"not_{inner.join}", inner.parts)
            return GroupLine(Join.NOT_ALL.value, (inner,))
        case ["fact"]:
            return FactLine(str(data["fact"]))
        case ["is", "of", "quantity", "times"]:
            values = (str(data[name])[:40] for name in ("quantity", "is", "times", "of"))
            return CompareLine(*values)
    raise ValueError("页面内容不完整。请重新打开再改。")


def _when(line: RowLine | ClauseLine | GroupLine) -> dict[str, object]:
    join = line.join.removeprefix("not_")
    inner: dict[str, object] = {
        join if join in _JOINS else "all": [_part_as_json(one) for one in line.parts]
    }
    return {"not": inner} if line.join.startswith("not_") else inner


def _part_as_json(part: Part) -> dict[str, object]:
    match part:
        case CompareLine(quantity, relation, times, of):
            return {"quantity": quantity, "is": relation, "times": times, "of": of}
        case FactLine(fact):
            return {"fact": fact}
        case GroupLine():
            return _when(part)

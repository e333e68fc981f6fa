"""What an indicator (指标) is: a code, words, a unit, and a rule that counts rows of a fact.

A fact (事实) is a table without personal data: ids, dates, codes and flags. A counter counts its
rows (or distinct persons) by an Ibis expression, so that one definition serves every engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ibis import Deferred


class Unit(StrEnum):
    """计量单位. Unlike units are never added."""

    PERSON = "人"
    ATTENDANCE = "人次"
    HOUSEHOLD = "户"
    PAIR = "对"
    ORGANISATION = "家"
    PIECE = "个"
    SESSION = "场"
    CASE = "件"
    COPY = "份"
    CARD = "张"
    ENTRY = "条"
    YUAN = "元"
    PERCENT = "%"


class Kind(StrEnum):
    """统计口径: what the date or period of a figure means."""

    STOCK = "期末存量"
    FLOW = "期内流量"
    CUMULATIVE = "累计"
    RATE = "比率"
    SUM = "合计"


class State(StrEnum):
    """指标状态: whether its records exist already."""

    LIVE = "实时统计"
    AWAITING = "待接入"


class BadDefinition(Exception):  # noqa: N818 - reads as what it is
    """An indicator contradicts itself; found when it is declared, so at start-up or in tests."""


@dataclass(frozen=True)
class Tally:
    """How often each day occurs in a fact (常备计数), kept beside the rows by triggers in ``table``.

    For each row of the fact and each of its ``days`` that is not null the table has one at
    ``of`` (which of the days, by position), ``day`` and the row's ``keys``. Its rows are changes of
    ``number``: triggers only append them, so two who write at once never wait for each other, and
    the number at a place is their sum (``tallies.fold`` makes one row of them).

    A stock is what has opened less what has closed by the day. So constraints must see to it that
    no row is without a union or its opening day, and that none closes before it opens.

    ``only``: the column that is true of the rows it tells of, all when empty. When no ``distinct``
    thing has two such rows on one day, a stock that counts those is read from it, and no other.
    """

    table: str
    days: tuple[str, ...]
    keys: tuple[str, ...]
    only: str = ""
    distinct: str = ""


@dataclass(frozen=True)
class Fact:
    """A table without personal data: SQL of ours for PostgreSQL, column names and Ibis types.

    It must have ``union_id``, the node that a row belongs to. ``record`` is the model of its rows
    and the column with their key; ``things`` the models of columns whose values can be counted
    once each (``person_id``: ``members.person``). Of ``tally`` see there.
    """

    code: str
    columns: Mapping[str, str]
    sql: str
    record: tuple[str, str]
    things: Mapping[str, str] = field(default_factory=dict)
    tally: Tally | None = None

    @property
    def marks(self) -> dict[str, str]:
        """Columns that engines add: for each kind of thing, whether it has no other row at all.

        An engine that does not know says no.
        """
        return {once(column): "boolean" for column in self.things}

    def __post_init__(self) -> None:
        needed = {"union_id", self.record[1], *self.things}
        if self.tally:
            needed |= {*self.tally.days, *self.tally.keys, self.tally.only} - {""}
        unknown = needed - self.columns.keys()
        if unknown:
            raise BadDefinition(f"{self.code}: a fact needs the columns {sorted(unknown)}")
        if taken := OF_PLACES & self.columns.keys():
            raise BadDefinition(f"{self.code}: 列名 {sorted(taken)} 是隶属关系用的,请换一个名字")


OF_PLACES = frozenset({"place_id", "stood_from", "stood_until", "node_id", "child_id"})
"""Columns of where a union stood, which a fact's rows are joined to."""


def once(column: str) -> str:
    """The mark of rows whose thing has no other row."""
    return f"{column}_once"


def moved_name(fact: Fact) -> str:
    """The table with those rows of a fact whose union has stood at several places."""
    return f"{fact.code}_moved"


def tally_name(fact: Fact) -> str:
    """The table with a fact's tally."""
    return f"{fact.code}_tally"


@dataclass(frozen=True)
class Elsewhere:
    """Another fact that says who belongs to a group where rows of the counted one do not.

    A person is a migrant worker from one day to another, within the membership or beyond it: so
    the group is counted from rows of its own, by their days, each thing once.
    """

    fact: Fact
    distinct: str
    opened: str = ""
    closed: str = ""
    on: str = ""


@dataclass(frozen=True)
class Dimension:
    """A disaggregation (分组): a column of the fact with a closed list of values and their names.

    ``overlaps``: a thing counted once may stand in several groups, whose sum then exceeds the whole.
    ``elsewhere``: the column is of that fact, whose rows all belong to the whole; what stands in no
    group is then not given (no 未登记).
    """

    code: str
    name: str
    column: str
    labels: Mapping[int | str | bool, str]
    overlaps: bool = False
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True)
class Change:
    """One change of a definition (口径变更): which version came when, from whom, and why."""

    version: int
    on: date
    by: str
    why: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Indicator:
    """What every indicator has. ``words`` says in Chinese what is counted and what is not.

    ``owner`` is the department that answers for the definition (责任部门). Each indicator is the
    one object of its code: two are the same or different, never equal.
    """

    code: str
    name: str
    unit: Unit
    kind: Kind
    words: str
    basis: str
    aliases: tuple[str, ...] = ()
    decimals: int = 0
    owner: str = "统计"
    version: int = 1
    changes: tuple[Change, ...] = ()

    @property
    def state(self) -> State:
        """Live when records stand behind it."""
        return State.LIVE


@dataclass(frozen=True, kw_only=True, eq=False)
class Counter(Indicator):
    """Counts rows of one fact: a stock, a flow or a cumulative number.

    A stock holds ``[opened, closed)``; a flow and a cumulative number happen ``on`` a day.
    ``distinct`` names the column whose different values are counted instead of rows; such a
    number is counted per node and never added up from children. ``amount`` names the column of
    whole numbers that is added up instead; of a figure in yuan it is in fen.
    """

    fact: Fact
    opened: str = ""
    closed: str = ""
    on: str = ""
    where: Deferred | None = None
    distinct: str = ""
    amount: str = ""
    by: tuple[Dimension, ...] = ()

    def __post_init__(self) -> None:
        named = [c for c in (self.opened, self.closed, self.on, self.distinct, self.amount) if c]
        named += [dimension.column for dimension in self.by if not dimension.elsewhere]
        unknown = [c for c in named if c not in self.fact.columns]
        if unknown:
            raise BadDefinition(f"{self.code}: fact {self.fact.code} has no {unknown}")
        if (fault := _fault(self)) is not None:
            raise BadDefinition(f"{self.code}: {fault}")
        for dimension in self.by:
            self.counted_for(dimension)

    def counted_for(self, dimension: Dimension) -> Counter:
        """What is counted to cut it by that dimension: itself, or the same of another fact.

        Raises BadDefinition when that fact has not what is needed.
        """
        if (other := dimension.elsewhere) is None:
            return self
        if dimension.column not in other.fact.columns:
            raise BadDefinition(f"{self.code}: fact {other.fact.code} has no {dimension.column}")
        is_stock = self.kind is Kind.STOCK
        return replace(
            self,
            fact=other.fact,
            opened=other.opened if is_stock else "",
            closed=other.closed if is_stock else "",
            on="" if is_stock else other.on,
            distinct=other.distinct,
            where=None,
            by=(),
        )

    @property
    def record(self) -> tuple[str, str]:
        """Model and key column of what is counted: rows, or the distinct things."""
        return (
            (self.fact.things[self.distinct], self.distinct) if self.distinct else self.fact.record
        )


def _fault(counter: Counter) -> str | None:
    """What is wrong with a counter, or None."""
    is_stock = counter.kind is Kind.STOCK
    if is_stock and not (counter.opened and counter.closed and not counter.on):
        return "存量要有起、止两列(opened、closed),不能有 on"
    if not is_stock and not (counter.on and not counter.opened and not counter.closed):
        return "流量和累计只要发生日(on)"
    if counter.kind not in (Kind.STOCK, Kind.FLOW, Kind.CUMULATIVE):
        return f"{counter.kind}不是计数"
    if counter.distinct and counter.amount:
        return "去重计数与金额只能取一种"
    if counter.distinct and counter.distinct not in counter.fact.things:
        return f"事实 {counter.fact.code} 没有说明 {counter.distinct} 是什么(things)"
    if counter.unit is Unit.YUAN and not counter.amount:
        return "元只用于金额(amount)"
    if counter.unit is Unit.PERCENT:
        return "百分比是比率,不是计数"
    if len({d.code for d in counter.by}) != len(counter.by):
        return "分组代码重复"
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Rate(Indicator):
    """Numerator by denominator, in per cent."""

    numerator: Indicator
    denominator: Indicator

    @property
    def state(self) -> State:
        """Awaiting when one of the two is."""
        waits = State.AWAITING in (self.numerator.state, self.denominator.state)
        return State.AWAITING if waits else State.LIVE


@dataclass(frozen=True, kw_only=True, eq=False)
class Sum(Indicator):
    """Several counters of one unit added up."""

    parts: tuple[Counter, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Awaiting(Indicator):
    """A figure whose records are kept by an area that is not built yet (待接入).

    Lower unions may type it in (报送); nothing is computed. ``area`` is the Chinese name of that area.
    """

    area: str

    @property
    def state(self) -> State:
        """Nothing can be counted yet."""
        return State.AWAITING


@dataclass(frozen=True)
class Tree:
    """Where unions stood: SQL with ``place_id, union_id, path, from_on, until_on`` (nulls: unbounded).

    A path is ``/1/5/124/``: the ids from the root down to the union itself. A union is at one place
    on a day; ids of places are different in the two trees.
    """

    dated: str
    today: str


def deferred(expression: Any) -> Deferred:
    """Check that a filter is an unbound Ibis expression (``_.gender == 2``)."""
    if not isinstance(expression, Deferred):
        raise BadDefinition("a filter is written with ibis._")
    return expression

"""Closing periods (封存), comparing them with present records (核对), entering revisions (修订)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from niangjia.kernel import clock, jobs, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Job
from niangjia.kernel.verbs import lock, verb
from niangjia.statistics.models import ClosedFigures, Closing, Comparison, Difference, Revision
from niangjia.statistics.queries import closings as queries
from niangjia.statistics.queries import source
from niangjia.statistics.rules import closings as rules
from niangjia.statistics.rules.periods import Period
from niangjia.unions.models import Union

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Indicator
    from niangjia.kernel.indicators.engines import Engine

PERMISSION = "figures.close"
CLOSE, COMPARE = "figures.close", "figures.compare"
Tell = Callable[[int, int | None, str], None]
_AT_ONCE = 1000


@dataclass(frozen=True)
class Counted:
    """Figures of the nodes, ready to be frozen: rows by ascending union id."""

    rows: Sequence[tuple[int, Mapping[str, rules.Kept]]]
    definitions: Mapping[str, rules.Definition]
    as_of: datetime
    engine: str


def begin(union: Union, period: Period, *, actor: Actor) -> Job:
    """Queue the closing of a period. Raises NotVisible, Blocked."""
    check(union, period, actor)
    params = {"union": union.pk, "period": period.code}
    return jobs.start(CLOSE, f"封存{union.name}{period.label}数据", params, actor=actor)


def close(
    union: Union,
    period: Period,
    *,
    actor: Actor,
    engine: Engine | None = None,
    tell: Tell | None = None,
) -> Closing:
    """Count every node below the union and freeze the figures; nothing is kept on refusal.

    Raises NotVisible, and Blocked: not over yet, closed already, nothing stood there.
    """
    check(union, period, actor)
    told = tell or _silent
    told(0, None, "正在统计")
    counted = count(union, period, engine=engine, tell=told)
    return _freeze(union, period, counted, actor=actor, tell=told)


def count(union: Union, period: Period, *, engine: Engine | None, tell: Tell) -> Counted:
    """Figures of all nodes below the union: stocks at the end, flows of the period.

    Raises Blocked when nothing stood there.
    """
    from niangjia.kernel.indicators import get  # loads Ibis

    codes = queries.codes_now()
    definitions = {code: _definition(get(code)) for code in codes}
    nodes = queries.nodes_of(union, period)
    if not nodes:
        raise Blocked(f"{union.name}在{period.label}还没有组织记录,没有可以封存的数据。")
    as_of = source.as_of(engine)
    empty = {code: one.empty for code, one in definitions.items()}
    rows = list(_values_of(nodes, empty, period, engine=engine, tell=tell))
    name = engine.name if engine is not None else "postgres"
    return Counted(rows, definitions, as_of, name)


@verb
def _freeze(union: Union, period: Period, counted: Counted, *, actor: Actor, tell: Tell) -> Closing:
    closing = Closing(
        union=union, kind=period.kind.value, starts_on=period.start, ends_on=period.end,
        name=period.label, as_of=counted.as_of, engine=counted.engine,
        node_count=len(counted.rows), closed_by_id=actor.user_id, closed_by=actor.label[:100],
        definitions={code: one.as_json() for code, one in counted.definitions.items()},
    )  # fmt: skip
    closing.digest = rules.seal(queries.heading(closing), counted.rows)
    closing.save()  # the constraint refuses a second one
    for first in range(0, len(counted.rows), _AT_ONCE):
        some = counted.rows[first : first + _AT_ONCE]
        ClosedFigures.objects.bulk_create(
            [ClosedFigures(closing=closing, union_id=node, values=v) for node, v in some]
        )
        tell(first, len(counted.rows), "正在写入,完成前不会留下任何改动")
    journal.record(
        "figures.close",
        closing,
        actor=actor,
        summary=f"封存{union.name}{period.label}数据:{closing.node_count}个工会,校验值{closing.digest[:12]}",
    )
    return closing


def begin_comparison(closing: Closing, *, actor: Actor) -> Job:
    """Queue a comparison with present records. Raises NotVisible."""
    if not actor.may(PERMISSION, closing.union.path):
        raise NotVisible
    label = f"核对封存数据:{closing}"
    return jobs.start(COMPARE, label, {"closing": closing.pk}, actor=actor)


def compare(
    closing: Closing, *, actor: Actor, engine: Engine | None = None, tell: Tell | None = None
) -> Comparison:
    """Count again by the definitions of then and keep what differs. Raises NotVisible.

    A figure that was revised is compared with its last revision.
    """
    if not actor.may(PERMISSION, closing.union.path):
        raise NotVisible
    told = tell or _silent
    told(0, None, "正在按封存时的口径重新统计")
    present, skipped = queries.present_codes(closing)
    as_of = source.as_of(engine)
    found = list(_differences(closing, present, engine=engine, tell=told))
    return _keep_comparison(closing, found, skipped, as_of, actor=actor)


@verb
def _keep_comparison(
    closing: Closing,
    found: Sequence[Difference],
    skipped: Sequence[str],
    as_of: datetime,
    *,
    actor: Actor,
) -> Comparison:
    lock(Union, closing.union_id, lets_refer=True)  # comparisons of one closing stand in a row
    made = Comparison.objects.create(
        closing=closing,
        as_of=as_of,
        difference_count=len(found),
        skipped=list(skipped),
        compared_by_id=actor.user_id,
        compared_by=actor.label[:100],
    )
    for difference in found:
        difference.comparison = made
    Difference.objects.bulk_create(found, batch_size=_AT_ONCE)
    journal.record(
        "figures.compare",
        closing,
        actor=actor,
        summary=f"核对封存数据:{len(found)}处与现在的记录不一致",
    )
    return made


@verb
def revise(closing: Closing, codes: Iterable[str], *, reason: str, actor: Actor) -> int:
    """Enter all open differences of these indicators as revisions, with one reason; how many.

    The closed figures stay. Raises NotVisible, Blocked.
    """
    if not actor.may(PERMISSION, closing.union.path):
        raise NotVisible
    if not reason.strip():
        raise Blocked("请写明修订原因:哪些记录后来作了更正,依据是什么。", field="reason")
    lock(Union, closing.union_id, lets_refer=True)  # nobody enters the same difference at once
    wanted = list(codes)
    found = list(queries.open_differences(closing).filter(code__in=wanted))
    if not found:
        raise Blocked("没有待登记的变化,可能已被他人登记。请先核对封存数据。", field="codes")
    Revision.objects.bulk_create(
        [
            Revision(
                closing=closing, union_id=one.union_id, difference=one, code=one.code,
                closed_value=one.closed_value, present_value=one.present_value,
                reason=reason.strip(), by_id=actor.user_id, by=actor.label[:100],
            )
            for one in found
        ],
        batch_size=_AT_ONCE,
    )  # fmt: skip
    journal.record(
        "figures.revise",
        closing,
        actor=actor,
        summary=f"登记封存修订{len(found)}处({_names(closing, found)})"[:500],
        reason=reason,
    )
    return len(found)


@verb
def verify(closing: Closing, *, actor: Actor) -> bool:
    """Whether the frozen figures are those that were sealed; who asked is recorded.

    Raises NotVisible.
    """
    if not actor.may("figures.view", closing.union.path):
        raise NotVisible
    whole = queries.is_whole(closing)
    said = "一致" if whole else "不一致,数据可能被绕过系统改动"
    journal.record(
        "figures.verify", closing, actor=actor, summary=f"校验封存数据:{said}", is_read=True
    )
    return whole


def check(union: Union, period: Period, actor: Actor) -> None:
    """Whether she may close that period now. Raises NotVisible, Blocked."""
    if not actor.may(PERMISSION, union.path):
        raise NotVisible
    if refusal := rules.why_not(period, clock.today()):
        raise Blocked(refusal, field="period")
    if Closing.objects.filter(union=union, kind=period.kind, starts_on=period.start).exists():
        raise Blocked(
            f"{union.name}{period.label}已经封存。封存的数据不能改写,以后的变化请登记修订。",
            field="period",
        )


def _values_of(
    nodes: Sequence[int],
    codes: Mapping[str, rules.Kept | None],
    period: Period,
    *,
    engine: Engine | None,
    tell: Tell,
) -> Iterator[tuple[int, Mapping[str, rules.Kept]]]:
    """What each node's row keeps, in the order of the nodes; ``codes`` with what is empty."""
    from niangjia.kernel.indicators import all_nodes  # loads Ibis

    with source.one_view():
        figures = all_nodes(codes, on=period.end, start=period.start, end=period.end, engine=engine)
    for number, node in enumerate(nodes, 1):
        own = figures.values_of(node)
        kept = {code: rules.keep(value, codes[code]) for code, value in own.items()}
        yield node, {code: value for code, value in kept.items() if value is not None}
        if number % _AT_ONCE == 0:
            tell(number, len(nodes), "正在汇总")


def _definition(indicator: Indicator) -> rules.Definition:
    from niangjia.kernel.indicators import Kind, Unit, fingerprint  # loads Ibis

    empty: rules.Kept | None = "0.00" if indicator.unit is Unit.YUAN else 0
    if indicator.kind is Kind.RATE:
        empty = None
    return rules.Definition(
        indicator.name, indicator.unit.value, indicator.version, fingerprint(indicator), empty
    )


def _differences(
    closing: Closing, present: Mapping[str, str], *, engine: Engine | None, tell: Tell
) -> Iterator[Difference]:
    """Figures that are others now than closed or last revised."""
    revised = {(r.union_id, r.code): r.present_value for r in queries.last_revisions(closing)}
    rows = dict(closing.figures.order_by("union_id").values_list("union_id", "values"))
    codes = {same: closing.definitions[code]["empty"] for code, same in present.items()}
    now = _values_of(list(rows), codes, closing.period, engine=engine, tell=tell)
    for node, values in now:
        for code, same in present.items():
            empty = closing.definitions[code]["empty"]
            before = _number(rules.read(rows[node].get(code), empty))
            known = revised.get((node, code), before)
            value = _number(rules.read(values.get(same), empty))
            if value != known:
                yield Difference(union_id=node, code=code, closed_value=before, present_value=value)


def _names(closing: Closing, found: Sequence[Difference]) -> str:
    """What the indicators were called when the period was closed."""
    codes = sorted({one.code for one in found})
    return "、".join(str(closing.definitions[code]["name"]) for code in codes)


def _number(value: rules.Value) -> Decimal | None:
    return None if value is None else Decimal(value)


def _silent(_done: int, _total: int | None, _words: str) -> None:
    """Progress that nobody watches."""

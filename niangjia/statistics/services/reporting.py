"""Typing figures in (数据填报), correcting them and taking them back: always a new row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.indicators import Awaiting, Indicator, get
from niangjia.kernel.verbs import lock, verb
from niangjia.statistics.models import ReportedValue
from niangjia.statistics.queries import reported as queries
from niangjia.statistics.rules import reporting as rules
from niangjia.statistics.rules.periods import Period, previous
from niangjia.unions.models import Union

PERMISSION = "figures.report"
UNCONFIRMED = "有数值变化很大,请核对后勾选“已核对,数值无误”再保存。"


@dataclass(frozen=True)
class Outcome:
    """How many values are new, corrected, and were the same already."""

    added: int
    corrected: int
    unchanged: int

    @property
    def words(self) -> str:
        """For the message and the journal."""
        return f"新填 {self.added} 项,更正 {self.corrected} 项,未改动 {self.unchanged} 项"


@verb
def report(
    union: Union,
    period: Period,
    values: Mapping[str, Decimal],
    *,
    actor: Actor,
    reason: str = "",
    notes: Mapping[str, str] | None = None,
    is_confirmed: bool = False,
) -> Outcome:
    """Type values by indicator code for one union and period; the same values change nothing.

    A code with another value already is corrected, which needs ``reason``. Raises NotVisible, and
    Blocked with the code as field: a live indicator, an impossible value, a period not begun, a
    jump that nobody confirmed.
    """
    if not actor.may(PERMISSION, union.path):
        raise NotVisible
    lock(Union, union.pk)  # one typist at a time, so that nobody corrects what she did not see
    if (refusal := rules.period_refusal(period, clock.today())) is not None:
        raise Blocked(refusal, field="period")
    wanted = _allowed(values)
    if not is_confirmed and doubts(union, period, values):
        raise Blocked(UNCONFIRMED, field="is_confirmed")
    standing = queries.of_period(wanted.values(), union.pk, period)
    changed = {c: v for c, v in values.items() if c not in standing or standing[c].value != v}
    corrected = [code for code in changed if code in standing]
    if corrected and not reason.strip():
        named = "、".join(wanted[code].name for code in corrected[:3])
        raise Blocked(
            f"“{named}”等 {len(corrected)} 项已填报过,修改要写明更正原因。", field="reason"
        )
    for code, value in changed.items():
        former = standing.get(code)
        row = _row(wanted[code], union, period, actor)
        row.value, row.note = value, (notes or {}).get(code, "")
        _put(row, former, reason)
    outcome = Outcome(len(changed) - len(corrected), len(corrected), len(values) - len(changed))
    if changed:
        steps = {code: (standing.get(code), value) for code, value in changed.items()}
        _tell(union, period, outcome, steps, actor=actor, reason=reason)
    return outcome


@verb
def correct(
    reported: ReportedValue, *, value: Decimal, reason: str, actor: Actor, note: str = ""
) -> ReportedValue:
    """Replace one value. Raises NotVisible, and Blocked when it does not stand any more."""
    indicator = get(reported.code)
    if (refusal := rules.value_refusal(_typed(indicator, value))) is not None:
        raise Blocked(refusal, field="value")
    change = _Change("更正", value, note)
    return _replace(reported, change, reason=reason, actor=actor)


@verb
def withdraw(reported: ReportedValue, *, reason: str, actor: Actor) -> ReportedValue:
    """Take one value back (撤回): there is none any more. Raises NotVisible, Blocked."""
    return _replace(reported, _Change("撤回", None), reason=reason, actor=actor)


def doubts(union: Union, period: Period, values: Mapping[str, Decimal]) -> dict[str, str]:
    """Values that are ten times (or a tenth of) the last period's or the children's sum, by code."""
    wanted = _allowed(values)
    before = queries.of_period(wanted.values(), union.pk, previous(period))
    children = queries.of_children(wanted.values(), union, period)
    found = {}
    for code, value in values.items():
        last = before[code].value if code in before else None
        said = rules.jump(_typed(wanted[code], value), before=last, children=children[code].total)
        if said is not None:
            found[code] = said
    return found


def _allowed(values: Mapping[str, Decimal]) -> dict[str, Awaiting]:
    """The indicators of the codes. Raises Blocked naming the code."""
    found: dict[str, Awaiting] = {}
    for code, value in values.items():
        indicator = get(code)
        is_awaiting = isinstance(indicator, Awaiting)
        refusal = rules.live_refusal(indicator.name, is_awaiting=is_awaiting)
        refusal = refusal or rules.value_refusal(_typed(indicator, value))
        if refusal is not None:
            raise Blocked(refusal, field=code)
        if isinstance(indicator, Awaiting):
            found[code] = indicator
    return found


def _typed(indicator: Indicator, value: Decimal) -> rules.Typed:
    return rules.Typed(indicator.name, str(indicator.unit), value)


def _row(indicator: Awaiting, union: Union, period: Period, actor: Actor) -> ReportedValue:
    first, last = queries.days(indicator.kind, period)
    return ReportedValue(
        union=union, code=indicator.code, starts_on=first, ends_on=last, **_who(actor)
    )


def _who(actor: Actor) -> dict[str, object]:
    return {
        "typed_by_id": actor.user_id,
        "typed_by_name": actor.name[:100],
        "typed_at": timezone.now(),
    }


def _put(row: ReportedValue, former: ReportedValue | None, reason: str) -> None:
    """Store the row; the one it replaces first stops standing (one current row by constraint)."""
    if former is not None:
        former.replaced_at = timezone.now()
        former.save(update_fields=["replaced_at", "updated_at"])
        row.replaces, row.reason = former, reason.strip()[:300]
    row.save(force_insert=True)


@dataclass(frozen=True)
class _Change:
    """What becomes of one value, and the word for it."""

    word: str
    value: Decimal | None
    note: str = ""


def _replace(
    reported: ReportedValue, change: _Change, *, reason: str, actor: Actor
) -> ReportedValue:
    if not actor.may(PERMISSION, reported.union.path):
        raise NotVisible
    former = lock(ReportedValue, reported.pk)
    if former.replaced_at is not None:
        raise Blocked("这个填报值已被更正过。请刷新页面,在最新的一条上办理。")
    if former.value == change.value:
        raise Blocked("数值没有变化,不用更正。", field="value")
    if not reason.strip():
        raise Blocked(f"请写明{change.word}原因。", field="reason")
    row = ReportedValue(
        union_id=former.union_id,
        code=former.code,
        starts_on=former.starts_on,
        ends_on=former.ends_on,
        value=change.value,
        note=change.note,
        **_who(actor),
    )
    _put(row, former, reason)
    name = get(former.code).name
    journal.record(
        "figures.correct",
        row,
        actor=actor,
        summary=f"{change.word}填报数据:{name}({former.starts_on} 至 {former.ends_on})",
        union_id=former.union_id,
        changes={former.code: (former.value, change.value)},
        reason=reason,
    )
    return row


def _tell(
    union: Union,
    period: Period,
    outcome: Outcome,
    changed: Mapping[str, tuple[ReportedValue | None, Decimal]],
    *,
    actor: Actor,
    reason: str,
) -> None:
    """One line in the journal for the whole batch."""
    journal.record(
        "figures.report",
        union,
        actor=actor,
        summary=f"填报{period.label}数据:{outcome.words}",
        changes={c: (old.value if old else None, new) for c, (old, new) in changed.items()},
        reason=reason,
    )

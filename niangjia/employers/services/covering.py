"""Which union covers which employer (涵盖单位): dated, one union at a time."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.employers import rules
from niangjia.employers.models import Coverage, Employer
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.unions.models import Union


@verb
def cover(union: Union, employer: Employer, *, on: date, actor: Actor) -> Coverage:
    """From that day the grass-roots union covers the employer. Raises Blocked, NotVisible."""
    union = lock(Union, union.pk)
    employer = lock(Employer, employer.pk)
    _require(actor, union)
    refused = rules.coverage_refusal(
        is_grassroots=union.is_grassroots, is_open=union.is_open, union_name=union.name
    )
    if refused:
        raise Blocked(refused, field="union")
    if employer.closed_on is not None:
        raise Blocked(f"“{employer.name}”已于{employer.closed_on}注销。", field="employer")
    if on > clock.today():
        raise Blocked("起始日期还没有到。", field="on")
    held = Coverage.objects.filter(employer=employer, valid__overlap=DateRange(on, None))
    holder = held.select_related("union").order_by("-valid").first()
    if holder is not None:
        raise Blocked(_taken(employer, holder), field="employer")
    coverage = Coverage.objects.create(union=union, employer=employer, valid=DateRange(on, None))
    journal.record(
        "employers.cover",
        employer,
        actor=actor,
        union_id=union.pk,
        summary=f"自{on}起由“{union.name}”覆盖“{employer.name}”",
    )
    return coverage


@verb
def uncover(coverage: Coverage, *, on: date, reason: str, actor: Actor) -> None:
    """From that day the union covers the employer no longer. Raises Blocked, NotVisible.

    A coverage taken back on its first day lasted no day: only the journal remembers it.
    """
    union = lock(Union, coverage.union_id)
    _require(actor, union)
    coverage = lock(Coverage, coverage.pk)
    if coverage.valid.upper is not None:
        raise Blocked(f"该单位已于{coverage.valid.upper}解除覆盖。")
    start = coverage.valid.lower
    if on > clock.today() or (start is not None and on < start):
        raise Blocked(f"解除日期应在{start}与今天之间。", field="on")
    if on == start:
        coverage.delete()
    else:
        coverage.valid = DateRange(start, on)
        coverage.save(update_fields=["valid", "updated_at"])
    journal.record(
        "employers.uncover",
        coverage.employer,
        actor=actor,
        union_id=union.pk,
        summary=f"自{on}起“{union.name}”不再覆盖“{coverage.employer.name}”",
        reason=reason,
    )


def _require(actor: Actor, union: Union) -> None:
    if not actor.may("employers.edit", union.path):
        raise NotVisible


def _taken(employer: Employer, holder: Coverage) -> str:
    if holder.valid.upper is not None:
        return f"“{employer.name}”到{holder.valid.upper}为止由“{holder.union.name}”覆盖。请把起始日期改为那天或之后。"
    return f"“{employer.name}”已由“{holder.union.name}”覆盖。请先在该工会解除覆盖。"

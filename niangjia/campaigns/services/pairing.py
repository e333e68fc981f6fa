"""Pairing with villages and households (结对帮扶): begun, helped, visited, out of poverty, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Min

from niangjia.campaigns import rules
from niangjia.campaigns.models import (
    Contribution,
    Pairing,
    PairingVisit,
    VillageProject,
)
from niangjia.campaigns.services.access import EDIT, refuse, require
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import show_yuan
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.members.rules.people import check_name
from niangjia.unions.models import Union

D = TypeVar("D", Contribution, VillageProject, PairingVisit)
_FIELDS = ("name", "place", "village", "people_count", "cause", "cadre", "paired_on")


@verb
def pair(union: Union, kind: str, values: dict[str, Any], *, actor: Actor) -> Pairing:
    """Begin pairing with a village or household (结对). Raises NotVisible or Blocked.

    ``values``: name, place, paired_on, cadre; of a household also people_count, cause, village.
    """
    require(actor, EDIT, union.path)
    _not_later(values["paired_on"], "paired_on")
    values = _named(values, kind)
    _check_village(values.get("village"), union)
    pairing = Pairing.objects.create(
        union=union, kind=rules.PairingKind(kind), **_of(values, _FIELDS)
    )
    said = f"与{pairing.place}{pairing.name}结对({pairing.get_kind_display()})"
    start(pairing, rules.PAIRING, actor=actor, summary=said)
    return pairing


@verb
def edit_pairing(pairing: Pairing, values: dict[str, Any], *, actor: Actor) -> Pairing:
    """Correct what was entered; the day stays before what was done. NotVisible or Blocked."""
    pairing = lock(Pairing, pairing.pk)
    require(actor, EDIT, pairing.scope_path)
    values = _named(values, pairing.kind)
    _check_village(values.get("village"), pairing.union)
    changes = journal.changes_of(pairing, _of(values, _FIELDS))
    if "paired_on" in changes:
        _not_later(pairing.paired_on, "paired_on")
        first = _first_done(pairing)
        if first is not None and first < pairing.paired_on:
            raise Blocked(f"{first}已有帮扶记录,结对日期不能晚于它。", field="paired_on")
    if changes:
        pairing.save(update_fields=[*changes, "updated_at"])
        said = f"修改结对“{pairing}”"
        journal.record("pairing.edit", pairing, actor=actor, summary=said, changes=changes)
    return pairing


@verb
def record_exit(pairing: Pairing, *, on: date, actor: Actor) -> Pairing:
    """Out of poverty on that day (脱贫); help goes on. Raises NotVisible or Blocked."""
    pairing = lock(Pairing, pairing.pk)
    step = rules.PAIRING.require("record_exit", pairing, actor)
    refuse(rules.day_refusal(on, pairing.paired_on, None, clock.today()), "on")
    pairing.exited_on = on
    pairing.save(update_fields=["exited_on", "updated_at"])
    return advance(pairing, rules.PAIRING, step, actor=actor, summary=f"“{pairing}”于{on}脱贫")


@verb
def record_relapse(pairing: Pairing, *, reason: str, actor: Actor) -> Pairing:
    """Poor again (返贫): the exit counts no more. Raises NotVisible or Blocked."""
    pairing = lock(Pairing, pairing.pk)
    step = rules.PAIRING.require("record_relapse", pairing, actor, reason=reason)
    pairing.exited_on = None
    pairing.save(update_fields=["exited_on", "updated_at"])
    return advance(pairing, rules.PAIRING, step, actor=actor, reason=reason)


@verb
def end_pairing(pairing: Pairing, *, on: date, reason: str, actor: Actor) -> Pairing:
    """The pairing is over from that day (结束结对). Raises NotVisible or Blocked."""
    pairing = lock(Pairing, pairing.pk)
    step = rules.PAIRING.require("end", pairing, actor, reason=reason)
    refuse(rules.day_refusal(on, pairing.paired_on, None, clock.today()), "on")
    pairing.ended_on = on
    pairing.save(update_fields=["ended_on", "updated_at"])
    return advance(pairing, rules.PAIRING, step, actor=actor, reason=reason)


@verb
def contribute(
    pairing: Pairing,
    *,
    kind: str,
    form: str,
    amount: Decimal,
    on: date,
    giver: Union,
    purpose: str,
    introduced_from: str = "",
    voucher: str = "",
    actor: Actor,
) -> Contribution:
    """Record direct or introduced money, or purchases (结对投入). Raises NotVisible or Blocked."""
    pairing = _helped(pairing, on, actor)
    refuse(
        rules.contribution_refusal(
            kind, amount=amount, introduced_from=introduced_from, voucher=voucher
        ),
        "amount",
    )
    if not pairing.union.path.startswith(giver.path):
        raise Blocked("投入的工会应是结对工会或它的上级。", field="giver")
    made = Contribution.objects.create(
        kind=rules.ContributionKind(kind),
        form=rules.ContributionForm(form),
        amount=amount,
        on=on,
        giver=giver,
        purpose=purpose.strip(),
        introduced_from=introduced_from.strip(),
        voucher=voucher.strip(),
        pairing=pairing,
    )
    said = f"{made.get_kind_display()} {show_yuan(amount)}:{made.purpose}"
    journal.record("pairing.contribute", pairing, actor=actor, summary=said)
    return made


@verb
def begin_project(
    pairing: Pairing,
    *,
    name: str,
    kind: str,
    on: date,
    finished_on: date | None = None,
    actor: Actor,
) -> VillageProject:
    """Record a project begun for a village or household. Raises NotVisible or Blocked."""
    pairing = _helped(pairing, on, actor)
    made = VillageProject.objects.create(
        name=name.strip(),
        kind=rules.ProjectKind(kind),
        on=on,
        finished_on=finished_on,
        pairing=pairing,
    )
    journal.record("pairing.project", pairing, actor=actor, summary=f"实施项目“{made.name}”")
    return made


@verb
def visit(
    pairing: Pairing,
    *,
    on: date,
    visitors: Sequence[str],
    findings: str,
    is_leader: bool = False,
    actor: Actor,
) -> PairingVisit:
    """Record a visit; each visitor is one 人次. Raises NotVisible or Blocked."""
    pairing = _helped(pairing, on, actor)
    names = list(dict.fromkeys(name.strip() for name in visitors if name.strip()))
    if not names:
        raise Blocked("请填写走访人员。", field="visitors")
    made = PairingVisit.objects.create(
        on=on, visitors=names, is_leader=is_leader, findings=findings.strip(), pairing=pairing
    )
    journal.record(
        "pairing.visit", pairing, actor=actor, summary=f"走访“{pairing}”:{'、'.join(names)}"
    )
    return made


@verb
def withdraw_done(done: D, *, reason: str, actor: Actor) -> D:
    """Take back a wrong contribution, project or visit; it stays, counted no more."""
    lock(Pairing, done.pairing_id)
    done = lock(type(done), done.pk)
    require(actor, EDIT, done.pairing.scope_path)
    if done.withdrawn_on is not None:
        raise Blocked("这条记录已经撤销。")
    if not reason.strip():
        raise Blocked("请写明撤销原因。", field="reason")
    done.withdrawn_on, done.withdraw_reason = clock.today(), reason.strip()[:300]
    done.save(update_fields=["withdrawn_on", "withdraw_reason", "updated_at"])
    said = f"撤销{done._meta.verbose_name}“{done}”"
    journal.record("pairing.withdraw", done.pairing, actor=actor, summary=said, reason=reason)
    return done


def _helped(pairing: Pairing, on: date, actor: Actor) -> Pairing:
    """The locked pairing, if something may be recorded for it on that day."""
    held = lock(Pairing, pairing.pk)
    require(actor, EDIT, held.scope_path)
    refuse(rules.day_refusal(on, held.paired_on, held.ended_on, clock.today()), "on")
    return held


def _first_done(pairing: Pairing) -> date | None:
    """The first day on which something was recorded for it."""
    rows = (pairing.contributions, pairing.villageprojects, pairing.pairingvisits)
    days = [each.filter(withdrawn_on=None).aggregate(first=Min("on"))["first"] for each in rows]
    return min((day for day in days if day is not None), default=None)


def _check_village(village: Pairing | None, union: Union) -> None:
    if village is None:
        return
    if village.kind != rules.PairingKind.VILLAGE or not union.path.startswith(village.union.path):
        raise Blocked("请选择本工会或上级工会的结对村。", field="village")


def _named(values: dict[str, Any], kind: str) -> dict[str, Any]:
    """A household is called by its head (户主), whose name is judged like anybody's."""
    if kind != rules.PairingKind.HOUSEHOLD or "name" not in values:
        return values
    return values | {"name": check_name(values["name"], whose="户主")}


def _not_later(day: date, field: str) -> None:
    if day > clock.today():
        raise Blocked("日期不能晚于今天。", field=field)


def _of(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}

"""Pairing with villages and households (结对帮扶): begun, helped, visited, out of poverty, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from niangjia.campaigns import rules
from niangjia.campaigns.models import (
    Contribution,
    PairedHousehold,
    PairingVisit,
    Village,
    VillageProject,
)
from niangjia.campaigns.services.access import EDIT, refuse, require
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import show_yuan
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.unions.models import Union

Pair = Village | PairedHousehold
Done = Contribution | VillageProject | PairingVisit
P = TypeVar("P", Village, PairedHousehold)
D = TypeVar("D", Contribution, VillageProject, PairingVisit)
_VILLAGE = ("name", "place", "cadre", "paired_on")
_HOUSEHOLD = ("village", "head", "place", "people_count", "cause", "cadre", "paired_on")


@verb
def pair_village(union: Union, values: dict[str, Any], *, actor: Actor) -> Village:
    """Begin pairing with a village (结对). Raises NotVisible or Blocked."""
    require(actor, EDIT, union.path)
    _not_later(values["paired_on"], "paired_on")
    village = Village.objects.create(union=union, **_of(values, _VILLAGE))
    start(village, rules.PAIRING, actor=actor, summary=f"与{village.place}{village.name}结对")
    return village


@verb
def pair_household(union: Union, values: dict[str, Any], *, actor: Actor) -> PairedHousehold:
    """Begin pairing with a rural household. Raises NotVisible or Blocked."""
    require(actor, EDIT, union.path)
    _not_later(values["paired_on"], "paired_on")
    _check_village(values.get("village"), union)
    household = PairedHousehold.objects.create(union=union, **_of(values, _HOUSEHOLD))
    start(
        household, rules.PAIRING, actor=actor, summary=f"与{household.place}{household.head}户结对"
    )
    return household


@verb
def edit_pairing(pair: P, values: dict[str, Any], *, actor: Actor) -> P:
    """Correct what was entered; the day stays before what was done. NotVisible or Blocked."""
    pair = lock(type(pair), pair.pk)
    require(actor, EDIT, pair.scope_path)
    if "village" in values:
        _check_village(values["village"], pair.union)
    names = _VILLAGE if isinstance(pair, Village) else _HOUSEHOLD
    changes = journal.changes_of(pair, _of(values, names))
    if "paired_on" in changes:
        _not_later(pair.paired_on, "paired_on")
        done = [rows.order_by("on").first() for rows in _done_rows(pair)]
        first = min((one.on for one in done if one is not None), default=None)
        if first is not None and first < pair.paired_on:
            raise Blocked(f"{first}已有帮扶记录,结对日期不能晚于它。", field="paired_on")
    if changes:
        pair.save(update_fields=[*changes, "updated_at"])
        journal.record(
            "pairing.edit", pair, actor=actor, summary=f"修改结对“{pair}”", changes=changes
        )
    return pair


@verb
def record_exit(pair: P, *, on: date, actor: Actor) -> P:
    """Out of poverty on that day (脱贫); help goes on. Raises NotVisible or Blocked."""
    pair = lock(type(pair), pair.pk)
    step = rules.PAIRING.require("record_exit", pair, actor)
    refuse(rules.day_refusal(on, pair.paired_on, None, clock.today()), "on")
    pair.exited_on = on
    pair.save(update_fields=["exited_on", "updated_at"])
    return advance(pair, rules.PAIRING, step, actor=actor, summary=f"“{pair}”于{on}脱贫")


@verb
def record_relapse(pair: P, *, reason: str, actor: Actor) -> P:
    """Poor again (返贫): the exit counts no more. Raises NotVisible or Blocked."""
    pair = lock(type(pair), pair.pk)
    step = rules.PAIRING.require("record_relapse", pair, actor, reason=reason)
    pair.exited_on = None
    pair.save(update_fields=["exited_on", "updated_at"])
    return advance(pair, rules.PAIRING, step, actor=actor, reason=reason)


@verb
def end_pairing(pair: P, *, on: date, reason: str, actor: Actor) -> P:
    """The pairing is over from that day (结束结对). Raises NotVisible or Blocked."""
    pair = lock(type(pair), pair.pk)
    step = rules.PAIRING.require("end", pair, actor, reason=reason)
    refuse(rules.day_refusal(on, pair.paired_on, None, clock.today()), "on")
    pair.ended_on, pair.status = on, step.target  # one constraint binds them
    pair.save(update_fields=["ended_on", "status", "updated_at"])
    return advance(pair, rules.PAIRING, step, actor=actor, reason=reason)


@verb
def contribute(
    pair: Pair,
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
    pair = _helped(pair, on, actor)
    refuse(
        rules.contribution_refusal(
            kind, amount=amount, introduced_from=introduced_from, voucher=voucher
        ),
        "amount",
    )
    if not pair.union.path.startswith(giver.path):
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
        **_for(pair),
    )
    said = f"{made.get_kind_display()} {show_yuan(amount)}:{made.purpose}"
    journal.record("pairing.contribute", pair, actor=actor, summary=said)
    return made


@verb
def begin_project(
    pair: Pair, *, name: str, kind: str, on: date, finished_on: date | None = None, actor: Actor
) -> VillageProject:
    """Record a project begun for a village or household. Raises NotVisible or Blocked."""
    pair = _helped(pair, on, actor)
    made = VillageProject.objects.create(
        name=name.strip(),
        kind=rules.ProjectKind(kind),
        on=on,
        finished_on=finished_on,
        **_for(pair),
    )
    journal.record("pairing.project", pair, actor=actor, summary=f"实施项目“{made.name}”")
    return made


@verb
def visit(
    pair: Pair,
    *,
    on: date,
    visitors: Sequence[str],
    findings: str,
    is_leader: bool = False,
    actor: Actor,
) -> PairingVisit:
    """Record a visit; each visitor is one 人次. Raises NotVisible or Blocked."""
    pair = _helped(pair, on, actor)
    names = list(dict.fromkeys(name.strip() for name in visitors if name.strip()))
    if not names:
        raise Blocked("请填写走访人员。", field="visitors")
    made = PairingVisit.objects.create(
        on=on, visitors=names, is_leader=is_leader, findings=findings.strip(), **_for(pair)
    )
    journal.record("pairing.visit", pair, actor=actor, summary=f"走访“{pair}”:{'、'.join(names)}")
    return made


@verb
def withdraw_done(done: D, *, reason: str, actor: Actor) -> D:
    """Take back a wrong contribution, project or visit; it stays, counted no more."""
    done = lock(type(done), done.pk)
    require(actor, EDIT, done.scope_path)
    if done.withdrawn_on is not None:
        raise Blocked("这条记录已经撤销。")
    if not reason.strip():
        raise Blocked("请写明撤销原因。", field="reason")
    done.withdrawn_on, done.withdraw_reason = clock.today(), reason.strip()[:300]
    done.save(update_fields=["withdrawn_on", "withdraw_reason", "updated_at"])
    said = f"撤销{done._meta.verbose_name}“{done}”"
    journal.record("pairing.withdraw", done, actor=actor, summary=said, reason=reason)
    return done


def _helped(pair: Pair, on: date, actor: Actor) -> Pair:
    """The locked pairing, if something may be recorded for it on that day."""
    held: Pair = lock(type(pair), pair.pk)
    require(actor, EDIT, held.scope_path)
    refuse(rules.day_refusal(on, held.paired_on, held.ended_on, clock.today()), "on")
    return held


def _for(pair: Pair) -> dict[str, Any]:
    whose = "village" if isinstance(pair, Village) else "household"
    return {"union": pair.union, whose: pair}


def _done_rows(pair: Pair) -> tuple[Any, ...]:
    return (
        pair.contributions.filter(withdrawn_on=None),
        pair.villageprojects.filter(withdrawn_on=None),
        pair.pairingvisits.filter(withdrawn_on=None),
    )


def _check_village(village: Village | None, union: Union) -> None:
    if village is not None and not union.path.startswith(village.union.path):
        raise Blocked("请选择本工会或上级工会结对的村。", field="village")


def _not_later(day: date, field: str) -> None:
    if day > clock.today():
        raise Blocked("日期不能晚于今天。", field=field)


def _of(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}

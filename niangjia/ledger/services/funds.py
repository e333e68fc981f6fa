"""Funds, programmes and budgets; money that arrives, is passed down, and entries put right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from niangjia.kernel import clock, journal, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import new_number
from niangjia.kernel.money import show_yuan
from niangjia.kernel.verbs import lock, verb
from niangjia.ledger import queries, rules
from niangjia.ledger.models import Budget, Entry, Fund, Programme
from niangjia.ledger.rules import EntryKind, FundSource, posting
from niangjia.ledger.services.access import hold_funds, refuse, require
from niangjia.ledger.services.booking import Event, book, countered
from niangjia.ledger.services.lending import take_back_repayment
from niangjia.unions.models import Union

_CAME_IN = (EntryKind.RECEIVE, EntryKind.REPAY)
FundOrProgramme = TypeVar("FundOrProgramme", Fund, Programme)


@verb
def open_fund(
    union: Union,
    name: str,
    source: str,
    *,
    year: int,
    code: str = "",
    document: str = "",
    actor: Actor,
) -> Fund:
    """Open a fund (资金) held by the union. Raises NotVisible or Blocked."""
    require(actor, "ledger.edit", union.path)
    refuse(_union_refusal(union), "union")
    fund = Fund.objects.create(
        union=union,
        name=name.strip(),
        source=FundSource(source),
        year=year,
        code=code.strip().upper() or new_number("ZJ", clock.today()),
        document=document.strip(),
    )
    journal.record(
        "ledger.open_fund",
        fund,
        actor=actor,
        summary=f"设立资金“{fund.name}”({fund.get_source_display()},{year}年)",
    )
    return fund


@verb
def edit_fund(fund: Fund, values: dict[str, Any], *, actor: Actor) -> Fund:
    """Correct name and document. Raises NotVisible."""
    fund = lock(Fund, fund.pk)
    require(actor, "ledger.edit", fund.scope_path)
    return _edit(fund, values, ("name", "document"), "修改资金", actor)


@verb
def close_fund(fund: Fund, *, reason: str, actor: Actor) -> Fund:
    """Use the fund no more (停用). Only an empty one: money is passed down or spent first."""
    fund = lock(Fund, fund.pk)
    require(actor, "ledger.edit", fund.scope_path)
    left = fund.bank_amount
    if left or not fund.is_open:
        why = f"余额还有 {show_yuan(left)}" if left else "它已经停用"
        raise Blocked(f"不能停用“{fund.name}”:{why}。请先使用、下拨或冲销余额。")
    return _close(fund, f"停用资金“{fund.name}”", reason, actor)


@verb
def open_programme(
    union: Union,
    name: str,
    kind: str,
    *,
    from_on: date,
    until_on: date | None = None,
    code: str = "",
    actor: Actor,
) -> Programme:
    """Open a programme (项目) for the union and those below it. Raises NotVisible or Blocked."""
    require(actor, "ledger.edit", union.path)
    refuse(_union_refusal(union), "union")
    programme = Programme.objects.create(
        union=union,
        name=name.strip(),
        kind=rules.ProgrammeKind(kind),
        from_on=from_on,
        until_on=until_on,
        code=code.strip().upper() or new_number("XM", clock.today()),
    )
    summary = f"设立项目“{programme.name}”({programme.get_kind_display()})"
    journal.record("ledger.open_programme", programme, actor=actor, summary=summary)
    return programme


@verb
def edit_programme(programme: Programme, values: dict[str, Any], *, actor: Actor) -> Programme:
    """Correct name and days; the kind stays, since entries were booked by it. Raises NotVisible."""
    programme = lock(Programme, programme.pk)
    require(actor, "ledger.edit", programme.scope_path)
    return _edit(programme, values, ("name", "from_on", "until_on"), "修改项目", actor)


@verb
def close_programme(programme: Programme, *, reason: str, actor: Actor) -> Programme:
    """Reserve nothing more for the programme; what is reserved may still be paid."""
    programme = lock(Programme, programme.pk)
    require(actor, "ledger.edit", programme.scope_path)
    if not programme.is_open:
        raise Blocked(f"项目“{programme.name}”已经停用。")
    return _close(programme, f"停用项目“{programme.name}”", reason, actor)


@verb
def set_budget(
    fund: Fund,
    programme: Programme,
    amount: Decimal,
    *,
    year: int,
    reason: str = "",
    actor: Actor,
) -> Budget:
    """Set the budget of fund, programme and year, or adjust it (预算调整). NotVisible or Blocked."""
    fund = lock(Fund, fund.pk)
    require(actor, "ledger.edit", fund.scope_path)
    refuse(posting.amount_refusal(amount), "amount")
    refuse(_programme_refusal(fund, programme), "programme")
    budget = Budget.objects.filter(fund=fund, programme=programme, year=year).first()
    if budget is None:
        budget = Budget.objects.create(
            fund=fund, programme=programme, year=year, amount=amount, approved_amount=amount
        )
        summary = f"“{programme.name}”{year}年预算 {show_yuan(amount)}"
        journal.record("ledger.set_budget", fund, actor=actor, summary=summary)
        return budget
    if budget.amount == amount:
        return budget
    most = int(policy.get(rules.BUDGET.code, fund.scope_path, clock.today())["count"])
    refuse(
        rules.adjustment_refusal(amount, budget.used_amount, budget.adjustment_count, most),
        "amount",
    )
    if not reason.strip():
        raise Blocked(
            "这项预算已经编制,再次填写是预算调整,请写明调整原因和批准依据。", field="reason"
        )
    change = {"amount": (budget.amount, amount)}
    summary = (
        f"“{programme.name}”{year}年预算由 {show_yuan(budget.amount)} 调整为 {show_yuan(amount)}"
    )
    budget.amount = amount
    budget.adjustment_count += 1
    budget.save(update_fields=["amount", "adjustment_count", "updated_at"])
    journal.record(
        "ledger.adjust_budget", fund, actor=actor, summary=summary, reason=reason, changes=change
    )
    return budget


@verb
def receive(
    fund: Fund, amount: Decimal, *, on: date | None = None, note: str = "", actor: Actor
) -> Entry:
    """Book money that arrived from outside the unions (资金到账). NotVisible or Blocked."""
    fund = lock(Fund, fund.pk)
    require(actor, "ledger.edit", fund.scope_path)
    _check(fund, amount, on)
    lines = posting.received(FundSource(fund.source), amount)
    summary = f"收到{fund.get_source_display()}" + (f":{note.strip()}" if note.strip() else "")
    event = Event(fund, EntryKind.RECEIVE, lines, on or clock.today(), summary)
    return _booked(event, f"“{fund.name}”到账 {show_yuan(amount)}", actor)


@verb
def pass_down(
    fund: Fund,
    to_fund: Fund,
    amount: Decimal,
    *,
    on: date | None = None,
    note: str = "",
    actor: Actor,
) -> Entry:
    """Pass money to a fund of a union below (下拨); both books at once. The giver's entry.

    The source goes on; what was the giver's own is 上级工会经费 there. NotVisible or Blocked.
    """
    held = hold_funds([fund.pk, to_fund.pk])
    giver, taker = held[fund.pk], held[to_fund.pk]
    require(actor, "ledger.edit", giver.scope_path)
    _check(giver, amount, on)
    refuse(_passing_refusal(giver, taker), "to_fund")
    refuse(rules.free_refusal(amount, queries.available(giver), giver.name), "amount")
    day = on or clock.today()
    said = f"({note.strip()})" if note.strip() else ""
    out = book(
        Event(
            giver,
            EntryKind.PASS_OUT,
            posting.passed_out(amount),
            day,
            f"下拨{taker.union.name}“{taker.name}”{said}",
        ),
        actor=actor,
    )
    come = Event(
        taker,
        EntryKind.PASS_IN,
        posting.passed_in(amount),
        day,
        f"收到{giver.union.name}下拨“{giver.name}”{said}",
        counterpart=out,
    )
    _booked(come, f"收到{giver.union.name}下拨 {show_yuan(amount)}", actor)
    summary = f"下拨{taker.union.name} {show_yuan(amount)}"
    journal.record("ledger.pass_down", giver, actor=actor, summary=summary)
    return out


@verb
def correct(entry: Entry, *, reason: str, actor: Actor) -> Entry:
    """Take back a wrong receipt, passing down or handing over (更正冲销). The counter entry.

    Not for payments: those are reversed as such. NotVisible or Blocked.
    """
    pair = [entry]
    if entry.kind in (EntryKind.PASS_OUT, EntryKind.HAND_OUT):
        pair.append(entry.received_as)
    hold_funds([each.fund_id for each in pair])
    require(actor, "ledger.approve", entry.scope_path)
    if entry.kind not in rules.CORRECTABLE:
        raise Blocked("只有到账、下拨、移交和还款的凭证可以更正冲销;付款请在付款单上撤销。")
    if entry.kind == EntryKind.HAND_OUT and not entry.union.is_open:
        raise Blocked(f"“{entry.union.name}”已经注销,移交的资金归承接的工会,不能冲销。")
    if Entry.objects.filter(reverses=entry).exists():
        raise Blocked("这张凭证已经冲销过。")
    if not reason.strip():
        raise Blocked("请写明冲销原因。", field="reason")
    made: list[Entry] = []
    for each in pair:
        fund = each.fund
        if each is not entry or entry.kind in _CAME_IN:  # money leaves this fund again
            refuse(rules.free_refusal(each.amount, queries.available(fund), fund.name))
        event = Event(
            fund,
            EntryKind.CORRECT,
            countered(each),
            clock.today(),
            f"冲销凭证{each.number}:{reason.strip()}",
            reverses=each,
        )
        made.append(_booked(event, f"冲销凭证{each.number}", actor, reason=reason))
    if entry.kind == EntryKind.REPAY:
        take_back_repayment(entry, actor=actor)
    return made[0]


def _check(fund: Fund, amount: Decimal, on: date | None) -> None:
    refuse(posting.amount_refusal(amount), "amount")
    if not fund.is_open:
        raise Blocked(f"“{fund.name}”已停用,不能再收付。请换用其他资金。")
    if on is not None and on > clock.today():
        raise Blocked("业务日期不能晚于今天。", field="on")


def _union_refusal(union: Union) -> str | None:
    """Why a union can begin nothing new."""
    if not union.is_open:
        return f"“{union.name}”已经注销,不能新设资金或项目。请选择承接它的工会。"
    return None


def _passing_refusal(giver: Fund, taker: Fund) -> str | None:
    """Why money cannot go from one fund to the other."""
    if not taker.is_open:
        return f"“{taker.name}”已停用,不能接收资金。"
    is_below = taker.union.path.startswith(giver.union.path) and taker.union != giver.union
    if not is_below:
        return f"只能下拨给下级工会的资金。“{taker.name}”属于{taker.union.name}。"
    wanted = rules.passed_source(FundSource(giver.source))
    if taker.source != wanted:
        return (
            f"{giver.get_source_display()}下拨后仍应记为“{wanted.label}”,而“{taker.name}”是"
            f"“{taker.get_source_display()}”。请选择或新设来源相符的资金。"
        )
    return None


def _programme_refusal(fund: Fund, programme: Programme) -> str | None:
    """Why the fund may not pay for the programme."""
    if not fund.union.path.startswith(programme.union.path):
        return f"项目“{programme.name}”由{programme.union.name}设立,本工会的资金不能用于该项目。"
    return None


def _booked(event: Event, summary: str, actor: Actor, *, reason: str = "") -> Entry:
    """Book it and record it with the fund."""
    entry = book(event, actor=actor)
    journal.record(f"ledger.{event.kind}", event.fund, actor=actor, summary=summary, reason=reason)
    return entry


def _edit(
    row: FundOrProgramme, values: dict[str, Any], names: tuple[str, ...], what: str, actor: Actor
) -> FundOrProgramme:
    changes: dict[str, journal.Change] = journal.changes_of(
        row, {name: values[name] for name in names if name in values}
    )
    if changes:
        row.save(update_fields=[*changes, "updated_at"])
        verb_name = f"ledger.edit_{row._meta.model_name}"
        summary = f"{what}“{row.name}”"
        journal.record(verb_name, row, actor=actor, summary=summary, changes=changes)
    return row


def _close(row: FundOrProgramme, summary: str, reason: str, actor: Actor) -> FundOrProgramme:
    row.is_open = False
    row.save(update_fields=["is_open", "updated_at"])
    verb_name = f"ledger.close_{row._meta.model_name}"
    journal.record(verb_name, row, actor=actor, summary=summary, reason=reason)
    return row

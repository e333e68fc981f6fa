"""Money that goes to another union when one is merged, split or closed (移交): both books at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import new_number
from niangjia.kernel.money import show_yuan
from niangjia.kernel.verbs import lock, verb
from niangjia.ledger import queries, rules
from niangjia.ledger.models import Entry, Fund
from niangjia.ledger.rules import EntryKind, posting
from niangjia.ledger.services.access import refuse, require
from niangjia.ledger.services.booking import Event, book
from niangjia.unions.models import Union


@verb
def hand_over(
    fund: Fund,
    to: Union,
    amount: Decimal,
    *,
    on: date | None = None,
    note: str = "",
    actor: Actor,
) -> Entry:
    """Hand free money to a union that takes over (移交). The giver's entry. NotVisible or Blocked."""
    fund = lock(Fund, fund.pk)
    require(actor, "ledger.edit", fund.scope_path)
    refuse(posting.amount_refusal(amount), "amount")
    if to not in queries.heirs_of(fund.union):
        raise Blocked(
            f"“{to.name}”没有承接“{fund.union.name}”,不能接收移交。给下级的资金请用“下拨”。",
            field="to",
        )
    if on is not None and on > clock.today():
        raise Blocked("业务日期不能晚于今天。", field="on")
    refuse(rules.free_refusal(amount, fund.free_amount, fund.name), "amount")
    return hand(fund, to, amount, on=on or clock.today(), note=note, actor=actor)


def hand(fund: Fund, to: Union, amount: Decimal, *, on: date, note: str, actor: Actor) -> Entry:
    """Book the handing over of a locked fund's money; the caller has checked what may go where."""
    taker = _taker(fund, to, actor)
    said = f"({note.strip()})" if note.strip() else ""
    out = book(
        Event(
            fund,
            EntryKind.HAND_OUT,
            posting.handed_out(amount),
            on,
            f"移交{to.name}“{taker.name}”{said}",
        ),
        actor=actor,
    )
    come = Event(
        taker,
        EntryKind.HAND_IN,
        posting.handed_in(amount),
        on,
        f"接收{fund.union.name}移交“{fund.name}”{said}",
        counterpart=out,
    )
    book(come, actor=actor)
    told = f"接收{fund.union.name}移交 {show_yuan(amount)}"
    journal.record("ledger.hand_in", taker, actor=actor, summary=told)
    summary = f"移交{to.name} {show_yuan(amount)}"
    journal.record("ledger.hand_over", fund, actor=actor, summary=summary)
    return out


def hand_claims(fund: Fund, to: Union, amount: Decimal, *, on: date, actor: Actor) -> Fund:
    """Book that what was lent from the fund is owed to the union that takes over; its fund there."""
    taker = _taker(fund, to, actor)
    kind, lines = EntryKind.HAND_OUT, posting.claim_handed_out(amount)
    out = book(Event(fund, kind, lines, on, f"移交{to.name}未还的助学贷款"), actor=actor)
    kind, lines = EntryKind.HAND_IN, posting.claim_handed_in(amount)
    said = f"接收{fund.union.name}移交未还的助学贷款"
    book(Event(taker, kind, lines, on, said, counterpart=out), actor=actor)
    summary = f"未还的助学贷款 {show_yuan(amount)}移交{to.name}"
    journal.record("ledger.hand_claims", fund, actor=actor, summary=summary)
    return taker


def taker_of(fund: Fund, to: Union) -> Fund | None:
    """The receiver's open fund that took this fund's money before."""
    taken = Entry.objects.filter(
        kind=EntryKind.HAND_IN, counterpart__fund=fund, fund__union=to, fund__is_open=True
    ).first()
    return taken.fund if taken else None


def _taker(fund: Fund, to: Union, actor: Actor) -> Fund:
    """A fund of its own at the receiver, so that source, year and document stay known (专款专用)."""
    earlier = taker_of(fund, to)
    if earlier is not None:
        return earlier
    taker = Fund.objects.create(
        union=to,
        name=f"{fund.name}(原{fund.union.name})"[:100],
        source=fund.source,
        year=fund.year,
        code=new_number("ZJ", clock.today()),
        document=fund.document,
    )
    summary = f"设立资金“{taker.name}”,接收{fund.union.name}移交"
    journal.record("ledger.open_fund", taker, actor=actor, summary=summary)
    return taker

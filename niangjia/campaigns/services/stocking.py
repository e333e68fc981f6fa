"""Goods in store (慰问物资): received, issued, returned, damaged, counted. Never below zero."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django.db.models import F

from niangjia.campaigns import rules
from niangjia.campaigns.models import Delivery, Goods, StockMove
from niangjia.campaigns.rules import GoodsKind, MoveKind
from niangjia.campaigns.services.access import EDIT, refuse, require
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import show_yuan, yuan
from niangjia.kernel.verbs import lock, verb
from niangjia.ledger.rules import FundSource
from niangjia.unions.models import Union


@verb
def open_goods(
    union: Union,
    *,
    name: str,
    kind: str,
    measure: str,
    price_amount: Decimal,
    source: str = FundSource.OWN_UNION,
    quantity: int = 0,
    on: date | None = None,
    actor: Actor,
) -> Goods:
    """Enter a kind of goods of one price, with its first receipt. Raises NotVisible or Blocked."""
    require(actor, EDIT, union.path)
    goods = Goods.objects.create(
        union=union,
        name=name.strip(),
        kind=GoodsKind(kind),
        measure=measure.strip() or "份",
        price_amount=yuan(price_amount),
        source=FundSource(source),
    )
    price = show_yuan(goods.price_amount)
    journal.record("goods.open", goods, actor=actor, summary=f"登记物资“{goods.name}”({price})")
    if quantity:
        receive_goods(goods, quantity=quantity, price_amount=price_amount, on=on, actor=actor)
        goods.refresh_from_db()
    return goods


@verb
def edit_goods(goods: Goods, *, name: str, kind: str, measure: str, actor: Actor) -> Goods:
    """Correct words; price and source stay, since deliveries were valued by them."""
    goods = lock(Goods, goods.pk)
    require(actor, EDIT, goods.scope_path)
    changes = journal.changes_of(
        goods, {"name": name.strip(), "kind": GoodsKind(kind), "measure": measure.strip() or "份"}
    )
    if changes:
        goods.save(update_fields=[*changes, "updated_at"])
        said = f"修改物资“{goods.name}”"
        journal.record("goods.edit", goods, actor=actor, summary=said, changes=changes)
    return goods


@verb
def receive_goods(
    goods: Goods,
    *,
    quantity: int,
    price_amount: Decimal,
    on: date | None = None,
    note: str = "",
    actor: Actor,
) -> Goods:
    """Goods come in (入库), at the price of this entry. Raises NotVisible or Blocked."""
    require(actor, EDIT, goods.scope_path)
    _positive(quantity)
    refuse(rules.price_refusal(yuan(price_amount), goods.price_amount), "price_amount")
    return _by_hand(goods, MoveKind.RECEIVED, quantity, on=on, note=note, actor=actor)


@verb
def write_off(
    goods: Goods, *, quantity: int, on: date | None = None, reason: str, actor: Actor
) -> Goods:
    """Goods that are spoilt or lost leave the store (损耗). Raises NotVisible or Blocked."""
    require(actor, EDIT, goods.scope_path)
    _positive(quantity)
    if not reason.strip():
        raise Blocked("请写明损耗原因。", field="reason")
    return _by_hand(goods, MoveKind.DAMAGED, quantity, on=on, note=reason, actor=actor)


@verb
def count_goods(
    goods: Goods, *, counted: int, on: date | None = None, reason: str = "", actor: Actor
) -> Goods:
    """Counting what is there (盘点); a difference needs its reason. Raises NotVisible or Blocked."""
    goods = lock(Goods, goods.pk)
    require(actor, EDIT, goods.scope_path)
    if counted < 0:
        raise Blocked("盘点数量不能是负数。", field="counted")
    difference = counted - goods.stock_count
    if difference and not reason.strip():
        raise Blocked(
            f"盘点数{counted}与账面{goods.stock_count}相差{abs(difference)},请写明原因。",
            field="reason",
        )
    return _by_hand(goods, MoveKind.COUNTED, difference, on=on, note=reason, actor=actor)


Part = tuple[int, Delivery | None]
"""How many pieces, and the delivery they belong to."""


def move(
    goods: Goods, kind: MoveKind, parts: Sequence[Part], *, on: date, actor: Actor, note: str = ""
) -> None:
    """Change the stock by one conditional update, and append a move for each part. Raises Blocked.

    Quantities are unsigned, except of a count. Inside the caller's transaction; several goods in
    the order of their keys.
    """
    signed = [rules.move_of(kind, quantity) for quantity, _ in parts]
    whole = sum(signed)
    enough = Goods.objects.filter(pk=goods.pk, stock_count__gte=-whole)
    if not enough.update(stock_count=F("stock_count") + whole):
        there = Goods.objects.values_list("stock_count", flat=True).get(pk=goods.pk)
        raise Blocked(rules.stock_refusal(goods.name, -whole, there, goods.measure))
    after = Goods.objects.values_list("stock_count", flat=True).get(pk=goods.pk)
    balances = accumulate(signed, initial=after - whole)
    next(balances)
    StockMove.objects.bulk_create(
        StockMove(
            goods=goods,
            kind=kind,
            on=on,
            quantity=quantity,
            balance=balance,
            delivery=delivery,
            note=note.strip()[:200],
            actor_id=actor.user_id,
            actor_label=actor.label[:100],
        )
        for quantity, balance, (_, delivery) in zip(signed, balances, parts, strict=True)
    )


def _by_hand(
    goods: Goods, kind: MoveKind, quantity: int, *, on: date | None, note: str, actor: Actor
) -> Goods:
    day = on or clock.today()
    if day > clock.today():
        raise Blocked("日期不能晚于今天。", field="on")
    move(goods, kind, [(quantity, None)], on=day, actor=actor, note=note)
    goods.refresh_from_db()
    summary = f"“{goods.name}”{kind.label}{quantity}{goods.measure},结存{goods.stock_count}"
    journal.record(f"goods.{kind}", goods, actor=actor, summary=summary, reason=note)
    return goods


def _positive(quantity: int) -> None:
    if quantity < 1:
        raise Blocked("数量应大于0。", field="quantity")

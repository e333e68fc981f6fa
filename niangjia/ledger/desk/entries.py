"""The books (账簿): every entry, only to be read, or taken back by a counter entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from niangjia.kernel.actor import Actor
from niangjia.ledger import queries, services
from niangjia.ledger.desk.columns import WholeLink, Yuan
from niangjia.ledger.forms import funds as forms
from niangjia.ledger.models import Entry, EntryLine
from niangjia.ledger.rules import CORRECTABLE
from niangjia.web.desk import (
    Act,
    Choice,
    Column,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Related,
    Text,
    To,
    UnionSubtree,
    register,
)


def _lines(entry: Entry, actor: Actor) -> Iterable[EntryLine]:
    return queries.lines_of(entry)


def _not_correctable(entry: Entry) -> bool:
    return entry.kind not in CORRECTABLE or hasattr(entry, "reversed_by")


def _counter(entry: Entry) -> Any:
    return getattr(entry, "reversed_by", None) or ""


@register
class EntryDesk(Desk):
    """账簿."""

    slug = "entries"
    model = Entry
    title = "账簿"
    noun = "凭证"
    menu = ("资金", 50)
    area = "ledger"
    related = ("union", "fund")
    detail_related = ("payment", "reverses", "counterpart")
    columns = (
        WholeLink("number", "凭证号"),
        Day("on"),
        Text("kind"),
        Text("summary"),
        Yuan("amount"),
        Text("fund"),
        Text("union"),
    )
    card = ("number", "summary", "amount")
    filters = (Choice("kind"), UnionSubtree("union"), DateRange("on"))
    search = staticmethod(queries.find_entries)
    search_hint = "凭证号、资金编号或付款单号"
    in_global_search = False
    list_intro = "凭证不能修改或删除。记错的用反向凭证冲销,两张都留在账上。"
    empty_hint = "登记到账、下拨、付款时自动生成。"
    can_create = can_edit = False
    acts = (
        Act(
            "correct",
            "更正冲销",
            "ledger.approve",
            services.correct,
            form=forms.CorrectForm,
            hidden_when=_not_correctable,
            preview=forms.correction_lines,
            danger=True,
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "凭证",
                Column("number", "凭证号"),
                "on",
                "kind",
                "summary",
                Yuan("amount"),
                To("fund", slug="funds"),
                "union",
                To("payment", slug="payments"),
                To("reverses", slug="entries"),
                Computed("被冲销", _counter),
                "counterpart",
                Day("at"),
                "actor_label",
            )
        ),
        Related(
            "分录",
            _lines,
            (
                Computed("科目编号", lambda line: line.account),
                Text("account", "科目"),
                Yuan("debit", "借方"),
                Yuan("credit", "贷方"),
            ),
            code="lines",
        ),
    )

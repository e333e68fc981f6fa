"""慰问物资: what is in store, and everything that moved it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from niangjia.campaigns import queries, services
from niangjia.campaigns.forms import goods as forms
from niangjia.campaigns.models import Goods
from niangjia.kernel.actor import Actor
from niangjia.members.queries import own_union_code
from niangjia.web.desk import (
    Act,
    Choice,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Money,
    Number,
    Preset,
    Related,
    Text,
    Timeline,
    UnionSubtree,
    register,
)


def _moves(goods: Goods, actor: Actor) -> Iterable[Any]:
    return goods.moves.order_by("-id")


def _in_stock(rows: Any) -> Any:
    return rows.filter(stock_count__gt=0)


@register
class GoodsDesk(Desk):
    """慰问物资."""

    slug = "goods"
    model = Goods
    title = noun = "慰问物资"
    menu = ("帮扶", 41)
    area = "campaigns"
    related = ("union",)
    columns = (
        Link("name"),
        Text("kind"),
        Text("union"),
        Number("stock_count"),
        Text("measure"),
        Money("price_amount", "采购单价"),
        Text("source"),
    )
    card = ("name", "stock_count", "measure", "union")
    filters = (
        Choice("kind"),
        Choice("source"),
        UnionSubtree("union"),
        Preset("in_stock", "有库存", _in_stock),
    )
    search = staticmethod(queries.find_goods)
    search_hint = "物资名称"
    list_intro = "入库、发放、退回、损耗和盘点都有记录,库存不会是负数。单价不同的物资分别登记。"
    empty_hint = "还没有物资。请新增,填写采购单价和入库数量。"
    form = forms.GoodsForm
    acts = (
        Act(
            "receive",
            "入库",
            "campaigns.edit",
            services.receive_goods,
            form=forms.ReceiveForm,
            primary=True,
        ),
        Act("count", "盘点", "campaigns.edit", services.count_goods, form=forms.CountForm),
        Act(
            "write_off",
            "登记损耗",
            "campaigns.edit",
            services.write_off,
            form=forms.WriteOffForm,
            danger=True,
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group("物资", "name", "kind", "union", Number("stock_count"), "measure"),
            Group("采购", Money("price_amount"), "source"),
        ),
        Related(
            "出入库",
            _moves,
            (
                Text("kind"),
                Day("on"),
                Number("quantity"),
                Number("balance"),
                Text("note"),
                Text("actor_label", "经办人"),
            ),
            code="moves",
            empty="还没有出入库记录。",
        ),
        Timeline(),
    )

    def initial(self, actor: Actor, data: Mapping[str, str]) -> dict[str, Any]:
        """The actor's own union, where she has one."""
        return {"union": own_union_code(actor, "campaigns.edit"), **super().initial(actor, data)}

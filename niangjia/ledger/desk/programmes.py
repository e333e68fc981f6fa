"""Programmes (项目): what money is spent for."""

from __future__ import annotations

from typing import Any, ClassVar

from niangjia.ledger import queries, services
from niangjia.ledger.desk.funds import is_open_column
from niangjia.ledger.forms import funds as forms
from niangjia.ledger.models import Programme
from niangjia.web.desk import (
    Act,
    Choice,
    Day,
    Desk,
    Facts,
    FlagFilter,
    Group,
    Link,
    Text,
    Timeline,
    UnionSubtree,
    register,
)


@register
class ProgrammeDesk(Desk):
    """项目."""

    slug = "programmes"
    model = Programme
    title = noun = "项目"
    menu = ("资金", 20)
    area = "ledger"
    related = ("union",)
    columns = (
        Link("name"),
        "code",
        Text("kind"),
        Text("union"),
        Day("from_on"),
        Day("until_on"),
        is_open_column(),
    )
    card = ("name", "kind", "union")
    filters = (Choice("kind"), UnionSubtree("union"), FlagFilter("is_open"))
    search = staticmethod(queries.find_programmes)
    search_hint = "项目编号或名称"
    list_intro = "项目由设立工会及其下级的资金使用。名称就是品牌,类别决定统计和记账科目。"
    empty_hint = "请新增,如“金秋助学”“两节送温暖”。"
    form = forms.ProgrammeForm
    acts = (
        Act(
            "close",
            "停用",
            "ledger.edit",
            services.close_programme,
            hidden_when=lambda row: not row.is_open,
            danger=True,
            needs_reason=True,
            help="停用后不能再占用资金;已占用的仍可付款。",
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(Group("项目", "name", "code", "kind", "union", "from_on", "until_on")),
        Timeline(),
    )

"""疑似重复: two persons who may be one."""

from __future__ import annotations

from niangjia.members import queries, services
from niangjia.members.forms import cadre as forms
from niangjia.members.models import DuplicatePair
from niangjia.members.rules.duplicates import DUPLICATE
from niangjia.web.desk import (
    Choice,
    Computed,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Related,
    Status,
    Text,
    Timeline,
    UnionSubtree,
    register,
)


@register
class DuplicateDesk(Desk):
    """疑似重复."""

    slug = "duplicate-persons"
    model = DuplicatePair
    title = "疑似重复"
    menu = ("会员", 50)
    area = "members"
    view_permission = "members.merge"
    related = ("first", "second", "union")
    columns = (
        Link("first__name", "姓名"),
        Computed("第一人", lambda pair: queries.person_in_words(pair.first)),
        Computed("第二人", lambda pair: queries.person_in_words(pair.second)),
        Text("why"),
        Text("union"),
        Status("status"),
    )
    card = ("first__name", "why", "status")
    filters = (UnionSubtree("union"), Choice("status"))
    in_global_search = False
    can_create = False
    can_edit = False
    workflow = DUPLICATE
    verbs = {"merge": services.merge, "dismiss": services.dismiss_pair}
    step_forms = {"merge": forms.MergeForm}
    tabs = (
        Facts(
            Group(
                "两条人员记录",
                Computed("第一人", lambda pair: queries.person_in_words(pair.first)),
                Computed("第二人", lambda pair: queries.person_in_words(pair.second)),
                "why",
                "union",
                "status",
                "note",
                Day("created_at", "发现时间"),
            )
        ),
        Related(
            "第一人的会籍",
            lambda pair, actor: queries.episodes_seen(pair.first_id, actor, "members.merge"),
            columns=("union", "status", "joined_on", "left_on"),
            link="members",
            code="first",
        ),
        Related(
            "第二人的会籍",
            lambda pair, actor: queries.episodes_seen(pair.second_id, actor, "members.merge"),
            columns=("union", "status", "joined_on", "left_on"),
            link="members",
            code="second",
        ),
        Timeline(),
    )
    list_intro = "姓名相同且出生日期或手机号码相同的两条人员记录。核对证件后合并,或认定不是同一人。"

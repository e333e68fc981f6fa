"""入会申请: reviewed within the policy's working days."""

from __future__ import annotations

from django.db.models import QuerySet

from niangjia.kernel.actor import Actor
from niangjia.members import queries
from niangjia.members.models import JoinApplication, Membership
from niangjia.members.rules import codes
from niangjia.members.rules.joining import JOINING
from niangjia.members.services import joining
from niangjia.web.desk import (
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Masked,
    Related,
    Status,
    Text,
    Timeline,
    UnionSubtree,
    register,
)


def _known(application: JoinApplication, actor: Actor) -> QuerySet[Membership]:
    """Whether she is a member already, somewhere: the reviewer is told, the applicant is not."""
    return queries.memberships_of(application)


@register
class JoinDesk(Desk):
    """入会申请."""

    slug = "join-applications"
    model = JoinApplication
    title = "入会申请"
    menu = ("会员", 20)
    area = "members"
    view_permission = "members.review"
    related = ("union",)
    columns = (
        Link("name"),
        Text("number"),
        Text("union"),
        Text("employer_name"),
        Text("channel"),
        Status("status", tones={"approved": "ok"}),
        Day("created_at", "提交时间"),
        Day("due_on"),
    )
    card = ("name", "employer_name", "status")
    filters = (
        UnionSubtree("union"),
        Choice("status"),
        Choice("channel"),
        DateRange("created_at", "提交时间"),
    )
    search = staticmethod(queries.find_applications)
    search_hint = "申请编号、姓名、证件号码或手机号码"
    in_global_search = False
    can_create = False
    can_edit = False
    workflow = JOINING
    verbs = {
        "approve": joining.approve,
        "send_back": joining.send_back,
        "refuse": joining.refuse,
    }
    tabs = (
        Facts(
            Group(
                "申请",
                "number",
                "union",
                "status",
                "channel",
                Day("created_at", "提交时间"),
                "due_on",
                Text("membership", "办结会籍"),
            ),
            Group(
                "申请人",
                "name",
                Computed("证件类别", lambda row: codes.ID_TYPE.label(row.id_type)),
                Masked("identity"),
                Masked("phone"),
                Computed("性别", lambda row: codes.GENDER.label(row.gender)),
                "born_on",
            ),
            Group("工作", "employer_name", "occupation", "group", "is_migrant"),
            Group("个人信息告知", Day("consented_at"), "notice_version"),
        ),
        Related(
            "会籍核对",
            _known,
            columns=("union", "status", "joined_on"),
            code="known",
            empty="该证件号码没有会籍,可以入会。",
        ),
        Related(
            "其他申请",
            queries.other_applications,
            columns=("number", "union", "status"),
            link="join-applications",
            code="others",
            empty="该证件号码没有其他申请。",
        ),
        Timeline(),
    )
    reveals = ("identity", "phone")
    empty_hint = "还没有入会申请。把本工会的入会二维码发给职工,扫码即可申请。"
    list_intro = "自提交之日起按期限审核;审核结果申请人凭编号查询,不告知其工作单位。"

"""会员: the list, the member's page, and everything that changes a membership."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.members import queries, services
from niangjia.members.forms import cadre as forms
from niangjia.members.imports import MemberSheet
from niangjia.members.models import Card, Membership, MembershipEvent, Tag
from niangjia.members.rules import codes
from niangjia.members.rules.lifecycle import MEMBERSHIP, MembershipStatus, TagKind, VerifiedLevel
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Item,
    Link,
    Masked,
    Preset,
    Related,
    Status,
    Text,
    Timeline,
    UnionSubtree,
    register,
    register_picker,
)

TONES = {"active": "ok", "retained": "warn", "ended": "off"}


def _code(label: str, codes_: codes.CodeList, name: str) -> Computed:
    """A coded fact of the person in words."""
    return Computed(label, lambda row: codes_.label(getattr(row.person, name)))


def _episodes(membership: Membership, actor: Actor) -> QuerySet[Membership]:
    """The whole history for the union she is with now; a former union sees what is in its scope."""
    if membership.left_on is None:
        return queries.episodes(membership.person_id)
    return queries.episodes_seen(membership.person_id, actor, "members.view")


def _events(membership: Membership, actor: Actor) -> QuerySet[MembershipEvent]:
    return queries.events(membership.person_id).filter(
        membership__in=_episodes(membership, actor).order_by().values("pk")
    )


def _cards(membership: Membership, actor: Actor) -> QuerySet[Card]:
    rows: QuerySet[Card] = Card.objects.visible_to(actor, "members.view")
    return rows.filter(person_id=membership.person_id).select_related("union").order_by("-id")


def _tags(membership: Membership, actor: Actor) -> QuerySet[Tag]:
    return queries.tags(membership.person_id)


def _is_unbound(row: Membership) -> bool:
    return row.person.user_id is None


def _has_ended(membership: Membership) -> bool:
    return membership.status == MembershipStatus.ENDED


def _is_open(membership: Membership) -> bool:
    return not _has_ended(membership)


@register
class MemberDesk(Desk):
    """会员."""

    slug = "members"
    model = Membership
    title = "会员"
    menu = ("会员", 10)
    area = "members"
    related = ("person", "union")
    columns = (
        Link("person__name", "姓名"),
        Masked("identity"),
        Masked("phone"),
        Text("union"),
        Status("status", tones=TONES),
        Day("joined_on"),
        Computed("标签", lambda row: row.tag_words),
    )
    card = ("person__name", "union", "status")
    filters = (
        UnionSubtree("union"),
        Choice("status"),
        Choice("entry_kind"),
        DateRange("joined_on"),
        Preset("migrant", "农民工", lambda rows: queries.with_tag(rows, TagKind.MIGRANT)),
        Preset("new_form", "新就业形态", lambda rows: queries.with_tag(rows, TagKind.NEW_FORM)),
        Preset("group8", "八大群体", lambda rows: queries.with_tag(rows, TagKind.GROUP8)),
    )
    search = staticmethod(queries.find_members)
    search_hint = "姓名、拼音首字母、证件号码或手机号码"
    form = forms.MemberForm
    workflow = MEMBERSHIP
    verbs = {
        "retain": services.retain,
        "resume": services.resume,
        "resign": services.resign,
        "auto_quit": services.auto_quit,
        "expel": services.expel,
        "close_deceased": services.close_deceased,
    }
    step_forms = {
        "retain": forms.RetainForm,
        "resume": forms.DayForm,
        "resign": forms.DayForm,
        "auto_quit": forms.AutoQuitForm,
        "expel": forms.ExpelForm,
        "close_deceased": forms.DayForm,
    }
    acts = (
        Act(
            "transfer",
            "转会",
            "members.transfer",
            services.request_transfer,
            form=forms.TransferForm,
            hidden_when=_has_ended,
        ),
        Act(
            "rejoin",
            "重新入会",
            "members.edit",
            services.rejoin,
            form=forms.RejoinForm,
            hidden_when=_is_open,
        ),
        Act("set_tag", "加标签", "members.edit", services.set_tag, form=forms.TagForm),
        Act("clear_tag", "停用标签", "members.edit", services.clear_tag, form=forms.ClearTagForm),
        Act(
            "apply_card",
            "申请会员服务卡",
            "members.card",
            services.apply_card,
            form=forms.CardForm,
            hidden_when=_has_ended,
        ),
        Act(
            "correct_identity",
            "更正证件号码",
            "members.edit",
            services.correct_identity,
            form=forms.IdentityForm,
            danger=True,
        ),
        Act(
            "unbind",
            "解除手机绑定",
            "members.edit",
            services.unbind,
            hidden_when=_is_unbound,
            needs_reason=True,
            danger=True,
        ),
    )
    tabs = (
        Facts(
            Group(
                "会籍",
                "union",
                "status",
                "joined_on",
                "retained_on",
                "left_on",
                "entry_kind",
                "exit_kind",
                "exit_reason",
                "employer_name",
                Computed("标签", lambda row: row.tag_words),
            ),
            Group(
                "人员",
                Text("person__name", "姓名"),
                _code("证件类别", codes.ID_TYPE, "id_type"),
                Masked("identity"),
                Masked("phone"),
                _code("性别", codes.GENDER, "gender"),
                Day("person__born_on", "出生日期"),
                Computed("实名认证", lambda row: VerifiedLevel(row.person.verified_level).label),
                Day("person__verified_on", "实名认证日期"),
                Computed("手机账号", lambda row: "未绑定" if _is_unbound(row) else "已绑定"),
            ),
            Group(
                "其他信息",
                _code("民族", codes.ETHNICITY, "ethnicity"),
                _code("学历", codes.EDUCATION, "education"),
                _code("技能等级", codes.SKILL, "skill"),
                _code("政治面貌", codes.POLITICS, "politics"),
                _code("就业状况", codes.EMPLOYMENT, "employment"),
                _code("户籍类型", codes.HOUSEHOLD, "household_type"),
                Text("person__household_region", "户籍所在地"),
                Text("person__native_place", "籍贯"),
            ),
        ),
        Related(
            "会籍经历",
            _episodes,
            columns=("union", "status", "joined_on", "left_on", "entry_kind", "exit_reason"),
            code="episodes",
        ),
        Related(
            "会籍变化",
            _events,
            columns=(Text("membership__union", "工会"), "kind", "on", "reason", "note"),
            code="events",
        ),
        Related(
            "会员服务卡",
            _cards,
            columns=("union", "bank", "number_tail", "status", "applied_on", "activated_on"),
            link="cards",
            add_act="apply_card",
            code="cards",
        ),
        Related(
            "标签",
            _tags,
            columns=(
                Computed("标签", queries.tag_text),
                Computed("起", lambda tag: tag.valid.lower),
                Computed("止", lambda tag: tag.valid.upper),
                "source",
            ),
            add_act="set_tag",
            code="tags",
        ),
        Timeline(),
    )
    importer = MemberSheet()
    reveals = ("identity", "phone")
    reveal_of = staticmethod(lambda row: row.person)
    empty_hint = "还没有会员。可以新增会员、导入会员表,或把入会二维码发给职工。"

    def prepare(self, rows: list[Any], actor: Actor) -> None:
        """Tags of the rows' persons, in one query."""
        words: dict[int, list[str]] = {}
        person_ids = [row.person_id for row in rows]
        for tag in queries.live_tags(person_ids, clock.today()):
            words.setdefault(tag.person_id, []).append(queries.tag_text(tag))
        for row in rows:
            row.tag_words = "、".join(words.get(row.person_id, []))

    def get(self, ref: str, actor: Actor, permission: str = "") -> Any:
        """The membership with its tags."""
        found = super().get(ref, actor, permission)
        self.prepare([found], actor)
        return found

    def changed_at(self, obj: Membership) -> datetime:
        """The form edits the person, whose row is another than the membership's."""
        return max(obj.updated_at, obj.person.updated_at)

    def allows(self, permission: str, obj: Any, actor: Actor) -> bool:
        """A former union no longer looks at sensitive facts: they belong to where she is now."""
        if permission == self.reveal_permission and _has_ended(obj):
            return False
        return super().allows(permission, obj, actor)


def _pick(actor: Actor, permission: str, text: str, under: str, limit: int) -> Iterable[Item]:
    """Present members by name, initials, document or phone; same names are told apart by union."""
    if not text:
        return
    rows = Membership.objects.visible_to(actor, permission).filter(left_on=None)
    found = queries.find_members(rows, text).select_related("person", "union")
    for row in found.order_by("-id")[:limit]:
        born = f",{row.person.born_on:%Y-%m}生" if row.person.born_on else ""
        yield Item(str(row.public_id), f"{row.person.name}({row.union})", f"{row.union.code}{born}")


register_picker("memberships", _pick, model=Membership, key="public_id", permission="members.view")

"""What a member may know of her own record: who looked, what is kept, what she agreed to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from niangjia.accounts.models import Post, SignIn
from niangjia.kernel import clock, crypto, ids, messages, privacy
from niangjia.kernel.models import Entry
from niangjia.kernel.privacy import Consent, Row
from niangjia.members.models import (
    Card,
    IdentityClaim,
    JoinApplication,
    Membership,
    MembershipEvent,
    Person,
    Tag,
    Transfer,
)
from niangjia.members.queries.words import tag_text
from niangjia.members.rules import codes
from niangjia.members.rules.joining import JOINING
from niangjia.members.rules.lifecycle import JoinStatus, VerifiedLevel

_SIGN_INS_SHOWN = 200
_LOOKS_SHOWN = 2_000


def open_claim(user_id: int) -> IdentityClaim | None:
    """The claim of identity that waits for a cadre, or None."""
    return IdentityClaim.objects.filter(
        user_id=user_id, closed_at=None, expires_at__gt=clock.now()
    ).first()


# --- Who looked ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """One look at her record in her words: ``union`` is where the post was held; ``number`` is what
    she names when she asks about it."""

    number: int
    at: datetime
    who: str
    union: str
    what: str
    why: str


def looks_in_words(entries: Sequence[Entry], person: Person) -> list[Look]:
    """Who looked: the post and its union in full, of the name the surname (the journal has it all)."""
    posts = Post.objects.filter(user__in={entry.actor_id for entry in entries if entry.actor_id})
    unions = {
        (user_id, title): name
        for user_id, title, name in posts.values_list("user_id", "title", "union__name")
    }
    return [
        Look(
            entry.pk,
            entry.at,
            _who(entry, person),
            unions.get((entry.actor_id, _post(entry)), ""),
            entry.summary,
            entry.reason,
        )
        for entry in entries
    ]


def _post(entry: Entry) -> str:
    return entry.actor_label.partition("(")[2].removesuffix(")")


def _who(entry: Entry, person: Person) -> str:
    if entry.actor_id is None:
        return "系统"
    if entry.actor_id == person.user_id:
        return "您本人"
    name, has_post, post = entry.actor_label.partition("(")
    return f"{ids.mask_name(name)}({post}" if has_post else ids.mask_name(name)


# --- Which objects are about her ----------------------------------------------------------


def _same(person_id: int) -> list[int]:
    """The person and those found to be the same human."""
    return list(
        Person.objects.filter(Q(pk=person_id) | Q(merged_into=person_id)).values_list(
            "pk", flat=True
        )
    )


def _applications(person_id: int) -> QuerySet[JoinApplication]:
    documents = Person.objects.filter(pk__in=_same(person_id))
    return JoinApplication.objects.filter(
        identity_blind__in=documents.values("identity_blind")
    ).select_related("union")


CONCERNING: Mapping[str, Callable[[int], Iterable[int]]] = {
    "members.person": _same,
    "members.membership": lambda person_id: Membership.objects.filter(
        person_id__in=_same(person_id)
    ).values_list("pk", flat=True),
    "members.card": lambda person_id: Card.objects.filter(
        person_id__in=_same(person_id)
    ).values_list("pk", flat=True),
    "members.joinapplication": lambda person_id: _applications(person_id).values_list(
        "pk", flat=True
    ),
}


# --- What is kept of her ------------------------------------------------------------------


def _plain(sealed: Any) -> str:
    return crypto.unseal(bytes(sealed)) if sealed else ""


def _facts(person_id: int) -> list[Row]:
    person = Person.objects.get(pk=person_id)
    coded = (
        ("民族", codes.ETHNICITY, person.ethnicity),
        ("学历", codes.EDUCATION, person.education),
        ("技能等级", codes.SKILL, person.skill),
        ("政治面貌", codes.POLITICS, person.politics),
        ("户籍类型", codes.HOUSEHOLD, person.household_type),
        ("就业状况", codes.EMPLOYMENT, person.employment),
    )
    return [
        {
            "姓名": person.name,
            "证件类别": codes.ID_TYPE.labels.get(person.id_type, ""),
            "证件号码": _plain(person.identity_sealed),
            "手机号码": _plain(person.phone_sealed),
            "性别": codes.GENDER.labels.get(person.gender, ""),
            "出生日期": person.born_on,
            **{
                name: table.labels.get(code, "") if code is not None else ""
                for name, table, code in coded
            },
            "户籍所在地": person.household_region,
            "籍贯": person.native_place,
            "实名认证": VerifiedLevel(person.verified_level).label,
            "实名认证日期": person.verified_on,
            "登记时间": person.created_at,
        }
    ]


def _memberships(person_id: int) -> list[Row]:
    rows = Membership.objects.filter(person_id__in=_same(person_id)).select_related("union")
    return [
        {
            "工会": row.union.name,
            "工作单位": row.employer_name,
            "状态": row.get_status_display(),
            "会籍起": row.joined_on,
            "会籍止": row.left_on,
            "进入方式": row.get_entry_kind_display(),
        }
        for row in rows.order_by("joined_on")
    ]


def _events(person_id: int) -> list[Row]:
    rows = MembershipEvent.objects.filter(membership__person_id__in=_same(person_id))
    return [
        {
            "工会": row.membership.union.name,
            "变化": row.get_kind_display(),
            "日期": row.on,
            "原因": row.get_reason_display() if row.reason is not None else "",
            "说明": row.note,
        }
        for row in rows.select_related("membership__union").order_by("on", "id")
    ]


def _tags(person_id: int) -> list[Row]:
    rows = Tag.objects.filter(person_id__in=_same(person_id)).order_by("valid")
    return [
        {"标签": tag_text(row), "起": row.valid.lower, "止": row.valid.upper, "来源": row.source}
        for row in rows
    ]


def _cards(person_id: int) -> list[Row]:
    rows = Card.objects.filter(person_id__in=_same(person_id)).select_related("union")
    return [
        {
            "发卡工会": row.union.name,
            "合作银行": row.bank,
            "卡号后四位": row.number_tail,
            "状态": row.get_status_display(),
            "申请日期": row.applied_on,
            "激活日期": row.activated_on,
        }
        for row in rows.order_by("applied_on")
    ]


def _transfers(person_id: int) -> list[Row]:
    rows = Transfer.objects.filter(membership__person_id__in=_same(person_id))
    return [
        {
            "编号": row.number,
            "转出": row.union.name,
            "转入": row.target.name,
            "状态": row.get_status_display(),
            "原因": row.reason,
            "提出时间": row.created_at,
        }
        for row in rows.select_related("union", "target").order_by("id")
    ]


def _joining(person_id: int) -> list[Row]:
    return [
        {
            "编号": row.number,
            "申请加入": row.union.name,
            "姓名": row.name,
            "手机号码": _plain(row.phone_sealed),
            "工作单位": row.employer_name,
            "岗位工种": row.occupation,
            "状态": row.get_status_display(),
            "同意告知时间": row.consented_at,
            "告知版本": row.notice_version,
        }
        for row in own_applications(person_id)
    ]


def own_applications(person_id: int) -> QuerySet[JoinApplication]:
    """Applications under her document made with her own phone or account: another's are not hers
    to read, even if they name her."""
    person = Person.objects.get(pk=person_id)
    hers = Q(user_id=person.user_id) if person.user_id else Q(pk__in=())
    if person.phone_blind:
        hers |= Q(phone_blind=person.phone_blind)
    return _applications(person_id).filter(hers).order_by("id")


def returned_applications(person_id: int) -> QuerySet[JoinApplication]:
    """Her applications that wait for her correction."""
    return own_applications(person_id).filter(status=JoinStatus.RETURNED)


def _sign_ins(person_id: int) -> list[Row]:
    rows = SignIn.objects.filter(user__person=person_id).order_by("-id")[:_SIGN_INS_SHOWN]
    return [
        {"时间": row.at, "结果": row.get_outcome_display(), "网络地址": row.address or ""}
        for row in rows
    ]


def _messages(person_id: int) -> list[Row]:
    rows = messages.of(person_id)
    return [
        {"时间": row.at, "标题": row.title, "内容": row.text, "已读": row.read_at} for row in rows
    ]


def _looks(person_id: int) -> list[Row]:
    entries = list(privacy.looks(person_id)[:_LOOKS_SHOWN])
    person = Person.objects.get(pk=person_id)
    return [
        {
            "时间": row.at,
            "谁": row.who,
            "工会": row.union,
            "看了什么": row.what,
            "原因": row.why,
            "记录号": row.number,
        }
        for row in looks_in_words(entries, person)
    ]


SECTIONS: Mapping[str, Callable[[int], Sequence[Row]]] = {
    "个人资料": _facts,
    "会籍": _memberships,
    "会籍变化": _events,
    "标签": _tags,
    "会员服务卡": _cards,
    "转会": _transfers,
    "入会申请": _joining,
    "我的消息": _messages,
    "登录记录": _sign_ins,
    "谁看过我的资料": _looks,
}


# --- What she agreed to -------------------------------------------------------------------


def join_consents(person_id: int) -> list[Consent]:
    """Consent given with an application to join; it holds while the application is under way."""
    return [
        Consent(
            key=str(row.public_id),
            title=f"入会申请 {row.number}",
            purpose="审核入会资格、建立会籍、防止重复入会、联系您办理入会",
            given_on=clock.local_day(row.consented_at),
            state="已撤回"
            if row.status == JoinStatus.WITHDRAWN
            else ("已办结" if JOINING.is_final(row.status) else "有效"),
            is_live=not JOINING.is_final(row.status),
            recipients=f"{row.union.name}及其上级工会",
            can_withdraw=not JOINING.is_final(row.status),
            effect="撤回后,这份入会申请随之撤回,工会不再办理;以后可以重新申请。",
        )
        for row in own_applications(person_id)
    ]


def proof_answer(user_id: int, count: int) -> str:
    """The last characters of the bound person's document; empty when nobody is bound."""
    person = Person.objects.filter(user_id=user_id).first()
    if person is None:
        return ""
    return _plain(person.identity_sealed)[-count:]

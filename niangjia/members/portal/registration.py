"""What members put on the home of the workers' phone: ways in, and what waits for her."""

from __future__ import annotations

from collections.abc import Iterator

from niangjia.kernel import messages
from niangjia.kernel.actor import Actor
from niangjia.members import queries
from niangjia.members.models import Membership
from niangjia.web import portal
from niangjia.web.portal import Audience, Waiting


def register_cards() -> None:
    """Called once the registries are ready."""
    told = "扫单位的入会码,或按所在地选择工会"
    portal.card("加入工会", "/m/join/", "users-plus", 20, text=told, audience=Audience.VISITOR)
    told = "凭申请编号和手机后四位"
    portal.card(
        "查入会进度", "/m/join/progress/", "list-check", 30, text=told, audience=Audience.VISITOR
    )
    told = "会籍、会员卡、转会"
    portal.card("我的会籍", "/m/member/", "id-badge", 20, membership_badge, text=told)
    told = "办理进展"
    portal.card("我的消息", "/m/me/messages/", "message", 50, unread_badge, text=told)
    told = "谁看过、下载、授权"
    portal.card("我的资料", "/m/me/", "shield-lock", 60, text=told)
    portal.waiting(waiting)


def membership_badge(actor: Actor) -> str:
    """The union's state of her, in a word."""
    rows = Membership.objects.visible_to(actor, "members.own").filter(left_on=None)
    found = rows.first()
    return found.get_status_display() if found else ""


def unread_badge(actor: Actor) -> str:
    """How many messages are new."""
    person = queries.person_of(actor.user_id)
    count = messages.unread(person.pk).count() if person else 0
    return f"{count} 条新消息" if count else ""


def waiting(actor: Actor) -> Iterator[Waiting]:
    """Binding first; then applications the union sent back."""
    person = queries.person_of(actor.user_id)
    if person is None:
        claim = queries.open_claim(actor.user_id) if actor.user_id else None
        told = "请带证件和核实码到工会,或重新核对" if claim else "绑定后才能看到自己的会籍和救助"
        yield Waiting("实名绑定", "/m/me/bind/", told)
        return
    for application in queries.returned_applications(person.pk):
        yield Waiting(
            "入会申请被退回",
            "/m/join/progress/",
            f"{application.union.name}请您修改,申请编号 {application.number}",
        )

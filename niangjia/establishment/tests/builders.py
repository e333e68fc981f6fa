"""Applications at each stage, made through the services as the cast would make them."""

from __future__ import annotations

from datetime import timedelta

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Player, Tree, player
from niangjia.establishment import services
from niangjia.establishment.models import Establishment
from niangjia.establishment.services import ApplicationValues, UnitValues
from niangjia.kernel import clock
from niangjia.kernel.ids import make_credit_code
from niangjia.unions.models import Region
from niangjia.unions.rules import Committee, OfficerPost

CODE = make_credit_code("511725", 77, prefix="91")
PHONE = "13900000001"
UNION_COMMITTEE = ("张一", "王二", "李三", "赵四", "钱五", "孙六")
AUDIT_COMMITTEE = ("周七", "吴八", "郑九")
WOMEN_COMMITTEE = ("冯十", "陈甲", "褚乙")


def clerk(tree: Tree) -> Player:
    """镇吴: the township's cadre, who files applications for employers."""
    return player("zhen-wu", "镇吴", tree.township, Role.ORGANISATION)


def values(**changes: object) -> ApplicationValues:
    """An application of 60 members, 20 of them women."""
    given: dict[str, object] = {
        "union_name": "临巴酒厂工会委员会",
        "region": Region.objects.get(code="511725102"),
        "member_count": 60,
        "women_count": 20,
        "contact_name": "何先生",
        "contact_phone": PHONE,
    }
    return ApplicationValues(**(given | changes))  # type: ignore[arg-type]  # test values


def unit(**changes: object) -> UnitValues:
    """The distillery, not in the register yet."""
    given: dict[str, object] = {"name": "临巴酒厂", "worker_count": 80, "credit_code": CODE}
    return UnitValues(**(given | changes))  # type: ignore[arg-type]  # test values


def draft(tree: Tree, actor: Player) -> Establishment:
    return services.apply_for(tree.township, values(), [unit()], actor=actor.actor)


def submitted(tree: Tree, actor: Player) -> Establishment:
    return services.submit(draft(tree, actor), actor=actor.actor)


def preparing(tree: Tree, actor: Player, approver: Player) -> Establishment:
    return services.approve_preparation(
        submitted(tree, actor), preparation_number="渠工发〔2026〕7号", actor=approver.actor
    )


def with_candidates(tree: Tree, actor: Player, approver: Player) -> Establishment:
    found = preparing(tree, actor, approver)
    for name in ("张一", "王二", "李三"):
        services.add_preparatory_member(found, name=name, actor=actor.actor)
    for name in UNION_COMMITTEE:
        post = OfficerPost.CHAIR if name == "张一" else OfficerPost.MEMBER
        services.add_candidate(found, name=name, post=post, phone="13900000002", actor=actor.actor)
    for committee, names in (
        (Committee.AUDIT, AUDIT_COMMITTEE),
        (Committee.WOMEN, WOMEN_COMMITTEE),
    ):
        for name in names:
            post = OfficerPost.CHAIR if name == names[0] else OfficerPost.MEMBER
            services.add_candidate(
                found, name=name, committee=committee, post=post, is_woman=True, actor=actor.actor
            )
    return services.set_seats(found, seat_count=5, actor=actor.actor)


def on_notice(tree: Tree, actor: Player, approver: Player) -> Establishment:
    found = with_candidates(tree, actor, approver)
    return services.nominate(found, actor=actor.actor)


def after_notice(tree: Tree, actor: Player, approver: Player) -> Establishment:
    """The notice ran out yesterday."""
    found = on_notice(tree, actor, approver)
    found.notice_ends_on = clock.today() - timedelta(days=1)
    found.save(update_fields=["notice_ends_on"])
    return services.end_notice(found)


def votes_for(found: Establishment, **given: int) -> dict[int, int]:
    """50 votes each, 20 for 孙六 who is not elected; ``given`` changes some."""
    standard = {"孙六": 20} | given
    return {one.pk: standard.get(one.name, 50) for one in found.candidates.all()}


def elected(tree: Tree, actor: Player, approver: Player) -> Establishment:
    """The numbers of the election are entered, not yet reported."""
    found = after_notice(tree, actor, approver)
    return services.enter_election(
        found,
        election_on=clock.today(),
        due_count=60,
        present_count=55,
        votes=votes_for(found),
        actor=actor.actor,
    )


def reported(tree: Tree, actor: Player, approver: Player) -> Establishment:
    return services.report_election(elected(tree, actor, approver), actor=actor.actor)

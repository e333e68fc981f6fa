"""The whole flow of establishing a union, step by step."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from niangjia.accounts import queries as account_queries
from niangjia.accounts.testing import Cast, Player, Tree
from niangjia.employers.models import Coverage, Employer
from niangjia.establishment import queries, services
from niangjia.establishment.models import Establishment
from niangjia.establishment.tests import builders
from niangjia.kernel import clock, notices
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.journal import entries_of, transitions_of
from niangjia.unions.models import Officer, Term, Union


@pytest.fixture
def clerk(tree: Tree) -> Player:
    return builders.clerk(tree)


def test_founding_makes_union_officers_coverage_and_account(
    tree: Tree, cast: Cast, clerk: Player
) -> None:
    found = builders.reported(tree, clerk, cast.county_zhao)

    founded = services.establish(
        found, approval_number="渠工发〔2026〕9号", actor=cast.county_zhao.actor
    )

    union = Union.objects.get(pk=founded.union.pk)
    assert (union.name, union.parent_id) == ("临巴酒厂工会委员会", tree.township.pk)
    assert (union.code, union.approval_number) == ("511725102-0004", "渠工发〔2026〕9号")
    assert (union.founded_on, union.founding_mode) == (clock.today(), 2)
    coverage = Coverage.objects.get(union=union)
    assert (coverage.employer.name, coverage.employer.worker_count) == ("临巴酒厂", 80)
    terms = Term.objects.filter(union=union).order_by("committee")
    assert [(t.committee, t.number, t.years) for t in terms] == [
        ("audit", 1, 5),
        ("union", 1, 5),
        ("women", 1, 5),
    ]
    officers = Officer.objects.filter(union=union)
    seated = officers.filter(committee="union").order_by("id").values_list("name", flat=True)
    assert list(seated) == ["张一", "王二", "李三", "赵四", "钱五"]  # 孙六 had 20 of 60
    assert officers.get(committee="union", post="chair").name == "张一"
    found.refresh_from_db()
    assert (found.status, found.result_id) == ("established", union.pk)
    assert not found.units.filter(is_live=True).exists()


def test_founding_opens_the_chairs_account_with_a_temporary_password(
    tree: Tree, cast: Cast, clerk: Player
) -> None:
    found = builders.reported(tree, clerk, cast.county_zhao)

    founded = services.establish(found, approval_number="9号", actor=cast.county_zhao.actor)

    chair = founded.chair
    assert (chair.username, chair.name) == ("511725102-0004", "张一")
    assert chair.check_password(founded.password)
    assert chair.must_change_password
    actor = account_queries.actor_of(chair.pk)
    assert actor.roots("members.edit") == (founded.union.path,)
    told = [entry.summary for entry in entries_of(found)]
    assert not any(founded.password in summary for summary in told)
    assert told[0] == "批复成立“临巴酒厂工会委员会”(编码511725102-0004,9号)"


def test_every_step_is_appended(tree: Tree, cast: Cast, clerk: Player) -> None:
    found = builders.reported(tree, clerk, cast.county_zhao)
    services.establish(found, approval_number="9号", actor=cast.county_zhao.actor)

    steps = [(t.step, t.target) for t in transitions_of(found)]
    assert steps == [
        ("start", "draft"),
        ("submit", "submitted"),
        ("approve_preparation", "preparing"),
        ("nominate", "notice"),
        ("end_notice", "notice_done"),
        ("report_election", "election_reported"),
        ("establish", "established"),
    ]


def test_deadlines_follow_the_policies(tree: Tree, cast: Cast, clerk: Player) -> None:
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=False):
        found = builders.submitted(tree, clerk)
        assert str(found.due_on) == "2026-03-09"  # five working days to look at it
        found = services.approve_preparation(
            found, preparation_number="7号", actor=cast.county_zhao.actor
        )
        assert str(found.due_on) == "2026-06-01"  # 90 days end on a Sunday


def test_returned_application_is_corrected_and_submitted_again(
    tree: Tree, cast: Cast, clerk: Player
) -> None:
    found = builders.submitted(tree, clerk)
    services.give_back(found, reason="请补充女会员人数", actor=cast.county_zhao.actor)

    services.edit(found, builders.values(women_count=22), actor=clerk.actor)
    found = services.submit(found, actor=clerk.actor)

    assert (found.status, found.women_count) == ("submitted", 22)
    assert found.units.filter(is_live=True).count() == 1


def test_submitted_application_is_not_edited(tree: Tree, clerk: Player) -> None:
    found = builders.submitted(tree, clerk)

    with pytest.raises(Blocked, match="不能修改:当前状态是“待审核”"):
        services.edit(found, builders.values(member_count=70), actor=clerk.actor)

    found.refresh_from_db()
    assert found.member_count == 60


def test_nobody_approves_her_own_application(tree: Tree, clerk: Player) -> None:
    found = builders.submitted(tree, clerk)

    with pytest.raises(Blocked, match="不能批准自己提出的申请"):
        services.approve_preparation(found, preparation_number="7号", actor=clerk.actor)

    found.refresh_from_db()
    assert found.status == "submitted"


def test_notice_shows_masked_names_for_seven_days(tree: Tree, cast: Cast, clerk: Player) -> None:
    found = builders.on_notice(tree, clerk, cast.county_zhao)

    notice = notices.of(found).get()

    assert notice.ends_on - notice.starts_on == timedelta(days=7)
    assert notice.lines[0].endswith("拟任工会委员会主席")
    assert "周*,拟任经费审查委员会主任" in notice.lines
    assert not any("张一" in line for line in notice.lines)


def test_notice_ends_by_itself_after_its_last_day(tree: Tree, cast: Cast, clerk: Player) -> None:
    found = builders.on_notice(tree, clerk, cast.county_zhao)
    last = found.notice_ends_on
    assert last is not None

    with time_machine.travel(f"{last}T23:00:00+08:00", tick=False):
        assert services.end_notices(clock.today()) == 0
    with time_machine.travel(f"{last + timedelta(days=1)}T00:30:00+08:00", tick=False):
        assert services.end_notices(clock.today()) == 1
        assert services.end_notices(clock.today()) == 0

    found.refresh_from_db()
    assert found.status == "notice_done"


def test_upheld_objection_takes_the_notice_down(tree: Tree, cast: Cast, clerk: Player) -> None:
    found = builders.on_notice(tree, clerk, cast.county_zhao)
    services.object_to(found, reason="职工反映周七不是会员", actor=cast.county_zhao.actor)

    found = services.uphold_objection(found, reason="经查属实", actor=cast.county_zhao.actor)

    assert (found.status, found.notice_ends_on) == ("preparing", None)
    assert notices.of(found).get().withdrawn_at is not None


def test_unfounded_objection_lets_the_notice_go_on(tree: Tree, cast: Cast, clerk: Player) -> None:
    found = builders.on_notice(tree, clerk, cast.county_zhao)
    services.object_to(found, reason="匿名反映", actor=cast.county_zhao.actor)
    assert services.end_notices(clock.today() + timedelta(days=30)) == 0

    found = services.dismiss_objection(found, reason="查无实据", actor=cast.county_zhao.actor)

    assert found.status == "notice"
    assert notices.of(found).get().withdrawn_at is None


def test_withdrawal_takes_the_notice_down_and_frees_the_unit(
    tree: Tree, cast: Cast, clerk: Player
) -> None:
    found = builders.on_notice(tree, clerk, cast.county_zhao)

    services.withdraw(found, reason="单位搬迁", actor=clerk.actor)

    assert notices.of(found).get().withdrawn_at is not None
    assert builders.draft(tree, clerk).status == "draft"  # the same unit may apply again


def test_unit_stands_in_one_open_application(tree: Tree, clerk: Player) -> None:
    builders.draft(tree, clerk)

    with pytest.raises(Blocked, match="该单位已有一份办理中的建会申请"):
        builders.draft(tree, clerk)

    assert Establishment.objects.count() == 1


def test_covered_employer_is_refused_with_the_union_that_covers_it(
    tree: Tree, cast: Cast, clerk: Player
) -> None:
    first = builders.reported(tree, clerk, cast.county_zhao)
    services.establish(first, approval_number="9号", actor=cast.county_zhao.actor)
    again = builders.draft(tree, clerk)

    with pytest.raises(Blocked) as refusal:
        services.submit(again, actor=clerk.actor)

    assert refusal.value.reason == (
        "“临巴酒厂”已由“临巴酒厂工会委员会”覆盖,不能重复建会。如确需另建,请先由该工会办理调整。"
    )
    again.refresh_from_db()
    assert again.status == "draft"


def test_joint_union_covers_all_its_units(tree: Tree, cast: Cast, clerk: Player) -> None:
    found = services.apply_for(
        tree.township,
        builders.values(org_type=2, union_name="临巴商圈联合工会委员会"),
        [builders.unit()],
        actor=clerk.actor,
    )
    with pytest.raises(Blocked, match="两个以上单位"):
        services.submit(found, actor=clerk.actor)

    found = services.add_unit(
        found, builders.unit(name="临巴超市", credit_code="", worker_count=12), actor=clerk.actor
    )
    found = services.submit(found, actor=clerk.actor)

    assert (found.status, found.worker_count) == ("submitted", 92)


def test_known_employer_is_found_by_its_credit_code(tree: Tree, cast: Cast, clerk: Player) -> None:
    first = builders.draft(tree, clerk)
    services.withdraw(first, reason="重填", actor=clerk.actor)
    found = builders.reported(tree, clerk, cast.county_zhao)
    services.establish(found, approval_number="9号", actor=cast.county_zhao.actor)

    assert Employer.objects.filter(credit_code=builders.CODE).count() == 1


def test_invalid_election_is_not_reported(tree: Tree, cast: Cast, clerk: Player) -> None:
    found = builders.after_notice(tree, clerk, cast.county_zhao)
    services.enter_election(
        found,
        election_on=clock.today(),
        due_count=60,
        present_count=39,
        votes=dict.fromkeys(builders.votes_for(found), 35),
        actor=clerk.actor,
    )

    with pytest.raises(Blocked) as refusal:
        services.report_election(found, actor=clerk.actor)

    assert refusal.value.reason == (
        "选举无效:应到会60人,实到会39人,不足三分之二(工会基层组织选举工作条例)。"
        "请重新召开会议选举。"
    )
    found.refresh_from_db()
    assert found.status == "notice_done"


def test_phone_application_goes_to_the_regions_federation(tree: Tree) -> None:
    found = services.apply_from_phone(builders.values(), builders.unit())

    assert (found.status, found.union_id) == ("submitted", tree.township.pk)
    assert queries.progress_of(found.number.lower(), builders.PHONE) == found
    assert queries.progress_of(found.number, "13900000009") is None


def test_contact_of_one_application_may_only_go_on_applying(tree: Tree, clerk: Player) -> None:
    found = services.apply_from_phone(builders.values(), builders.unit())
    contact = queries.applicant_of(found)

    with pytest.raises(NotVisible):
        services.approve_preparation(found, preparation_number="7号", actor=contact)
    services.withdraw(found, reason="不办了", actor=contact)

    found.refresh_from_db()
    assert found.status == "withdrawn"

"""In file: plans, re-checks, leaving, relapse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from niangjia.aid import rules, services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules import person_codes
from niangjia.aid.services import IncomeEntry
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.kernel import clock, notices, policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.members import queries as members
from niangjia.members import services as member_services
from niangjia.members.rules.people import PersonFacts

pytestmark = pytest.mark.django_db

WAGE = person_codes.IncomeKind.WAGE


def adopt(world: World, code: str, params: Mapping[str, object], from_on: date) -> None:
    policy.adopt(
        code, path=world.tree.county.path, from_on=from_on, params=params, basis="新文件",
        actor=SYSTEM,
    )  # fmt: skip


# --- Plans --------------------------------------------------------------------------------


def test_no_approval_without_a_plan(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    services.decide(file, actor=world.who.county.actor)

    with pytest.raises(Blocked, match="还没有制定帮扶计划"):
        services.propose(file, actor=world.who.county.actor)


def test_an_open_measure_keeps_the_file_until_done_or_waived(world: World) -> None:
    file = files.filed(world.tree, world.who)
    measure = file.measures.get()
    chair = world.who.chair.actor
    services.record_recovery(file, is_cause_gone=True, months_above=6, actor=chair)
    with pytest.raises(Blocked, match="不脱困不脱钩:还有措施没有完成\\(生活救助\\)"):
        services.propose_exit(file, exit_reason="job", actor=chair)
    with pytest.raises(NotVisible):
        services.waive_measure(measure, reason="不再需要", actor=chair)
    with pytest.raises(Blocked, match="请写明原因"):
        services.waive_measure(measure, reason=" ", actor=world.who.county.actor)

    waived = services.waive_measure(measure, reason="已纳入低保", actor=world.who.county.actor)

    assert (waived.state, waived.waive_reason) == ("waived", "已纳入低保")
    assert services.propose_exit(file, exit_reason="job", actor=chair).status == "exit_review"


def test_progress_goes_forward_only(world: World) -> None:
    file = files.filed(world.tree, world.who)
    measure, chair = file.measures.get(), world.who.chair.actor
    services.note_progress(measure, "首次发放", "running", actor=chair)
    services.note_progress(measure, "第二次发放", "running", actor=chair)
    done = services.note_progress(measure, "全部发放", "done", actor=chair)

    assert (done.state, done.done_on) == ("done", clock.today())
    assert [one.text for one in done.notes.order_by("pk")] == ["首次发放", "第二次发放", "全部发放"]
    with pytest.raises(Blocked, match="现在是“已完成”,不能改为“实施中”"):
        services.note_progress(measure, "再来", "running", actor=chair)


def test_a_kind_of_measure_stands_once_in_a_plan(world: World) -> None:
    file = files.filed(world.tree, world.who)

    with pytest.raises(Blocked, match="这份计划中已有这项措施"):
        services.add_measure(
            file, kind="living", goal="再加", until_on=clock.today() + timedelta(days=1),
            actor=world.who.chair.actor,
        )  # fmt: skip


# --- Re-check and leaving -----------------------------------------------------------------


def rechecking(world: World, income: str) -> HouseholdFile:
    """In file, entered anew with that income, visited, compared, decided."""
    file = files.filed(world.tree, world.who)
    services.recheck(file, actor=world.who.chair.actor)
    proof = file.attachments.filter(kind="unit_proof").get()
    given = replace(files.entry(), incomes=(IncomeEntry(0, WAGE, Decimal(income), proof),))
    services.write_household(file, given, actor=world.who.chair.actor)
    files.compared(files.visited(file, world.who))
    services.decide(file, actor=world.who.county.actor)
    return files.fresh(file)


def test_the_same_category_goes_on_for_a_year(world: World) -> None:
    file = rechecking(world, "33000")
    with pytest.raises(Blocked, match="类别没有变化。请办理“复核后继续在档”"):
        services.change_category(file, reason="收入变化", actor=world.who.county.actor)

    file = services.confirm_recheck(file, actor=world.who.county.actor)

    assert (file.status, file.rechecked_on) == ("in_file", clock.today())
    assert file.due_on == rules.terms.recheck_on(clock.today())


def test_another_category_is_approved_by_the_city(world: World) -> None:
    file = rechecking(world, "54000")
    with pytest.raises(Blocked, match="与在档的全国级·深度困难不同。请办理“调整类别"):
        services.confirm_recheck(file, actor=world.who.county.actor)
    services.change_category(file, reason="收入增加", actor=world.who.county.actor)
    with pytest.raises(NotVisible):
        services.approve_change(file, actor=world.who.county_second.actor)

    file = services.approve_change(file, actor=world.who.city.actor)

    assert (file.status, file.category) == ("in_file", "relative")


def test_the_tag_of_hardship_comes_and_goes_with_the_file(world: World) -> None:
    facts = PersonFacts(name="陈小妹", identity=files.number(1))
    member_services.admit(facts, world.tree.union, on=date(2024, 1, 1), actor=SYSTEM)
    file = files.in_file(world.tree, world.who)
    assert _tags(file) == [("hardship", f"困难职工档案{file.number}")]

    services.record_death(file, reason="家属告知", actor=world.who.chair.actor)

    assert _tags(file) == []


def _tags(file: HouseholdFile) -> list[tuple[str, str]]:
    rows = members.live_tags([file.person_id], clock.today())
    return [(tag.kind, tag.source) for tag in rows]


def test_removal_needs_its_reason_and_another_person(world: World) -> None:
    file = files.filed(world.tree, world.who)
    services.waive_measure(file.measures.get(), reason="不再符合", actor=world.who.county.actor)
    services.propose_removal(
        file, removal_reason="untrue", reason="隐瞒房产", actor=world.who.city.actor
    )
    with pytest.raises(Blocked, match="前一环节"):
        services.remove(file, reason="属实", actor=world.who.city.actor)

    file = services.remove(file, reason="属实", actor=world.who.city_second.actor)

    assert (file.status, file.removal_reason) == ("removed", "untrue")
    assert (file.refused_on, file.ended_on) == (clock.today(), clock.today())


@pytest.mark.parametrize(
    ("months", "gone", "said"),
    [(5, True, "现在是5个月"), (6, False, "致困原因还没有消除")],
)
def test_who_is_not_out_of_difficulty_stays(
    world: World, months: int, gone: bool, said: str
) -> None:
    file = files.filed(world.tree, world.who)
    services.waive_measure(file.measures.get(), reason="不再需要", actor=world.who.county.actor)
    services.record_recovery(
        file, is_cause_gone=gone, months_above=months, actor=world.who.chair.actor
    )

    with pytest.raises(Blocked, match=said):
        services.propose_exit(file, exit_reason="job", actor=world.who.chair.actor)


def test_months_above_the_standard_begin_after_it_was_found_below(world: World) -> None:
    chair = world.who.chair.actor
    with time_machine.travel("2026-03-31T10:00:00+08:00", tick=True):
        file = files.in_file(world.tree, world.who)
        with pytest.raises(Blocked, match="2026-03-31建档或复核时认定的家庭人均净收入低于") as told:
            services.record_recovery(file, is_cause_gone=True, months_above=1, actor=chair)
        assert told.value.field == "months_above"
    with time_machine.travel("2026-09-29T10:00:00+08:00", tick=True):
        with pytest.raises(Blocked, match="满5个月,连续高于标准的月数不能是6个月"):
            services.record_recovery(file, is_cause_gone=True, months_above=6, actor=chair)
        services.record_recovery(file, is_cause_gone=True, months_above=5, actor=chair)

    assert files.fresh(file).months_above == 5


def exited(world: World) -> HouseholdFile:
    file = files.filed(world.tree, world.who)
    services.waive_measure(file.measures.get(), reason="不再需要", actor=world.who.county.actor)
    services.record_recovery(file, is_cause_gone=True, months_above=6, actor=world.who.chair.actor)
    services.propose_exit(file, exit_reason="job", actor=world.who.chair.actor)
    return services.confirm_exit(file, actor=world.who.city.actor)


def test_a_relapse_is_checked_from_the_beginning(world: World) -> None:
    file = exited(world)
    services.report_relapse(file, reason="再次失业", actor=world.who.chair.actor)

    file = services.refile(file, actor=world.who.county.actor)

    assert (file.status, file.approved_by_id, file.entered_by_ids) == ("returned", None, [])
    chair = world.who.chair.actor
    services.write_household(file, files.with_evidence(file, files.entry()), actor=chair)
    with pytest.raises(Blocked, match="由工会干部代为填写,职工本人还没有确认"):
        services.resubmit(file, actor=chair)


def test_a_relapse_that_is_none_leaves_the_follow_up_where_it_was(world: World) -> None:
    file = exited(world)
    due = file.due_on
    services.report_relapse(file, reason="听说失业", actor=world.who.chair.actor)

    file = services.dismiss_relapse(file, reason="仍在岗", actor=world.who.county.actor)

    assert (file.status, file.due_on) == ("exited", due)


def test_moving_away_takes_the_notice_down_and_lets_the_person_apply_elsewhere(
    world: World,
) -> None:
    file = files.on_notice(world.tree, world.who)

    file = services.move_away(file, reason="调往外县", actor=world.who.chair.actor)

    assert (file.status, file.due_on, file.ended_on) == ("moved", None, clock.today())
    assert notices.of(file).get().withdrawn_at is not None
    again = services.start_file(
        file.person, world.tree.neighbour_union, actor=world.who.neighbour.actor
    )
    assert again.previous == file


def test_a_death_in_the_future_is_refused(world: World) -> None:
    file = files.filed(world.tree, world.who)
    tomorrow = clock.today() + timedelta(days=1)

    with pytest.raises(Blocked, match="不能晚于今天"):
        services.record_death(file, reason="误填", died_on=tomorrow, actor=world.who.chair.actor)

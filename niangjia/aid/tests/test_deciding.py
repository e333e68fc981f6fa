"""Decisions that are kept and given again; checks, plans, re-checks; who may not judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from niangjia.accounts.testing import Player
from niangjia.aid import queries, rules, services
from niangjia.aid.models import Decision, HouseholdFile
from niangjia.aid.rules import codes, parameter_sets, person_codes
from niangjia.aid.services import IncomeEntry
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World, world
from niangjia.comparison.models import ExchangePerson
from niangjia.kernel import clock, notices, policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.journal import entries_of
from niangjia.members import queries as members
from niangjia.members import services as member_services
from niangjia.members.rules.people import PersonFacts

pytestmark = pytest.mark.django_db
__all__ = ["world"]

WAGE = person_codes.IncomeKind.WAGE


def adopt(world: World, code: str, params: dict[str, object], from_on: date) -> None:
    policy.adopt(
        code, path=world.tree.county.path, from_on=from_on, params=params, basis="新文件",
        actor=SYSTEM,
    )  # fmt: skip


# --- Decisions ----------------------------------------------------------------------------


def test_a_decision_is_kept_with_all_that_led_to_it(world: World) -> None:
    file = files.at_county(world.tree, world.who)

    kept = services.decide(file, actor=world.who.county.actor)

    assert (kept.category, kept.file_level, kept.refusals) == ("deep", "national", [])
    assert kept.local == {"amount": "1062", "minimum_area": "15"}
    assert kept.version.startswith("national-2021-1.5@2021-01-01#")
    assert kept.trace[0] == ("家庭年收入 36,000.00 元,有凭证的年刚性支出 0.00 元,共同生活 3 人")
    assert "家庭月人均净收入 1,000.00 元 < 当地低保标准 1,062.00 元 × 1" in "".join(kept.trace)
    assert kept.trace[-1] == "结论:认定为全国级·深度困难"
    assert entries_of(file).first().summary == kept.trace[-1]  # type: ignore[union-attr]  # just made
    assert "陈小妹" not in str(kept.facts) + str(kept.trace)
    assert kept.actor_label == "县帮(渠县总工会帮扶)"


def test_replay_gives_the_same_answer_years_later_under_other_rules(world: World) -> None:
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=True):
        file = files.at_county(world.tree, world.who)
        kept = services.decide(file, actor=world.who.county.actor)
        said = rules.decide(rules.Facts.from_json(kept.facts), _now(world))
        adopt(world, "aid.standard", {"amount": "500"}, date(2027, 1, 1))
        other = {"rules": parameter_sets.SHANDONG_2020.as_json()}
        adopt(world, "aid.eligibility", other, date(2027, 1, 1))

    with time_machine.travel("2035-03-02T10:00:00+08:00", tick=True):
        row = Decision.objects.get(pk=kept.pk)
        assert _now(world).version != row.version
        again = services.replay(row)

    assert again == said
    assert (again.category, list(again.trace)) == (kept.category, kept.trace)


def _now(world: World) -> rules.Parameters:
    return queries.parameters_at(world.tree.union.path, clock.today())


def test_a_damaged_decision_is_not_replayed(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    kept = services.decide(file, actor=world.who.county.actor)
    kept.local = {"amount": "2000", "minimum_area": "15"}

    with pytest.raises(ValueError, match="不能复算"):
        services.replay(kept)


@pytest.mark.parametrize(
    "word", ["UPDATE aid_decision SET category = ''", "DELETE FROM aid_decision"]
)
def test_a_decision_is_neither_changed_nor_deleted(world: World, word: str) -> None:
    file = files.at_county(world.tree, world.who)
    services.decide(file, actor=world.who.county.actor)

    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        connection.cursor().execute(word)

    assert Decision.objects.count() == 1


def test_without_a_standard_nothing_is_decided(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    policy.Policy.objects.filter(code="aid.standard").delete()

    with pytest.raises(Blocked, match="还没有录入低保标准"):
        services.decide(file, actor=world.who.county.actor)


def test_only_county_and_city_decide_and_only_in_review(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    for player in (world.who.chair, world.who.township, world.who.neighbour, world.who.stranger):
        with pytest.raises(NotVisible):
            services.decide(file, actor=player.actor)
    early = files.draft(world.tree, world.who, _person(2), _family(2))

    with pytest.raises(Blocked, match="不能认定:档案当前是“草稿”"):
        services.decide(early, actor=world.who.county.actor)

    assert not Decision.objects.exists()


def _person(order: int) -> object:
    return files.worker(f"工{'一二三四五'[order - 1]}", order)


def _family(order: int) -> services.HouseholdEntry:
    """Only the worker."""
    given = files.entry(order)
    worker = replace(given.members[0], name=f"工{'一二三四五'[order - 1]}")
    return replace(given, members=(worker,))


def test_a_refusal_names_every_reason_and_stops_the_proposal(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    HouseholdFile.objects.filter(pk=file.pk).update(owns_business=True, car_count=1)

    kept = services.decide(file, actor=world.who.county.actor)

    assert kept.category == ""
    assert "存在排除情形“自有商铺或雇人经营”" in kept.refusals
    with pytest.raises(Blocked, match=r"认定结果为不符合:.*自有商铺或雇人经营"):
        services.propose(file, actor=world.who.county.actor)


def test_a_decision_counts_on_todays_facts_and_rules_alone(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    with pytest.raises(Blocked, match="还没有按现行标准认定"):
        services.propose(file, actor=world.who.county.actor)
    services.decide(file, actor=world.who.county.actor)
    adopt(world, "aid.standard", {"amount": "1100"}, clock.today())

    with pytest.raises(Blocked, match="还没有按现行标准认定"):
        services.propose(file, actor=world.who.county.actor)
    services.decide(file, actor=world.who.county.actor)

    assert services.propose(file, actor=world.who.county.actor).status == "city"


# --- Maker and checker --------------------------------------------------------------------


def test_who_entered_or_proposed_does_not_approve(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    services.decide(file, actor=world.who.city.actor)
    files.planned(file, world.who.county.actor)
    services.propose(file, actor=world.who.city.actor)
    before = files.values(file)

    with pytest.raises(Blocked, match="前一环节"):
        services.approve(file, actor=world.who.city.actor)

    assert files.values(file) == before
    assert services.approve(file, actor=world.who.city_second.actor).status == "in_file"


def test_who_wrote_the_household_does_not_review_it(world: World) -> None:
    file = services.start_file(files.worker(), world.tree.union, actor=world.who.chair.actor)
    given = files.with_evidence(file, files.entry())
    services.write_household(file, given, actor=world.who.county.actor)
    files.authorise(file, world.who.chair.actor)
    files.paper(file, codes.AttachmentKind.COMMITMENT)
    services.sign_commitment(file, actor=world.who.chair.actor)
    services.submit(file, actor=world.who.chair.actor)
    files.visited(file, world.who)
    services.check(file, actor=world.who.chair.actor)
    services.publish(file, actor=world.who.chair.actor)
    HouseholdFile.objects.filter(pk=file.pk).update(due_on=clock.today() - timedelta(days=1))
    services.end_notice(file)

    with pytest.raises(Blocked, match="前一环节"):
        services.endorse(file, actor=world.who.county.actor)

    assert services.endorse(file, actor=world.who.county_second.actor).status == "comparison"


@pytest.mark.parametrize(
    ("column", "maker"),
    [
        ("endorsed_by_id", "checked_by_id"),
        ("proposed_by_id", "endorsed_by_id"),
        ("approved_by_id", "proposed_by_id"),
        ("approved_by_id", "submitted_by_id"),
    ],
)
def test_the_database_keeps_maker_and_checker_apart(world: World, column: str, maker: str) -> None:
    file = files.draft(world.tree, world.who)

    with pytest.raises(IntegrityError, match="_is_no_maker"), transaction.atomic():
        HouseholdFile.objects.filter(pk=file.pk).update(**{column: 9, maker: 9})


def test_a_new_submission_is_a_new_round(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    services.return_from_county(file, reason="收入不清", actor=world.who.county.actor)
    assert files.fresh(file).endorsed_by_id == world.who.township.user.pk

    file = services.resubmit(file, actor=world.who.chair.actor)

    chair = world.who.chair.user.pk
    assert (file.submitted_by_id, file.checked_by_id, file.endorsed_by_id) == (chair, None, None)
    assert files.fresh(file).takers == {
        "enter": frozenset({chair}), "resubmit": frozenset({chair}),
    }  # fmt: skip
    with pytest.raises(Blocked, match="还没有入户核实记录"):
        services.check(file, actor=world.who.chair.actor)


# --- Visits -------------------------------------------------------------------------------


def test_a_visit_that_found_it_untrue_does_not_pass(world: World) -> None:
    file = files.visited(files.submitted(world.tree, world.who), world.who, is_true=False)

    with pytest.raises(Blocked, match="情况不属实"):
        services.check(file, actor=world.who.chair.actor)


def test_one_visitor_is_not_enough(world: World) -> None:
    file = files.submitted(world.tree, world.who)
    services.record_visit(
        file, kind="check", on=clock.today(), visitors=["孙主席", " 孙主席 "], findings="情况属实",
        actor=world.who.chair.actor,
    )  # fmt: skip

    with pytest.raises(Blocked, match="应有2人参加,现在是1人"):
        services.check(file, actor=world.who.chair.actor)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"on": date(2999, 1, 1)}, "走访日期应在今天或之前一年内"),
        ({"visitors": [" "]}, "请填写走访人员"),
        ({"findings": "好"}, "请填写走访情况"),
        ({"kind": "follow_up"}, "不能登记脱困回访:档案当前是“待入户核实”"),
    ],
)
def test_a_visit_is_refused(world: World, changes: dict[str, object], said: str) -> None:
    file = files.submitted(world.tree, world.who)
    given: dict[str, object] = {
        "kind": "check", "on": clock.today(), "visitors": ["甲", "乙"], "findings": "情况属实",
    }  # fmt: skip

    with pytest.raises(Blocked, match=said):
        services.record_visit(
            file,
            actor=world.who.chair.actor,
            **(given | changes),  # type: ignore[arg-type]  # test values
        )

    assert not file.visits.exists()


# --- Plans --------------------------------------------------------------------------------


def test_no_approval_without_a_plan(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    services.decide(file, actor=world.who.county.actor)
    services.propose(file, actor=world.who.county.actor)

    with pytest.raises(Blocked, match="还没有制定帮扶计划"):
        services.approve(file, actor=world.who.city.actor)


def test_an_open_measure_keeps_the_file_until_done_or_waived(world: World) -> None:
    file = files.in_file(world.tree, world.who)
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
    file = files.in_file(world.tree, world.who)
    measure, chair = file.measures.get(), world.who.chair.actor
    services.note_progress(measure, "首次发放", "running", actor=chair)
    services.note_progress(measure, "第二次发放", "running", actor=chair)
    done = services.note_progress(measure, "全部发放", "done", actor=chair)

    assert (done.state, done.done_on) == ("done", clock.today())
    assert [one.text for one in done.notes.order_by("pk")] == ["首次发放", "第二次发放", "全部发放"]
    with pytest.raises(Blocked, match="现在是“已完成”,不能改为“实施中”"):
        services.note_progress(measure, "再来", "running", actor=chair)


def test_a_kind_of_measure_stands_once_in_a_plan(world: World) -> None:
    file = files.in_file(world.tree, world.who)

    with pytest.raises(Blocked, match="这份计划中已有这项措施"):
        services.add_measure(
            file, kind="living", goal="再加", until_on=clock.today() + timedelta(days=1),
            actor=world.who.chair.actor,
        )  # fmt: skip


# --- Re-check and leaving -----------------------------------------------------------------


def rechecking(world: World, income: str) -> HouseholdFile:
    """In file, entered anew with that income, visited, compared, decided."""
    file = files.in_file(world.tree, world.who)
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
    file = files.in_file(world.tree, world.who)
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
    file = files.in_file(world.tree, world.who)
    services.waive_measure(file.measures.get(), reason="不再需要", actor=world.who.county.actor)
    services.record_recovery(
        file, is_cause_gone=gone, months_above=months, actor=world.who.chair.actor
    )

    with pytest.raises(Blocked, match=said):
        services.propose_exit(file, exit_reason="job", actor=world.who.chair.actor)


def exited(world: World) -> HouseholdFile:
    file = files.in_file(world.tree, world.who)
    services.waive_measure(file.measures.get(), reason="不再需要", actor=world.who.county.actor)
    services.record_recovery(file, is_cause_gone=True, months_above=6, actor=world.who.chair.actor)
    services.propose_exit(file, exit_reason="job", actor=world.who.chair.actor)
    return services.confirm_exit(file, actor=world.who.city.actor)


def test_a_relapse_is_checked_from_the_beginning(world: World) -> None:
    file = exited(world)
    services.report_relapse(file, reason="再次失业", actor=world.who.chair.actor)

    file = services.refile(file, actor=world.who.county.actor)

    assert (file.status, file.submitted_on) == ("submitted", clock.today())
    assert (file.approved_by_id, file.entered_by_ids) == (None, [])
    with pytest.raises(Blocked, match="还没有入户核实记录"):
        services.check(file, actor=world.who.chair.actor)


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
    file = files.in_file(world.tree, world.who)
    tomorrow = clock.today() + timedelta(days=1)

    with pytest.raises(Blocked, match="不能晚于今天"):
        services.record_death(file, reason="误填", died_on=tomorrow, actor=world.who.chair.actor)


# --- Comparison ---------------------------------------------------------------------------


def ask(file: HouseholdFile, player: Player, *kinds: str) -> object:
    return services.request_comparison(
        [file],
        kinds=kinds,
        authority="渠县民政局",
        purpose="困难职工建档核对",
        expires_on=clock.today() + timedelta(days=30),
        actor=player.actor,
    )


def test_the_county_asks_about_whom_it_may(world: World) -> None:
    file = files.in_comparison(world.tree, world.who)

    ask(file, world.who.county, "allowance", "vehicle")

    rows = ExchangePerson.objects.order_by("line_no")
    assert [(one.name, one.subject_id) for one in rows] == [
        ("陈小妹", file.pk), ("何大山", file.pk), ("何小雨", file.pk),
    ]  # fmt: skip
    assert {one.authorised_until for one in rows} == {file.authorisations.get().until_on}
    with pytest.raises(Blocked, match="比对还没有返回结果"):
        services.compare(file, actor=world.who.county.actor)


def test_a_kind_that_is_not_authorised_is_not_asked(world: World) -> None:
    file = files.in_comparison(world.tree, world.who)

    with pytest.raises(Blocked, match=f"档案{file.number}没有授权核对房产"):
        ask(file, world.who.county, "allowance", "property")
    for player in (world.who.chair, world.who.township, world.who.neighbour):
        with pytest.raises(NotVisible):
            ask(file, player, "allowance")

    assert not ExchangePerson.objects.exists()


def test_a_file_that_is_not_in_comparison_is_not_asked_about(world: World) -> None:
    file = files.submitted(world.tree, world.who)

    with pytest.raises(Blocked, match="当前是“待入户核实”,不能比对"):
        ask(file, world.who.county, "allowance")


def test_withdrawing_the_authorisation_empties_what_was_asked(world: World) -> None:
    file = files.in_comparison(world.tree, world.who)
    ask(file, world.who.county, "allowance")

    services.withdraw_authorisation(file.authorisations.get(), actor=world.who.chair.actor)

    assert not ExchangePerson.objects.filter(gone_at=None).exists()
    assert not ExchangePerson.objects.exclude(identity_sealed=None).exists()

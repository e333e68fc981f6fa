"""Deadlines, how they were found, and what happens when they run out."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import player
from niangjia.aid import queries, services
from niangjia.aid.models import HouseholdFile, Objection
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import ANONYMOUS, SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.journal import entries_of
from niangjia.web.workbench import waiting

pytestmark = pytest.mark.django_db

TEXT = "她家在县城还有一套出租的房子,去年刚装修。"


def raised(file: HouseholdFile) -> Objection:
    return services.raise_objection(
        file, text=TEXT, name="邻居周某", phone="13900000009", actor=ANONYMOUS
    )


def looked_into(world: World, objection: Objection) -> Objection:
    services.accept_objection(objection, actor=world.who.county.actor)
    found = services.write_findings(
        objection, findings="到房管局查询,名下没有其他住房。", actor=world.who.county.actor
    )
    assert isinstance(found, Objection)
    return found


# --- Clocks -------------------------------------------------------------------------------


def test_every_deadline_tells_how_it_was_found(world: World) -> None:
    with time_machine.travel("2026-02-09T10:00:00+08:00", tick=True):
        file = files.submitted(world.tree, world.who)
        term = queries.term_of(file)

        assert term is not None
        assert (term.on, term.what) == (file.due_on, "完成单位工会入户核实")
        assert term.why.startswith("自2026-02-09起第10个工作日,跳过春节")


def test_a_deadline_names_the_work_and_not_its_outcome(world: World) -> None:
    file = files.on_notice(world.tree, world.who)
    raised(file)
    file.refresh_from_db()

    term = queries.term_of(file)

    assert term is not None
    assert term.what == "完成异议调查"


def test_a_leap_day_is_rechecked_on_the_28th(world: World) -> None:
    with time_machine.travel("2028-02-29T10:00:00+08:00", tick=True):
        file = files.in_file(world.tree, world.who)

        assert file.due_on == date(2029, 2, 28)
        assert queries.term_of(file) == (
            date(2029, 2, 28), "年度复核", "建档之日2028-02-29起满一年",
        )  # fmt: skip


def test_an_exit_on_a_leap_day_is_followed_up_on_real_days(world: World) -> None:
    """Six months after 29 February is 29 August, twelve months 28 February."""
    with time_machine.travel("2028-02-29T10:00:00+08:00", tick=True):
        file = files.filed(world.tree, world.who)
        services.note_progress(file.measures.get(), "已发放", "done", actor=world.who.chair.actor)
        services.record_recovery(
            file, is_cause_gone=True, months_above=6, actor=world.who.chair.actor
        )
        services.propose_exit(file, exit_reason="recovered", actor=world.who.chair.actor)
        file = services.confirm_exit(file, actor=world.who.city.actor)
        assert file.due_on == date(2028, 9, 13)
    for day, code, refused in (
        ("2028-08-29", "follow_up", "2028-08-28"), ("2029-02-28", "close", "2029-02-27"),
    ):  # fmt: skip
        with time_machine.travel(f"{refused}T10:00:00+08:00", tick=True):
            visit(file, world)
            with pytest.raises(Blocked, match=day):
                getattr(services, code)(file, actor=world.who.chair.actor)
        with time_machine.travel(f"{day}T10:00:00+08:00", tick=True):
            visit(file, world)
            file = getattr(services, code)(file, actor=world.who.chair.actor)
    assert (file.status, file.ended_on) == ("closed", date(2029, 2, 28))


def visit(file: HouseholdFile, world: World) -> None:
    services.record_visit(
        file, kind="follow_up", on=clock.today(), visitors=["李委员"], findings="收入稳定",
        actor=world.who.chair.actor,
    )  # fmt: skip


def test_a_stricter_local_recheck_holds(world: World) -> None:
    policy.adopt(
        "aid.recheck", path=world.tree.city.path, from_on=date(2026, 1, 1), params={"days": 180},
        basis="本市规定", actor=SYSTEM,
    )  # fmt: skip

    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=True):
        file = files.in_file(world.tree, world.who)

    assert file.due_on == date(2026, 8, 31)  # the 29th is a Saturday


@pytest.mark.parametrize(
    ("state", "days", "due", "text"),
    [
        ("in_file", {"filed_on": date(2028, 2, 29)}, date(2029, 2, 28), "建档之日2028-02-29起满一年须复核"),
        ("in_file", {"rechecked_on": date(2026, 1, 1)}, date(2026, 6, 30), "180天内须复核(当地规定)"),
        ("exited", {"exited_on": date(2025, 8, 31)}, date(2026, 3, 15), "满6个月即2026-02-28可以回访,15天内"),
        ("followed", {"exited_on": date(2025, 8, 31)}, date(2026, 9, 15), "满12个月即2026-08-31可以回访"),
    ],
)  # fmt: skip
def test_the_workbench_tells_days_that_no_step_sets(
    world: World, state: str, days: dict[str, date], due: date, text: str
) -> None:
    file = files.placed(files.draft(world.tree, world.who), state, due_on=due, **days)

    (todo,) = files.todos(world.who.chair)

    assert text in todo.derivation
    assert file.status == state


def test_a_year_in_file_begins_the_recheck_by_itself(world: World) -> None:
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=True):
        file = files.in_file(world.tree, world.who)
    with time_machine.travel("2027-03-01T10:00:00+08:00", tick=True):
        assert services.begin_rechecks(clock.today()) == 0
    with time_machine.travel("2027-03-02T01:20:00+08:00", tick=True):
        assert services.begin_rechecks(clock.today()) == 1
        assert services.begin_rechecks(clock.today()) == 0

    assert files.fresh(file).status == "recheck"


def test_what_is_overdue_is_told_above_once(world: World) -> None:
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=True):
        file = files.submitted(world.tree, world.who)  # due on the 16th
    with time_machine.travel("2026-03-16T10:00:00+08:00", tick=True):
        assert services.escalate_overdue(clock.today()) == 0
    with time_machine.travel("2026-03-18T10:00:00+08:00", tick=True):
        assert services.escalate_overdue(clock.today()) == 1
        assert services.escalate_overdue(clock.today()) == 0
        assert list(queries.escalated(HouseholdFile.objects.all())) == [file]
        told = files.told(world.who)
        assert set(told) == {"township", "county", "county_second", "city", "city_second"}
        assert told["township"].startswith(
            "渠江纺织厂工会委员会的“待入户核实”超期,2026-03-18提请上一级督办。"
            "2026-03-02进入“待入户核实”。入户核实属实:自2026-03-02起第10个工作日"
        )
        assert entries_of(file).first().summary == (
            "“待入户核实”应于2026-03-16前办结,已超期2天,提请上一级工会督办"
        )
        todos, _ = waiting(world.who.township.actor, clock.today())
        (once,) = [one for one in todos if one.title == file.person.name]
        assert once.kind == "督办 · 困难职工档案"  # and not its step at the unit a second time
        files.visited(file, world.who)
        services.check(file, actor=world.who.township.actor)  # who sits above may act

    assert not queries.escalated(HouseholdFile.objects.all()).exists()
    assert files.told(world.who) == {}


@pytest.mark.parametrize(("days", "first"), [(0, "2026-03-17"), (3, "2026-03-20")])
def test_how_late_it_is_told_is_a_dated_parameter(world: World, days: int, first: str) -> None:
    policy.adopt(
        "aid.escalation", path=world.tree.county.path, from_on=date(2026, 1, 1),
        params={"days": days}, basis="本县规定", actor=SYSTEM,
    )  # fmt: skip
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=True):
        files.submitted(world.tree, world.who)  # due on the 16th

    found = []
    for day in range(16, 22):
        with time_machine.travel(f"2026-03-{day}T10:00:00+08:00", tick=True):
            if services.escalate_overdue(clock.today()):
                found.append(f"2026-03-{day}")

    assert found == [first]


def test_objections_appeals_and_grants_are_told_above_alike(world: World) -> None:
    tree, who = world.tree, world.who
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=True):
        objection = raised(files.on_notice(tree, who))
        refused = files.placed(
            files.draft(tree, who, files.worker("罗二妹", 2), files.entry_of(2)),
            "refused", refused_on=clock.today(),
        )  # fmt: skip
        appeal = services.file_appeal(
            refused, text="情况已经变化,请重新审核。", actor=who.chair.actor
        )
    with time_machine.travel("2026-03-20T10:00:00+08:00", tick=True):
        assert services.escalate_overdue(clock.today()) >= 2
        told = files.told(who, "/objections/")
        assert set(told) == {"city", "city_second"}
        assert told["city"].startswith("渠县总工会的“已提异议”超期,2026-03-20提请上一级督办。")
        province = player("sheng-bang", "省帮", tree.province, Role.AID)
        assert set(files.told(who, "/appeals/")) == set()  # the city's own; the province is above
        (above,) = [
            one for one in waiting(province.actor, clock.today())[0] if "督办 · 申诉" in one.kind
        ]
        assert "达州市总工会的“待受理”超期" in above.derivation
        assert "受理:自2026-03-02起第5个工作日" in above.derivation

        services.accept_objection(objection, actor=who.county.actor)  # a new term begins
        assert files.told(who, "/objections/") == {}
        assert services.escalate_overdue(clock.today()) == 0
    appeal.refresh_from_db()
    assert appeal.escalated_on == date(2026, 3, 20)


def test_an_early_visit_where_the_place_wants_one(world: World) -> None:
    policy.adopt(
        "aid.follow_up_early", path=world.tree.city.path, from_on=date(2026, 1, 1),
        params={"months": 3}, basis="本市规定", actor=SYSTEM,
    )  # fmt: skip
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=True):
        file = files.filed(world.tree, world.who)
        services.note_progress(file.measures.get(), "已发放", "done", actor=world.who.chair.actor)
        services.record_recovery(
            file, is_cause_gone=True, months_above=6, actor=world.who.chair.actor
        )
        services.propose_exit(file, exit_reason="recovered", actor=world.who.chair.actor)
        file = services.confirm_exit(file, actor=world.who.city.actor)
        assert file.due_on == date(2026, 6, 17)
        term = queries.term_of(file)
        assert term is not None
        assert term.what == "提前回访"
    (todo,) = files.todos(world.who.chair)
    assert todo.derivation == "脱困之日2026-03-02起当地规定提前回访,至2026-06-17。"

    with time_machine.travel("2026-06-03T10:00:00+08:00", tick=True):
        visit(file, world)
        file = files.fresh(file)
        assert file.due_on == date(2026, 9, 17)
        with pytest.raises(Blocked, match="满6个月"):
            services.follow_up(file, actor=world.who.chair.actor)

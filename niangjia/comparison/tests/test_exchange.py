"""An exchange from the question to the last decision."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.comparison import queries, services
from niangjia.comparison.models import Answer, Exchange, Match, Mismatch
from niangjia.comparison.tests import making
from niangjia.comparison.tests.making import K, compared, line, sheet
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry, Transition

LABEL = "aid.householdfile"


@pytest.fixture
def exchange(tree: Tree, cast: Cast) -> Exchange:
    return making.exported(tree, cast.county_zhao.actor)


def test_everybody_as_we_have_her_leaves_nothing_to_review(exchange: Exchange, cast: Cast) -> None:
    zhao = cast.county_zhao.actor

    file = making.answered(exchange, sheet([line(n) for n in range(4)]), zhao)

    assert (file.state, file.exact_count, file.not_found_count) == ("imported", 4, 0)
    assert set(Answer.objects.values_list("result", flat=True)) == {"match"}
    assert Answer.objects.count() == 12
    state = queries.state_of(LABEL, [100, 101, 102, 103])
    assert state == queries.State(True, 0, clock.today())
    exchange.refresh_from_db()
    assert services.finish(exchange, actor=zhao).status == "finished"


def test_mismatches_are_tasks_with_a_deadline(exchange: Exchange, cast: Cast) -> None:
    lines = [line(0, 低保="有", 车辆="3"), line(1), line(2, 婚姻="离婚")]

    file = making.answered(exchange, sheet(lines), cast.county_zhao.actor)

    assert (file.mismatch_count, file.not_found_count) == (3, 1)
    tasks = Mismatch.objects.order_by("pk")
    assert [(t.person.name, t.data_kind, t.ours, t.theirs) for t in tasks] == [
        ("王小明", "allowance", "none", "held"),
        ("王小明", "vehicle", "", "many"),
        ("张伟", "marriage", "married", "divorced"),
    ]
    assert {t.due_on for t in tasks} == {clock.add_working_days(clock.today(), 10)}
    assert set(Answer.objects.filter(person__line_no=4).values_list("result", flat=True)) == {
        "not_found"
    }
    state = queries.state_of(LABEL, [100])
    assert (state.is_compared, state.open_mismatch_count) == (True, 2)
    exchange.refresh_from_db()
    with pytest.raises(Blocked, match="还有3项待核实"):
        services.finish(exchange, actor=cast.county_zhao.actor)


def test_claiming_a_benefit_that_nobody_knows_of_is_a_mismatch(tree: Tree, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    persons = [compared(0, ours={K.ALLOWANCE: "held"}), compared(1)]
    exchange = making.exported(tree, zhao, persons=persons)

    making.answered(exchange, sheet([line(1)]), zhao)

    task = Mismatch.objects.get()
    assert (task.person.name, task.data_kind, task.theirs) == ("王小明", "allowance", "")


def test_a_wrong_number_is_recognised_by_the_rest(exchange: Exchange, cast: Cast) -> None:
    wrong = making.identity(2)[:-2] + "98"

    file = making.answered(exchange, sheet([line(2, 证件号码=wrong)]), cast.county_zhao.actor)

    assert (file.exact_count, file.probable_count, file.possible_count) == (0, 1, 0)
    match = Match.objects.get()
    assert (match.kind, match.theirs_sealed) == ("probable", None)
    levels = {part["field"]: part["level"] for part in match.fields}
    assert levels["name"] == "same"
    assert levels["born"] == "same"
    assert match.weight is not None
    assert match.weight > 8


def test_two_valid_numbers_that_differ_ask_a_person(exchange: Exchange, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    other = making.other_valid(2)
    file = making.answered(exchange, sheet([line(2, 证件号码=other, 车辆="1")]), zhao)
    task = Mismatch.objects.get()

    assert (file.possible_count, task.task_kind, str(task)) == (1, "identity", "张伟:疑似同一人")
    assert not Answer.objects.filter(person=task.person).exists()
    assert queries.state_of(LABEL, [102]).is_compared is False
    assert task.match is not None
    theirs = services.theirs_of(task.match)
    assert theirs is not None
    assert (theirs.identity, theirs.values[K.VEHICLE]) == (other, "one")

    services.close_mismatch(task, outcome="same_person", note="户口本显示已更正号码", actor=zhao)

    task.refresh_from_db()
    assert (task.status, task.match.kind, task.match.theirs_sealed) == ("closed", "confirmed", None)
    follow_up = Mismatch.objects.get(task_kind="value")
    assert (follow_up.data_kind, follow_up.theirs, follow_up.status) == ("vehicle", "one", "open")
    assert queries.state_of(LABEL, [102]).is_compared is True


def test_somebody_else_counts_as_not_found(exchange: Exchange, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    other = making.other_valid(2)
    making.answered(exchange, sheet([line(2, 证件号码=other, 车辆="1")]), zhao)
    task = Mismatch.objects.get()

    services.close_mismatch(task, outcome="other_person", note="电话核实不是本人", actor=zhao)

    found = Answer.objects.filter(person=task.person)
    assert set(found.values_list("result", flat=True)) == {"not_found"}
    assert Mismatch.objects.count() == 1


def test_the_same_file_twice_changes_nothing(exchange: Exchange, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    content = making.closed(exchange, sheet([line(0, 车辆="3"), line(1)]))
    first = services.import_answer(
        services.receive(exchange, content, "答复.sm4", actor=zhao), actor=zhao
    )
    before = (Answer.objects.count(), Mismatch.objects.count(), Entry.objects.count())

    again = services.receive(exchange, content, "改名.sm4", actor=zhao)
    services.import_answer(again, actor=zhao)

    assert again.pk == first.pk
    assert (Answer.objects.count(), Mismatch.objects.count(), Entry.objects.count()) == before


def test_a_second_file_adds_other_kinds_and_finds_who_was_missing(
    exchange: Exchange, cast: Cast
) -> None:
    zhao = cast.county_zhao.actor
    making.answered(
        exchange, sheet([{"姓名": "王小明", "证件号码": making.identity(0), "低保": "无"}]), zhao
    )
    second = [
        {"姓名": "李建华", "证件号码": making.identity(1), "低保": "有", "车辆": "0"},
        {"姓名": "王小明", "证件号码": making.identity(0), "低保": "无", "车辆": "0"},
    ]

    making.answered(exchange, sheet(second), zhao)

    found = Answer.objects.filter(person__line_no__lte=2).order_by("person", "kind")
    assert [(a.kind, a.theirs, a.result) for a in found] == [
        ("allowance", "none", "match"),
        ("vehicle", "none", "match"),
        ("allowance", "held", "mismatch"),
        ("vehicle", "none", "match"),
    ]


def test_a_kind_left_open_is_missing_until_another_file_brings_it(
    exchange: Exchange, cast: Cast
) -> None:
    zhao = cast.county_zhao.actor
    first = [line(0), line(1), line(2), line(3, 车辆="")]

    making.answered(exchange, sheet(first), zhao)

    assert queries.state_of(LABEL, [100]).is_compared is True
    state = queries.state_of(LABEL, [100, 103])
    assert (state.is_compared, state.missing_text) == (False, "车辆")
    making.answered(exchange, sheet([line(3, 车辆="1")]), zhao)
    state = queries.state_of(LABEL, [100, 103])
    assert (state.is_compared, state.missing, state.open_mismatch_count) == (True, (), 1)


def test_a_required_kind_nobody_asked_for_is_missing(
    tree: Tree, exchange: Exchange, cast: Cast
) -> None:
    making.answered(exchange, sheet([line(n) for n in range(4)]), cast.county_zhao.actor)

    policy.adopt(
        "comparison.required", path=tree.city.path, from_on=clock.today(),
        params={"allowance": 1, "property": 1}, basis="市总办发〔2026〕1号", actor=SYSTEM,
    )  # fmt: skip

    state = queries.state_of(LABEL, [100])
    assert (state.is_compared, state.missing_text) == (False, "房产")


def test_a_file_that_contradicts_an_earlier_one_is_refused_whole(
    exchange: Exchange, cast: Cast
) -> None:
    zhao = cast.county_zhao.actor
    making.answered(exchange, sheet([line(0), line(1)]), zhao)
    before = (Answer.objects.count(), Mismatch.objects.count(), Match.objects.count())

    with pytest.raises(Blocked, match=r"王小明的“车辆”.*为“无”,这份文件为“2辆及以上”"):
        making.answered(exchange, sheet([line(1), line(0, 车辆="2")]), zhao)

    assert (Answer.objects.count(), Mismatch.objects.count(), Match.objects.count()) == before
    assert exchange.files.order_by("-pk")[0].state == "failed"


# --- Who, and with which authorisation ----------------------------------------------------


def test_only_the_union_and_those_above_may(tree: Tree, cast: Cast) -> None:
    allowed = {cast.county_zhao, cast.city_wang, cast.province_li}

    for player in cast:
        if player in allowed:
            assert making.requested(tree, player.actor).status == "prepared"
        else:
            before = Exchange.objects.count()
            with pytest.raises(NotVisible):
                making.requested(tree, player.actor)
            assert Exchange.objects.count() == before


def test_nobody_exchanges_without_the_second_factor(tree: Tree, cast: Cast) -> None:
    with pytest.raises(NotVisible):
        making.requested(tree, cast.county_zhao.plain_actor)


def test_neighbour_worker_and_stranger_are_refused(exchange: Exchange, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    content = making.closed(exchange, sheet([line(0, 车辆="3")]))
    waiting = services.receive(exchange, content, "答复.sm4", actor=zhao)
    making.answered(exchange, sheet([line(1, 车辆="3")]), zhao)
    task = Mismatch.objects.get()
    verbs = (
        partial(services.export_file, exchange),
        partial(services.receive, exchange, content + b"x", "x"),
        partial(services.import_answer, waiting),
        partial(services.cancel, exchange, reason="试一试"),
        partial(services.close_mismatch, task, outcome="ours_right", note="试一试"),
    )
    before = (Transition.objects.count(), Entry.objects.count(), Answer.objects.count())

    for player in (cast.neighbour_qian, cast.chair_sun, cast.worker_chen, cast.stranger):
        for verb in verbs:
            with pytest.raises(NotVisible):
                verb(actor=player.actor)

    waiting.refresh_from_db()
    task.refresh_from_db()
    assert (waiting.state, task.status) == ("waiting", "open")
    assert (Transition.objects.count(), Entry.objects.count(), Answer.objects.count()) == before


def test_nobody_decides_about_herself(tree: Tree, cast: Cast) -> None:
    from niangjia.members.models import Person

    zhao = cast.county_zhao
    own = Person.objects.create(
        name="县赵", user=zhao.user, identity_sealed=b"x", identity_blind=b"0" * 16
    )
    exchange = making.exported(tree, zhao.actor, persons=[compared(0, person_id=own.pk)])
    making.answered(exchange, sheet([line(0, 车辆="3")]), zhao.actor)
    task = Mismatch.objects.get()

    with pytest.raises(Blocked, match="不能核实关于自己的比对结果"):
        services.close_mismatch(task, outcome="ours_right", note="没有车辆", actor=zhao.actor)

    assert (
        services.close_mismatch(
            task, outcome="ours_right", note="车辆已过户,有凭证", actor=cast.city_wang.actor
        ).outcome
        == "ours_right"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"authorised_until": None}, "王小明:没有签署核对授权书"),
        ({"authorised_until": clock.today() - timedelta(days=1)}, "核对授权已于.*到期"),
        ({"identity": "", "born_on": None}, "证件号码和出生日期都没有"),
        ({"ours": {K.VEHICLE: "川A12345"}}, "不在代码表内"),
        ({"name": " "}, "没有姓名"),
    ],
)
def test_one_person_who_cannot_be_compared_refuses_the_request(
    tree: Tree, cast: Cast, changes: dict, message: str
) -> None:
    with pytest.raises(Blocked, match=message):
        making.requested(
            tree, cast.county_zhao.actor, persons=[compared(1), compared(0, **changes)]
        )

    assert Exchange.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"authority": " "}, "authority"),
        ({"kinds": ()}, "kinds"),
        ({"purpose": "看"}, "purpose"),
        ({"expires_on": clock.today()}, "expires_on"),
        ({"expires_on": clock.today() + timedelta(days=91)}, "expires_on"),
    ],
)
def test_a_request_says_what_for_and_how_long(
    tree: Tree, cast: Cast, changes: dict, field: str
) -> None:
    with pytest.raises(Blocked) as refusal:
        making.requested(tree, cast.county_zhao.actor, **changes)

    assert refusal.value.field == field


def test_one_number_stands_once_in_an_exchange(tree: Tree, cast: Cast) -> None:
    twice = [compared(0), compared(0, subject_id=999, name="王小敏")]

    with pytest.raises(Blocked, match="同一证件号码在一批中只能出现一次"):
        making.requested(tree, cast.county_zhao.actor, persons=twice)

"""Entering the household: what is kept, what is named as wrong, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from niangjia.aid import queries, services
from niangjia.aid.models import HouseholdFile, IncomeLine
from niangjia.aid.rules import codes, person_codes
from niangjia.aid.services import ExpenditureEntry, HomeEntry, IncomeEntry, MemberEntry
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.kernel import clock, crypto
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.findings import Severity
from niangjia.kernel.journal import entries_of
from niangjia.members.queries import identity_blind

pytestmark = pytest.mark.django_db

WAGE = person_codes.IncomeKind.WAGE


def errors(file: HouseholdFile) -> list[str]:
    return [
        one.message
        for one in queries.problems_of(files.fresh(file))
        if one.severity is Severity.ERROR
    ]


def written(world: World, **changes: object) -> HouseholdFile:
    """A draft with what was entered, proved line by line."""
    chair = world.who.chair.actor
    file = services.start_file(files.worker(), world.tree.union, actor=chair)
    given = replace(files.entry(), **changes)  # type: ignore[arg-type]  # fields of the entry
    return services.write_household(file, files.with_evidence(file, given), actor=chair)


# --- The household ------------------------------------------------------------------------


def test_numbers_are_sealed_and_found_again_as_persons(world: World) -> None:
    spouse = files.worker("何大山", 55)
    members = list(files.entry().members)
    members[1] = replace(
        members[1], identity_number=files.number(55), born_on=None, phone="13900000002",
        disease="肝硬化",
    )  # fmt: skip

    file = written(world, members=tuple(members))

    row = file.members.get(name="何大山")
    assert (row.person, row.born_on) == (spouse, date(1984, 2, 29))
    assert bytes(row.identity_blind or b"") == identity_blind(files.number(55))
    assert crypto.unseal(bytes(row.identity_sealed or b"")) == files.number(55)
    assert crypto.unseal(bytes(row.disease_sealed or b"")) == "肝硬化"
    assert file.members.get(name="何小雨").person is None
    assert files.number(55) not in str([one.summary for one in entries_of(file)])


@pytest.mark.parametrize("name", ["张", "张三1", "<b>何大山</b>", "何?山"])
def test_names_typed_at_the_desk_are_judged_as_on_the_phone(world: World, name: str) -> None:
    members = list(files.entry().members)
    members[1] = replace(members[1], name=name)

    with pytest.raises(Blocked, match="的姓名应为2至50个汉字"):
        written(world, members=tuple(members))


def test_names_are_kept_in_their_one_form(world: World) -> None:
    members = list(files.entry().members)
    members[1] = replace(members[1], name="阿依古丽• 买买提")

    file = written(world, members=tuple(members))

    assert file.members.filter(name="阿依古丽·买买提").exists()


def test_what_was_entered_is_replaced_and_members_keep_their_rows(world: World) -> None:
    file = written(world)
    ids = dict(file.members.values_list("name", "pk"))
    members = list(files.entry().members)
    members[2:] = [MemberEntry("何小雪", files.CHILD, "", date(2015, 5, 1))]

    services.write_household(
        file,
        replace(
            files.entry(),
            members=(members[2], members[0], members[1]),
            homes=(HomeEntry(person_codes.Housing.BOUGHT, Decimal("52.5")),),
        ),
        actor=world.who.chair.actor,
    )

    names = [one.name for one in queries.members_of(file)]
    assert names == ["何小雪", "陈小妹", "何大山"]
    kept = dict(file.members.values_list("name", "pk"))
    assert (kept["陈小妹"], kept["何大山"]) == (ids["陈小妹"], ids["何大山"])
    assert not file.members.filter(pk=ids["何小雨"]).exists()
    assert (file.homes.count(), file.incomes.count()) == (1, 1)
    assert queries.household_of(file).incomes[0].member == 0


def test_the_worker_in_the_file_is_the_person_of_the_file(world: World) -> None:
    members = list(files.entry().members)
    members[0] = replace(members[0], identity_number=files.number(77))

    with pytest.raises(Blocked, match="证件号码与人员登记中陈小妹的不一致"):
        written(world, members=tuple(members))


def test_somebody_of_another_active_file_is_refused_in_chinese(world: World) -> None:
    written(world)
    other = services.start_file(
        files.worker("李四妹", 2), world.tree.union, actor=world.who.chair.actor
    )
    given = files.entry(2)
    worker = replace(given.members[0], name="李四妹")

    with pytest.raises(Blocked) as refusal:
        services.write_household(
            other,
            replace(given, members=(worker, *given.members[1:])),
            actor=world.who.chair.actor,
        )

    assert refusal.value.reason == (
        "家庭成员中有人已在另一份有效档案中,不能重复建档。请先核对那份档案。"
    )
    assert other.members.count() == 1


def test_an_ended_file_lets_its_family_go(world: World) -> None:
    first = written(world)
    services.withdraw(first, actor=world.who.chair.actor)

    second = written(world)

    assert second.members.count() == 3
    assert not first.members.filter(is_active=True).exists()


def test_a_submitted_file_is_not_written(world: World) -> None:
    file = files.submitted(world.tree, world.who)

    with pytest.raises(Blocked, match="不能修改家庭情况:档案当前是“待入户核实”"):
        services.write_household(file, files.entry(), actor=world.who.chair.actor)


def test_a_stranger_writes_nothing(world: World) -> None:
    file = written(world)
    before = files.values(file)

    for player in (world.who.neighbour, world.who.worker, world.who.stranger):
        with pytest.raises(NotVisible):
            services.write_household(file, files.entry(), actor=player.actor)

    assert files.values(file) == before


def test_a_family_of_two_hundred_is_kept_and_asked_about(world: World) -> None:
    members = list(files.entry().members)
    members += [
        MemberEntry(
            f"何{chr(0x4E00 + n)}",
            person_codes.Relation.SIBLING,
            files.number(200 + n),
            is_worker=False,
        )
        for n in range(197)
    ]

    file = written(world, members=tuple(members))

    assert file.members.count() == 200
    found = queries.problems_of(file)
    assert [one.severity for one in found] == [Severity.WARN]
    assert found[0].message == "家庭成员有200人,请对照户口本确认无误。"
    tried = queries.trial(file, file.scope_path, clock.today())
    assert "共同生活 200 人" in tried.trace[0]


def test_more_people_than_any_family_are_refused(world: World) -> None:
    crowd = [MemberEntry(f"某{n}", files.CHILD, "", date(2000, 1, 1)) for n in range(301)]

    with pytest.raises(Blocked, match="家庭成员应为1至300人,现在是301人"):
        written(world, members=tuple(crowd))


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Decimal("NaN"), "不是可用的数字"),
        (Decimal("Infinity"), "不是可用的数字"),
        (Decimal("1e12"), "不是可用的数字"),
        (Decimal("0.005"), "多于两位小数"),
    ],
)
def test_amounts_that_do_not_fit_are_refused(world: World, amount: Decimal, said: str) -> None:
    with pytest.raises(Blocked, match=said):
        written(world, incomes=(IncomeEntry(0, WAGE, amount),))


def test_negative_income_and_expenditure_are_refused_by_the_database(world: World) -> None:
    medical = person_codes.ExpenditureKind.MEDICAL

    file = written(world)
    wrong = (
        ("收入不能是负数。经营亏损填0", {"incomes": (IncomeEntry(0, WAGE, Decimal("-1200.00")),)}),
        ("支出不能是负数", {"expenditures": (ExpenditureEntry(1, medical, Decimal(-1)),)}),
    )

    for said, change in wrong:
        given = files.with_evidence(file, files.entry(**change))
        with pytest.raises(Blocked, match=said):
            services.write_household(file, given, actor=world.who.chair.actor)
    assert IncomeLine.objects.get().year_amount == 36000


def test_a_child_older_than_the_head_is_named(world: World) -> None:
    members = list(files.entry().members)
    members[2] = replace(members[2], identity_number="", born_on=date(1970, 1, 1))

    file = written(world, members=tuple(members))

    assert errors(file) == [
        "子女何小雨(1970-01-01出生)不比户主陈小妹(1984-02-29出生)年轻。请核对出生日期或与户主关系。"
    ]


def test_a_leap_day_is_a_birthday_like_others_and_a_false_one_is_named(world: World) -> None:
    members = list(files.entry().members)
    members[2] = replace(members[2], identity_number="511725201302290011", born_on=date(2013, 3, 1))

    file = written(world, members=tuple(members))

    assert file.members.get(is_worker=True).born_on == date(1984, 2, 29)
    (only,) = errors(file)
    assert only.startswith("何小雨的")
    assert "日期" in only


def test_a_code_outside_its_list_is_refused(world: World) -> None:
    members = (replace(files.entry().members[0], health="fine"),)

    with pytest.raises(Blocked, match="陈小妹的“健康状况”填写不对"):
        written(world, members=members)


def test_a_line_without_its_member_is_refused(world: World) -> None:
    with pytest.raises(Blocked, match="有明细没有对应的家庭成员"):
        written(world, incomes=(IncomeEntry(3, WAGE, Decimal(1)),))


def test_a_paper_of_another_file_proves_nothing(world: World) -> None:
    other = services.start_file(
        files.worker("李四妹", 2), world.tree.union, actor=world.who.chair.actor
    )
    proof = files.paper(other, codes.AttachmentKind.UNIT_PROOF)
    file = services.start_file(files.worker(), world.tree.union, actor=world.who.chair.actor)

    with pytest.raises(Blocked, match="不在这份档案中"):
        services.write_household(
            file,
            replace(files.entry(), incomes=(IncomeEntry(0, WAGE, Decimal(1), proof),)),
            actor=world.who.chair.actor,
        )

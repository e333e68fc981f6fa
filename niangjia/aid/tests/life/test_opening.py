"""Opening a file and signing it: who may, once, and what is found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from niangjia.aid import queries, rules, services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules import person_codes
from niangjia.aid.tests import files
from niangjia.aid.tests.phone import used_code
from niangjia.aid.tests.world import World
from niangjia.kernel import clock, crypto
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.findings import Severity
from niangjia.kernel.journal import entries_of

pytestmark = pytest.mark.django_db

PHONE = "13900000001"
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


# --- Opening ------------------------------------------------------------------------------


def test_a_cadre_opens_a_file_with_the_worker_as_its_first_member(world: World) -> None:
    person = files.worker(phone="13900000001")

    file = services.start_file(person, world.tree.union, actor=world.who.chair.actor)

    assert file.number.startswith(f"KN{clock.today():%y%m%d}-")
    assert len(file.number) == 15
    assert (file.status, file.is_confirmed, file.applicant_user_id) == ("draft", False, None)
    assert (file.township, file.county, file.city) == (
        world.tree.township,
        world.tree.county,
        world.tree.city,
    )
    member = file.members.get()
    assert (member.name, member.is_worker, member.person) == ("陈小妹", True, person)
    assert crypto.unseal(bytes(file.phone_sealed or b"")) == "13900000001"
    assert "陈小妹" in entries_of(file).get().summary


def test_only_who_files_for_the_unit_opens_a_file(world: World) -> None:
    person = files.worker()

    for player in (world.who.neighbour, world.who.worker, world.who.stranger):
        with pytest.raises(NotVisible):
            services.start_file(person, world.tree.union, actor=player.actor)

    assert not HouseholdFile.objects.exists()


def test_the_worker_opens_her_own_file_and_nobody_elses(world: World) -> None:
    own = files.worker(user=world.who.worker)
    other = files.worker("李四妹", 2)

    file = services.start_file(own, world.tree.union, actor=world.who.worker.actor, by_worker=True)
    with pytest.raises(NotVisible):
        services.start_file(other, world.tree.union, actor=world.who.worker.actor, by_worker=True)

    assert (file.is_confirmed, file.applicant_user_id) == (True, world.who.worker.user.pk)
    assert list(queries.own_files(world.who.worker.actor)) == [file]
    assert not queries.own_files(world.who.stranger.actor).exists()


def test_a_person_stands_in_one_active_file(world: World) -> None:
    person = files.worker()
    first = services.start_file(person, world.tree.union, actor=world.who.chair.actor)

    with pytest.raises(Blocked) as refusal:
        services.start_file(person, world.tree.other_union, actor=world.who.county.actor)

    assert refusal.value.reason == (
        f"陈小妹已在一份有效的困难职工档案({first.number},草稿)中,不能重复建档。请在原档案中办理。"
    )
    assert HouseholdFile.objects.count() == 1


def test_a_new_file_names_the_one_that_ended(world: World) -> None:
    person = files.worker()
    first = services.start_file(person, world.tree.union, actor=world.who.chair.actor)
    services.withdraw(first, actor=world.who.chair.actor)

    second = services.start_file(person, world.tree.union, actor=world.who.chair.actor)

    assert second.previous == first
    assert files.fresh(first).ended_on == clock.today()


def test_a_file_belongs_to_a_grass_roots_union(world: World) -> None:
    with pytest.raises(Blocked, match="不是正常运行的基层工会"):
        services.start_file(files.worker(), world.tree.township, actor=world.who.county.actor)


# --- Signing ------------------------------------------------------------------------------


def test_the_worker_does_all_of_it_on_her_phone(world: World) -> None:
    person = files.worker(user=world.who.worker, phone=PHONE)
    actor, code = world.who.worker.actor, used_code(PHONE)
    file = services.start_file(person, world.tree.union, actor=actor, by_worker=True)
    me = queries.as_applicant(file, actor)
    services.write_household(file, files.with_evidence(file, files.entry()), actor=me)
    services.sign_commitment(file, code=code, actor=me)
    services.sign_authorisation(
        file, kinds=["allowance"], until_on=clock.today(), signed_how="code", code=code, actor=me
    )

    file = services.submit(file, actor=me)

    assert (file.status, file.submitted_by_id) == ("submitted", actor.user_id)
    for verb in ("check", "endorse", "approve"):
        with pytest.raises(NotVisible):
            getattr(services, verb)(file, actor=me)


def test_rights_in_her_own_file_are_no_rights_in_others(world: World) -> None:
    files.worker(user=world.who.worker)
    other = written_for(world, "李四妹", 2)

    assert queries.as_applicant(other, world.who.worker.actor) == world.who.worker.actor


def written_for(world: World, name: str, order: int) -> HouseholdFile:
    return services.start_file(
        files.worker(name, order), world.tree.union, actor=world.who.chair.actor
    )


def test_a_paper_signature_needs_its_scan(world: World) -> None:
    file = written(world)

    with pytest.raises(Blocked, match="还没有上传签字的承诺书"):
        services.sign_commitment(file, actor=world.who.chair.actor)
    with pytest.raises(Blocked, match="手机签署须由职工本人办理"):
        services.sign_authorisation(
            file, kinds=["allowance"], until_on=clock.today(), signed_how="code",
            actor=world.who.chair.actor,
        )  # fmt: skip

    assert not file.authorisations.exists()


@pytest.mark.parametrize("days", [-1, 731])
def test_an_authorisation_ends_within_two_years(world: World, days: int) -> None:
    file = written(world)

    with pytest.raises(Blocked, match="两年以内"):
        files.authorise(file, world.who.chair.actor, days)


def test_without_signatures_nothing_is_submitted(world: World) -> None:
    file = written(world)

    with pytest.raises(Blocked, match="还没有签署承诺书和核对授权书"):
        services.submit(file, actor=world.who.chair.actor)


def test_a_withdrawn_authorisation_stops_comparison_and_review(world: World) -> None:
    file = files.at_county(world.tree, world.who, files.worker(user=world.who.worker))
    services.decide(file, actor=world.who.county.actor)
    live = queries.live_authorisations(file, clock.today())
    with pytest.raises(NotVisible):
        services.withdraw_authorisation(live.get(), actor=world.who.neighbour.actor)

    services.withdraw_authorisation(live.get(), actor=world.who.worker.actor)

    with pytest.raises(Blocked, match="没有有效的核对授权书"):
        services.propose(file, actor=world.who.county.actor)
    with pytest.raises(Blocked, match="已经撤回"):
        services.withdraw_authorisation(file.authorisations.get(), actor=world.who.worker.actor)


def test_an_authorisation_that_ran_out_counts_no_more(world: World) -> None:
    file = files.draft(world.tree, world.who)
    file.authorisations.update(
        from_on=clock.today() - timedelta(days=9), until_on=clock.today() - timedelta(days=1)
    )

    with pytest.raises(Blocked, match="还没有签署核对授权书"):
        services.submit(file, actor=world.who.chair.actor)


# --- Finding ------------------------------------------------------------------------------


def test_files_are_found_by_number_document_and_name(world: World) -> None:
    file = written(world)
    rows = HouseholdFile.objects.all()

    for text in (file.number.lower(), files.number(1), files.number(101, date(1982, 7, 1)), "何大"):
        assert list(queries.find_files(rows, text)) == [file]
    for text in (files.number(9), "张", "KN200101-AAAAAA", ""):
        assert not queries.find_files(rows, text).exists()


def test_a_cadre_sees_the_files_below_her_and_the_worker_her_own(world: World) -> None:
    file = files.draft(world.tree, world.who, files.worker(user=world.who.worker))
    rows = HouseholdFile.objects.all()

    for player in (world.who.chair, world.who.township, world.who.county, world.who.city):
        assert list(rows.visible_to(player.actor, "aid.view")) == [file]
    for player in (world.who.neighbour, world.who.stranger):
        assert not rows.visible_to(player.actor, "aid.view").exists()
    assert list(rows.visible_to(world.who.worker.actor, "aid.view")) == [file]
    assert rules.APPLY not in {p for g in world.who.worker.actor.grants for p in g.permissions}

"""Objections and appeals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from niangjia.aid import queries, services
from niangjia.aid.models import Appeal, HouseholdFile, Objection
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.kernel import clock, crypto, notices
from niangjia.kernel.actor import ANONYMOUS
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.journal import entries_of, transitions_of

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


# --- Objections ---------------------------------------------------------------------------


def test_anybody_objects_and_nobody_learns_who(world: World) -> None:
    file = files.on_notice(world.tree, world.who)

    objection = raised(file)

    assert files.fresh(file).status == "inquiry"
    assert objection.number.startswith("YY")
    assert objection.due_on == clock.add_working_days(clock.today(), 2)
    assert crypto.unseal(bytes(objection.raiser_name_sealed or b"")) == "邻居周某"
    lines = [*entries_of(file), *entries_of(objection)]
    told = "".join(f"{one.actor_label}{one.summary}{one.reason}" for one in lines)
    told += "".join(f"{one.actor_label}{one.reason}" for one in transitions_of(file))
    assert "异议人" in told
    for secret in ("周某", "13900000009", "出租"):
        assert secret not in told


def test_a_worker_who_objects_is_not_named_either(world: World) -> None:
    file = files.on_notice(world.tree, world.who)

    objection = services.raise_objection(file, text=TEXT, actor=world.who.stranger.actor)

    for line in (*entries_of(file), *entries_of(objection)):
        assert line.actor_id != world.who.stranger.user.pk
        assert "陌生人" not in line.actor_label


@pytest.mark.parametrize(
    ("text", "phone", "said"),
    [("太短", "", "应为10至1000字"), (TEXT, "123", "应为11位手机号码")],
)
def test_an_objection_is_refused(world: World, text: str, phone: str, said: str) -> None:
    file = files.on_notice(world.tree, world.who)

    with pytest.raises(Blocked, match=said):
        services.raise_objection(file, text=text, phone=phone, actor=ANONYMOUS)

    assert (files.fresh(file).status, file.objections.count()) == ("notice", 0)


def test_after_the_notice_nobody_objects(world: World) -> None:
    file = files.after_notice(world.tree, world.who)

    with pytest.raises(Blocked, match="公示已经结束"):
        raised(file)


def test_an_objection_stops_the_clock_and_the_days_left_run_on(world: World) -> None:
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=True):
        file = files.on_notice(world.tree, world.who)  # to the 9th
    with time_machine.travel("2026-03-05T10:00:00+08:00", tick=True):
        objection = raised(file)  # four days left
    with time_machine.travel("2026-03-12T10:00:00+08:00", tick=True):
        assert services.end_notices(clock.today()) == 0
        looked_into(world, objection)
        services.find_objection_untrue(objection, reason="经查不属实", actor=world.who.county.actor)

        file = files.fresh(file)
        assert (file.status, file.due_on) == ("notice", date(2026, 3, 16))
        shown = notices.live().get()
        assert (shown.ends_on, shown.lines) == (date(2026, 3, 16), ["陈**  渠江纺织厂  深度困难"])
        answered = Objection.objects.get(pk=objection.pk)
        assert (answered.status, answered.answer) == ("dismissed", "经查不属实")
    with time_machine.travel("2026-03-17T00:30:00+08:00", tick=True):
        assert services.end_notices(clock.today()) == 1


def test_two_objections_are_both_answered_first(world: World) -> None:
    file = files.on_notice(world.tree, world.who)
    first, second = raised(file), raised(file)
    looked_into(world, first)
    services.find_objection_untrue(first, reason="不属实", actor=world.who.county.actor)
    assert files.fresh(file).status == "inquiry"

    services.decline_objection(second, reason="与前一件相同", actor=world.who.county.actor)

    assert files.fresh(file).status == "notice"


def test_an_objection_that_holds_sends_the_file_back_to_be_checked(world: World) -> None:
    file = files.on_notice(world.tree, world.who)
    objection = looked_into(world, raised(file))
    with pytest.raises(Blocked, match="没有调查结论"):
        services.uphold_objection(file, reason="属实", actor=world.who.county.actor)
    services.find_objection_true(objection, reason="属实", actor=world.who.county.actor)
    with pytest.raises(Blocked, match="有异议经调查成立,不能继续公示"):
        services.dismiss_objection(file, reason="继续", actor=world.who.county.actor)

    file = services.uphold_objection(file, reason="漏报出租收入", actor=world.who.county.actor)

    assert file.status == "submitted"
    assert not notices.live().exists()
    with pytest.raises(Blocked, match="还没有入户核实记录"):
        services.check(file, actor=world.who.chair.actor)


def test_an_objection_that_holds_may_end_in_a_refusal(world: World) -> None:
    file = files.on_notice(world.tree, world.who)
    objection = looked_into(world, raised(file))
    services.find_objection_true(objection, reason="属实", actor=world.who.county.actor)

    file = services.refuse_objected(file, reason="有两套住房", actor=world.who.county.actor)

    assert (file.status, file.refused_on) == ("refused", clock.today())
    assert not notices.live().exists()


def test_nothing_is_undone_without_an_objection_that_held(world: World) -> None:
    file = files.on_notice(world.tree, world.who)
    services.withdraw_objection(raised(file), reason="误会", actor=world.who.chair.actor)
    assert files.fresh(file).status == "notice"
    raised(file)
    HouseholdFile.objects.filter(pk=file.pk).update(status="inquiry")
    Objection.objects.filter(file=file).update(status="withdrawn")

    with pytest.raises(Blocked, match="没有经调查成立的异议"):
        services.uphold_objection(file, reason="属实", actor=world.who.county.actor)


def test_who_had_a_hand_in_the_file_does_not_look_into_it(world: World) -> None:
    file = files.draft(world.tree, world.who)
    services.submit(file, actor=world.who.county.actor)
    files.visited(file, world.who)
    services.check(file, actor=world.who.chair.actor)
    services.publish(file, actor=world.who.chair.actor)
    objection = raised(file)

    with pytest.raises(Blocked, match="已经办理过这份档案"):
        services.accept_objection(objection, actor=world.who.county.actor)
    services.accept_objection(objection, actor=world.who.county_second.actor)
    with pytest.raises(Blocked, match="还没有填写调查情况"):
        services.find_objection_true(objection, reason="属实", actor=world.who.county_second.actor)
    with pytest.raises(Blocked, match="已经办理过这份档案"):
        services.write_findings(
            objection, findings="听村干部说情况属实。", actor=world.who.county.actor
        )


def test_who_wrote_the_household_does_not_look_into_it_either(world: World) -> None:
    objection = raised(files.on_notice(world.tree, world.who))
    HouseholdFile.objects.filter(pk=objection.file_id).update(
        entered_by_ids=[world.who.county.user.pk]
    )

    with pytest.raises(Blocked, match="已经办理过这份档案"):
        services.accept_objection(objection, actor=world.who.county.actor)


def by_hand(dispute: Objection | Appeal, values: str, *params: int | None) -> str:
    """The constraint that refuses an UPDATE past the program; empty when it was taken in."""
    table = f"aid_{dispute._meta.model_name}"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {values} WHERE id = %s", [*params, dispute.pk])
    except IntegrityError as error:
        return str(getattr(error.__cause__, "diag").constraint_name)  # noqa: B009
    return ""


def test_the_database_refuses_examiners_with_a_hand_in_the_file(world: World) -> None:
    who = world.who
    file = files.on_notice(world.tree, who, files.worker(user=who.worker))
    objection = looked_into(world, raised(file))
    steps = transitions_of(file).exclude(actor_id=None)
    hands = {*steps.values_list("actor_id", flat=True), *file.entered_by_ids, who.worker.user.pk}
    assert {who.chair.user.pk, who.worker.user.pk} <= hands

    for hand in hands:
        for column in ("accepted_by_id", "found_by_id", "decided_by_id"):
            refused = by_hand(objection, f"{column} = %s", hand)
            assert refused == "objection_examiner_is_no_maker"

    assert by_hand(objection, "status = 'upheld'") == "objection_has_examiner"
    assert by_hand(objection, "accepted_by_id = NULL") == "objection_has_examiner"
    assert by_hand(objection, "found_by_id = NULL") == "objection_has_examiner"
    assert by_hand(objection, "decided_by_id = %s", who.county_second.user.pk) == ""


# --- Appeals ------------------------------------------------------------------------------


def refused(world: World) -> HouseholdFile:
    """Refused by the county on a decision that is kept."""
    file = files.at_county(world.tree, world.who, files.worker(user=world.who.worker))
    HouseholdFile.objects.filter(pk=file.pk).update(owns_business=True)
    services.decide(file, actor=world.who.county.actor)
    return services.refuse_at_county(file, reason="有商铺", actor=world.who.county.actor)


def appealed(world: World) -> Appeal:
    file = refused(world)
    me = queries.as_applicant(file, world.who.worker.actor)
    return services.file_appeal(file, text="商铺去年已经转让,有转让合同。", actor=me)


def test_the_worker_appeals_and_the_appeal_opens_the_decision(world: World) -> None:
    appeal = appealed(world)

    file = files.fresh(appeal.file)
    assert (file.status, file.ended_on) == ("appealed", None)
    assert appeal.decision is not None
    assert "自有商铺或雇人经营" in "".join(appeal.decision.trace)
    assert services.replay(appeal.decision).trace == tuple(appeal.decision.trace)
    assert appeal.due_on == clock.add_working_days(clock.today(), 5)


def test_an_appeal_that_holds_goes_back_to_the_county(world: World) -> None:
    appeal = appealed(world)
    city = world.who.city.actor
    services.accept_appeal(appeal, actor=city)
    services.write_findings(appeal, findings="转让合同真实,已变更登记。", actor=city)

    services.grant_appeal(appeal, reason="商铺已转让", actor=city)

    file = files.fresh(appeal.file)
    assert (file.status, file.refused_on) == ("county", None)
    HouseholdFile.objects.filter(pk=file.pk).update(owns_business=False)
    services.decide(file, actor=world.who.county.actor)
    files.planned(file, world.who.county.actor)
    services.propose(file, actor=world.who.county.actor)
    assert services.approve(file, actor=world.who.city.actor).status == "in_file"


def test_an_appeal_that_does_not_hold_ends_the_file(world: World) -> None:
    appeal = appealed(world)
    city = world.who.city.actor
    services.accept_appeal(appeal, actor=city)
    services.write_findings(appeal, findings="到市场监管局查询,登记仍在本人名下。", actor=city)

    services.reject_appeal(appeal, reason="商铺未转让", actor=city)

    file = files.fresh(appeal.file)
    assert (file.status, file.ended_on) == ("refused_finally", clock.today())
    assert Appeal.objects.get(pk=appeal.pk).answer == "商铺未转让"


def test_an_appeal_taken_back_leaves_the_decision(world: World) -> None:
    appeal = appealed(world)
    me = queries.as_applicant(appeal.file, world.who.worker.actor)

    services.withdraw_appeal(appeal, reason="不申诉了", actor=me)

    assert files.fresh(appeal.file).status == "refused_finally"


def test_who_refused_does_not_hear_the_appeal(world: World) -> None:
    file = files.at_city(world.tree, world.who)
    services.refuse_at_city(file, reason="材料不实", actor=world.who.city.actor)
    appeal = services.file_appeal(
        file, text="材料都是真实的,请再核实。", actor=world.who.chair.actor
    )
    for player in (world.who.county, world.who.neighbour, world.who.stranger, world.who.chair):
        with pytest.raises(NotVisible):
            services.accept_appeal(appeal, actor=player.actor)

    with pytest.raises(Blocked, match="已经办理过这份档案"):
        services.accept_appeal(appeal, actor=world.who.city.actor)

    assert services.accept_appeal(appeal, actor=world.who.city_second.actor).status == "hearing"


def test_the_database_refuses_who_refused_in_an_appeal(world: World) -> None:
    appeal = appealed(world)
    county, city = world.who.county.user.pk, world.who.city.user.pk

    assert by_hand(appeal, "status = 'hearing'") == "appeal_has_examiner"
    refused = by_hand(appeal, "status = 'hearing', accepted_by_id = %s", county)
    assert refused == "appeal_examiner_is_no_maker"
    assert by_hand(appeal, "status = 'not_accepted'") == "appeal_has_examiner"
    assert by_hand(appeal, "status = 'hearing', accepted_by_id = %s", city) == ""


def test_an_appeal_comes_in_time_and_once(world: World) -> None:
    file = refused(world)
    me = queries.as_applicant(file, world.who.worker.actor)
    with (
        time_machine.travel(clock.now() + timedelta(days=31), tick=True),
        pytest.raises(Blocked, match="申诉期限已于"),
    ):
        services.file_appeal(file, text="商铺去年已经转让,有合同。", actor=me)
    with pytest.raises(NotVisible):
        services.file_appeal(file, text="商铺去年已经转让,有合同。", actor=world.who.stranger.actor)

    services.file_appeal(file, text="商铺去年已经转让,有合同。", actor=me)

    with pytest.raises(Blocked, match="当前状态是“申诉中”"):
        services.file_appeal(file, text="商铺去年已经转让,有合同。", actor=me)


def test_an_appeal_of_somebody_in_another_file_by_now_is_refused(world: World) -> None:
    file = refused(world)
    other = files.draft(world.tree, world.who, file.person)

    with pytest.raises(Blocked, match=f"已在另一份有效档案\\({other.number}\\)中"):
        services.file_appeal(file, text="商铺去年已经转让,有合同。", actor=world.who.chair.actor)


def test_a_death_ends_what_is_disputed(world: World) -> None:
    file = files.on_notice(world.tree, world.who)
    objection = raised(file)

    file = services.record_death(file, reason="家属告知", actor=world.who.chair.actor)

    assert (file.status, Objection.objects.get(pk=objection.pk).status) == (
        "deceased", "withdrawn",
    )  # fmt: skip
    assert not notices.live().exists()

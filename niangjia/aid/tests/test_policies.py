"""Standards: tried out over real files, adopted with the second factor, seen in Chinese."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Tree, player
from niangjia.aid import services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.queries import standards
from niangjia.aid.rules.adopting import Kind, Proposal
from niangjia.aid.rules.amount_sets import HUBEI
from niangjia.aid.rules.conditions import Comparison, Local
from niangjia.aid.rules.parameter_sets import OTHER_PROVINCES_2021, SHANDONG_2020
from niangjia.aid.services import policies, simulating
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders, adopt_standard, aiders
from niangjia.kernel import clock, jobs, policy
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry, Job, JobState, Policy

pytestmark = pytest.mark.django_db

BASIS = "达工发〔2026〕12号"
DAY = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: object) -> Path:
    settings.NIANGJIA_FILES = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's wrapper
    return tmp_path


@pytest.fixture
def found(tree: Tree, cast: Cast) -> Aiders:
    adopt_standard(tree)
    return aiders(tree, cast)


def standard(tree: Tree, amount: str) -> Proposal:
    return Proposal.of_standard(Local(Decimal(amount)), tree.county.path, DAY, BASIS)


# --- Adopting -----------------------------------------------------------------------------


def test_what_was_adopted_decides_from_its_day_on(tree: Tree, found: Aiders) -> None:
    rules = Proposal.of_rules(SHANDONG_2020, tree.city.path, DAY, BASIS)
    ceilings = Proposal.of_amounts(HUBEI, tree.city.path, DAY, BASIS)

    policies.adopt(rules, actor=found.city.actor)
    policies.adopt(ceilings, actor=found.city.actor)
    policies.adopt(standard(tree, "1200"), actor=found.county.actor)

    path = tree.union.path
    before, after = (
        policy.get("aid.standard", path, date(2026, 12, 31)),
        policy.get("aid.standard", path, DAY),
    )
    assert (before["amount"], after["amount"]) == ("1062", "1200")
    assert policy.get("aid.eligibility", path, DAY)["rules"]["code"] == SHANDONG_2020.code
    assert policy.get("aid.amounts", path, DAY)["set"]["basis"] == BASIS
    entry = Entry.objects.filter(verb="policy.adopt").latest("pk")
    assert (entry.actor_id, entry.union_id) == (found.county.user.pk, tree.county.pk)


def test_only_aid_cadres_of_the_place_with_second_factor_adopt(
    tree: Tree, cast: Cast, found: Aiders
) -> None:
    leader = player("xian-lingdao", "县领导", tree.county, Role.LEADER)
    proposal = standard(tree, "1200")
    refused = [*cast, leader, found.township, found.neighbour]

    before = Policy.objects.count()
    for who in refused:
        with pytest.raises(NotVisible):
            policies.adopt(proposal, actor=who.actor)
        with pytest.raises(NotVisible):
            simulating.simulate(proposal, actor=who.actor)
    with pytest.raises(NotVisible):
        policies.adopt(proposal, actor=found.county.plain_actor)

    assert Policy.objects.count() == before
    assert not Job.objects.exists()


def test_a_county_adopts_its_standard_but_no_rules(tree: Tree, found: Aiders) -> None:
    proposal = Proposal.of_rules(SHANDONG_2020, tree.county.path, DAY, BASIS)

    with pytest.raises(Blocked, match="市级及以上"):
        policies.adopt(proposal, actor=found.county.actor)

    assert not Policy.objects.filter(code="aid.eligibility").exists()


# --- Trying out -----------------------------------------------------------------------------


@pytest.fixture
def two_files(tree: Tree, found: Aiders) -> tuple[HouseholdFile, HouseholdFile]:
    """One in file (1,000 a head: deep), one just submitted (1,500 a head: relative up to 1,593)."""
    first = files.in_file(tree, found)
    numbers = (
        files.number(2), files.number(201, date(1982, 7, 1)), files.number(202, date(2008, 2, 29))
    )  # fmt: skip
    members = tuple(
        replace(one, identity_number=number)
        for one, number in zip(files.entry().members, numbers, strict=True)
    )
    given = files.entry(income="54000", members=members)
    second = files.draft(tree, found, files.worker("罗二妹", 2), given)
    return first, services.submit(second, actor=found.chair.actor)


def test_a_lower_standard_names_whom_it_would_leave_out(
    tree: Tree, found: Aiders, two_files: tuple[HouseholdFile, HouseholdFile]
) -> None:
    job = jobs.run(simulating.simulate(standard(tree, "990"), actor=found.county.actor).pk)

    result = job.result
    assert job.state == JobState.DONE, job.message
    assert result["total"] == {
        "households": 2, "old": 2, "new": 1, "changed": 2,
        # in file: 12 × 1,062 deep → 10 × 990 relative; the other loses 10 × 1,062
        "extra": str(Decimal("-2844.00") - Decimal("10620.00")),
    }  # fmt: skip
    assert result["kinds"] == {"新增符合": 0, "不再符合": 1, "类别或级别变化": 1, "仅金额变化": 0}
    assert result["undecided"] == 1
    assert {one["name"] for one in result["changes"]} == {"陈**", "罗**"}
    assert policy.get("aid.standard", tree.union.path, DAY)["amount"] == "1062"  # nothing adopted


def test_a_higher_threshold_lets_more_in_and_the_sheet_has_them(
    tree: Tree, found: Aiders, two_files: tuple[HouseholdFile, HouseholdFile], root: Path
) -> None:
    rows = list(OTHER_PROVINCES_2021.rows)
    assert isinstance(rows[0].when, Comparison)
    rows[0] = replace(rows[0], when=replace(rows[0].when, times=Decimal("1.45")))
    proposal = Proposal.of_rules(
        replace(OTHER_PROVINCES_2021, rows=tuple(rows)), tree.city.path, DAY, BASIS
    )

    job = jobs.run(simulating.simulate(proposal, actor=found.city.actor).pk)

    book = CalamineWorkbook.from_path(root / job.file_path)
    counties, changes = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert job.result["total"]["changed"] == 1
    assert counties[-1] == ["渠县总工会", 2, 2, 2, 1, 2124]  # 2 × 1,062: ten times becomes twelve
    assert changes[-1][:2] == [two_files[1].number, "罗**"]
    assert changes[-1][3:6] == ["全国级·相对困难", "全国级·深度困难", "类别或级别变化"]


def test_a_set_nearer_to_the_unit_keeps_a_higher_one_away(
    tree: Tree, found: Aiders, two_files: tuple[HouseholdFile, HouseholdFile]
) -> None:
    proposal = Proposal.of_standard(Local(Decimal(10)), tree.city.path, DAY, BASIS)

    job = jobs.run(simulating.simulate(proposal, actor=found.city.actor).pk)

    assert job.result["total"]["changed"] == 0  # the county has its own


def test_where_no_standard_was_entered_everybody_is_new(tree: Tree, found: Aiders) -> None:
    files.in_file(tree, found)
    Policy.objects.filter(code="aid.standard").delete()

    trial = simulating.tried_out(
        standard(tree, "1062"), standards.tried_files(tree.county.path), clock.today()
    )

    assert (trial.simulation.total.old_count, trial.simulation.total.new_count) == (0, 1)


# --- Pages ----------------------------------------------------------------------------------


def fields_of(client_response: object) -> dict[str, object]:
    form = client_response.context["form"]  # type: ignore[attr-defined]  # a test response
    data: dict[str, object] = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, False, []):
            data[name] = value
    return data


def test_the_way_from_a_shipped_set_to_its_adoption(tree: Tree, found: Aiders) -> None:
    files.in_file(tree, found)
    client, address = found.city.client, "/aid-policies/rules/?base=shandong-2020"

    data = fields_of(client.get(address)) | {"from_on": "2027-01-01", "basis": BASIS}
    for change in ({"rows.1.0:times": "1.8", "do": "remove:exclusions.1"}, {"do": "add:rows"}):
        data |= fields_of(client.post(address, data | change))
    row = {"rows.3:category": "accidental", "rows.3:file_level": "city", "rows.3.0:times": "2.5"}
    answer = client.post(address, data | row)
    assert answer.status_code == 302, answer.context["form"].errors
    job = jobs.run(Job.objects.get(kind="aid.simulate").pk)
    trial = client.get(answer["Location"])
    adopted = client.post(f"{answer['Location']}adopt/")

    kept = Policy.objects.get(code=Kind.RULES)
    assert job.state == JobState.DONE, job.message
    assert "渠县总工会" in trial.content.decode()
    assert adopted.status_code == 302
    rows = kept.params["rules"]["rows"]
    assert [one["when"].get("times") for one in rows] == ["1", "1.8", None, "2.5"]
    assert "business" not in [one["code"] for one in kept.params["rules"]["exclusions"]]
    shown = client.get(f"/aid-policies/{kept.pk}/").content.decode()
    assert "家庭月人均净收入 &lt; 当地低保标准 × 1.8" in shown
    assert "市级·意外致困" in shown
    assert "待确认" in shown
    assert BASIS in client.get("/aid-policies/").content.decode()


def test_a_wrong_row_says_so_beside_itself_and_nothing_is_queued(found: Aiders) -> None:
    client, address = found.city.client, "/aid-policies/rules/?base=shandong-2020"
    data = fields_of(client.get(address)) | {"from_on": "2027-01-01", "basis": BASIS}

    unread = client.post(address, data | {"lines": "[1", "rows.0.0:times": "1"})
    wrong = client.post(address, data | {"rows.1.0:times": "两倍"})

    (row, *_) = [one for one in wrong.context["form"].sections()[0].lines if one.number == 2]
    assert row.parts[0].errors == ["“两倍”不是不小于0的数字,例如 1.5。"]
    assert 'value="两倍"' in wrong.content.decode()
    assert "页面内容不完整" in unread.content.decode()
    assert not Job.objects.exists()


def test_a_household_is_tried_on_the_page(tree: Tree, found: Aiders) -> None:
    file = files.draft(tree, found, given=files.entry(income="54000"))  # 1,500 a head: × 1.41
    client, address = found.city.client, "/aid-policies/rules/?base=shandong-2020"
    data = fields_of(client.get(address)) | {"do": "preview", "household": file.number}

    shown = client.post(address, data | {"rows.1.0:times": "1.42"}).content.decode()
    lower = client.post(address, data | {"rows.1.0:times": "1.41"}).content.decode()
    wrong = client.post(address, data | {"rows.1.0:times": "x"}).content.decode()
    unknown = client.post(address, data | {"household": "KN000"}).content.decode()

    assert "认定为全国级·相对困难" in shown
    assert "当地低保标准 1,062.00 元 × 1.42 = 1,508.04 元" in shown
    assert "不予认定" in lower
    assert "有1处需要修改" in wrong
    assert "没有找到这份档案" in unknown
    assert not Job.objects.exists()


def test_ceilings_are_changed_and_added(tree: Tree, found: Aiders) -> None:
    client = found.city.client
    data = fields_of(client.get("/aid-policies/amounts/?base=hubei"))
    data |= {"from_on": "2027-01-01", "basis": BASIS, "c0_times": "11"}
    data |= {
        "new0_type": "heating",
        "new0_times": "1000",
        "new0_base": "yuan",
        "new0_per": "household",
    }
    data |= {"new0_filed": "yes"}

    answer = client.post("/aid-policies/amounts/?base=hubei", data)

    assert answer.status_code == 302, answer.context["form"].errors
    ceilings = Job.objects.get().params["params"]["set"]["ceilings"]
    assert (ceilings[0]["times"], len(ceilings)) == ("11", 7)
    assert (ceilings[6]["aid_type"], ceilings[6]["in_file"]) == ("heating", True)


def test_a_standard_is_entered_for_a_county(tree: Tree, found: Aiders) -> None:
    client = found.county.client
    data = {
        "union": tree.county.code,
        "from_on": "2027-01-01",
        "basis": BASIS,
        "minimum_area": "15",
    }

    yearly = client.post("/aid-policies/standard/", data | {"amount": "12744"})
    answer = client.post("/aid-policies/standard/", data | {"amount": "1120"})

    assert "年标准" in yearly.content.decode()
    assert answer.status_code == 302, answer.context["form"].errors
    assert Job.objects.get().params["params"]["amount"] == "1120"


def test_a_new_standard_starts_from_the_one_in_force(tree: Tree, found: Aiders) -> None:
    page = found.county.client.get(f"/aid-policies/standard/?union={tree.county.code}")

    initial = page.context["form"].initial
    assert {name: initial[name] for name in files.STANDARD} == files.STANDARD


def test_who_opens_the_pages(cast: Cast, found: Aiders) -> None:
    for_all = ("shipped/national-2021-1.5/", "shipped/hubei/", "")

    for address in ("rules/", "rules/?base=anhui", "amounts/", "standard/", *for_all):
        for who in (cast.stranger, cast.worker_chen):
            assert who.client.get(f"/aid-policies/{address}").status_code == 403, address
        assert found.county.client.get(f"/aid-policies/{address}").status_code == 200, address
        chair = cast.chair_sun.client.get(f"/aid-policies/{address}").status_code
        assert chair == (200 if address in for_all else 403), address


def test_a_trial_is_its_owners_alone(tree: Tree, found: Aiders) -> None:
    job = simulating.simulate(standard(tree, "1200"), actor=found.county.actor)
    jobs.run(job.pk)
    address = f"/aid-policies/trials/{job.public_id}/"

    for who in (found.county_second, found.neighbour):
        assert who.client.get(address).status_code == 404
        assert who.client.post(f"{address}adopt/").status_code == 404

    assert Policy.objects.filter(code=Kind.STANDARD).count() == 1
    assert found.county.client.get(address).status_code == 200


def test_what_is_not_there_is_not_found(found: Aiders) -> None:
    for address in ("rules/?base=none", "rules/?now=999999", "nothing/", "999999/", "shipped/x/"):
        answer = found.county.client.get(f"/aid-policies/{address}")
        assert answer.status_code == 404, address


def test_counties_without_a_standard_come_first(tree: Tree, found: Aiders) -> None:
    lines = standards.standards_by_county(found.city.actor, "aid.view", clock.today())

    assert [(one.union.name, one.amount) for one in lines] == [
        ("大竹县总工会", "0"),
        ("渠县总工会", "1062"),
    ]

"""The desk pages of unions, terms, officers and certificates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock, ids
from niangjia.kernel.actor import SYSTEM
from niangjia.unions import services
from niangjia.unions.desk.certificates import CertificateDesk
from niangjia.unions.desk.committees import OfficerDesk, TermDesk
from niangjia.unions.desk.unions import UnionDesk
from niangjia.unions.models import Affiliation, LegalCertificate, Officer, Region, Term, Union
from niangjia.unions.rules import add_months
from niangjia.web.testing import DeskTests

TODAY = clock.today()
REASON = "达市工发〔2026〕12号"
SCRIPT = "<script>alert(1)</script>"


def record_of(union: Union, **changed: Any) -> dict[str, Any]:
    """What the edit form of a union posts when nothing but ``changed`` was touched."""
    form = {
        "name": union.name, "region": union.region_id, "level": union.level,
        "union_type": union.union_type, "org_type": union.org_type, "org_form": union.org_form,
        "founding_mode": union.founding_mode, "founded_on": "2010-01-01", "home_stars": "0",
    }  # fmt: skip
    counts = (
        "collective_contract_count", "mutual_aid_count", "covered_unit_count",
        "non_public_corporate_count", "non_public_corporate_workers",
        "non_public_corporate_members", "activity_unit_count", "activity_unit_workers",
        "activity_unit_members", "social_organisation_count", "social_organisation_workers",
        "social_organisation_members", "branch_count", "worker_count", "women_worker_count",
        "full_time_staff_count", "part_time_staff_count", "workers_congress_delegate_count",
    )  # fmt: skip
    return {**form, **dict.fromkeys(counts, "0"), **changed}


class TestUnionDesk(DeskTests):
    """工会."""

    desk = UnionDesk
    search_text = "渠江"
    edit_data: ClassVar[dict[str, Any]] = {}
    act_data: ClassVar[dict[str, dict[str, Any]]] = {
        "start_term": {"committee": "union", "years": "5", "starts_on": "2026-01-01",
                       "election_form": "会员大会"},
        "appoint_officer": {"committee": "union", "post": "chair", "name": "孙某", "gender": "1",
                            "mode": "part_time", "from_on": "2026-01-01"},
        "register_certificate": {"number": "工法证字第1号", "legal_representative": "孙某",
                                 "issued_on": "2026-01-01", "valid_until": "2031-01-01"},
        "check_items": {"met": ["approved", "seal"], "checked_on": "2026-06-01"},
        "freeze": {"reason": REASON},
        "unfreeze": {"reason": REASON},
        "move": {"to": "511725", "kind": "territorial", "on": "2026-01-01", "reason": REASON},
        "merge": {"into": "511725102-0002", "others": "511725102-0003", "on": "2026-02-01",
                  "reason": REASON},
    }  # fmt: skip

    def make(self, tree: Tree, cast: Cast) -> Union:
        """The grass-roots union of the tree."""
        return tree.union

    def test_the_record_is_edited_with_its_profile(self, tree: Tree, cast: Cast) -> None:
        data = record_of(
            tree.union, name="渠江纺织公司工会委员会", shows_sign="on", worker_count="120",
            women_worker_count="70", traits=["two_new", "park"],
        )  # fmt: skip

        response = cast.county_zhao.client.post("/unions/511725102-0001/edit/", data)

        assert response.status_code == 302
        tree.union.refresh_from_db()
        profile = tree.union.profile
        assert (tree.union.name, tree.union.initials) == ("渠江纺织公司工会委员会", "qjfzgsghwyh")
        assert (profile.shows_sign, profile.worker_count, profile.women_worker_count) == (
            True,
            120,
            70,
        )
        assert profile.traits == ["two_new", "park"]

    def test_the_own_post_keeps_the_record_but_not_the_name(self, tree: Tree, cast: Cast) -> None:
        data = record_of(tree.union, name="别的名字", address="渠江路1号")

        response = cast.chair_sun.client.post("/unions/511725102-0001/edit/", data)

        assert response.status_code == 302
        tree.union.refresh_from_db()
        assert tree.union.name == "渠江纺织厂工会委员会"
        assert tree.union.profile.address == "渠江路1号"

    def test_more_women_than_workers_are_refused(self, tree: Tree, cast: Cast) -> None:
        data = record_of(tree.union, worker_count="3", women_worker_count="4")

        page = cast.county_zhao.client.post("/unions/511725102-0001/edit/", data)

        assert page.status_code == 200
        assert "女职工数不能多于职工总数" in page.content.decode()

    def test_a_wrong_credit_code_is_refused_at_its_field(self, tree: Tree, cast: Cast) -> None:
        data = record_of(tree.union, credit_code="815117250000000010")

        page = cast.county_zhao.client.post("/unions/511725102-0001/edit/", data)

        assert "credit_code" in page.context["form"].errors

    def test_an_odd_prefix_is_saved_and_shown(self, tree: Tree, cast: Cast) -> None:
        code = ids.make_credit_code("511725", 7, prefix="91")

        saved = cast.county_zhao.client.post(
            "/unions/511725102-0001/edit/", record_of(tree.union, credit_code=code.lower())
        )

        assert saved.status_code == 302
        page = cast.county_zhao.client.get("/unions/511725102-0001/").content.decode()
        assert code in page
        assert "通常以81开头" in page

    def test_several_unions_are_merged_at_once(self, tree: Tree, cast: Cast) -> None:
        address = "/unions/511725102-0001/do/merge/"
        data = {"into": "511725102-0002", "others": "511725102-0003,511725102-0003",
                "on": "2026-02-01", "reason": REASON}  # fmt: skip

        preview = cast.county_zhao.client.post(address, data)
        done = cast.county_zhao.client.post(address, {**data, "confirmed": "1"})

        lines = [line for line in preview.context["lines"] if "随即注销" in line]
        assert [line.split("”")[0] for line in lines] == [f"“{tree.union}", f"“{tree.catch_all}"]
        assert done.status_code == 302
        closed = Union.objects.filter(status=0).order_by("code")
        assert list(closed) == [tree.union, tree.catch_all]

    def test_every_union_that_cannot_be_merged_is_named(self, tree: Tree, cast: Cast) -> None:
        data = {"into": "511725102-0002", "on": "2026-02-01", "reason": REASON}
        foreign = {**data, "others": "511724101-0001、nonsense"}

        refused = cast.county_zhao.client.post("/unions/511725102-0001/do/merge/", foreign)
        itself = cast.county_zhao.client.post(
            "/unions/511725102-0001/do/merge/", {**data, "others": "511725102-0001"}
        )

        errors = refused.context["form"].errors["others"]
        assert errors[0].startswith("511724101-0001、nonsense:没有找到")
        assert "不必再选" in itself.context["form"].errors["others"][0]
        assert not Union.objects.exclude(status=1).exists()

    def test_a_union_is_entered_under_a_parent_in_sight(self, tree: Tree, cast: Cast) -> None:
        data = {
            "name": SCRIPT, "parent": "511725102", "region": "511725102", "level": "70",
            "union_type": "1", "org_type": "1", "org_form": "4", "founding_mode": "1",
            "founded_on": "2026-05-01",
        }  # fmt: skip

        response = cast.county_zhao.client.post("/unions/new/", data)

        assert response.status_code == 302
        made = Union.objects.get(code="511725102-0004")
        assert (made.name, made.parent_id) == (SCRIPT, tree.township.pk)
        page = cast.county_zhao.client.get("/unions/511725102-0004/").content.decode()
        listed = cast.county_zhao.client.get("/unions/").content.decode()
        assert SCRIPT not in page + listed
        assert "&lt;script&gt;alert(1)" in page

    def test_a_union_is_not_entered_under_a_neighbours(self, tree: Tree, cast: Cast) -> None:
        data = {
            "name": "某工会", "parent": "511724101", "region": "511725102", "level": "70",
            "union_type": "1", "org_type": "1", "org_form": "4", "founding_mode": "1",
        }  # fmt: skip
        before = Union.objects.count()

        page = cast.county_zhao.client.post("/unions/new/", data)

        assert "parent" in page.context["form"].errors
        assert Union.objects.count() == before

    def test_a_territorial_federation_is_split_off_with_its_region(
        self, tree: Tree, cast: Cast
    ) -> None:
        Region.objects.create(code="511723", parent_id="5117", name="开江县", level=3)
        address = "/unions/511725/do/split/"
        data = {
            "name": "开江县总工会",
            "region": "511723",
            "children": str(tree.township.pk),
            "on": "2026-01-10",
            "reason": REASON,
        }

        answer = cast.city_wang.client.post(address, {**data, "confirmed": "1"})

        assert answer.status_code == 302, answer.context["form"].errors
        made = Union.objects.get(code="511723")
        assert (made.name, made.region_id) == ("开江县总工会", "511723")
        assert made.parent == tree.city

    def test_a_move_is_previewed_before_it_is_done(self, tree: Tree, cast: Cast) -> None:
        data = {"to": "511724", "kind": "territorial", "on": "2026-01-01", "reason": REASON}
        address = "/unions/511725102/do/move/"

        preview = cast.city_wang.client.post(address, data)

        assert "下属3个工会(其中基层工会3个)一并划转。" in preview.content.decode()
        assert Affiliation.objects.filter(union=tree.township).count() == 1
        assert cast.city_wang.client.post(address, {**data, "confirmed": "1"}).status_code == 302
        assert Affiliation.objects.filter(union=tree.township).count() == 2

    def test_a_union_is_closed_from_its_page(self, tree: Tree, cast: Cast) -> None:
        address = "/unions/511725102-0002/do/close/"
        data = {"on": "2026-02-01", "reason": "企业破产"}

        preview = cast.county_zhao.client.post(address, data)

        assert "自2026-02-01起撤销" in preview.content.decode()
        assert cast.county_zhao.client.post(address, {**data, "confirmed": "1"}).status_code == 302
        tree.other_union.refresh_from_db()
        assert (tree.other_union.status, tree.other_union.closed_on) == (0, date(2026, 2, 1))

    def test_the_joining_code_is_shown_for_grassroots_unions_alone(
        self, tree: Tree, cast: Cast
    ) -> None:
        page = cast.county_zhao.client.get("/unions/511725102-0001/tab/join/").content.decode()
        upper = cast.county_zhao.client.get("/unions/511725102/tab/join/").content.decode()

        assert f"/m/join/{tree.union.join_code}/" in page
        assert "<svg" in page
        assert "<svg" not in upper.partition('class="tab-body"')[2]

    def test_pickers_offer_what_is_in_sight(self, tree: Tree, cast: Cast) -> None:
        def codes(address: str, **query: str) -> list[str]:
            answer = cast.county_zhao.client.get(address, query).json()
            return [item["value"] for item in answer["items"]]

        assert codes("/pick/unions/", q="工会委员会") == [
            "511725102-0001",
            "511725102-0002",
            "511725102-0003",
        ]
        assert codes("/pick/unions/", q="乌木") == []
        assert codes("/pick/unions/tree/") == ["511725"]
        assert codes("/pick/unions/tree/", parent="511725") == ["511725102"]
        assert codes("/pick/unions/tree/", parent="511724") == []
        assert codes("/pick/regions/", q="渠") == ["511725"]


class TestTermDesk(DeskTests):
    """届次."""

    desk = TermDesk
    act_data: ClassVar[dict[str, dict[str, Any]]] = {
        "extend": {"until": str(add_months(TODAY, 3)), "approval_number": REASON},
        "close": {"on": str(TODAY), "reason": REASON},
    }

    def make(self, tree: Tree, cast: Cast) -> Term:
        """A term that ends today."""
        return services.start_term(
            tree.union, years=5, starts_on=add_months(TODAY, -60), actor=SYSTEM
        )

    def label(self, made: Term) -> str:
        """Leaks would show the union."""
        return made.union.name

    def test_it_waits_on_the_workbench_of_those_in_charge(self, made: Term, cast: Cast) -> None:
        page = cast.county_zhao.client.get("/").content.decode()
        assert made.union.name in page
        assert f"任期5年,{TODAY}届满(工会法第十六条)。" in page
        assert made.union.name not in cast.neighbour_qian.client.get("/").content.decode()

    def test_the_union_itself_does_not_extend_its_term(self, made: Term, cast: Cast) -> None:
        address = f"/terms/{made.public_id}/do/extend/"

        response = cast.chair_sun.client.post(address, self.act_data["extend"])

        made.refresh_from_db()
        assert response.status_code in (403, 404)
        assert made.extended_until is None


class TestOfficerDesk(DeskTests):
    """工会干部."""

    desk = OfficerDesk
    search_text = "周某"
    act_data: ClassVar[dict[str, dict[str, Any]]] = {
        "dismiss": {"on": str(TODAY), "reason": "调离"},
    }

    def make(self, tree: Tree, cast: Cast) -> Officer:
        """The chair of the grass-roots union."""
        return services.appoint_officer(
            tree.union,
            name="周某人",
            post="chair",
            from_on=date(2020, 1, 1),
            phone="13900001234",
            actor=SYSTEM,
        )

    def test_the_phone_is_masked(self, made: Officer, cast: Cast) -> None:
        page = cast.county_zhao.client.get(f"/officers/{made.public_id}/").content.decode()
        listed = cast.county_zhao.client.get("/officers/").content.decode()

        assert "13900001234" not in page + listed
        assert "139****1234" in page


class TestCertificateDesk(DeskTests):
    """法人资格证书."""

    desk = CertificateDesk
    search_text = "工法证"
    act_data: ClassVar[dict[str, dict[str, Any]]] = {
        "renew": {"number": "工法证字第2号", "legal_representative": "孙某",
                  "issued_on": str(TODAY), "valid_until": str(add_months(TODAY, 60))},
    }  # fmt: skip

    def make(self, tree: Tree, cast: Cast) -> LegalCertificate:
        """A certificate that ends within the renewal window."""
        ends = TODAY + timedelta(days=20)
        return services.register_certificate(
            tree.union,
            number="工法证字第1号",
            legal_representative="孙某",
            issued_on=add_months(ends, -60),
            valid_until=ends,
            actor=SYSTEM,
        )

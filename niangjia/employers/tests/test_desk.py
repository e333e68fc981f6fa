"""The desk pages of employers, and the countdown."""

from __future__ import annotations

from typing import Any, ClassVar

from niangjia.accounts.testing import Cast, Tree
from niangjia.employers import queries
from niangjia.employers.desk.employers import EmployerDesk
from niangjia.employers.models import Employer
from niangjia.employers.tests.test_services import employer
from niangjia.web.testing import DeskTests

SCRIPT = "<script>alert(1)</script>"
FORM = {
    "name": "渠江印染有限公司", "union": "511725102", "region": "511725102", "unit_type": "170",
    "industry": "C", "worker_count": "130", "women_worker_count": "60", "counted_on": "2026-01-01",
}  # fmt: skip


class TestEmployerDesk(DeskTests):
    """用人单位."""

    desk = EmployerDesk
    search_text = "渠江"
    edit_data: ClassVar[dict[str, Any]] = FORM
    act_data: ClassVar[dict[str, dict[str, Any]]] = {
        "cover": {"union": "511725102-0001", "on": "2026-01-01"},
        "uncover": {"on": "2026-02-01", "reason": "改属"},
        "close": {"on": "2026-03-01", "reason": "破产"},
    }

    def make(self, tree: Tree, cast: Cast) -> Employer:
        """A factory of 120 workers kept by the township."""
        return employer(tree.township)

    def test_a_similar_name_is_asked_about_once(self, made: Employer, cast: Cast) -> None:
        client = cast.county_zhao.client
        data = {**FORM, "name": "渠县渠江纺织厂"}

        asked = client.post("/employers/new/", data)
        saved = client.post("/employers/new/", {**data, "is_another": "on"})

        assert "“渠江纺织有限公司”" in asked.content.decode()
        assert saved.status_code == 302
        assert Employer.objects.count() == 2

    def test_script_in_a_name_is_only_text(self, made: Employer, cast: Cast) -> None:
        client = cast.county_zhao.client

        assert client.post("/employers/new/", {**FORM, "name": SCRIPT}).status_code == 302

        page = client.get("/employers/").content.decode()
        assert SCRIPT not in page
        assert "&lt;script&gt;" in page

    def test_the_covered_employer_stands_on_the_unions_page(
        self, made: Employer, cast: Cast
    ) -> None:
        client = cast.county_zhao.client
        client.post(f"/employers/{made.public_id}/do/cover/", self.act_data["cover"])

        own = client.get("/unions/511725102-0001/tab/employers/").content.decode()
        chairs = cast.chair_sun.client.get("/unions/511725102-0001/tab/employers/")

        assert f"/employers/{made.public_id}/" in own
        assert made.name in chairs.content.decode()
        assert f"/employers/{made.public_id}/" not in chairs.content.decode()

    def test_a_split_offers_the_covered_employers(
        self, made: Employer, tree: Tree, cast: Cast
    ) -> None:
        client = cast.county_zhao.client
        client.post(f"/employers/{made.public_id}/do/cover/", self.act_data["cover"])
        address = "/unions/511725102-0001/do/split/"
        data = {
            "name": "渠江印染厂工会委员会", "employers": [str(made.pk)], "on": "2026-06-01",
            "reason": "单独建会",
        }  # fmt: skip

        shown = client.get(address).content.decode()
        preview = client.post(address, data).content.decode()
        done = client.post(address, {**data, "confirmed": "1"})

        assert made.name in shown
        assert "分立出“渠江印染厂工会委员会”" in preview
        assert "1个涵盖单位改由“渠江印染厂工会委员会”覆盖。" in preview
        assert done.status_code == 302
        assert str(queries.union_of(made)) == "渠江印染厂工会委员会"

    def test_a_split_offers_no_foreign_employer(self, made: Employer, cast: Cast) -> None:
        data = {
            "name": "新工会", "employers": [str(made.pk)], "on": "2026-06-01", "reason": "试",
        }  # fmt: skip

        page = cast.county_zhao.client.post("/unions/511725102-0001/do/split/", data)

        assert "employers" in page.context["form"].errors

    def test_the_countdown_is_each_cadres_own(self, made: Employer, cast: Cast) -> None:
        mine = cast.county_zhao.client.get("/hundred/")
        others = cast.neighbour_qian.client.get("/hundred/")

        assert (mine.context["union"].code, mine.context["total"].left) == ("511725", 1)
        assert (others.context["union"].code, others.context["total"].left) == ("511724", 0)
        assert made.name in mine.content.decode()
        assert made.name not in others.content.decode()

    def test_the_countdown_of_a_neighbour_is_not_shown(self, made: Employer, cast: Cast) -> None:
        assert cast.neighbour_qian.client.get("/hundred/?union=511725").status_code == 404
        assert cast.worker_chen.client.get("/hundred/").status_code == 403

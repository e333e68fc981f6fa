"""The desk of policy parameters."""

from __future__ import annotations

from datetime import date
from typing import Any

from niangjia.accounts.testing import Cast, Tree, player
from niangjia.kernel import policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Policy
from niangjia.web.policies import PolicyDesk
from niangjia.web.testing import DeskTests


class TestPolicyDesk(DeskTests):
    """A set adopted by the county holds for the county; the next county does not see it."""

    desk = PolicyDesk
    starts_empty = True

    def make(self, tree: Tree, cast: Cast) -> Any:
        declared = min(policy.DECLARED.values(), key=lambda each: each.code)
        return policy.adopt(
            declared.code,
            path=tree.county.path,
            from_on=date(2026, 1, 1),
            params=dict(declared.default),
            basis="渠工发〔2026〕1号",
            actor=SYSTEM,
        )

    def test_the_security_administrator_adopts_a_set_here(self, tree: Tree) -> None:
        client = player("xian-an", "县安", tree.county, "security_admin").client
        given = {
            "code": "unions.term", "union": tree.county.code, "from_on": "2026-01-01",
            "basis": "渠工发〔2026〕1号",
        }  # fmt: skip

        first = client.post("/policies/new/", given)
        form = first.context["form"]
        shown = {name: form[name].value() for name in form.fields if name.startswith("param_")}
        saved = client.post(
            "/policies/new/", {**given, **shown, "param_reminder_days": "365、90、30"}
        )

        assert first.status_code == 200
        assert shown["param_reminder_days"] == "180、90、30"
        made = Policy.objects.get()
        assert saved["Location"] == f"/policies/{made.pk}/"
        assert (made.union_path, made.params["reminder_days"]) == (tree.county.path, [365, 90, 30])
        assert "届满前提醒(天) 365、90、30" in client.get("/policies/").content.decode()

    def test_values_without_a_default_may_stay_empty(self, tree: Tree) -> None:
        client = player("xian-an", "县安", tree.county, "security_admin").client
        given = {
            "code": "ledger.bank_file", "union": tree.county.code, "from_on": "2026-01-01",
            "basis": "农商行代发说明",
        }  # fmt: skip

        form = client.post("/policies/new/", given).context["form"]
        shown = {name: form[name].value() for name in form.fields if name.startswith("param_")}
        saved = client.post("/policies/new/", {**given, **shown, "param_layout": "逗号分隔文本"})

        assert (list(form.errors), form["param_head"].value()) == (["code"], "")
        assert "aid.eligibility" not in dict(form.fields["code"].choices)
        assert saved.status_code == 302
        assert Policy.objects.get().params["layout"] == "逗号分隔文本"

    def test_a_set_from_above_is_seen_below(self, made: Any, cast: Cast) -> None:
        assert made.pk in self.listed(cast.chair_sun)

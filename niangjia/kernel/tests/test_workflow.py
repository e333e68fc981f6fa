"""The life-cycle table: what it allows, refuses and draws."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from niangjia.kernel.actor import SYSTEM, Actor, Grant
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.workflow import Step, Workflow

STATES = [("draft", "草稿"), ("sent", "已提交"), ("done", "已批准")]


@dataclass
class Case:
    status: str = "draft"
    scope_path: str = "/1/2/3/"
    is_complete: bool = True


def complete(case: Case, actor: Actor) -> str | None:
    return None if case.is_complete else "不能提交:材料不全。请补齐后再提交。"


FLOW = Workflow.of(
    "case",
    "事项",
    STATES,
    Step("send", "提交", ("draft",), "sent", "case.edit", guards=(complete,)),
    Step("approve", "批准", ("sent",), "done", "case.approve", above=True),
    Step("send_back", "退回", ("sent",), "draft", "case.approve", needs_reason=True),
    Step("expire", "过期", ("draft",), "done", "case.approve", automatic=True),
)


def cadre(path: str, *permissions: str) -> Actor:
    return Actor(7, "县赵", (Grant(1, path, "organisation", "组织", frozenset(permissions)),))


def test_permitted_step_is_returned() -> None:
    step = FLOW.require("send", Case(), cadre("/1/2/", "case.edit"))

    assert step.target == "sent"


@pytest.mark.parametrize("path", ["/1/2/3/4/", "/1/9/", "/1/22/"])
def test_step_elsewhere_is_not_visible(path: str) -> None:
    with pytest.raises(NotVisible):
        FLOW.require("send", Case(), cadre(path, "case.edit"))


def test_guard_refuses_with_its_reason() -> None:
    with pytest.raises(Blocked) as refusal:
        FLOW.require("send", Case(is_complete=False), cadre("/1/", "case.edit"))

    assert refusal.value.reason == "不能提交:材料不全。请补齐后再提交。"


def test_wrong_state_names_the_state() -> None:
    with pytest.raises(Blocked, match="当前状态是“已批准”"):
        FLOW.require("send", Case(status="done"), cadre("/1/", "case.edit"))


def test_nobody_approves_at_her_own_level() -> None:
    own = cadre("/1/2/3/", "case.approve")

    with pytest.raises(NotVisible):
        FLOW.require("approve", Case(status="sent"), own)
    assert (
        FLOW.require("approve", Case(status="sent"), cadre("/1/2/", "case.approve")).code
        == "approve"
    )


def test_reason_is_required_when_acting_but_not_when_drawing_the_button() -> None:
    actor = cadre("/1/", "case.approve")
    case = Case(status="sent")

    with pytest.raises(Blocked, match="请写明原因"):
        FLOW.require("send_back", case, actor, reason="  ")
    assert [(o.step.code, o.refusal) for o in FLOW.options(case, actor)] == [
        ("approve", None),
        ("send_back", None),
    ]


def test_automatic_step_is_for_the_system_alone() -> None:
    with pytest.raises(NotVisible):
        FLOW.require("expire", Case(), cadre("/1/", "case.approve"))
    assert FLOW.require("expire", Case(), SYSTEM).target == "done"
    assert "expire" not in {o.step.code for o in FLOW.options(Case(), SYSTEM)}


def test_waiting_states_are_derived() -> None:
    assert FLOW.waiting_states("case.approve") == ("sent",)
    assert FLOW.waiting_states("case.edit") == ("draft",)


def test_diagram_shows_every_step() -> None:
    drawn = FLOW.mermaid()

    assert "draft --> sent: 提交" in drawn
    assert "sent --> draft: 退回" in drawn
    assert drawn.endswith("done --> [*]")


def test_unknown_state_is_an_error_at_declaration() -> None:
    with pytest.raises(ValueError, match="unknown states"):
        Workflow.of("x", "x", STATES, Step("go", "去", ("draft",), "nowhere", "x.y"))


def test_double_step_code_is_an_error_at_declaration() -> None:
    step = Step("go", "去", ("draft",), "sent", "x.y")

    with pytest.raises(ValueError, match="used twice"):
        Workflow.of("x", "x", STATES, step, step)


def test_roots_fold_nested_posts() -> None:
    actor = Actor(
        1,
        "钱",
        (
            Grant(2, "/1/2/", "a", "", frozenset({"x"})),
            Grant(5, "/1/2/5/", "a", "", frozenset({"x", "y"})),
            Grant(9, "/1/9/", "a", "", frozenset({"x"})),
        ),
    )

    assert actor.roots("x") == ("/1/2/", "/1/9/")
    assert actor.roots("y") == ("/1/2/5/",)
    assert actor.roots("z") == ()

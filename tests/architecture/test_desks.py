"""What must hold of every declared page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from niangjia.accounts.rules import PERMISSIONS
from niangjia.kernel import scope
from niangjia.web.desk.declare import DASHBOARDS, DESKS, MENU, TODOS
from niangjia.web.workbench import union_of
from tests.architecture.collect import ROOT, desk_tests

TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
KNOWN = frozenset().union(*PERMISSIONS.values())

# Desks without a subclass of DeskTests, and why.
EXEMPT: dict[str, str] = {}


def permissions_of_desks() -> Iterator[tuple[str, str]]:
    """(where, permission) of everything the registries name."""
    for slug, desk in DESKS.items():
        yield slug, desk.view_permission
        if desk.form is not None and desk.can_create:
            yield f"{slug} create", desk.create_permission
        if desk.form is not None and desk.can_edit:
            yield f"{slug} edit", desk.edit_permission
        if desk.can_export:
            yield f"{slug} export", desk.export_permission
        if desk.reveals:
            yield f"{slug} reveal", desk.reveal_permission
        if desk.importer is not None:
            yield f"{slug} import", desk.import_permission
        for act in desk.acts:
            yield f"{slug} {act.code}", act.permission
        if desk.workflow is not None:
            for step in desk.workflow.steps:
                if step.code in desk.verbs:
                    yield f"{slug} {step.code}", step.permission
    for slug, board in DASHBOARDS.items():
        yield slug, board.permission
    for item in MENU:
        yield item.url, item.permission
    for kind in TODOS.values():
        yield kind.code, kind.permission


def test_every_permission_is_granted_by_some_role() -> None:
    unknown = {(where, p) for where, p in permissions_of_desks() if p not in KNOWN}

    assert not unknown


def test_every_desk_has_its_tests() -> None:
    assert DESKS.keys() - desk_tests().keys() - EXEMPT.keys() == set()


def test_every_step_belongs_to_a_union_the_workbench_finds() -> None:
    for desk in DESKS.values():
        for step in desk.workflow.steps if desk.workflow else ():
            model = desk.model
            for name in filter(None, union_of(desk, step).split("__")):
                model = model._meta.get_field(name).related_model
            assert model is scope.tree(), (desk.slug, step.code)


def test_every_step_button_has_its_verb() -> None:
    for desk in DESKS.values():
        if desk.workflow is not None:
            known = {step.code for step in desk.workflow.steps}
            assert desk.verbs.keys() <= known, desk.slug
            assert desk.step_forms.keys() <= desk.verbs.keys(), desk.slug


def test_every_card_names_a_column() -> None:
    for desk in DESKS.values():
        names = {name for c in desk.bound_columns for name in (c.path, c.label)}
        assert set(desk.card) <= names, desk.slug


# --- Templates ------------------------------------------------------------------------------

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=|javascript:|\shx-on|https?://(?!www\.w3\.org)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("line", "is_bad"),
    [
        ('<p style="color:red">', True),
        ("<script>alert(1)</script>", True),
        ('<a onclick="go()">', True),
        ('<script src="https://example.com/x.js"></script>', True),
        ('<button hx-on:click="x">', True),
        ('<script src="{% static "niangjia/desk.js" %}" defer></script>', False),
        ('<svg xmlns="http://www.w3.org/2000/svg">', False),
        ('<p class="style">on = 1</p>', False),
    ],
)
def test_the_rule_itself(line: str, is_bad: bool) -> None:
    assert bool(INLINE.search(line)) is is_bad


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_are_plain(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not INLINE.search(text)
    assert text.lstrip().startswith(("{#", "{% comment")), "name the context at the top"
    assert "|safe" not in text
    assert "autoescape off" not in text


def test_desk_package_stays_small() -> None:
    files = list((ROOT / "web" / "desk").glob("*.py"))
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in files}

    assert max(lines.values()) < 400
    assert sum(lines.values()) < 2500

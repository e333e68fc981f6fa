"""Reports whose definitions changed after they were frozen or written (口径变更)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from ibis import _

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel.indicators import Change, Counter, get, registry
from niangjia.reports import queries, services
from niangjia.reports.models import PublishedFigure, Report
from niangjia.reports.tests.builders import draft, found, frozen
from niangjia.unions.rules import OrgType

CODE = "unions.total"
Redefine = Callable[..., None]


@pytest.fixture
def redefine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Redefine]:
    """Count grass-roots unions without joint ones from now on: version 2 of ``unions.total``."""

    def change(*, keeps_the_old: bool = True) -> None:
        then = get(CODE)
        assert isinstance(then, Counter)
        now = replace(
            then,
            where=then.where & (_.org_type != OrgType.JOINT.value),
            version=2,
            changes=(Change(2, date(2021, 5, 1), "组织部", "不含联合工会"),),
        )
        monkeypatch.setitem(registry._INDICATORS, CODE, now)
        if keeps_the_old:
            monkeypatch.setitem(registry._EARLIER, f"{CODE}@1", replace(then, code=f"{CODE}@1"))
        get.cache_clear()

    get(CODE)
    yield change
    monkeypatch.undo()
    get.cache_clear()


def test_a_frozen_figure_opens_to_what_was_counted_then(
    tree: Tree, cast: Cast, redefine: Redefine
) -> None:
    report = frozen(tree, cast.county_zhao)
    before = queries.frozen_document(report)

    redefine()
    after = queries.frozen_document(Report.objects.get(pk=report.pk))

    assert before is not None
    assert after is not None
    assert [(run.words, run.url.partition("?")[0]) for run in after.figures()] == [
        ("0家", "/figures/unions.founded/records/"),
        ("3家", "/figures/unions.total%401/records/"),
    ]
    assert [run.words for run in before.figures()] == [run.words for run in after.figures()]
    assert queries.is_intact(report)


def test_pages_of_a_frozen_report_lead_to_the_definition_of_then(
    tree: Tree, cast: Cast, redefine: Redefine
) -> None:
    report = frozen(tree, cast.county_zhao)
    row = PublishedFigure.objects.get(code=CODE)
    found(tree, 1)
    redefine()

    client = cast.county_zhao.client
    figures = client.get(f"/reports/{report.public_id}/?tab=figures").content.decode()
    beside = client.get(f"/published/{row.public_id}/?tab=beside").content.decode()

    then = f"/figures/unions.total%401/?union={tree.county.code}&amp;on=2020-12-31"
    assert figures.count(f'href="{then}"') == 2  # in the list, and as changed since
    assert "定稿 <b>3家</b>,现在 <b>4家</b>" in figures
    assert f'href="{then}"' in beside
    assert client.get(then.replace("&amp;", "&")).status_code == 200


def test_figures_whose_old_definition_is_not_kept_are_named(
    tree: Tree, cast: Cast, redefine: Redefine
) -> None:
    report = frozen(tree, cast.county_zhao)
    redefine(keeps_the_old=False)

    client = cast.county_zhao.client
    page = client.get(f"/reports/{report.public_id}/?tab=figures").content.decode()

    assert "1 个数的口径定稿以后改过" in page
    assert "其余各数与定稿时一致" in page
    assert queries.revisions(report, actor=cast.county_zhao.actor) == []


def test_a_contradiction_says_that_the_definition_changed(
    tree: Tree, cast: Cast, redefine: Redefine
) -> None:
    frozen(tree, cast.county_zhao)
    redefine()
    second = draft(tree)

    (doubt,) = queries.doubts(second, queries.write_report(second, actor=cast.county_zhao.actor))

    assert doubt.words.endswith("中写的是“3家”,现在按记录统计是2家(当时按第1版口径,现在是第2版)")


def test_a_draft_tells_figures_that_a_new_definition_changed(
    tree: Tree, cast: Cast, redefine: Redefine
) -> None:
    actor = cast.county_zhao.actor
    report = draft(tree)
    redefine()

    def changed() -> list[tuple[str, str, str]]:
        found = queries.changes(report, queries.write_report(report, actor=actor))
        return [(one.label, one.old_words, one.new_words) for one in found]

    told = [
        ("渠县总工会 基层工会(2020-12-31)(当时按第1版口径,现在是第2版)", "3家", "2家"),
    ]
    assert changed() == told
    services.edit_report(report, title=report.title, body=f"{report.body}\n", actor=actor)
    assert changed() == told
    services.refresh(report, actor=actor)
    assert changed() == []

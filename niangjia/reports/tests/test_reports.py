"""Drafts of reports: filled from records, old → new, whose figures, bad input."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.reports import queries, services
from niangjia.reports.models import (
    Report,
)
from niangjia.reports.rules.claims import Finding
from niangjia.reports.rules.document import Document
from niangjia.reports.tests import builders
from niangjia.reports.tests.builders import (
    BEGIN,
    END,
    OUTSIDERS,
    draft,
    everything,
    found,
    template_of,
    values_of,
    verbs_on,
)
from niangjia.reports.writing.html import body
from niangjia.statistics.services import plans
from niangjia.statistics.tests.plan_parts import D, item, make_items, make_plan

# --- Drafts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("planned", "is_denied"), [(1, False), (2, True)])
def test_beating_the_target_is_checked_against_the_issued_plan(
    tree: Tree, cast: Cast, planned: int, is_denied: bool
) -> None:
    for number in (1, 2):
        found(tree, number)
    for start, value in ((BEGIN, planned), (date(2019, 1, 1), 99)):
        plan = make_plan(tree.county, starts_on=start, ends_on=END)
        make_items(plan, item(value=D(value), due_on=END))
        plans.issue(plan, actor=cast.county_zhao.actor)
    text = "标题:报告\n全县新建工会{{unions.founded}},超额完成年度任务。\n"

    (verdict,) = queries.write_report(draft(tree, text), actor=SYSTEM).verdicts

    assert verdict.finding is (Finding.DENIED if is_denied else Finding.HOLDS)


def test_draft_is_filled_from_records(tree: Tree, cast: Cast) -> None:
    found(tree, 1)

    report = draft(tree, actor=cast.county_zhao.actor)

    assert report.title == "渠县总工会2020年工作报告"
    assert values_of(report) == {"unions.founded": 1, "unions.total": 4}
    assert [f.said for f in report.figures.order_by("pk")] == ["1家", "4家"]


def test_only_cadres_of_the_union_and_above_start_reports(tree: Tree, cast: Cast) -> None:
    template = template_of(tree.county)
    before = everything()

    for name in OUTSIDERS:
        with pytest.raises(NotVisible):
            services.create_report(
                template, tree.county, BEGIN, END, actor=getattr(cast, name).actor
            )

    assert everything() == before
    for name in ("county_zhao", "city_wang", "province_li"):
        services.create_report(template, tree.county, BEGIN, END, actor=getattr(cast, name).actor)
    assert Report.objects.count() == 3


def test_template_of_a_neighbour_is_not_used(tree: Tree, cast: Cast) -> None:
    template = template_of(tree.neighbour)

    with pytest.raises(Blocked, match="不是本级和上级的模板"):
        services.create_report(template, tree.county, BEGIN, END, actor=cast.county_zhao.actor)

    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        (END, BEGIN, "晚于止日"),
        (date(1800, 1, 1), END, "太早"),
        (BEGIN, date(2999, 1, 1), "太远"),
    ],
)
def test_impossible_periods_are_refused(
    begin: date, end: date, words: str, tree: Tree, cast: Cast
) -> None:
    template = template_of(tree.county)

    with pytest.raises(Blocked, match=words):
        services.create_report(template, tree.county, begin, end, actor=cast.county_zhao.actor)

    assert not Report.objects.exists()


def test_text_with_errors_is_saved_and_not_frozen(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    bad = "# 组织\n会员{{members.totol}}\n"

    report = services.edit_report(
        report, title="新题", body=bad, seen_version=1, actor=cast.county_zhao.actor
    )
    before = everything()
    with pytest.raises(Blocked) as refusal:
        services.freeze(report, actor=cast.county_zhao.actor)

    assert report.body == bad
    assert report.version == 2
    assert "第2行" in refusal.value.reason
    assert "members.totol" in refusal.value.reason
    assert "members.total" in refusal.value.reason  # what was probably meant
    assert everything() == before
    assert report.figures.count() == 2  # as last written


def test_two_people_do_not_overwrite_each_other(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    services.edit_report(report, title="甲", body="甲写的", seen_version=1, actor=SYSTEM)
    before = everything()

    with pytest.raises(Blocked, match="第2版"):
        services.edit_report(
            report, title="乙", body="乙写的", seen_version=1, actor=cast.county_zhao.actor
        )

    assert everything() == before


def test_newer_version_is_told_with_who_saved_it(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    zhao, wang = cast.county_zhao.actor, cast.city_wang.actor
    services.edit_report(report, title="甲", body="甲写的", seen_version=1, actor=zhao)

    with pytest.raises(Blocked, match=r"^您在别的窗口保存了第2版"):
        services.edit_report(report, title="乙", body="乙写的", seen_version=1, actor=zhao)
    with pytest.raises(Blocked, match=f"^{re.escape(zhao.label)}在您编辑时保存了第2版"):
        services.edit_report(report, title="乙", body="乙写的", seen_version=1, actor=wang)


def test_saving_the_same_text_makes_no_version(tree: Tree) -> None:
    report = draft(tree)

    services.edit_report(report, title=report.title, body=report.body, actor=SYSTEM)

    assert report.texts.count() == 1


def test_changed_records_show_as_old_and_new_until_taken_over(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    found(tree, 1)
    actor = cast.county_zhao.actor

    changes = queries.changes(report, queries.write_report(report, actor=actor))
    services.edit_report(report, title="改题", body=report.body + "另起一行\n", actor=actor)
    still = queries.changes(report, queries.write_report(report, actor=actor))
    services.refresh(report, actor=actor)
    after = queries.changes(report, queries.write_report(report, actor=actor))

    assert [(c.old_words, c.new_words) for c in changes] == [("0家", "1家"), ("3家", "4家")]
    assert len(still) == 2
    assert after == []
    assert values_of(report) == {"unions.founded": 1, "unions.total": 4}


def test_outsiders_change_nothing(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    before = everything()

    for name in OUTSIDERS:
        actor = getattr(cast, name).actor
        for refused in verbs_on(report, actor):
            with pytest.raises(NotVisible):
                refused()

    assert everything() == before


def test_chair_writes_for_her_own_union_and_does_not_freeze(tree: Tree, cast: Cast) -> None:
    report = draft(tree, union=tree.union, actor=cast.chair_sun.actor)
    before = everything()

    with pytest.raises(NotVisible):
        services.freeze(report, actor=cast.chair_sun.actor)

    assert everything() == before


# --- Whose figures --------------------------------------------------------------------------


def test_figures_of_the_parent_are_for_those_who_may_see_them(tree: Tree, cast: Cast) -> None:
    report = draft(tree, "# 全市\n全市有基层工会{{unions.total @ 上级}}。\n", actor=SYSTEM)
    below, above = cast.county_zhao.actor, cast.city_wang.actor

    hidden = queries.write_report(report, actor=below)
    seen = queries.write_report(report, actor=above)

    assert [(gap.name, gap.reason) for gap in document(hidden).gaps] == [
        ("基层工会", "不在您的权限内")
    ]
    assert "/figures/unions.total/records/" in body(document(seen))
    assert "/figures/" not in body(document(hidden))  # nothing leads to what she may not open
    assert [line.value for line in seen.lines] == [4]
    assert queries.changes(report, hidden) == []  # what others wrote does not show as an old value
    assert queries.figures_seen_by(report, below) == []
    assert [int(f.value or 0) for f in queries.figures_seen_by(report, above)] == [4]


def test_union_without_parent_has_no_parents_figures(tree: Tree, cast: Cast) -> None:
    report = draft(tree, "有{{unions.total @ 上级}}。\n", union=tree.province)

    written = queries.write_report(report, actor=cast.province_li.actor)

    assert [gap.reason for gap in document(written).gaps] == ["当日没有上级工会"]


def document(written: queries.Written) -> Document:
    assert written.document is not None
    return written.document


# --- Bad input ------------------------------------------------------------------------------


def test_an_empty_period_gives_zeros_that_must_be_explained(tree: Tree, cast: Cast) -> None:
    text = "全县新建工会{{unions.founded}},离会会员{{members.left}}。"
    report = draft(tree, text, begin=date(2015, 1, 1), end=date(2015, 1, 1))
    cadre = cast.county_zhao.actor

    assert values_of(report) == {"unions.founded": 0, "members.left": 0}
    [doubt] = queries.doubts(report, queries.write_report(report, actor=cadre))
    assert doubt.words.startswith("所有的数都是零或没有值")
    with pytest.raises(Blocked, match="请核对报告期"):
        services.freeze(report, actor=cadre)
    told = {doubt.key: "那一天没有办过业务"}
    assert services.freeze(report, explanations=told, actor=cadre).status == "frozen"


def test_markup_in_text_and_names_is_escaped(tree: Tree, cast: Cast) -> None:
    evil = "<script>alert(1)</script>"
    tree.county.name = f"渠县{evil}总工会"
    tree.county.save(update_fields=["name"])
    report = draft(tree, builders.TEXT + f"正文{evil}“{{{{工会名称}}}}”\n")

    page = cast.county_zhao.client.get(f"/reports/{report.public_id}/").content.decode()

    assert evil not in page
    assert "&lt;script&gt;" in page


def test_long_text_is_written_in_a_few_seconds(tree: Tree) -> None:
    line = (
        "全县有基层工会{{unions.total}},新建{{unions.founded}},"
        + "为职工办了许多好事实事" * 8
        + "。\n"
    )
    text = "# 组织\n" + line * (300_000 // len(line.encode()) + 1)
    assert len(text.encode()) >= 300_000
    began = time.monotonic()

    report = draft(tree, text)

    assert time.monotonic() - began < 8
    assert values_of(report) == {"unions.founded": 0, "unions.total": 3}


@pytest.mark.parametrize(
    ("body", "words"), [("坏\0字符", "空字符"), ("长" * 500_001, "最多 500,000 个字")]
)
def test_texts_that_cannot_be_stored_are_refused(
    body: str, words: str, tree: Tree, cast: Cast
) -> None:
    report = draft(tree)
    before = everything()

    with pytest.raises(Blocked, match=words):
        services.edit_report(report, title="题", body=body, actor=cast.county_zhao.actor)

    assert everything() == before

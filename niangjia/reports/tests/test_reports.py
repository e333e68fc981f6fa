"""Verbs of reports: drafts, old → new, freezing, withdrawing, and what the database refuses."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from niangjia.accounts.testing import Cast, Tree, build_cast, build_tree
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry
from niangjia.reports import queries, services
from niangjia.reports.models import (
    PublishedFigure,
    Report,
    ReportFigure,
    ReportNote,
    ReportText,
    TemplateVersion,
)
from niangjia.reports.rules.document import Document
from niangjia.reports.tests import builders
from niangjia.reports.tests.builders import BEGIN, END, draft, found, frozen, template_of

OUTSIDERS = ("neighbour_qian", "worker_chen", "stranger")
REFUSED = (IntegrityError, InternalError)


def everything() -> tuple[object, ...]:
    """What must stand still when a service refuses."""
    return (
        list(Report.objects.order_by("pk").values()),
        list(ReportFigure.objects.order_by("pk").values()),
        PublishedFigure.objects.count(),
        ReportText.objects.count(),
        ReportNote.objects.count(),
        TemplateVersion.objects.count(),
        Entry.objects.count(),
    )


def values_of(report: Report) -> dict[str, int]:
    return {figure.code: int(figure.value or 0) for figure in report.figures.all()}


def verbs_on(report: Report, actor: Actor) -> list[Callable[[], object]]:
    """Everything that may be done with a draft."""
    return [
        partial(services.edit_report, report, title="改", body="改", actor=actor),
        partial(services.refresh, report, actor=actor),
        partial(services.set_period, report, begin=BEGIN, end=END, actor=actor),
        partial(services.freeze, report, actor=actor),
        partial(services.drop, report, reason="不要了", actor=actor),
    ]


# --- Drafts ---------------------------------------------------------------------------------


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


# --- Freezing -------------------------------------------------------------------------------


def test_freezing_seals_and_publishes(tree: Tree, cast: Cast) -> None:
    found(tree, 1)

    report = frozen(tree, cast.county_zhao)

    assert report.status == "frozen"
    assert len(report.sha256) == 64
    assert queries.is_intact(Report.objects.get(pk=report.pk))
    rows = list(PublishedFigure.objects.order_by("code"))
    assert [(r.code, int(r.value), r.said, r.sha256) for r in rows] == [
        ("unions.founded", 1, "1家", report.sha256),
        ("unions.total", 4, "4家", report.sha256),
    ]
    assert (rows[0].start, rows[0].end, rows[1].on) == (BEGIN, END, END)


def test_frozen_report_stays_while_records_change(tree: Tree, cast: Cast) -> None:
    report = frozen(tree, cast.county_zhao)
    words = queries.frozen_document(report)
    found(tree, 1)

    report = Report.objects.get(pk=report.pk)
    changed = queries.revisions(report, actor=cast.county_zhao.actor)

    assert queries.frozen_document(report) == words
    assert queries.is_intact(report)
    assert [(c.old_words, c.new_words) for c in changed] == [("0家", "1家"), ("3家", "4家")]


def test_figures_changed_since_the_preview_stop_the_freezing(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    actor = cast.county_zhao.actor
    seen = queries.write_report(report, actor=actor).digest
    found(tree, 1)
    before = everything()

    with pytest.raises(Blocked, match="重新预览"):
        services.freeze(report, seen=seen, actor=actor)
    assert everything() == before

    fresh = queries.write_report(report, actor=actor).digest
    assert services.freeze(report, seen=fresh, actor=actor).status == "frozen"
    assert values_of(report) == {"unions.founded": 1, "unions.total": 4}


def test_period_that_is_not_over_is_not_frozen(tree: Tree, cast: Cast) -> None:
    report = draft(tree, begin=date(2026, 1, 1), end=date(2027, 6, 30))

    with pytest.raises(Blocked, match="到期后再定稿"):
        services.freeze(report, actor=cast.county_zhao.actor)

    assert Report.objects.get(pk=report.pk).is_draft


def test_figure_without_value_must_be_explained(tree: Tree, cast: Cast) -> None:
    text = builders.TEXT + "实名认证率{{members.verified_rate}}。\n"
    report = draft(tree, text)
    actor = cast.county_zhao.actor
    doubts = queries.doubts(report, queries.write_report(report, actor=actor))
    before = everything()

    with pytest.raises(Blocked, match="实名认证率"):
        services.freeze(report, actor=actor)
    assert everything() == before
    assert len(doubts) == 1

    report = services.freeze(
        report, explanations={doubts[0].key: "本县2020年还没有会员"}, actor=actor
    )
    assert report.notes.get().explanation == "本县2020年还没有会员"
    assert not PublishedFigure.objects.filter(code="members.verified_rate").exists()


def test_claim_that_the_series_denies_must_be_explained(tree: Tree, cast: Cast) -> None:
    found(tree, 1, on=date(2019, 6, 1))
    found(tree, 2, on=date(2019, 7, 1))
    text = "# 组织\n全年新建工会{{unions.founded}},比上年增长。\n"
    report = draft(tree, text)
    actor = cast.county_zhao.actor

    with pytest.raises(Blocked, match="增长"):
        services.freeze(report, actor=actor)
    assert Report.objects.get(pk=report.pk).is_draft


def test_later_draft_that_contradicts_the_register_is_flagged(tree: Tree, cast: Cast) -> None:
    actor = cast.county_zhao.actor
    first = frozen(tree, cast.county_zhao)
    found(tree, 1)
    second = draft(tree)

    doubts = queries.doubts(second, queries.write_report(second, actor=actor))

    assert len(doubts) == 2
    assert f"《{first.title}》中是0家,现在按记录统计是 1家" in doubts[0].words + doubts[1].words
    with pytest.raises(Blocked, match="公布"):
        services.freeze(second, actor=actor)
    explained = {doubt.key: "当年漏录一家,已补录" for doubt in doubts}
    assert services.freeze(second, explanations=explained, actor=actor).status == "frozen"
    assert second.notes.count() == 2


def test_withdrawing_ends_its_published_figures(tree: Tree, cast: Cast) -> None:
    actor = cast.county_zhao.actor
    report = frozen(tree, cast.county_zhao)
    with pytest.raises(Blocked, match="请写明原因"):
        services.withdraw(report, reason=" ", actor=actor)
    before = everything()
    for name in (*OUTSIDERS, "chair_sun"):
        with pytest.raises(NotVisible):
            services.withdraw(report, reason="算错了", actor=getattr(cast, name).actor)
    assert everything() == before

    report = services.withdraw(report, reason="漏录一家", actor=actor)

    assert report.status == "withdrawn"
    assert queries.is_intact(Report.objects.get(pk=report.pk))
    assert queries.live().count() == 0
    assert PublishedFigure.objects.count() == 4
    assert set(
        PublishedFigure.objects.exclude(withdraws=None).values_list("reason", flat=True)
    ) == {"漏录一家"}


def test_frozen_report_is_not_edited(tree: Tree, cast: Cast) -> None:
    report = frozen(tree, cast.county_zhao)
    actor = cast.county_zhao.actor
    before = everything()

    for refused in verbs_on(report, actor):
        with pytest.raises(Blocked):
            refused()

    assert everything() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_report SET body = 'x'",
        "UPDATE reports_report SET title = 'x'",
        "UPDATE reports_report SET sha256 = repeat('0', 64)",
        "UPDATE reports_report SET content = '{}'",
        "UPDATE reports_report SET status = 'draft'",
        "DELETE FROM reports_report",
        "UPDATE reports_reportfigure SET value = 1",
        "DELETE FROM reports_reportfigure",
        "UPDATE reports_publishedfigure SET value = 1",
        "DELETE FROM reports_publishedfigure",
        "UPDATE reports_reporttext SET body = 'x'",
        "UPDATE reports_templateversion SET text = 'x'",
    ],
)
def test_the_database_refuses_to_rewrite(statement: str, tree: Tree, cast: Cast) -> None:
    frozen(tree, cast.county_zhao)
    before = everything()

    with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert everything() == before


def test_a_changed_seal_is_noticed(tree: Tree, cast: Cast) -> None:
    report = frozen(tree, cast.county_zhao)

    report.body += "偷偷加一句"

    assert not queries.is_intact(report)


@pytest.mark.django_db(transaction=True)
def test_two_freezes_at_once_freeze_once(transactional_db: None) -> None:
    tree = build_tree()
    cast = build_cast(tree)
    report = draft(tree)
    actors = [cast.county_zhao.actor, cast.city_wang.actor]
    gate = threading.Barrier(2)
    outcomes: list[str] = []

    def freeze(index: int) -> None:
        gate.wait()
        try:
            services.freeze(Report.objects.get(pk=report.pk), actor=actors[index])
            outcomes.append("frozen")
        except Blocked as refusal:
            outcomes.append(refusal.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=freeze, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert sorted(outcomes)[0] == "frozen"
    assert "当前状态是“已定稿”" in sorted(outcomes)[1]
    assert PublishedFigure.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_text_changed_while_freezing_stops_it(transactional_db: None) -> None:
    tree = build_tree()
    cast = build_cast(tree)
    report = draft(tree)
    stale = queries.write_report(report, actor=SYSTEM)
    services.edit_report(
        Report.objects.get(pk=report.pk), title="别人改的", body="别人改的", actor=SYSTEM
    )

    from niangjia.reports.services.reports import _freeze  # the second half alone

    with pytest.raises(Blocked, match="别人修改了"):
        _freeze(report, stale, "", {}, actor=cast.county_zhao.actor)

    assert Report.objects.get(pk=report.pk).is_draft


# --- Whose figures --------------------------------------------------------------------------


def test_figures_of_the_parent_are_for_those_who_may_see_them(tree: Tree, cast: Cast) -> None:
    report = draft(tree, "# 全市\n全市有基层工会{{unions.total @ 上级}}。\n", actor=SYSTEM)
    below, above = cast.county_zhao.actor, cast.city_wang.actor

    hidden = queries.write_report(report, actor=below)
    seen = queries.write_report(report, actor=above)

    assert [(gap.name, gap.reason) for gap in document(hidden).gaps] == [
        ("基层工会", "不在您的权限内")
    ]
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


def test_empty_period_gives_zeros_and_no_failure(tree: Tree, cast: Cast) -> None:
    report = draft(tree, begin=date(1990, 1, 1), end=date(1990, 1, 1))

    assert values_of(report) == {"unions.founded": 0, "unions.total": 0}
    assert services.freeze(report, actor=cast.county_zhao.actor).status == "frozen"


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

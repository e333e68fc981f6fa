"""Freezing and withdrawing reports, and what the database refuses."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from niangjia.accounts.testing import Cast, Tree, build_cast, build_tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.reports import queries, services
from niangjia.reports.models import (
    PublishedFigure,
    Report,
)
from niangjia.reports.tests import builders
from niangjia.reports.tests.builders import (
    BEGIN,
    END,
    OUTSIDERS,
    draft,
    everything,
    found,
    frozen,
    values_of,
    verbs_on,
)

REFUSED = (IntegrityError, InternalError)


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


def test_text_changed_since_the_preview_stops_the_freezing(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    actor = cast.county_zhao.actor
    seen = queries.text_digest(report)
    figures = queries.write_report(report, actor=actor).digest
    report = services.edit_report(
        report, title=report.title, body=report.body + "后加的一句。\n", actor=actor
    )
    before = everything()

    with pytest.raises(Blocked, match="文字或报告期又改过\\(现为第2版\\)"):
        services.freeze(report, seen=figures, seen_text=seen, actor=actor)
    assert everything() == before

    fresh = queries.text_digest(report)
    assert services.freeze(report, seen=figures, seen_text=fresh, actor=actor).sha256


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
    assert (
        f"《{first.title}》中写的是“0家”,现在按记录统计是1家" in doubts[0].words + doubts[1].words
    )
    with pytest.raises(Blocked, match="公布"):
        services.freeze(second, actor=actor)
    explained = {doubt.key: "当年漏录一家,已补录" for doubt in doubts}
    assert services.freeze(second, explanations=explained, actor=actor).status == "frozen"
    assert second.notes.count() == 2


CHANGES = """# 组织
基层工会{{unions.total}},比年初{{unions.total | 增长}},{{unions.total | 增幅}}。
{% 下级 总工会 %}
{{名称}}占全县{{unions.total / unions.total @ 本级}}。
{% 完 %}
"""


def test_changes_rates_and_shares_enter_the_register(tree: Tree, cast: Cast) -> None:
    found(tree, 1)

    report = frozen(tree, cast.county_zhao, CHANGES)

    rows = PublishedFigure.objects.filter(report=report).exclude(role="value").order_by("id")
    told = [(r.role, r.union, r.said, r.value.normalize(), r.unit, r.formula) for r in rows]
    eve = BEGIN - timedelta(days=1)
    now, then = f"基层工会({END})", f"基层工会({eve})"
    assert told == [
        ("change", tree.county, "增加1家", 1, "家", f"{now} − {then}"),
        ("change_rate", tree.county, "增长33.33%", Decimal("33.333333"), "%",
         f"({now} − {then}) ÷ {then} × 100%"),
        ("share", tree.township, "100%", 100, "%",
         f"{tree.township}{now} ÷ {tree.county}{now} × 100%"),
    ]  # fmt: skip
    assert [(r.on, r.other_on) for r in rows] == [(END, eve), (END, eve), (END, END)]
    assert rows[2].other_union == tree.county
    assert (rows[1].low, rows[1].high) == (Decimal("33.325"), Decimal("33.335"))
    assert [r.value for r in queries.published(tree.county, "unions.total")] == [4]


def test_later_draft_that_contradicts_a_published_change_is_flagged(tree: Tree, cast: Cast) -> None:
    actor = cast.county_zhao.actor
    text = "# 组织\n基层工会比年初{{unions.total | 增幅}}。\n"
    first = frozen(tree, cast.county_zhao, text)
    found(tree, 1)
    second = draft(tree, text)

    doubts = queries.doubts(second, queries.write_report(second, actor=actor))

    assert [doubt.words for doubt in doubts] == [
        f"渠县总工会“基层工会的增减幅度”({END})在{first.published.get().document_on}公布的"
        f"《{first.title}》中写的是“持平”,现在按记录统计是增长33.333333%"
    ]
    with pytest.raises(Blocked, match="增减幅度"):
        services.freeze(second, actor=actor)
    services.withdraw(first, reason="漏录一家", actor=actor)
    assert queries.doubts(second, queries.write_report(second, actor=actor)) == []


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

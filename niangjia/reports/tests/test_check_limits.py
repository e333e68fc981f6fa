"""Checked documents that are refused, stopped, given up or taken away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import jobs
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry, Job, JobState
from niangjia.reports.models import CheckedDocument, CheckedFigure
from niangjia.reports.rules.checks import CheckState
from niangjia.reports.services import checks as services
from niangjia.reports.tests.test_checks import TEXT, checked, everything, submitted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [date(26, 1, 10), date(2999, 1, 1)])
def test_an_absurd_day_of_publication_is_refused(day: date, tree: Tree, cast: Cast) -> None:
    before = everything()

    with pytest.raises(Blocked, match="发布日期") as refusal:
        services.submit(tree.county, "a.txt", b"1", published_on=day, actor=cast.county_zhao.actor)

    assert refusal.value.field == "published_on"
    assert everything() == before


def test_a_stopped_check_leaves_the_document_as_it_was(tree: Tree, cast: Cast) -> None:
    document = submitted(tree, cast)
    told: list[int] = []

    def tell(done: int, words: str) -> None:
        told.append(done)
        if len(told) > 20:
            raise jobs.Cancelled

    with pytest.raises(jobs.Cancelled):
        services.examine(document, actor=cast.county_zhao.actor, tell=tell)

    document.refresh_from_db()
    assert (document.state, document.text) == (CheckState.CHECKING, "")
    assert not CheckedFigure.objects.exists()
    assert services.original_of(document) is not None


@pytest.mark.parametrize(
    ("content", "minutes", "words"),
    [("工会工作。" * 70_000, 10, "超过一次能核对的 30 万字"), (TEXT, 0, "还没有完成,已经停止")],
)
def test_too_long_a_check_says_so(
    content: str, minutes: int, words: str, tree: Tree, cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(services, "LONGEST_CHECK", timedelta(minutes=minutes))

    document = checked(tree, cast, content.encode())

    assert document.state == CheckState.FAILED
    assert words in document.message
    assert "拆成几个文件" in document.message


def test_pasted_control_signs_do_no_harm(tree: Tree, cast: Cast) -> None:
    actor = cast.county_zhao.actor
    services.submit_text(tree.county, "", "慰问\x0756.5户。\x0b", published_on=None, actor=actor)
    jobs.run(Job.objects.latest("pk").pk)

    document = CheckedDocument.objects.latest("pk")
    assert (document.state, document.text) == (CheckState.CHECKED, "慰问56.5户。\n")
    with pytest.raises(Blocked, match="没有文字"):
        services.submit_text(tree.county, "", "\x07\x0b", published_on=None, actor=actor)


def test_what_was_never_checked_can_be_discarded(
    tree: Tree, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    good, waiting = checked(tree, cast), submitted(tree, cast)
    failed = checked(tree, cast, b"PK\x03\x04broken", "报告.docx")
    actor = cast.county_zhao.actor

    with pytest.raises(Blocked, match="已经核对完"):
        services.discard(good, actor=actor)
    with pytest.raises(Blocked, match="先停止任务"):
        services.discard(waiting, actor=actor)
    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.discard(failed, actor=player.actor)
    Job.objects.update(state=JobState.CANCELLED)
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(failed, actor=actor)
        services.discard(waiting, actor=actor)

    assert list(CheckedDocument.objects.all()) == [good]
    assert not services.folder_of(waiting).exists()
    entry = Entry.objects.filter(verb="reports.check_discarded").earliest("pk")
    assert "报告.docx" in entry.summary
    assert "损坏" in entry.reason

"""Checked documents: whole or not at all, decided by named persons, kept forever."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from docx import Document

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import jobs
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry, Job, JobState
from niangjia.reports.models import CheckDecision, CheckedDocument, CheckedFigure, CheckFinding
from niangjia.reports.queries.passages import raised_of
from niangjia.reports.rules.checks import CheckState, Decision, FindingState
from niangjia.reports.services import checks as services

pytestmark = pytest.mark.django_db
TEXT = (
    "渠县总工会2017年工作总结\n"
    "发放会员服务卡31.5万张,激活33.2万张。\n"
    "举办职工讲座12场,慰问困难职工356.5户。\n"
)


def submitted(
    tree: Tree, cast: Cast, content: bytes = TEXT.encode(), name: str = "总结.txt"
) -> Any:
    """A document handed in by 县赵, not yet examined."""
    return services.submit(
        tree.county, name, content, published_on=date(2018, 1, 10), actor=cast.county_zhao.actor
    )


def checked(tree: Tree, cast: Cast, content: bytes = TEXT.encode(), name: str = "总结.txt") -> Any:
    """The same, examined by its job."""
    document = submitted(tree, cast, content, name)
    job = jobs.run(Job.objects.latest("pk").pk)
    assert job.state in (JobState.DONE, JobState.FAILED)
    document.refresh_from_db()
    return document


def everything() -> list[int]:
    models = (CheckedDocument, CheckedFigure, CheckFinding, CheckDecision, Entry, Job)
    return [model.objects.count() for model in models]


def test_the_job_reads_and_checks_the_document(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)

    assert document.state == CheckState.CHECKED
    assert document.text == TEXT
    assert [f.text for f in document.figures.order_by("position")] == [
        "31.5万张", "33.2万张", "12场", "356.5户",
    ]  # fmt: skip
    assert {f.rule for f in document.findings.all()} >= {"LE", "INT-COUNT"}
    assert document.open_count == document.finding_count == document.findings.count()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04broken", "报告.docx", "损坏"),
        (b"%PDF-1.4 broken", "报告.pdf", "损坏"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "报告.doc", "旧版 Word"),
        (b"PK\x03\x04broken", "报告.txt", "损坏"),
    ],
)
def test_what_cannot_be_read_is_marked_and_nothing_else_is_kept(
    content: bytes, name: str, words: str, tree: Tree, cast: Cast,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    document = submitted(tree, cast, content, name)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.run(Job.objects.latest("pk").pk)

    document.refresh_from_db()
    assert (job.state, document.state) == (JobState.FAILED, CheckState.FAILED)
    assert words in document.message
    assert words in job.message
    assert not document.text
    assert not services.folder_of(document).exists()
    assert not CheckedFigure.objects.exists()


@pytest.mark.parametrize("content", [b"", b"  \n"])
def test_an_empty_file_is_refused_at_once(content: bytes, tree: Tree, cast: Cast) -> None:
    before = everything()

    with pytest.raises(Blocked, match="空的"):
        submitted(tree, cast, content)

    assert everything() == before


def test_only_those_who_may_hand_in(tree: Tree, cast: Cast) -> None:
    before = everything()

    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.submit(tree.county, "a.txt", b"1", published_on=None, actor=player.actor)

    assert everything() == before


def test_a_document_is_examined_once(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)

    with pytest.raises(Blocked, match="已经核对过"):
        services.examine(document, actor=cast.county_zhao.actor, tell=lambda *_: None)


def test_a_dead_job_can_be_started_again(tree: Tree, cast: Cast) -> None:
    document = submitted(tree, cast)
    with pytest.raises(Blocked, match="正在核对"):
        services.retry(document, actor=cast.county_zhao.actor)
    Job.objects.update(state=JobState.FAILED)

    services.retry(document, actor=cast.county_zhao.actor)
    jobs.run(Job.objects.latest("pk").pk)

    document.refresh_from_db()
    assert document.state == CheckState.CHECKED


# --- Decisions ------------------------------------------------------------------------------


def test_reported_corrected_and_reason_are_kept_with_the_name(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    finding = document.findings.get(rule="INT-COUNT")

    services.decide(
        finding, Decision.CORRECTED, corrected="356 户", reason="台账为 356 户",
        actor=cast.county_zhao.actor,
    )  # fmt: skip

    document.refresh_from_db()
    (raised,) = [r for r in raised_of(document) if r.finding == finding]
    decision = raised.decisions[0]
    assert (decision.reported, decision.corrected) == ("356.5户", "356 户")
    assert decision.reason == "台账为 356 户"
    assert decision.actor_id == cast.county_zhao.user.pk
    assert raised.state is FindingState.CORRECTED
    assert document.open_count == document.finding_count - 1
    assert document.text == TEXT


def test_a_second_decision_holds_and_the_first_stays(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    finding = document.findings.first()
    actor = cast.county_zhao.actor

    services.decide(finding, Decision.ACCEPTED, actor=actor)
    services.decide(
        finding, Decision.EXPLAINED, reason="含历年存量", evidence="会员卡台账", actor=actor
    )

    document.refresh_from_db()
    raised = raised_of(document)[0]
    assert [d.kind for d in raised.decisions] == ["explained", "accepted"]
    assert document.open_count == document.finding_count - 1


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        (Decision.CORRECTED, {"reason": "台账如此"}, "corrected"),
        (Decision.CORRECTED, {"corrected": "356 户", "reason": "错"}, "reason"),
        (Decision.EXPLAINED, {"reason": "含历年存量"}, "evidence"),
        (Decision.EXPLAINED, {"evidence": "台账"}, "reason"),
    ],
)
def test_incomplete_decisions_are_refused(
    kind: Decision, given: dict[str, Any], field: str, tree: Tree, cast: Cast
) -> None:
    finding = checked(tree, cast).findings.first()
    before = everything()

    with pytest.raises(Blocked) as refusal:
        services.decide(finding, kind, **given, actor=cast.county_zhao.actor)

    assert refusal.value.field == field
    assert everything() == before


def test_what_is_right_of_a_figure_is_a_number(tree: Tree, cast: Cast) -> None:
    finding = checked(tree, cast).findings.get(rule="INT-COUNT")
    actor = cast.county_zhao.actor

    with pytest.raises(Blocked, match="要填一个数") as refusal:
        services.decide(
            finding, Decision.CORRECTED, corrected="写错了", reason="台账如此", actor=actor
        )
    assert refusal.value.field == "corrected"
    services.decide(
        finding, Decision.CORRECTED, corrected="三百余户", reason="台账如此", actor=actor
    )
    assert finding.decisions.count() == 1


def test_strangers_decide_nothing(tree: Tree, cast: Cast) -> None:
    finding = checked(tree, cast).findings.first()
    before = everything()

    for player in (cast.neighbour_qian, cast.chair_sun, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.decide(finding, Decision.ACCEPTED, actor=player.actor)

    assert everything() == before


def test_an_explained_finding_does_not_come_again(tree: Tree, cast: Cast) -> None:
    first = checked(tree, cast)
    services.decide(
        first.findings.get(rule="LE"), Decision.EXPLAINED, reason="激活数含外市发的卡",
        evidence="市总工会卡务台账", actor=cast.county_zhao.actor,
    )  # fmt: skip

    second = checked(tree, cast)

    states = {r.finding.rule: r.state for r in raised_of(second)}
    assert states["LE"] is FindingState.KNOWN
    assert states["INT-COUNT"] is FindingState.OPEN
    assert second.open_count == second.finding_count - 1


def test_an_explanation_is_of_one_union_figure_and_period(tree: Tree, cast: Cast) -> None:
    first = checked(tree, cast)
    services.decide(
        first.findings.get(rule="LE"), Decision.EXPLAINED, reason="激活数含外市发的卡",
        evidence="市总工会卡务台账", actor=cast.county_zhao.actor,
    )  # fmt: skip

    other_value = checked(tree, cast, TEXT.replace("33.2万张", "34.2万张").encode())
    other_year = checked(tree, cast, TEXT.replace("2017年", "2018年").encode())
    services.submit(
        tree.city, "总结.txt", TEXT.encode(), published_on=date(2018, 1, 10),
        actor=cast.city_wang.actor,
    )  # fmt: skip
    jobs.run(Job.objects.latest("pk").pk)
    other_union = CheckedDocument.objects.latest("pk")

    for document in (other_value, other_year, other_union):
        states = {r.finding.rule: r.state for r in raised_of(document)}
        assert states["LE"] is FindingState.OPEN, document


@pytest.mark.parametrize("model", [CheckedFigure, CheckFinding, CheckDecision])
def test_the_database_refuses_to_rewrite(model: Any, tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    services.decide(document.findings.first(), Decision.ACCEPTED, actor=cast.county_zhao.actor)

    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        model.objects.all().delete() if model is CheckDecision else model.objects.update(start=1)
    with pytest.raises(DatabaseError, match="正文不能修改"), transaction.atomic():
        CheckedDocument.objects.update(text="改过")


# --- Exports --------------------------------------------------------------------------------


def exported(document: CheckedDocument, what: str, cast: Cast) -> Job:
    services.queue_export(document, what, actor=cast.county_zhao.actor)
    return jobs.run(Job.objects.latest("pk").pk)


def test_findings_come_out_as_excel(tree: Tree, cast: Cast) -> None:
    from openpyxl import load_workbook

    document = checked(tree, cast)

    job = exported(document, "excel", cast)

    sheet = load_workbook(jobs.files_root() / job.file_path).active
    rows = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    assert job.result["rows"] == document.finding_count
    assert any("31.5万张" in str(row) for row in rows)
    heads = next(row for row in rows if "所在句子" in row)
    lines = rows[rows.index(heads) + 1 :]
    where = heads.index("所在句子")
    assert {line[where] for line in lines} >= {"发放会员服务卡31.5万张,激活33.2万张。"}
    assert "部分大于整体" in {line[heads.index("规则名称")] for line in lines}


def test_the_report_comes_out_as_word_with_comments(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)

    job = exported(document, "word", cast)

    word = Document(str(jobs.files_root() / job.file_path))
    assert "\n".join(p.text for p in word.paragraphs) == TEXT.strip()
    assert len(list(word.comments)) == document.finding_count


def test_a_comment_ends_with_what_was_decided(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    services.decide(document.findings.first(), Decision.ACCEPTED, actor=cast.county_zhao.actor)

    job = exported(document, "word", cast)

    first = next(iter(Document(str(jobs.files_root() / job.file_path)).comments))
    assert f"\n已采纳({cast.county_zhao.actor.label} " in first.text


def test_a_word_report_gets_the_comments_in_its_own_file(tree: Tree, cast: Cast) -> None:
    own = Document()
    paragraph = own.add_paragraph("发放会员服务卡31.5万张,激活")
    paragraph.add_run("33.2万张").bold = True
    paragraph.add_run("。")
    buffer = BytesIO()
    own.save(buffer)
    document = checked(tree, cast, buffer.getvalue(), "总结.docx")

    job = exported(document, "word", cast)

    word = Document(str(jobs.files_root() / job.file_path))
    assert word.paragraphs[0].text == "发放会员服务卡31.5万张,激活33.2万张。"
    assert [run.text for run in word.paragraphs[0].runs if run.bold] == ["33.2万张"]
    assert [c.author for c in word.comments] == ["娘家数据核对"] * document.finding_count


def test_only_cadres_of_the_union_export(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    before = everything()

    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.queue_export(document, "word", actor=player.actor)

    assert everything() == before

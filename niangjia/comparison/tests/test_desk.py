"""The pages of data comparison."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from niangjia.accounts.testing import Cast, Player, Tree
from niangjia.comparison import rules, services
from niangjia.comparison.desk.exchanges import ExchangeDesk
from niangjia.comparison.desk.mismatches import MismatchDesk
from niangjia.comparison.models import Answer, AnswerFile, Exchange, Mismatch
from niangjia.comparison.tests import making
from niangjia.comparison.tests.making import line, sheet
from niangjia.comparison.transport import envelope, tables
from niangjia.kernel import clock, jobs
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry, Job, JobState
from niangjia.web.desk.declare import Due
from niangjia.web.testing import DeskTests


class TestExchangeDesk(DeskTests):
    desk = ExchangeDesk
    search_text = "渠县民政局"
    act_data = {"cancel": {"reason": "名单有误,重新发起"}}

    def prepare(self, tree: Tree, cast: Cast) -> None:
        making.appoint(tree, cast)

    def make(self, tree: Tree, cast: Cast) -> Exchange:
        return making.exported(tree, SYSTEM)

    def label(self, made: Any) -> str:
        return str(made.number)


class TestMismatchDesk(DeskTests):
    desk = MismatchDesk
    search_text = "王小明"
    act_data = {"close": {"outcome": "ours_right", "note": "车辆已过户,见过户凭证"}}

    def prepare(self, tree: Tree, cast: Cast) -> None:
        making.appoint(tree, cast)

    def make(self, tree: Tree, cast: Cast) -> Mismatch:
        exchange = making.exported(tree, SYSTEM)
        making.answered(exchange, sheet([line(0, 车辆="3")]), SYSTEM)
        return Mismatch.objects.get()


@pytest.fixture
def zhao(cast: Cast) -> Player:
    return cast.county_zhao


def post(player: Player, row: Any, act: str, **data: Any) -> Any:
    slug = "exchanges" if isinstance(row, Exchange) else "mismatches"
    return player.client.post(f"/{slug}/{row.public_id}/do/{act}/", data)


def done(kind: str) -> Job:
    return jobs.run(Job.objects.filter(kind=kind).latest("pk").pk)


def test_from_the_form_to_the_last_decision(
    tree: Tree, zhao: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [making.compared(0), making.compared(1)]
    monkeypatch.setitem(
        services.SOURCES,
        "probe",
        services.Source("probe", "试验名单", lambda union, kinds, actor: listed),
    )
    form = {
        "union": tree.county.code, "source": "probe", "authority": "渠县民政局",
        "kinds": ["allowance", "vehicle"], "purpose": "困难职工家庭经济状况核对",
        "expires_on": str(services.latest_expiry(tree.county)),
        "protection": "encrypted", "file_format": "csv_utf8",
    }  # fmt: skip

    assert zhao.client.post("/exchanges/new/", form).status_code == 302
    exchange = Exchange.objects.get()
    told = post(zhao, exchange, "export").content.decode()
    job = done(services.EXPORT)
    assert (job.state, job.message) == (JobState.DONE, "名单已生成,共2人。")
    secret = services.secret_of(exchange, actor=zhao.actor)
    assert f"本批加密密钥:{secret}" in told
    got: Any = zhao.client.get(f"/jobs/{job.public_id}/file/")
    text = envelope.decrypt(b"".join(got.streaming_content), secret).decode("utf-8-sig")
    filled = text.replace(",511725,,", ",511725,无,2")
    answer = SimpleUploadedFile("答复.csv.sm4", envelope.encrypt(filled.encode(), secret))

    assert post(zhao, exchange, "answer", file=answer).status_code == 302
    job = done(services.IMPORT)

    assert (job.state, job.result["rows"]) == (JobState.DONE, 2)
    assert Answer.objects.filter(result="mismatch").count() == 2
    page = zhao.client.get(f"/exchanges/{exchange.public_id}/?tab=files").content.decode()
    assert "已导入" in page
    for task in Mismatch.objects.all():
        answered = post(zhao, task, "close", outcome="theirs_right", note="车辆登记属实")
        assert answered.status_code == 302
    assert post(zhao, exchange, "finish").status_code == 302
    assert Exchange.objects.get().status == "finished"


def test_a_job_keeps_what_the_session_confirmed(tree: Tree, zhao: Player) -> None:
    exchange = making.requested(tree, zhao.actor)
    post(zhao, exchange, "export")
    assert not zhao.plain_actor.may("comparison.exchange")

    assert done(services.EXPORT).state == JobState.DONE

    exported = Entry.objects.get(verb="exchange.export")
    assert exported.actor_id == zhao.user.pk


def test_a_malformed_answer_is_explained_by_line(tree: Tree, zhao: Player) -> None:
    exchange = making.exported(tree, zhao.actor)
    bad = sheet([line(0), line(1, 车辆="川S12345"), line(0)], total=9)
    post(zhao, exchange, "answer", file=SimpleUploadedFile("x", making.closed(exchange, bad)))

    job = done(services.IMPORT)

    assert job.message == "有3处错误,没有导入任何内容。请对方改正后重新提供。"
    page = zhao.client.get(f"/exchanges/{exchange.public_id}/?tab=findings").content.decode()
    assert "“车辆”填的是“川S12345”,应为无、1辆、2辆及以上或未查到" in page
    assert "与第2行是同一个人" in page
    assert "“合计”写的是9行,实际有3行" in page
    assert Answer.objects.count() == 0


def test_the_same_file_again_is_said(tree: Tree, zhao: Player) -> None:
    exchange = making.exported(tree, zhao.actor)
    content = making.closed(exchange, sheet([line(0)]))
    services.import_answer(
        services.receive(exchange, content, "a", actor=zhao.actor), actor=zhao.actor
    )

    answer = post(zhao, exchange, "answer", file=SimpleUploadedFile("b", content))

    assert "这份文件已于" in answer.content.decode()
    assert AnswerFile.objects.count() == 1


def test_a_cancelled_job_leaves_nothing(tree: Tree, zhao: Player) -> None:
    exchange = making.exported(tree, zhao.actor)
    content = making.closed(exchange, sheet([line(0, 车辆="3")]))
    post(zhao, exchange, "answer", file=SimpleUploadedFile("x", content))
    jobs.cancel(Job.objects.get(kind=services.IMPORT))

    job = done(services.IMPORT)

    assert job.state == JobState.CANCELLED
    assert (Answer.objects.count(), Mismatch.objects.count()) == (0, 0)
    file = AnswerFile.objects.get()
    assert (file.state, file.path) == ("failed", "")
    assert Exchange.objects.get().status == "exported"


def test_evidence_is_shown_field_by_field(tree: Tree, zhao: Player) -> None:
    exchange = making.exported(tree, zhao.actor)
    other = making.other_valid(2)
    making.answered(exchange, sheet([line(2, 证件号码=other)]), zhao.actor)
    task = Mismatch.objects.get()

    page = zhao.client.get(f"/mismatches/{task.public_id}/?tab=evidence").content.decode()

    assert "疑似同一人" in page
    assert "不同,且两个号码都有效" in page
    assert "<td>相同</td>" in page
    assert "起点" in page
    facts = zhao.client.get(f"/mismatches/{task.public_id}/").content.decode()
    assert "姓名相同 +" in facts
    assert "证件号码不同,且两个号码都有效 −" in facts
    assert "位不同" in page or "第15位" in page
    assert other not in page
    assert making.identity(2) not in page


def test_open_tasks_stand_on_the_workbench(tree: Tree, cast: Cast, zhao: Player) -> None:
    exchange = making.exported(tree, zhao.actor)
    making.answered(exchange, sheet([line(0, 车辆="3")]), zhao.actor)

    assert "王小明" in zhao.client.get("/").content.decode()
    assert "王小明" not in cast.neighbour_qian.client.get("/").content.decode()


def test_a_term_cut_by_the_expiry_says_so(tree: Tree, zhao: Player) -> None:
    soon = clock.today() + timedelta(days=2)
    for last in (soon, clock.today() + timedelta(days=80)):
        exchange = making.exported(tree, zhao.actor, expires_on=last)
        making.answered(exchange, sheet([line(0, 车辆="3")]), zhao.actor)
    cut, whole = Exchange.objects.order_by("pk")

    for desk in (ExchangeDesk(), MismatchDesk()):
        rows = {row.pk: row for row in desk.model.objects.all()}
        dues = [Due(pk, row.status, row.scope_path, row.due_on) for pk, row in rows.items()]
        told = desk.derive(dues)

        assert list(told.values()) == [rules.expiry_in_words(soon)]
        assert getattr(rows[next(iter(told))], "exchange_id", cut.pk) == cut.pk
    assert (cut.due_on, whole.due_on) == (soon, clock.add_working_days(clock.today(), 10))
    assert "有效期至" in zhao.client.get("/").content.decode()


def test_an_excel_answer_too_long_is_sent_to_csv(tmp_path: Path) -> None:
    """The row beyond the last is written far down: nothing has to be written between."""
    path = tmp_path / "answer.xlsx"
    tables_of = tables.write(("姓名", "证件号码"), [("王小明", "1")], "xlsx", "", tmp_path)
    with zipfile.ZipFile(io.BytesIO(tables_of)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(
                    b"</sheetData>",
                    b'<row r="300001"><c r="A300001"><v>1</v></c></row></sheetData>',
                )
            new.writestr(name, part)

    with pytest.raises(tables.Unreadable, match=r"超过300,000行.*改用CSV"):
        list(tables.rows_of(path))


def test_a_key_is_shown_again_on_record(tree: Tree, zhao: Player) -> None:
    exchange = making.exported(tree, zhao.actor)

    answer = post(zhao, exchange, "secret", reason="对方经办人换人,重新告知")

    assert services.secret_of(exchange, actor=zhao.actor) in answer.content.decode()
    entry = Entry.objects.get(verb="exchange.secret")
    assert (entry.is_read, entry.reason) == (True, "对方经办人换人,重新告知")


def test_a_leader_reads_and_does_not_exchange(tree: Tree, cast: Cast, zhao: Player) -> None:
    from niangjia.accounts.rules import Role
    from niangjia.accounts.testing import player

    leader = player("xian-zhang", "县长", tree.county, Role.LEADER)
    exchange = making.exported(tree, zhao.actor)

    assert leader.client.get(f"/exchanges/{exchange.public_id}/").status_code == 200
    assert post(leader, exchange, "export").status_code in (403, 404)
    assert not Job.objects.filter(kind=services.EXPORT).exists()
    assert rules.EXCHANGE.options(exchange, leader.actor) == []

"""Pages of the figure check: list, upload, marked text, decisions, for everybody of the cast."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import jobs
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry, Job
from niangjia.reports.desk.checks import CheckDesk
from niangjia.reports.models import CheckDecision, CheckedDocument, PublishedFigure
from niangjia.reports.rules.checks import Decision
from niangjia.reports.services import checks as services
from niangjia.reports.services import entering
from niangjia.web.testing import DeskTests

pytestmark = pytest.mark.django_db
TEXT = (
    "渠县总工会2017年总结\n发放会员服务卡31.5万张,激活33.2万张。\n讲座<b>12场</b>,慰问356.5户。\n"
)


def checked(tree: Tree, cast: Cast, text: str = TEXT) -> CheckedDocument:
    services.submit_text(
        tree.county, "渠县2017年总结", text, published_on=date(2018, 1, 10),
        actor=cast.county_zhao.actor,
    )  # fmt: skip
    jobs.run(Job.objects.latest("pk").pk)
    return CheckedDocument.objects.latest("pk")


class TestCheckDesk(DeskTests):
    desk = CheckDesk
    search_text = "渠县2017"

    def make(self, tree: Any, cast: Any) -> CheckedDocument:
        return checked(tree, cast)


def test_upload_makes_a_job_and_then_a_marked_text(tree: Tree, cast: Cast) -> None:
    client = cast.county_zhao.client
    file = SimpleUploadedFile("总结.txt", TEXT.encode())

    response = client.post(
        "/checks/new/", {"union": tree.county.code, "published_on": "2018-01-10", "file": file}
    )
    document = CheckedDocument.objects.get()
    assert response["Location"] == f"/checks/{document.public_id}/"
    assert "排队中" in client.get(response["Location"]).content.decode()
    jobs.run(Job.objects.latest("pk").pk)

    page = client.get(f"/checks/{document.public_id}/").content.decode()
    assert page.count('<span class="fig') == 4
    assert page.count('<article class="finding') == document.findings.count()
    assert "315,000 张" in page
    assert "讲座&lt;b&gt;" in page  # the text is shown, never run
    assert f"/figures/cards.issued/?union={tree.county.code}" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "请选择报告文件"),
        ({"text": "新建工会3家。", "file": SimpleUploadedFile("a.txt", b"1")}, "只给一种"),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "文件是空的"),
        ({"text": "新建工会3家。", "published_on": "0026-01-10"}, "早于 1949-10-01"),
        ({"text": "新建工会3家。", "published_on": "2999-01-01"}, "一年以后"),
    ],
)
def test_an_incomplete_upload_says_what_to_do(
    data: dict[str, Any], words: str, tree: Tree, cast: Cast
) -> None:
    response = cast.county_zhao.client.post("/checks/new/", {"union": tree.county.code, **data})

    assert words in response.content.decode()
    assert not CheckedDocument.objects.exists()


def test_the_upload_says_what_it_does(tree: Tree, cast: Cast) -> None:
    page = cast.county_zhao.client.get("/checks/new/").content.decode()

    assert "<h1>核对一份报告</h1>" in page
    assert '<button class="btn btn-main">开始核对</button>' in page


def test_a_failed_upload_shows_its_reason_and_can_be_taken_away(tree: Tree, cast: Cast) -> None:
    client = cast.county_zhao.client
    document = checked(tree, cast)
    services.submit(
        tree.county, "报告.docx", b"PK\x03\x04broken", published_on=None,
        actor=cast.county_zhao.actor,
    )  # fmt: skip
    jobs.run(Job.objects.latest("pk").pk)
    failed = CheckedDocument.objects.latest("pk")

    assert "损坏" in client.get("/checks/").content.decode()
    assert client.post(f"/checks/{document.public_id}/do/discard/").status_code != 302
    response = client.post(f"/checks/{failed.public_id}/do/discard/")

    assert response["Location"] == "/checks/"
    assert list(CheckedDocument.objects.all()) == [document]


def test_doubtful_words_that_are_no_figure_are_marked(tree: Tree, cast: Cast) -> None:
    text = "某职工荣获全国五一劳动奖章一等奖。\n发放会员服务卡31.5万张,激活33.2万张。\n"
    document = checked(tree, cast, text)
    award = document.findings.get(rule="DICT-AWARD")
    words = text[award.start : award.end]

    page = cast.county_zhao.client.get(f"/checks/{document.public_id}/").content.decode()

    assert f'<span class="mark doubt doubt-warn" data-of="{award.position}">{words}</span>' in page
    assert page.count('class="fig doubt doubt-error"') == 2


def test_nobody_uploads_for_a_union_out_of_sight(tree: Tree, cast: Cast) -> None:
    for player in cast:
        client = player.client
        data = {"union": tree.county.code, "text": "新建工会3家。"}
        before = CheckedDocument.objects.count()
        response = client.post("/checks/new/", data)
        made = CheckedDocument.objects.count() - before
        assert made == player.actor.may(services.EDIT, tree.county.path), player.user
        assert response.status_code == (302 if made else response.status_code)


def test_filters_choose_findings(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    address = f"/checks/{document.public_id}/"
    client = cast.county_zhao.client

    errors = client.get(address, {"severity": "error"}).content.decode()
    warned = client.get(address, {"severity": "warn"}).content.decode()
    odd = client.get(address, {"severity": "x", "part": "99", "state": "open"})

    assert errors.count('<article class="finding') == 2
    assert '<article class="finding' not in warned
    assert odd.status_code == 200


def test_a_long_document_is_shown_in_parts(tree: Tree, cast: Cast) -> None:
    text = "\n".join(f"第{n}段,新建职工书屋{n + 3}家。" + "工会工作" * 60 for n in range(120))
    document = checked(tree, cast, f"{text}\n慰问356.5户。\n")

    first = cast.county_zhao.client.get(f"/checks/{document.public_id}/").content.decode()
    last = cast.county_zhao.client.get(f"/checks/{document.public_id}/?part=2").content.decode()

    assert "第 1 部分" in first
    assert "INT-COUNT" not in first
    assert "第 2 部分" in first
    assert "INT-COUNT" in last


def test_a_decision_is_taken_on_the_page(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    finding = document.findings.get(rule="INT-COUNT")
    address = f"/checks/findings/{finding.public_id}/corrected/"
    client = cast.county_zhao.client

    assert "356.5户" in client.get(address).content.decode()
    empty = client.post(address, {"corrected": "", "reason": "台账如此"})
    done = client.post(address, {"corrected": "356 户", "reason": "台账如此"})

    assert empty.status_code == 200
    decision = CheckDecision.objects.get()
    place = f"?part=1&at={decision.pk}#f{finding.position}"
    assert done["Location"] == f"/checks/{document.public_id}/{place}"
    page = client.get(f"/checks/{document.public_id}/").content.decode()
    assert "“356.5户” → “356 户”" in page


def test_a_decision_is_not_taken_over_one_that_was_not_seen(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    finding = document.findings.get(rule="INT-COUNT")
    address = f"/checks/findings/{finding.public_id}/"
    zhao, wang = cast.county_zhao, cast.city_wang
    assert 'name="seen" value="0"' in wang.client.get(f"{address}accepted/").content.decode()
    told = {"reason": "含历年存量", "evidence": "会员卡台账", "seen": "0"}
    assert zhao.client.post(f"{address}explained/", told).status_code == 302

    refused = wang.client.post(f"{address}accepted/", {"seen": "0"}).content.decode()
    again = zhao.client.post(f"{address}explained/", told)  # sent twice

    assert f"{zhao.actor.label}对这条疑问已说明。请刷新页面" in refused
    assert 'name="seen" value="0"' in refused  # pressing the button again does not force it
    assert again.status_code == 200
    first = CheckDecision.objects.get()
    assert first.kind == "explained"

    page = wang.client.get(f"{address}accepted/").content.decode()
    assert f"{zhao.actor.label}已处理" in page
    assert wang.client.post(f"{address}accepted/", {"seen": str(first.pk)}).status_code == 302
    assert finding.decisions.count() == 2


@pytest.mark.parametrize("kind", ["accepted", "corrected", "explained", "nonsense"])
def test_decisions_are_closed_to_others(kind: str, tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    finding = document.findings.first()
    address = f"/checks/findings/{finding.public_id}/{kind}/"
    data = {"corrected": "1 户", "reason": "台账如此", "evidence": "台账"}
    before = (CheckDecision.objects.count(), Entry.objects.count())

    for player in (cast.neighbour_qian, cast.chair_sun, cast.worker_chen, cast.stranger):
        assert player.client.get(address).status_code in (403, 404)
        assert player.client.post(address, data).status_code in (403, 404)

    assert (CheckDecision.objects.count(), Entry.objects.count()) == before
    if kind == "nonsense":
        assert cast.county_zhao.client.post(address, data).status_code == 404


def test_a_figure_goes_into_the_published_register(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    figure = document.figures.get(text="31.5万张")
    address = f"/checks/{document.public_id}/figures/{figure.position}/publish/"
    data = {
        "label": "会员服务卡", "said": "31.5万张", "title": "2017年总结", "document_on": "2018-01-10",
        "on": "2017-12-31",
    }  # fmt: skip

    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        assert player.client.post(address, data).status_code in (403, 404)
    assert not PublishedFigure.objects.exists()
    assert cast.county_zhao.client.get(address).status_code == 200
    response = cast.county_zhao.client.post(address, data)

    assert response.status_code == 302, response.content.decode()
    row = PublishedFigure.objects.get()
    assert (row.union, row.code, row.said) == (tree.county, "cards.issued", "31.5万张")


def test_figures_of_another_union_are_not_ours_to_publish(tree: Tree, cast: Cast) -> None:
    text = TEXT.replace("渠县", "大竹县")
    document, actor = checked(tree, cast, text), cast.county_zhao.actor
    figure = document.figures.get(text="31.5万张")
    as_ours: dict[str, Any] = {
        **entering.as_published(document, figure), "label": "会员服务卡", "said": "31.5万张",
        "title": "2017年总结", "document_on": date(2018, 1, 10), "on": date(2017, 12, 31),
        "start": None, "end": None,
    }  # fmt: skip

    with pytest.raises(Blocked, match="另一个工会"):
        entering.publish_figure(document, figure, **as_ours, actor=actor)
    assert not PublishedFigure.objects.exists()

    services.decide(
        document.findings.get(rule="OTHER-UNION"), Decision.EXPLAINED,
        reason="两县合署办公,合写一份", evidence="县委编办文件", actor=actor,
    )  # fmt: skip
    entering.publish_figure(document, figure, **as_ours, actor=actor)
    assert PublishedFigure.objects.get().union == tree.county
    services.decide(document.findings.get(rule="OTHER-UNION"), Decision.ACCEPTED, actor=actor)
    with pytest.raises(Blocked, match="另一个工会"):
        entering.publish_figure(document, figure, **as_ours, actor=actor)


def test_a_report_explained_as_ours_is_compared_when_checked_again(tree: Tree, cast: Cast) -> None:
    text = "大竹县总工会2017年工作报告\n截至2017年12月31日,全县基层工会达到9个。"
    client, first = cast.county_zhao.client, checked(tree, cast, text)

    def again() -> CheckedDocument:
        assert client.post(f"/checks/{first.public_id}/do/again/").status_code == 302
        jobs.run(Job.objects.latest("pk").pk)
        return CheckedDocument.objects.latest("pk")

    def told(document: CheckedDocument) -> dict[str, str]:
        rows = document.findings.filter(rule__in=("OTHER-UNION", "RECORD"))
        return dict(rows.values_list("rule", "message"))

    assert list(told(again())) == ["OTHER-UNION"]
    page = client.post(
        f"/checks/findings/{first.findings.get(rule='OTHER-UNION').public_id}/explained/",
        {"reason": "两县合署办公,合写一份", "evidence": "县委编办文件"},
        follow=True,
    ).content.decode()
    assert "点“再核对一次”,就与本会的记录比较。" in page
    second = again()

    assert second.digest == first.digest
    assert "渠县总工会" in told(second)["RECORD"]
    assert "照常与本会的记录" in told(second)["OTHER-UNION"]
    assert second.findings.get(rule="OTHER-UNION").known is not None
    assert list(told(first)) == ["OTHER-UNION"]


def test_only_those_who_may_check_check_again(tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    before = CheckedDocument.objects.count(), Job.objects.count()

    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        page = player.client.post(f"/checks/{document.public_id}/do/again/")
        assert page.status_code in (403, 404)
        with pytest.raises(NotVisible):
            services.recheck(document, actor=player.actor)
    (services.folder_of(document) / "original").unlink()
    with pytest.raises(Blocked, match="请重新上传"):
        services.recheck(document, actor=cast.county_zhao.actor)

    assert (CheckedDocument.objects.count(), Job.objects.count()) == before


def test_a_stock_is_offered_for_its_day(tree: Tree, cast: Cast) -> None:
    document = services.submit_text(tree.county, "", "2017年6月底,会员62495人。2017年上半年新建工会12家。",
                                    published_on=date(2017, 7, 20), actor=cast.county_zhao.actor)  # fmt: skip
    jobs.run(Job.objects.latest("pk").pk)

    stock, flow = (entering.as_published(document, f) for f in document.figures.order_by("pk"))

    assert (stock["on"], stock["start"], stock["end"]) == (date(2017, 6, 30), None, None)
    assert (flow["on"], flow["start"], flow["end"]) == (None, date(2017, 1, 1), date(2017, 6, 30))


@pytest.mark.parametrize("what", ["excel", "word", "nonsense"])
def test_exports_are_queued_for_insiders_alone(what: str, tree: Tree, cast: Cast) -> None:
    document = checked(tree, cast)
    address = f"/checks/{document.public_id}/export/{what}/"
    before = Job.objects.count()

    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        assert player.client.post(address).status_code in (403, 404)
    assert Job.objects.count() == before
    response = cast.city_wang.client.post(address)

    assert response.status_code == (404 if what == "nonsense" else 302)
    assert Job.objects.count() == before + (what != "nonsense")

"""`niangjia report`: a file from a template, or a Chinese reason."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from niangjia.accounts.testing import Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.reports import services
from niangjia.reports.models import ReportTemplate, TemplateVersion
from niangjia.reports.rules.shipped import SHIPPED
from niangjia.reports.tests.builders import found, template_of
from niangjia.site.cli import build_parser
from niangjia.site.commands import report


def run(*arguments: str) -> int:
    return report.run(build_parser().parse_args(["report", *arguments]))


def asked(out: Path, *, template: str = "five-year", union: str = "511725") -> list[str]:
    dates = ["--from", "2016-01-01", "--to", "2020-12-31"]
    return [template, "--union", union, *dates, "--out", str(out)]


def test_word_file_is_written_and_its_figures_printed(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found(tree, 1)
    out = tmp_path / "五年.docx"

    assert run(*asked(out), "--json") == 0

    assert out.read_bytes()[:2] == b"PK"
    rows = json.loads(capsys.readouterr().out)["figures"]
    own = {(r["code"], r.get("on"), r.get("from")): r for r in rows if r["union"] == "511725"}
    assert own["unions.founded", None, "2016-01-01"]["value"] == "1"
    assert own["unions.total", "2020-12-31", None]["value"] == "4"
    assert own["unions.total", "2020-12-31", None]["unit"] == "家"
    assert list(tmp_path.iterdir()) == [out]


def test_html_file_holds_the_figures(tree: Tree, tmp_path: Path) -> None:
    out = tmp_path / "年报.html"

    assert run(*asked(out, template="annual-return")) == 0

    page = out.read_text(encoding="utf-8")
    assert "渠县总工会" in page
    assert re.search(r'href="http://[^"/]+:\d+/figures/unions\.total/records/\?union=511725', page)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"template": "no-such"}, "没有代码为“no-such”的模板"),
        ({"union": "999"}, "没有代码为“999”的工会"),
    ],
)
def test_what_does_not_exist_is_said(
    changed: dict[str, str],
    words: str,
    tree: Tree,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(*asked(tmp_path / "a.docx", **changed)) == 2

    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_other_kinds_of_file_and_places_are_refused(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*asked(tmp_path / "a.pdf")) == 2
    assert "只能写成 .docx、.html" in capsys.readouterr().err
    assert run(*asked(tmp_path / "没有这个文件夹" / "a.docx")) == 2
    assert "不能写入" in capsys.readouterr().err
    turned = ["five-year", "--union", "511725", "--from", "2020-12-31", "--to", "2016-01-01"]
    assert run(*turned, "--out", str(tmp_path / "a.docx")) == 2
    assert "晚于止日" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_faults_of_a_template_file_are_named_by_place_and_nothing_is_written(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "模板.md"
    text.write_text(
        "# 一\n{{members.totl}}\n{{members.total | 万圆}}\n{% 下级 %}", encoding="utf-8"
    )

    assert run(*asked(tmp_path / "a.docx", template=str(text))) == 2

    said = capsys.readouterr().err
    assert "有3处错,没有写出报告。" in said
    assert "第2行第1列:没有代码为“members.totl”的指标" in said
    assert "第3行第1列:没有“万圆”这种写法" in said
    assert "第4行第1列:“{% 下级 %}”没有结束" in said
    assert run(*asked(tmp_path / "a.docx", template="没有.md")) == 2
    assert "读不出模板文件“没有.md”:没有这个文件或文件夹" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [text]


def test_a_template_file_is_written_and_what_has_no_value_is_told(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "模板.txt"
    text.write_text(
        "上级{{unions.total @ 上级}}，占{{unions.founded / unions.founded @ 1990}}",
        encoding="utf-8-sig",
    )
    out = tmp_path / "a.html"

    assert run(*asked(out, template=str(text), union=tree.province.code)) == 0

    said = capsys.readouterr().err
    assert "第1行“基层工会”没有数:当日没有上级工会" in said
    assert "第1行“新建基层工会”没有数:分母为零" in said
    assert out.exists()


def test_claims_that_records_deny_are_told_apart_from_the_result(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = template_of(tree.county, "全县有基层工会{{unions.total}},比期初下降。\n")

    assert run(*asked(tmp_path / "a.docx", template=template.code), "--json") == 0

    said = capsys.readouterr()
    assert "下降" in said.err
    json.loads(said.out)


@pytest.mark.django_db
def test_shipped_templates_are_installed_once_and_renewed() -> None:
    services.ensure_shipped()
    services.ensure_shipped()

    assert set(ReportTemplate.objects.values_list("code", flat=True)) == {s.code for s in SHIPPED}
    assert TemplateVersion.objects.count() == len(SHIPPED)
    template = ReportTemplate.objects.get(code="five-year")
    TemplateVersion.objects.create(template=template, number=2, text="旧", sha256="x", saved_by="")
    template.version = 2
    template.save()

    services.ensure_shipped()

    assert ReportTemplate.objects.get(code="five-year").version == 3


def test_shipped_template_is_not_changed_by_anybody(tree: Tree) -> None:
    services.ensure_shipped()
    template = ReportTemplate.objects.get(code="five-year")

    with pytest.raises(Blocked, match="另存为本级模板"):
        services.edit_template(template, title="改", kind="work", text="改", actor=SYSTEM)

    assert template.versions.count() == 1

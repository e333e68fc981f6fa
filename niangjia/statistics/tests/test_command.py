"""`niangjia check-figures`: its JSON, its exit codes, no database."""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path

import pytest

from niangjia.site.cli import main


def test_json_and_exit_code_of_a_clean_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.txt"
    file.write_text("全市新发展会员59.5万人。", encoding="utf-8")

    code = main(["check-figures", str(file), "--json"])

    answer = json.loads(capsys.readouterr().out)
    assert code == 0
    figure = answer["figures"][0]
    assert (figure["text"], figure["value"], figure["unit"]) == ("59.5万人", "595000", "人")
    assert (figure["start"], figure["end"], figure["indicator"]) == (7, 13, "members.joined")
    assert answer["findings"] == []


def test_errors_exit_with_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.txt"
    file.write_text("发放会员服务卡31.5万张,激活33.2万张。", encoding="utf-8")

    code = main(["check-figures", str(file), "--json"])

    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert code == 3
    assert (finding["rule"], finding["severity"]) == ("LE", "error")
    assert finding["evidence"]


def test_standard_input_and_words_for_people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("慰问职工356.5户。".encode())))

    code = main(["check-figures", "-"])

    assert code == 3
    assert "INT-COUNT" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04broken"])
def test_unusable_file_exits_with_two(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.docx"
    if content is not None:
        file.write_bytes(content)

    code = main(["check-figures", str(file), "--json"])

    output = capsys.readouterr()
    assert code == 2
    assert output.out == ""
    assert output.err.strip().endswith("。")


@pytest.mark.parametrize(
    ("day", "words"), [("0026-01-10", "早于 1949-10-01"), ("2999-01-01", "一年以后")]
)
def test_an_absurd_day_of_publication_exits_with_two(
    day: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.txt"
    file.write_text("今年以来,新建工会3家。", encoding="utf-8")

    code = main(["check-figures", str(file), "--published", day])

    output = capsys.readouterr()
    assert (code, output.out) == (2, "")
    assert words in output.err
    assert len(output.err.splitlines()) == 1


def test_a_folder_and_a_book_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "book.txt"
    file.write_text("工会工作。" * 70_000, encoding="utf-8")

    assert main(["check-figures", str(tmp_path)]) == 2
    assert "是文件夹,不是文件" in capsys.readouterr().err
    assert main(["check-figures", str(file)]) == 2
    assert "30 万字" in capsys.readouterr().err


@pytest.mark.django_db
def test_an_unknown_union_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("niangjia.site.start.ready", lambda: None)  # the test database stands
    file = tmp_path / "report.txt"
    file.write_text("新建工会35家。", encoding="utf-8")

    code = main(["check-figures", str(file), "--union", "9999", "--json"])

    output = capsys.readouterr()
    assert (code, output.out) == (2, "")
    assert "没有代码为“9999”的工会" in output.err


@pytest.mark.django_db
def test_figures_are_compared_with_the_records_of_a_union(
    tree: object, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("niangjia.site.start.ready", lambda: None)  # the test database stands
    file = tmp_path / "report.txt"
    file.write_text("截至2017年12月31日,全市共有基层工会9968个。", encoding="utf-8")

    code = main(["check-figures", str(file), "--union", "5117", "--json"])

    answer = json.loads(capsys.readouterr().out)
    (finding,) = answer["findings"]
    assert code == 3
    assert (finding["rule"], finding["severity"]) == ("RECORD", "error")
    assert "系统记录中达州市总工会" in finding["message"]
    assert set(finding) == {"rule", "severity", "message", "evidence", "start", "end", "suggestion"}


def test_ten_pages_take_less_than_three_seconds(tmp_path: Path) -> None:
    paragraph = (
        "全市新建工会{}家,发展会员{}.6万人,投入帮扶资金{}.5万元,慰问困难职工{}户,培训职工{}人次。"
    )
    pages = [
        paragraph.format(*(rank * step + 11 for step in (3, 7, 11, 13, 17))) for rank in range(220)
    ]
    file = tmp_path / "report.txt"
    file.write_text("\n".join(pages), encoding="utf-8")

    start = time.process_time()  # of this process alone: the machine may be busy
    main(["check-figures", str(file), "--json"])

    assert time.process_time() - start < 3

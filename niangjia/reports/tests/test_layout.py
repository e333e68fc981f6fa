"""Word on paper: numbers stay whole, marks stay off numbers, titles break between words."""

from __future__ import annotations

import io
from dataclasses import replace

import docx

from niangjia.reports.rules.document import NoteMark, Table, Text
from niangjia.reports.rules.material import Material
from niangjia.reports.rules.weaving import weave
from niangjia.reports.tests.report_parts import CATALOGUE, Values, checked, material, written
from niangjia.reports.writing.docx import to_docx
from niangjia.reports.writing.look import W

HEADS = "序号 单位 基层工会（家） 新建（家） 会员（人） 新发展（人） 离会（人） 女会员（人） 实名认证率（%）"
WIDE = "12 通川区总工会 9,968 3,759 1,250,000 403,000 125,000 553,500 64.90"
DIGIT, STOP = 134, 67  # twentieths of a point in 10.5 points of a wide font (DejaVu Serif)
PAGE = 8845


def _table(heads: str, row: str) -> str:
    made = [f"| {' | '.join(line.split())} |" for line in (heads, row)]
    return f"{made[0]}\n|{'--|' * len(heads.split())}\n{made[1]}\n"


def _widths(text: str) -> list[int]:
    word = docx.Document(io.BytesIO(to_docx(written(text, {}))))
    return [int(column.get(f"{{{W}}}w")) for column in word.tables[0]._tbl.tblGrid]


def test_no_number_of_a_wide_table_is_broken_in_two() -> None:
    widths = _widths(_table(HEADS, WIDE))

    assert sum(widths) <= PAGE
    for width, cell in zip(widths, WIDE.split(), strict=True):
        if cell[0].isdigit():
            assert width - 160 >= sum(DIGIT if one.isdigit() else STOP for one in cell), cell


def test_a_name_keeps_its_line_where_there_is_room() -> None:
    widths = _widths(_table(HEADS, WIDE))

    assert widths[1] - 160 >= len("通川区总工会") * 210


def test_a_table_too_wide_still_fits_the_page() -> None:
    widths = _widths(_table(" ".join("甲" for _ in range(9)), " ".join(["1" * 20] * 9)))

    assert sum(widths) <= PAGE


def test_a_footnote_mark_stands_at_the_head_of_the_column() -> None:
    text = (
        "脚注：自动\n| 单位 | 会员（人） |\n|--|--:|\n| 甲 | {{members.total | 数}} |\n"
        "| 合计 | {{members.total | 数}} |"
    )
    now: Values = {"members.total": 7}

    table = written(text, now).blocks[0]

    assert isinstance(table, Table)
    assert table.header[0][1] == (Text("会员（人）"), NoteMark(1))
    assert not any(isinstance(run, NoteMark) for row in table.rows for run in row[1])


def test_footnote_marks_of_rows_stand_at_their_names() -> None:
    text = (
        "脚注：自动\n| 指标 | 本期 |\n|--|--:|\n"
        "{% 指标 members.total members.left %}\n| {{指标 | 名称}} | {{指标 | 数}} |\n{% 完 %}"
    )
    now: Values = {"members.total": 7, "members.left": 0}

    table = written(text, now).blocks[0]

    assert isinstance(table, Table)
    assert table.header[0][1] == (Text("本期"),)
    assert [row[0] for row in table.rows] == [
        (Text("工会会员"), NoteMark(1)),
        (Text("离会会员"), NoteMark(2)),
    ]


def test_a_long_title_breaks_behind_the_name_of_the_union() -> None:
    text = "标题：{{工会名称}}五年工作报告\n甲"
    asked = material(text, {})
    long = replace(asked, union=replace(asked.union, name="东城街道灵活就业人员联合工会委员会"))

    def breaks(of: Material) -> int:
        word = docx.Document(io.BytesIO(to_docx(weave(checked(text), of, CATALOGUE))))
        return word.paragraphs[0].text.count("\n")

    assert breaks(long) == 1
    assert breaks(asked) == 0


def test_page_numbers_stand_one_character_from_the_edge() -> None:
    word = docx.Document(io.BytesIO(to_docx(written("甲", {}))))
    footers = (word.sections[0].footer, word.sections[0].even_page_footer)

    indents = [footer.paragraphs[0]._p.pPr.ind.attrib for footer in footers]

    assert [sorted(key.removeprefix(f"{{{W}}}") for key in one) for one in indents] == [
        ["right", "rightChars"],
        ["left", "leftChars"],
    ]

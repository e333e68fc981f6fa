"""PDF files: glyphs set back into lines, lines into paragraphs and rows."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from niangjia.statistics.check import check
from niangjia.statistics.check.documents import Unreadable, read_bytes
from niangjia.statistics.check.documents.pdf.glyphs import Placed
from niangjia.statistics.check.documents.pdf.lines import lines_of, over_pages, running_heads
from niangjia.statistics.check.documents.pdf.paragraphs import unwrapped
from niangjia.statistics.check.lines import width_of
from niangjia.statistics.check.output import number

REPORTS = Path(__file__).parent / "reports"
SIGN, LEFT, TOP, LEADING = 10, 50, 700, 15
FULL = "全市各级工会坚持围绕中心、服务大局,扎实推进基层组织建设"


def shown(text: str, left: float, base: float, *, way: str = "1 0 0 1", size: int = SIGN) -> str:
    """The operators that draw a text from a place, each of its signs as wide as ``size``."""
    codes = text.encode("utf-16-be").hex()
    return f"BT /F1 {size} Tf {way} {left} {base} Tm <{codes}> Tj ET"


def drawn(*pages: Sequence[str], packed: bytes | None = None, font: str = "UniGB-UCS2-H") -> bytes:
    """A PDF of these operators, in a Chinese font that is not embedded."""
    kids = " ".join(f"{5 + 2 * rank} 0 R" for rank in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{font} "
        "/DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
    ]
    held = [one.encode() for one in objects]
    for rank, page in enumerate(pages):
        stream = zlib.compress("\n".join(page).encode()) if packed is None else packed
        held += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * rank} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    data = b"%PDF-1.4\n"
    places = []
    for rank, content in enumerate(held, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (rank, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(held) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d " % (count, table, count)
    return data + table + b"/Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(data)


def lines(*texts: str, left: float = LEFT) -> list[str]:
    """Texts one below the other."""
    return [shown(text, left, TOP - LEADING * row) for row, text in enumerate(texts)]


def placed(text: str) -> list[Placed]:
    """Lines as a reader of pages gives them, each sign as wide as it is in print; | stands between cells."""
    found = []
    for row, line in enumerate(text.split("\n")):
        width = width_of(line) * SIGN / 2
        found.append(
            Placed(line.replace("|", "  "), LEFT, LEFT + width, TOP - LEADING * row, SIGN, SIGN)
        )
    return found


def said(text: str) -> list[tuple[str, str | None]]:
    """Values and units of the figures in a text."""
    return [(number(figure.value), figure.unit) for figure in check(text).figures]


def test_signs_written_in_another_order_stand_where_they_are_seen() -> None:
    # Both quotation marks first, then the Chinese signs between, before and behind them.
    quotes = f"BT /F1 {SIGN} Tf {LEFT + 50} {TOP} Td [<201c> -2000 <201d>] TJ ET"
    chinese = f"BT /F1 {SIGN} Tf {LEFT} {TOP} Td [<{'命名一千个'.encode('utf-16-be').hex()}>"
    chinese += f" -1000 <{'五小'.encode('utf-16-be').hex()}> -1000 <{'成果'.encode('utf-16-be').hex()}>] TJ ET"

    assert read_bytes(drawn([quotes, chinese, *lines("", FULL)[1:]])).split("\n")[0] == (
        "命名一千个“五小”成果"
    )


def test_what_is_drawn_twice_or_aslant_is_read_once_or_not() -> None:
    bold = [shown("全市共有会员12万人。", LEFT + shift, TOP) for shift in (0, 0.3)]
    watermark = shown("内部资料9999份", 100, 400, way="0.7 0.7 -0.7 0.7")
    unseen = shown("隐藏8888人", 100, 300, size=0)

    assert said(read_bytes(drawn([*bold, watermark, unseen]))) == [("120000", "人")]


def test_a_page_that_stands_on_its_side_is_read() -> None:
    page = [
        shown("全市会员12万人,", 300, 100, way="0 1 -1 0"),
        shown("工会350家。", 315, 100, way="0 1 -1 0"),
    ]

    assert said(read_bytes(drawn(page))) == [("120000", "人"), ("350", "家")]


@pytest.mark.parametrize(
    ("page", "paragraphs"),
    [
        (lines(FULL, "新建工会350家。", "短标题"), [FULL + "新建工会350家。", "短标题"]),
        (lines(FULL + "350", "家,会员2万人。"), [FULL + "350家,会员2万人。"]),
        # The word of the next line had room in this one.
        (lines(FULL, FULL[:20], "另起一段,新建工会350家。"), [FULL + FULL[:20], "另起一段,新建工会350家。"]),
        # Full, but the next line is indented, or stands farther apart.
        (
            [
                *lines(FULL, FULL[:-1] + "。"), shown("第二段", LEFT + 2 * SIGN, TOP - 2 * LEADING),
                *lines("", "", "", FULL)[3:],
            ],
            [FULL + FULL[:-1] + "。", "第二段", FULL],
        ),
        (
            [*lines(FULL, FULL, FULL[:-1] + "。"), shown(FULL, LEFT, TOP - 2 * LEADING - 25)],
            [FULL * 2 + FULL[:-1] + "。", FULL],
        ),
        # A heading is of another size.
        (
            [shown(FULL[:20], LEFT, TOP + 30, size=14), *lines(FULL, "新建工会350家。")],
            [FULL[:20], FULL + "新建工会350家。"],
        ),
    ],
)  # fmt: skip
def test_a_line_goes_on_where_the_next_word_had_no_room(
    page: list[str], paragraphs: list[str]
) -> None:
    assert read_bytes(drawn(page)).rstrip("\n").split("\n") == paragraphs


def test_a_paragraph_goes_on_over_columns_and_pages() -> None:
    narrow = FULL[:20]
    left = lines(*[narrow] * 4)
    right = [shown(narrow, 320, TOP - LEADING * row) for row in range(3)]

    text = read_bytes(drawn([*left, *right], lines("到此为止。")))

    assert text == narrow * 7 + "到此为止。\n"


def test_notes_at_the_foot_part_no_paragraph_and_their_marks_are_no_digits() -> None:
    half = len(FULL) // 2
    first = [
        *lines(FULL[:half], *[FULL] * 3)[1:],
        shown("全市会员1250", LEFT, 100), shown("1", LEFT + 90, 104, size=6), shown("人,其中女会员", LEFT + 100, 100),
        shown(FULL[:17], LEFT + 170, 100),
        shown("1", LEFT, 80, size=5), shown("按年报口径统计。", LEFT + 10, 77, size=8),
    ]  # fmt: skip

    text = read_bytes(drawn(first, lines("350人,绿化3km", FULL))).replace(" ", "")

    assert "全市会员1250人,其中女会员" + FULL[:17] + "350人" in text
    assert text.endswith("\n脚注1:按年报口径统计。\n")


def test_cells_beside_each_other_are_a_row() -> None:
    rows = [("县区", "工会(家)", "会员(人)"), ("东区", "1260", "86300"), ("西区", "980", "71200")]
    page = [
        shown(cell, LEFT + 120 * column, TOP - 20 * row)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]

    assert said(read_bytes(drawn(page))) == [
        ("1260", "家"), ("86300", "人"), ("980", "家"), ("71200", "人"),
    ]  # fmt: skip


def ruled(
    rows: Sequence[Sequence[str]], *, width: int, high: int = 40, top: int = TOP, thin: bool = False
) -> list[str]:
    """A table, its lines drawn or filled as thin boxes; a cell may have several lines."""
    tall, wide = high * len(rows), width * len(rows[0])
    lines = [(LEFT, top - high * row, wide, 0) for row in range(len(rows) + 1)]
    lines += [(LEFT + width * column, top - tall, 0, tall) for column in range(len(rows[0]) + 1)]
    form = "{x} {y} {w} {h} re f" if thin else "{x} {y} m {right} {up} l S"
    page = [
        form.format(x=x, y=y, w=w or 0.5, h=h or 0.5, right=x + w, up=y + h) for x, y, w, h in lines
    ]
    return page + [
        shown(part, LEFT + width * column + 3, top - high * row - 12 - 13 * line)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        for line, part in enumerate(cell.split("\n"))
    ]


def typeset(text: str, signs: int) -> list[list[str]]:
    """Pages of a text: lines of so many signs, paragraphs two signs in, headings larger and in the middle, rows of
    tables ruled, a number at the foot."""
    pages: list[list[str]] = []
    base = 0
    for paragraph in text.strip().split("\n"):
        cells = paragraph.split("\t")
        is_row, is_heading = len(cells) > 1, paragraph[-1] not in "。;:,"
        width = SIGN * signs // len(cells)
        parts = [wrapped(cell, width // SIGN - 1) for cell in cells]
        high = 13 * max(map(len, parts)) + 8 if is_row else LEADING + 5 * is_heading
        size = SIGN if is_row or not is_heading else SIGN + 2
        lines = wrapped(paragraph if is_heading else "　　" + paragraph, SIGN * signs // size)
        for line in lines[: 1 if is_row else None]:
            if base < 80 + high:
                pages.append([shown(str(len(pages) + 1), 300, 50)])
                base = TOP
            if is_row:
                row = ["\n".join(part) for part in parts]
                pages[-1] += ruled([row], width=width, high=high, top=base)
            else:
                room = (SIGN * signs - size * width_of(line) / 2) / 2 if is_heading else 0
                pages[-1].append(shown(line, LEFT + room, base - LEADING, size=size))
            base -= high
    return pages


def wrapped(text: str, signs: int) -> list[str]:
    """Lines of at most so many signs; numbers are not parted, and no line begins with a stop."""
    lines = [""]
    for word in re.findall(r"[\d.,%]+[,。、;:)”》]*|.[,。、;:)”》]*", text):
        if width_of(lines[-1] + word) > 2 * signs:
            lines.append("")
        lines[-1] += word
    return lines


@pytest.mark.parametrize("thin", [False, True])
def test_a_ruled_table_is_read_cell_by_cell(thin: bool) -> None:
    rows = [
        ("县区", "基层工\n会(家)", "会员\n(人)"),
        ("高新技术\n产业区", "1260", "86300"),
        ("西区", "980", "71200"),
    ]

    text = read_bytes(
        drawn([*ruled(rows, width=70, thin=thin), shown("以上为年报数。", LEFT, 400)])
    )

    assert text.split("\n")[0] == "县区\t基层工会(家)\t会员(人)"
    assert said(text) == [("1260", "家"), ("86300", "人"), ("980", "家"), ("71200", "人")]
    assert check(text).figures[0].label.startswith("高新技术产业区")


def test_a_row_that_a_page_break_cuts_is_one_row() -> None:
    head = ("县区", "工会(家)", "会员(人)")
    pages = [
        ruled(
            [head, ("东区", "1260", "86300"), ("高新技术", "980", "71200")], width=70, thin=False
        ),
        ruled([head, ("产业区", "", ""), ("西区", "35", "2100")], width=70),
    ]

    report = check(read_bytes(drawn(*pages)))

    labels = [figure.label for figure in report.figures]
    assert [number(figure.value) for figure in report.figures][2:] == ["980", "71200", "35", "2100"]
    assert labels[2].startswith("高新技术产业区")
    assert not report.findings


@pytest.mark.parametrize("signs", [22, 33, 45])
@pytest.mark.parametrize("report", sorted(REPORTS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_report_says_in_print_what_it_says_in_plain_text(report: Path, signs: int) -> None:
    text = report.read_text(encoding="utf-8")

    printed = check(read_bytes(drawn(*typeset(text, signs))))

    plain = check(text)
    assert [(f.value, f.unit) for f in printed.figures] == [
        (f.value, f.unit) for f in plain.figures
    ]
    assert [(f.rule, f.severity) for f in printed.findings] == [
        (f.rule, f.severity) for f in plain.findings
    ]


def test_rows_cut_by_a_page_and_rows_alike_at_the_edges_are_kept() -> None:
    texts = [f"前文{page}。\n{page}\t任务{page}\t开展{page}场,参\t9{page}%" for page in (1, 2, 3)]
    pages = [[*placed(text)] for text in (*texts, "\t\t加9人。\t\n尾。")]

    running = running_heads([[line.text for line in page] for page in pages])
    kept = over_pages(lines_of(page, running) for page in pages)

    assert [line.text for line in kept if "\t" in line.text] == [
        "1\t任务1\t开展1场,参\t91%", "2\t任务2\t开展2场,参\t92%", "3\t任务3\t开展3场,参加9人。\t93%",
    ]  # fmt: skip


def test_a_line_that_breaks_before_a_figure_goes_on() -> None:
    page = lines(*[FULL] * 2, FULL + "。", FULL[:20], "126场,提供岗位3.8万个。")

    assert FULL[:20] + "126场" in read_bytes(drawn(page))


def test_signs_without_a_code_are_told_instead_of_dropped() -> None:
    page = lines(FULL, "新建工会350家。")

    with pytest.raises(Unreadable, match="文字编码"):
        read_bytes(drawn(page, font="Identity-H"))


def test_a_file_without_a_page_is_broken() -> None:
    with pytest.raises(Unreadable, match="损坏"):
        read_bytes(drawn())


def test_running_heads_and_page_numbers_are_left_out() -> None:
    first = [
        "全市⼯会系统坚持围绕中⼼、服务⼤局 , 新建⼯会 35",
        "0 家 , 发展会员 2.6 万⼈。",
        "短标题",
        "工作简报 1 页",
    ]
    pages = [first, *([["第二段文字内容。", f"工作简报 {rank} 页"] for rank in (2, 3)])]

    running = running_heads(pages)
    kept = [line for page in pages for line in lines_of(placed("\n".join(page)), running)]

    assert said(unwrapped(kept)) == [("350", "家"), ("26000", "人")]


def test_sentences_alike_but_for_their_figures_are_no_running_heads() -> None:
    pages = [[f"全市工会{n}月发展会员{n}00人。"] for n in range(1, 4)]

    assert running_heads(pages) == set()


def test_a_table_over_two_pages_keeps_its_header() -> None:
    head = "项目|户数(户)|金额(万元)"
    pages = [
        [head, "生活救助|126|75.6", "— 1 —"],
        ["续表", "医疗救助|38|45.6", "合计|164|121.2", "— 2 —"],
    ]

    kept = [line for page in pages for line in lines_of(placed("\n".join(page)), set())]
    report = check(unwrapped(kept))

    assert [(number(f.value), f.unit) for f in report.figures] == [
        ("126", "户"), ("756000", "元"), ("38", "户"), ("456000", "元"), ("164", "户"), ("1212000", "元"),
    ]  # fmt: skip
    assert not report.findings


def test_a_line_of_prose_with_two_numbers_is_no_table_row() -> None:
    line = "5000 多名职工参加讲堂,点播 23.5 万次。"

    prose = lines_of(placed(f"{line}\n全市会员达 12 万人。"), set())
    table = lines_of(placed("东区|120|3600\n西区|98|2900"), set())

    assert prose[0].text == line.replace(" ", "")
    assert table[0].text == "东区\t120\t3600"


@pytest.mark.parametrize(
    ("told", "units"),
    [
        ("年份|基层工会(个)|会员(万人)\n2020|1250|20.4\n2021|1310|21.6", ["个", "人"] * 2),
        ("年 份|基层工会 (个)|会员 (万人)\n2020年|1250|20.4\n2021年|1310|21.6", ["个", "人"] * 2),
        ("年份|基层工会|会员\n(个)|(万人)\n2020|1250|20.4\n2021|1310|21.6", ["个", "人"] * 2),
        ("年份|会员(万人)\n2020|20.4\n2021|21.6\n合计|42.0", ["人"] * 3),
    ],
)
def test_a_table_of_years_is_read_however_its_head_is_set(told: str, units: list[str]) -> None:
    text = unwrapped(lines_of(placed(f"表1 情况\n{told}\n以上为年报数。"), set()))

    assert [unit for _, unit in said(text)] == units


def test_notes_that_say_nearly_the_same_are_no_paragraph_printed_twice() -> None:
    note = "期末登记在册、职工100人以上的企业和社会组织,机关事业单位不算;按主管工会。"
    notes = f"脚注 13:百人以上企业:{note}\n脚注 14:百人以上企业已建会:{note[:-1]}中已建会的。"

    assert not check(f"全市百人以上企业126家,已建会118家。\n{notes}").findings

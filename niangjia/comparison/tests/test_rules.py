"""What an answer may say, how it is held against ours, and everything a file can have wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.comparison import rules
from niangjia.comparison.linkage.gathering import Gathered
from niangjia.comparison.rules.sheet import MOST_FINDINGS, Line, Reader, Reading
from niangjia.comparison.rules.values import SCALES, compare
from niangjia.comparison.transport import envelope, tables
from niangjia.kernel.ids import Gender, make_identity

K = rules.ThirdPartyKind
R = rules.ComparisonResult
TODAY = date(2026, 11, 21)
ASKED = (K.ALLOWANCE, K.VEHICLE, K.MARRIAGE)
HEAD = ["姓名", "证件号码", "出生日期", "性别", "低保", "车辆"]
ONE = make_identity("511725", date(1975, 3, 2), 1, Gender.FEMALE)
TWO = make_identity("511725", date(1975, 3, 2), 2, Gender.FEMALE)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (K.ALLOWANCE, "有", "held"),
        (K.ALLOWANCE, "未享受", "none"),
        (K.ALLOWANCE, "2000元", None),
        (K.VEHICLE, "0", "none"),
        (K.VEHICLE, "1辆", "one"),
        (K.VEHICLE, "3", "many"),
        (K.VEHICLE, "2辆及以上", "many"),
        (K.VEHICLE, "川S12345", None),
        (K.PROPERTY, "2套", "many"),
        (K.DISABILITY, "二级", "level_2"),
        (K.DISABILITY, "4", "level_4"),
        (K.DISABILITY, "5", None),
        (K.MARRIAGE, "离婚", "divorced"),
        (K.MARRIAGE, "有", None),
        (K.TAX, "59999.99", "low"),
        (K.TAX, "60000.01", "middle"),
        (K.TAX, "150000元", "high"),
        (K.SOCIAL_INSURANCE, "断缴", "stopped"),
    ],
)
def test_cells_become_the_few_values_we_keep(kind: K, text: str, code: str | None) -> None:
    assert SCALES[kind].read(text) == code


@given(st.sampled_from(list(K)), st.text(max_size=20))
def test_whatever_a_cell_says_nothing_else_comes_in(kind: K, text: str) -> None:
    assert SCALES[kind].read(text) in {None, *SCALES[kind].labels}


@pytest.mark.parametrize(
    ("kind", "ours", "theirs", "result"),
    [
        (K.ALLOWANCE, "none", "none", R.MATCH),
        (K.ALLOWANCE, "held", "none", R.MISMATCH),
        (K.ALLOWANCE, "", "none", R.MATCH),
        (K.VEHICLE, "", "one", R.MISMATCH),
        (K.MARRIAGE, "married", "divorced", R.MISMATCH),
        (K.ALLOWANCE, "held", None, R.MISMATCH),
        (K.ALLOWANCE, "none", None, R.NOT_FOUND),
        (K.MARRIAGE, "married", None, R.NOT_FOUND),
        (K.FUNERAL, "", "held", R.MISMATCH),
    ],
)
def test_values_beside_each_other(kind: K, ours: str, theirs: str | None, result: R) -> None:
    assert compare(kind, ours, theirs) is result


@pytest.mark.parametrize(
    ("status", "due", "expected"),
    [
        ("prepared", None, 20),
        ("exported", 10, 10),
        ("exported", 25, 20),
        ("answered", 15, 15),
        ("finished", None, None),
        ("expired", None, None),
    ],
)
def test_no_term_outlives_the_data(status: str, due: int | None, expected: int | None) -> None:
    def day(number: int | None) -> date | None:
        return date(2026, 12, number) if number else None

    assert rules.due_within(status, day(due), date(2026, 12, 20)) == day(expected)


# --- Malformed files ------------------------------------------------------------------------


def read(rows: Sequence[Sequence[object]], protection: str = "encrypted") -> Reading:
    reader = Reader(ASKED, protection, TODAY)
    for number, row in enumerate(rows, 1):
        reader.read(number, row)  # type: ignore[arg-type]  # cells of a test
    return reader.finish()


def good(identity: str = ONE, **changes: str) -> list[str]:
    row = dict(zip(HEAD, ["王小明", identity, "1975-03-02", "女", "无", "1辆"], strict=True))
    return list((row | changes).values())


def problems(rows: Sequence[Sequence[object]], protection: str = "encrypted") -> list[tuple]:
    return [(f.row, f.column, f.code) for f in read(rows, protection).findings]


def test_a_good_file() -> None:
    found = read([["某县民政局答复"], HEAD, good(), [], good(TWO, 低保="未查到"), ["合计", "2"]])

    assert found.findings == []
    assert found.kinds == (K.ALLOWANCE, K.VEHICLE)
    assert [(line.row, line.identity, dict(line.values)) for line in found.lines] == [
        (3, ONE, {K.ALLOWANCE: "none", K.VEHICLE: "one"}),
        (5, TWO, {K.ALLOWANCE: None, K.VEHICLE: "one"}),
    ]
    assert found.lines[0].born_on == date(1975, 3, 2)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([HEAD, good(), ["合计", "3"]], (3, "合计", "wrong_total")),
        ([HEAD, good(), ["合计"]], (3, "合计", "wrong_total")),
        ([HEAD, good()], (2, "", "no_total")),
        ([HEAD, good(), ["合计", "1"], good(TWO)], (4, "", "after_total")),
        ([HEAD, good(), good(), ["合计", "2"]], (3, "", "repeated")),
        ([HEAD, good()[:3], ["合计", "1"]], (2, "", "short_line")),
        ([HEAD, [*good(), "多"], ["合计", "1"]], (2, "", "long_line")),
        ([[*HEAD, "车牌号"], [*good(), ""], ["合计", "1"]], (1, "车牌号", "unknown_column")),
        ([[*HEAD, "房产"], [*good(), "无"], ["合计", "1"]], (1, "房产", "not_asked")),
        ([[*HEAD, "低保"], [*good(), "无"], ["合计", "1"]], (1, "低保", "double_column")),
        ([HEAD[:4], good()[:4], ["合计", "1"]], (1, "", "missing_column")),
        ([HEAD, good(低保="约2000元"), ["合计", "1"]], (2, "低保", "bad_value")),
        ([HEAD, good(低保="", 车辆=""), ["合计", "1"]], (2, "", "no_value")),
        ([HEAD, good(出生日期="1975-02-30"), ["合计", "1"]], (2, "出生日期", "bad_date")),
        ([HEAD, good(出生日期="2030-01-01"), ["合计", "1"]], (2, "出生日期", "bad_date")),
        ([HEAD, good(出生日期="1840-03-17"), ["合计", "1"]], (2, "出生日期", "bad_date")),
        ([HEAD[1:], good()[1:], good(TWO)[1:], ["合计", "2"]], (1, "姓名", "missing_column")),
        ([HEAD, good(性别="X"), ["合计", "1"]], (2, "性别", "bad_gender")),
        ([HEAD, good(姓名=""), ["合计", "1"]], (2, "姓名", "no_name")),
        ([HEAD, good("", 出生日期=""), ["合计", "1"]], (2, "证件号码", "no_key")),
        ([HEAD, ["合计", "0"]], (1, "", "empty")),
        ([["随便", "什么"], ["没有", "表头"]], (1, "", "no_heading")),
    ],
)
def test_what_is_wrong_is_said_by_line(rows: list, expected: tuple) -> None:
    assert problems(rows) == [expected]


@pytest.mark.parametrize("eaten", [511725197503020011.0, "5.11725E+17", "5.11725e17"])
def test_a_number_that_excel_ate_is_refused(eaten: object) -> None:
    row: list[object] = [*good()]
    row[1] = eaten

    assert problems([HEAD, row, ["合计", "1"]])[0] == (2, "证件号码", "lost_digits")


@pytest.mark.parametrize(
    ("above", "total", "found"),
    [
        ([], ["合计", "1", "批次BD261121-7K3MQX"], []),
        (["批次 BD261121-7K3MQX。用途"], ["合计", "1"], []),
        ([], ["合计", "1", "批次BD261120-AAAAAA"], [(3, "", "other_batch")]),
        (["向民政局比对,批次BD261120-AAAAAA。"], ["合计", "1"], [(1, "", "other_batch")]),
    ],
)
def test_a_file_that_names_another_batch_is_refused(
    above: list[str], total: list[str], found: list[tuple]
) -> None:
    reader = Reader(ASKED, "encrypted", TODAY, number="BD261121-7K3MQX")
    rows = [*([above] if above else []), HEAD, good(), total]
    for number, row in enumerate(rows, 1):
        reader.read(number, row)

    problem = [(f.row, f.column, f.code) for f in reader.finish().findings]
    assert problem == found


def test_lines_are_handed_over_with_values_of_few_objects() -> None:
    kept: list[Line] = []
    reader = Reader(ASKED, "encrypted", TODAY, keep=kept.append)
    for number, row in enumerate([HEAD, good(), good(TWO), ["合计", "2"]], 1):
        reader.read(number, row)

    reading = reader.finish()
    assert (reading.lines, reading.line_count) == ([], 2)
    assert kept[0].values is kept[1].values
    gathered = Gathered()
    for line in kept:
        gathered.add(line)
    assert gathered.lines([3]) == {3: kept[1]}
    assert gathered.table().column("id").to_pylist() == [2, 3]


def test_findings_stop_at_five_hundred_and_are_all_counted() -> None:
    rows = [
        good(make_identity("511725", date(1975, 3, 2), n % 500, Gender.MALE), 低保="?")
        for n in range(600)
    ]

    found = read([HEAD, *rows, ["合计", "600"]])

    assert len(found.findings) == MOST_FINDINGS
    assert found.finding_count == 600


def test_a_file_of_digests_must_not_name_anybody() -> None:
    head = ["证件号码摘要", "低保"]

    assert problems([head, ["ab" * 32, "有"], ["合计", "1"]], "hashed") == []
    assert problems([head, ["abc", "有"], ["合计", "1"]], "hashed")[0][2] == "bad_digest"
    named = [[*head, "姓名"], ["ab" * 32, "有", "王小明"], ["合计", "1"]]
    assert problems(named, "hashed") == [(1, "", "not_asked")]


# --- Bytes --------------------------------------------------------------------------------------


def rows_of(content: bytes, folder: Path) -> list[tuple[int, Sequence[object]]]:
    path = folder / "answer"
    path.write_bytes(content)
    return list(tables.rows_of(path))


def test_tables_come_back_as_they_went(tmp_path: Path) -> None:
    rows = [("王小明", ONE), ("阿依古丽·买买提", "")]

    for file_format in rules.FileFormat:
        content = tables.write(("姓名", "证件号码"), rows, file_format, "说明", tmp_path)
        got = [tuple(cells[:2]) for _, cells in rows_of(content, tmp_path)]
        assert got[-3:] == [("姓名", "证件号码"), *rows], file_format


@pytest.mark.parametrize(
    ("content", "row", "code"),
    [
        ("姓名,证件号码\n王".encode("gb18030")[:-1], 2, "encoding"),
        (b"a,b\n\x00\x01", 1, "not_a_table"),
        ('姓名\n"没有结尾\n'.encode(), 2, "quotes"),
        (b"PK\x03\x04rubbish", 1, "unusable"),
        ("姓名,低保\n王,有".encode("utf-16"), 1, "encoding"),
        ("姓名,证件号码\n王小明,1\n王".encode()[:-1], 3, "encoding"),
        ("姓名,证件号码\n王小明,1\n王".encode("utf-8-sig")[:-1], 3, "encoding"),
    ],
)
def test_bytes_that_are_no_table_are_named(
    content: bytes, row: int, code: str, tmp_path: Path
) -> None:
    with pytest.raises(tables.Unreadable) as refusal:
        rows_of(content, tmp_path)

    assert (refusal.value.finding.row, refusal.value.finding.code) == (row, code)


def test_an_envelope_opens_with_its_own_key_alone() -> None:
    key, other = envelope.new_secret(), envelope.new_secret()
    closed = envelope.encrypt(b"list", key)

    assert envelope.decrypt(closed, key) == b"list"
    for content, secret in (
        (closed, other),
        (closed[:-1], key),
        (closed[:25], key),
        (b"list", key),
    ):
        with pytest.raises(envelope.CannotOpen):
            envelope.decrypt(content, secret)


def test_digests_follow_hmac_sm3() -> None:
    salt = "00" * 16

    first = envelope.digest("51172519750302001x", salt)

    assert first == envelope.digest("51172519750302001X", salt)
    assert len(first) == 64
    assert first != envelope.digest("51172519750302001X", "01" * 16)
    # GB/T 32905-2016, appendix A.1
    assert envelope.checksum(b"abc").hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )

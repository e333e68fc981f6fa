"""What printed words allow, and a document kept and taken out again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.reports.rules.document import (
    Align,
    Document,
    FigureRun,
    Gap,
    Heading,
    Meta,
    NoteMark,
    Paragraph,
    Role,
    Table,
    Text,
)
from niangjia.reports.rules.questions import Question, Source, Whose
from niangjia.reports.rules.reckoning import reckon, spoken
from niangjia.reports.rules.register import (
    Precision,
    Reckoned,
    plain_number,
    printed,
    printed_change,
)
from niangjia.reports.rules.storing import Unreadable, pack, seal, unpack
from niangjia.reports.rules.style import said

QUESTION = Question("members.total", None, date(2020, 1, 1), date(2020, 12, 31), Whose.CHILDREN)
RUN = FigureRun(
    "40.3万人", "members.total", "工会会员", "人", Decimal(403000), "403,000 人", Role.VALUE,
    (QUESTION,), "5117", "达州市总工会", Source.TYPED, "/figures/", "", 3, 7,
)  # fmt: skip
DOCUMENT = Document(
    (Text("标题"), RUN),
    (),
    (
        Heading(1, "一、", (Text("组织"),), 2),
        Paragraph((RUN, NoteMark(1)), 3),
        Table(1, (Text("表"),), (((Text("单位"),),),), (((RUN,),),), (Align.RIGHT,), 5),
    ),
    ("脚注",),
    Meta("5117", "达州市总工会", date(2020, 1, 1), date(2020, 12, 31), "2020年",
         datetime(2021, 1, 1, tzinfo=UTC)),
    (Gap(1, 2, "a.b", "甲", "没有数字"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "low", "high", "precision"),
    [
        ("3759家", "3759", "3759", Precision.EXACT),
        ("403,000人", "403000", "403000", Precision.EXACT),
        ("三千七百五十九家", "3759", "3759", Precision.EXACT),
        ("40.3万人", "402500", "403500", Precision.EXACT),
        ("125万人", "1245000", "1255000", Precision.EXACT),
        ("40.3万余人", "403000", "404000", Precision.AT_LEAST),
        ("近20万人次", "180000", "200000", Precision.BELOW),
        ("6800余人", "6800", "6900", Precision.AT_LEAST),
        ("约28万人", "270000", "290000", Precision.ABOUT),
        ("8703.22万元", "87032150", "87032250", Precision.EXACT),
        ("96.82%", "96.815", "96.825", Precision.EXACT),
        ("97%", "96.5", "97.5", Precision.EXACT),
    ],
)
def test_printed_words_allow(words: str, low: str, high: str, precision: Precision) -> None:
    read = printed(words)

    assert read is not None
    assert (read.low, read.high, read.precision) == (Decimal(low), Decimal(high), precision)


@pytest.mark.parametrize(
    ("words", "value", "low", "high"),
    [
        ("增加125000人", "125000", "125000", "125000"),
        ("减少1.2万余人", "-12345", "-13000", "-12000"),
        ("增长11.11%", "11.111111", "11.105", "11.115"),
        ("下降4%", "-4.2", "-4.5", "-3.5"),
        ("-4%", "-4.2", "-4.5", "-3.5"),
        ("降低2个百分点", "-2.3", "-2.5", "-1.5"),
        ("持平", "0", "0", "0"),
    ],
)
def test_changes_say_as_much_as_their_words(words: str, value: str, low: str, high: str) -> None:
    read = printed_change(words, Decimal(value))

    assert (read.low, read.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("role", "value", "other", "reckoned", "words"),
    [
        (Role.CHANGE, 3, 5, "-2", "减少2家"),
        (Role.CHANGE_RATE, 5, 4, "25", "增长25家"),
        (Role.CHANGE_RATE, 5, 0, None, ""),
        (Role.SHARE, 1, 3, "33.333333", "33.333333家"),
        (Role.SHARE, 1, 0, None, ""),
        (Role.CHANGE, 5, 5, "0", "持平"),
    ],
)
def test_two_figures_make_a_third(
    role: Role, value: int, other: int, reckoned: str | None, words: str
) -> None:
    found = reckon(role, Decimal(value), Decimal(other))

    assert found == (None if reckoned is None else Decimal(reckoned))
    assert found is None or spoken(role, found, "家") == words


@pytest.mark.parametrize("words", ["", "人", "很多", "。"])
def test_words_without_a_number_say_nothing(words: str) -> None:
    assert printed(words) is None


@given(
    st.integers(min_value=0, max_value=10**11),
    st.sampled_from(["", "万余", "近万", "约万", "亿余", "余", "千余", "千分位", "万"]),
)
def test_what_we_write_allows_what_we_counted(value: int, form: str) -> None:
    read = printed(said(value, "人", form))

    assert read is not None
    assert read.allows(Decimal(value)), (value, form, said(value, "人", form), read)


@given(st.decimals(min_value=1, max_value=99, places=4), st.sampled_from(["%", "%1位", "%0位"]))
def test_shares_we_write_allow_what_we_counted(value: Decimal, form: str) -> None:
    read = printed(said(value, "%", form))

    assert read is not None
    assert read.allows(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [(Decimal("3759.000000"), "3,759"), (Decimal("96.820000"), "96.82"), (Decimal(100), "100"),
     (None, "—")],
)  # fmt: skip
def test_numbers_are_shown_without_empty_places(value: Decimal | None, words: str) -> None:
    assert plain_number(value) == words


def test_every_role_of_a_document_has_its_place_in_the_register() -> None:
    assert {role.name: role.value for role in Role} == {kind.name: kind.label for kind in Reckoned}


def test_a_document_is_kept_word_for_word() -> None:
    assert unpack(pack(DOCUMENT)) == DOCUMENT


def test_the_seal_does_not_depend_on_the_order_of_keys() -> None:
    assert seal({"a": 1, "b": [1, 2]}) == seal({"b": [1, 2], "a": 1})
    assert seal({"a": 1}) != seal({"a": 2})


@pytest.mark.parametrize("content", [{}, {"$": "Text", "words": "x"}, {"$": "Os", "v": "rm"}])
def test_other_content_is_not_read(content: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        unpack(content)

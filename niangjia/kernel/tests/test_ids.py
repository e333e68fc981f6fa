"""Identity numbers, credit codes, phones, cards and masks."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel import ids
from niangjia.kernel.findings import Severity
from niangjia.kernel.ids import Gender, Identity, IdentityFault, IdentityProblem

TODAY = date(2026, 11, 21)

births = st.dates(date(1900, 1, 1), TODAY)
sequences = st.integers(0, 499)
genders = st.sampled_from(list(Gender))
areas = st.sampled_from(["511702", "513222", "110101", "659001", "820000"])


@given(areas, births, sequences, genders)
def test_made_identity_reads_back(area: str, birth: date, sequence: int, gender: Gender) -> None:
    number = ids.make_identity(area, birth, sequence, gender)

    read = ids.read_identity(number, today=TODAY)

    assert read == Identity(number, birth, gender, is_converted=False)
    assert isinstance(read, Identity)
    assert read.area == area
    assert ids.identity_check_char(number[:17]) == number[17]


@given(areas, births, sequences, genders, st.integers(14, 17), st.integers(1, 9))
def test_one_wrong_digit_at_the_end_is_found(
    area: str, birth: date, sequence: int, gender: Gender, place: int, shift: int
) -> None:
    number = ids.make_identity(area, birth, sequence, gender)
    old = 10 if number[place] == "X" else int(number[place])
    wrong = number[:place] + str((old + shift) % 10) + number[place + 1 :]
    if wrong == number:
        return

    problems = ids.check_identity(wrong, today=TODAY)

    assert [problem.code for problem in problems] == [IdentityFault.CHECKSUM]


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "id_length"),
        ("5101811988010182", "id_length"),
        ("51018119880101821X0", "id_length"),
        ("99999919940129801X", "id_area"),
        ("A11702199401298012", "id_area"),
        ("510525198502315856", "id_birth_invalid"),
        ("510525299902285856", "id_birth_invalid"),
        ("510525188512315856", "id_birth_invalid"),
        ("5105251985O2285856", "id_birth_invalid"),
        ("511702199805244696", "id_checksum"),
        ("51170219980524469O", "id_checksum"),
        ("5117021998052446٣6", "id_checksum"),
        ("51052493041917X", "id_length"),
    ],
)
def test_first_fault_is_named(number: str, fault: str) -> None:
    problems = ids.check_identity(number, today=TODAY)

    assert [problem.code.value for problem in problems] == [fault]
    assert problems[0].message.endswith("。")


def test_born_today_is_possible_but_not_tomorrow() -> None:
    today = ids.make_identity("511702", TODAY, 1, Gender.MALE)
    tomorrow = ids.make_identity("511702", date(2026, 11, 22), 1, Gender.MALE)

    assert isinstance(ids.read_identity(today, today=TODAY), Identity)
    assert isinstance(ids.read_identity(tomorrow, today=TODAY), IdentityProblem)


def test_fifteen_digits_become_eighteen() -> None:
    read = ids.read_identity("510524930419176", today=TODAY)

    assert isinstance(read, Identity)
    assert read.is_converted
    assert read.birth == date(1993, 4, 19)
    assert read.gender is Gender.FEMALE
    assert read.number == ids.to_18_digits("510524930419176")
    assert ids.check_identity(read.number, today=TODAY) == []


def test_lower_case_x_is_the_same_number() -> None:
    read = ids.read_identity("51031119660407117x", today=TODAY)

    assert isinstance(read, Identity)
    assert read.number == "51031119660407117X"
    assert ids.to_18_digits("51031119660407117x") == "51031119660407117X"


@pytest.mark.parametrize("text", ["", "51052493041917A", "5105249304191766"])
def test_only_two_lengths_convert(text: str) -> None:
    with pytest.raises(ValueError, match="15-digit"):
        ids.to_18_digits(text)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2010, 11, 21), TODAY, 16),
        (date(2010, 11, 22), TODAY, 15),
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2025, 3, 1), 17),
    ],
)
def test_age(birth: date, day: date, age: int) -> None:
    assert ids.age_on(birth, day) == age


@given(areas, st.integers(0, 99_999_999), st.sampled_from(["81", "91", "11"]))
def test_made_credit_code_is_valid(area: str, sequence: int, prefix: str) -> None:
    code = ids.make_credit_code(area, sequence, prefix=prefix)

    assert ids.check_credit_code(code, is_union=False) == []
    assert ids.organisation_check_char(code[8:16]) == code[16]


def test_published_credit_code_is_valid() -> None:
    assert ids.check_credit_code("91350100M000100Y43", is_union=False) == []


@pytest.mark.parametrize(
    ("code", "is_union", "expected"),
    [
        ("91350100M000100Y4", False, (Severity.ERROR, "credit_length")),
        ("91350100M000100Y4O", False, (Severity.ERROR, "credit_charset")),
        ("91350100M000100Y44", False, (Severity.ERROR, "credit_checksum")),
        ("91350100M000100Y43", True, (Severity.WARN, "credit_prefix")),
    ],
)
def test_credit_code_faults(code: str, is_union: bool, expected: tuple[Severity, str]) -> None:
    problems = ids.check_credit_code(code, is_union=is_union)

    assert [(problem.severity, problem.code) for problem in problems] == [expected]


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("13812341234", True),
        ("19912341234", True),
        ("12812341234", False),
        ("1381234123", False),
        ("138123412345", False),
        ("1381234123٤", False),
        ("", False),
    ],
)
def test_mobile(text: str, ok: bool) -> None:
    assert ids.is_mobile(text) is ok


@given(st.integers(10**14, 10**18 - 1))
def test_luhn_digit_makes_a_valid_card(body: int) -> None:
    number = str(body) + ids.luhn_digit(str(body))

    assert ids.is_luhn(number)
    assert not ids.is_luhn(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_masks_hide_the_middle() -> None:
    assert ids.mask_identity("51031119660407117X") == "510***********117X"
    assert ids.mask_identity("E1234567") == "*******7"
    assert ids.mask_phone("13812341234") == "138****1234"
    assert ids.mask_name("张三丰") == "张**"
    assert ids.mask_name("") == ""
    assert ids.mask_card("6222021234567890") == "************7890"


def test_many_uuid7_at_once_are_unique_and_as_valid() -> None:
    made = [UUID(text) for text in ids.uuid7_texts(2000)]

    assert len(set(made)) == 2000
    assert all(one.version == 7 and one.variant == "specified in RFC 4122" for one in made)
    assert abs((made[0].int >> 80) - (ids.uuid7().int >> 80)) < 60_000


def test_uuid7_is_ordered_and_unique() -> None:
    made = [ids.uuid7() for _ in range(2000)]

    assert len(set(made)) == 2000
    assert all(one.version == 7 and one.variant == "specified in RFC 4122" for one in made)
    assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)

"""The Splink model: what is compared at which levels, how candidates are found, with which weights.

Levels go from the strongest to the weakest. Their m (share among true pairs) and u (share among
pairs of strangers) stand in ``parameters.json``, with how they were measured (``training.py``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("parameters.json")


@dataclass(frozen=True)
class Level:
    """One level of a comparison: its code, what it says in Chinese, its condition."""

    code: str
    label: str
    sql: str
    frequency_of: str = ""
    """Column whose frequency sharpens u: a rare name says more than a common one."""


@dataclass(frozen=True)
class Field:
    """One thing compared, with its Chinese name; NULL on either side says nothing."""

    code: str
    label: str
    null_sql: str
    levels: tuple[Level, ...]


def _null(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _same_at(at: int) -> str:
    return f"CASE WHEN substr(name_l, {at}, 1) = substr(name_r, {at}, 1) THEN 0 ELSE 1 END"


_LONGER, _SHORTER = (
    "CASE WHEN length(name_l) >= length(name_r) THEN name_l ELSE name_r END",
    "CASE WHEN length(name_l) >= length(name_r) THEN name_r ELSE name_l END",
)
_ONE_CHAR_MISSING = f"""length({_LONGER}) = length({_SHORTER}) + 1 AND length({_SHORTER}) >= 2 AND (
    concat(substr({_LONGER}, 1, 1), substr({_LONGER}, 3)) = {_SHORTER}
    OR concat(substr({_LONGER}, 1, 2), substr({_LONGER}, 4)) = {_SHORTER})"""
_ONE_CHAR_DIFFERENT = f"""length(name_l) = length(name_r) AND length(name_l) BETWEEN 2 AND 4
    AND {" + ".join(_same_at(at) for at in range(1, 5))} = 1"""
_DAY = "(cast(substr({0}, 1, 4) AS int) * 372 + cast(substr({0}, 5, 2) AS int) * 31 + cast(substr({0}, 7, 2) AS int))"
_DAYS_APART = f"abs({_DAY.format('born_l')} - {_DAY.format('born_r')})"
_EXCHANGED = """substr(born_l, 1, 4) = substr(born_r, 1, 4)
    AND substr(born_l, 5, 2) = substr(born_r, 7, 2) AND substr(born_l, 7, 2) = substr(born_r, 5, 2)"""

FIELDS = (
    Field(
        "name",
        "姓名",
        _null("name"),
        (
            Level("same", "相同", "name_l = name_r", "name"),
            Level("sound", "同音(写法不同)", "sound_l = sound_r", "sound"),
            Level("shorter", "少一个字", _ONE_CHAR_MISSING),
            Level("one_char", "一个字不同", _ONE_CHAR_DIFFERENT),
            Level("else", "不同", "ELSE"),
        ),
    ),
    Field(
        "born",
        "出生日期",
        _null("born"),
        (
            Level("same", "相同", "born_l = born_r"),
            Level("exchanged", "月和日颠倒", _EXCHANGED),
            Level("day", "差一天", f"{_DAYS_APART} = 1"),
            Level("digit", "错一位数字", "levenshtein(born_l, born_r) = 1"),
            Level("lunar", "相差一个多月内(可能公历、农历)", f"{_DAYS_APART} BETWEEN 2 AND 52"),
            Level("else", "不同", "ELSE"),
        ),
    ),
    Field(
        "identity",
        "证件号码",
        _null("identity"),
        (
            Level("same", "相同", "body_l = body_r"),
            Level("both_valid", "不同,且两个号码都有效", "is_valid_l = 1 AND is_valid_r = 1"),
            Level("digit", "错一位", "levenshtein(identity_l, identity_r) = 1"),
            Level("swapped", "相邻两位颠倒", "damerau_levenshtein(identity_l, identity_r) = 1"),
            Level("two", "错两位", "damerau_levenshtein(identity_l, identity_r) = 2"),
            Level("else", "不同", "ELSE"),
        ),
    ),
    Field(
        "gender",
        "性别",
        _null("gender"),
        (Level("same", "相同", "gender_l = gender_r"), Level("else", "不同", "ELSE")),
    ),
    Field(
        "region",
        "户籍地",
        _null("region"),
        (
            Level("county", "同县", "region_l = region_r"),
            Level("city", "同市", "substr(region_l, 1, 4) = substr(region_r, 1, 4)"),
            Level("else", "不同", "ELSE"),
        ),
    ),
)

BLOCKING = (
    "l.body = r.body",
    "l.name = r.name AND l.born = r.born",
    "l.sound = r.sound AND l.born = r.born",
    "l.born = r.born AND l.region = r.region AND l.gender = r.gender",
    "substr(l.body, 1, 14) = substr(r.body, 1, 14)",
    "substr(l.body, 10, 8) = substr(r.body, 10, 8)",
    "substr(l.body, 1, 9) = substr(r.body, 1, 9) AND substr(l.body, 14, 4) = substr(r.body, 14, 4)",
    "l.name = r.name AND l.region = r.region AND l.gender = r.gender",
)
"""A pair is looked at when one of these holds; each is an equality join with few rows a key.

One wrong or swapped digit leaves two of the three parts of a number whole; a missing number leaves
name or sound with the birthday, or the birthday with county and gender; a wrong birthday with a
missing number leaves name, county and gender.
"""

Rates = Mapping[str, Mapping[str, Mapping[str, float]]]


@lru_cache(maxsize=1)
def parameters() -> dict[str, Any]:
    """m and u by field and level, the thresholds, and how they were measured."""
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


def settings(rates: Rates, prior: float) -> Any:
    """Splink's settings; ``prior`` is the chance that two rows drawn at random are one person."""
    from splink import SettingsCreator  # half a second: only where something is linked

    return SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=prior,
        comparisons=[_comparison(field, rates[field.code]) for field in FIELDS],
        blocking_rules_to_generate_predictions=[{"blocking_rule": rule} for rule in BLOCKING],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
        linker_uid="niangjia",
    )


def _comparison(field: Field, rates: Mapping[str, Mapping[str, float]]) -> Any:
    from splink.comparison_library import CustomComparison

    levels: list[Any] = [
        {"sql_condition": field.null_sql, "label_for_charts": "空", "is_null_level": True}
    ]
    for level in field.levels:
        rate = rates[level.code]
        made: dict[str, Any] = {
            "sql_condition": level.sql,
            "label_for_charts": level.label,
            "m_probability": rate["m"],
            "u_probability": rate["u"],
        }
        if level.frequency_of:
            made |= {
                "tf_adjustment_column": level.frequency_of,
                "disable_tf_exact_match_detection": True,
                "tf_minimum_u_value": 1e-6,
            }
        levels.append(made)
    return CustomComparison(levels, output_column_name=field.code)

"""Who is who, without a database: one run over a small register with every kind of damage."""

from __future__ import annotations

import shutil
from datetime import date
from importlib.util import find_spec
from typing import Any

import pyarrow as pa
import pytest

from niangjia.comparison.linkage import explain, prepare, truth
from niangjia.comparison.linkage.backend import Backend, DuckBackend, SparkBackend
from niangjia.comparison.linkage.linking import Kind, Link, link
from niangjia.comparison.linkage.model import FIELDS, parameters
from niangjia.comparison.linkage.training import quality
from niangjia.comparison.services.matching import configured_backend
from niangjia.kernel.ids import Gender, make_identity

BORN = date(1975, 3, 12)
NUMBER = make_identity("511725", BORN, 7, Gender.FEMALE)


def person(name: str = "赵玉梅", identity: str | None = NUMBER, **changes: Any) -> dict[str, Any]:
    """赵玉梅, a woman of 渠县 born on 1975-03-12."""
    row = {"name": name, "identity": identity, "born": "19750312", "gender": 2, "region": "511725"}
    return row | changes


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([row | {"id": i} for i, row in enumerate(rows)], prepare.COLUMNS)


# name of the case → (ours, theirs, how sure, a level that must be among the reasons)
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str, tuple[str, str] | None]] = {
    "same": (person(), person(), "exact", None),
    "old number": (
        person(),
        person(identity=NUMBER[:6] + NUMBER[8:17]),
        "exact",
        None,
    ),
    "one digit": (
        person(),
        person(identity=NUMBER[:15] + "9" + NUMBER[16:]),
        "probable",
        ("identity", "digit"),
    ),
    "swapped": (
        person(),
        person(identity=NUMBER[:13] + NUMBER[14] + NUMBER[13] + NUMBER[15:]),
        "probable",
        ("identity", "swapped"),
    ),
    "no number": (person(identity=None), person(), "probable", ("name", "same")),
    "same sound": (person(), person("赵钰梅", None), "probable", ("name", "sound")),
    "traditional": (person("赵玉兰"), person("趙玉蘭", None), "probable", ("name", "sound")),
    "character missing": (
        person(),
        person("赵梅", NUMBER),
        "probable",
        ("name", "shorter"),
    ),
    "a day off": (
        person(),
        person(identity=NUMBER[:15] + "9" + NUMBER[16:], born="19750313"),
        "probable",
        ("born", "day"),
    ),
    "two valid numbers": (
        person(),
        person(identity=make_identity("511725", BORN, 301, Gender.FEMALE)),
        "possible",
        ("identity", "both_valid"),
    ),
    "her number, another name": (
        person(),
        person("钱大勇", NUMBER),
        "possible",
        ("identity", "same"),
    ),
    "nothing alike": (
        person(),
        person(
            "钱大勇", make_identity("110101", date(1960, 1, 1), 3, Gender.MALE), born="19600101"
        ),
        "",
        None,
    ),
}


def run(case: str, backend: Backend | None = None) -> list[Link]:
    ours, theirs, *_ = CASES[case]
    return link(table([ours]), table([theirs]), backend or DuckBackend())


@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_damage(case: str) -> None:
    _, _, kind, reason = CASES[case]

    found = run(case)

    assert [one.kind.value for one in found] == ([kind] if kind else [])
    if reason is not None:
        assert reason in [(part.field, part.level) for part in found[0].parts]


def test_two_namesakes_with_one_birthday_ask_a_person() -> None:
    other = make_identity("511725", BORN, 301, Gender.FEMALE)

    found = link(
        table([person(identity=None)]), table([person(), person(identity=other)]), DuckBackend()
    )

    assert [one.kind for one in found] == [Kind.POSSIBLE]


def test_a_row_answers_one_question() -> None:
    ours = table([person(identity=None), person("赵钰梅", None)])

    found = link(ours, table([person()]), DuckBackend())

    assert [(one.left_id, one.right_id) for one in found] == [(0, 0)]


def test_generated_truth_is_found() -> None:
    made = truth.generate(3_000, 30_000, damage=truth.Damage(identity=0.2), seed=3)

    found = quality(link(made.left, made.right, DuckBackend()), made)

    assert found["precision"] >= 0.998
    assert found["recall"] >= 0.985
    assert found["recall_with_review"] >= 0.995


def test_the_weights_are_explained_in_words() -> None:
    (found,) = run("a day off")

    parts = explain.as_data(found.parts)
    lines = explain.shown(parts)

    assert {line.field for line in lines} == {"姓名", "出生日期", "证件号码", "性别", "户籍地"}
    assert "出生日期差一天 +" in explain.sentence(parts)
    assert [abs(p["weight"]) for p in parts] != sorted(abs(p["weight"]) for p in parts)
    assert lines[0].bar == max(line.bar for line in lines)
    assert explain.signed(-1.24) == "−1.2"


def test_parameters_fit_the_model() -> None:
    rates = parameters()["rates"]

    assert rates.keys() == {field.code for field in FIELDS}
    for field in FIELDS:
        assert rates[field.code].keys() == {level.code for level in field.levels}
        for share in ("m", "u"):
            total = sum(rate[share] for rate in rates[field.code].values())
            assert total == pytest.approx(1, abs=0.01)


def test_thresholds_were_measured() -> None:
    kept = parameters()
    accept = kept["thresholds"]["accept"]

    rows = [row for row in kept["measured"] if row["accept"] == accept]

    assert {row["damaged"] for row in rows} == {0.02, 0.2}
    assert min(row["precision"] for row in rows) >= 0.999
    assert min(row["recall"] for row in rows if row["damaged"] == 0.02) >= 0.995
    assert min(row["recall"] for row in rows if row["damaged"] == 0.2) >= 0.99
    assert explain.measured().startswith("8分这条线按模拟数据测得:2%的号码有错时,认定的99.99%正确")


@pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is an extra")
@pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")
def test_spark_answers_as_duckdb_does_where_it_is_configured(settings: Any) -> None:
    from pyspark.sql import SparkSession  # an extra

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.codegen.wholeStage", "false")  # compiling costs more than a dozen rows
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.ansi.enabled", "true")  # as the engine of the figures sets it
        .getOrCreate()
    )
    ours = table([ours for ours, *_ in CASES.values()])
    theirs = table([theirs for _, theirs, *_ in CASES.values()])

    settings.NIANGJIA_LINKAGE_ENGINE = "spark"
    chosen = configured_backend()

    found = link(ours, theirs, chosen)

    assert isinstance(chosen, SparkBackend)
    assert session.sparkContext.master == "local[2]"
    assert found == link(ours, theirs, DuckBackend())

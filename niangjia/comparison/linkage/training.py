"""Measure m, u and what thresholds would do, on generated truth; write ``parameters.json``.

``python -m niangjia.comparison.linkage.training``. Levels of true pairs that exact matching leaves
over give m; levels of random pairs give u. A level never seen among them gets half a pair. Precision
and recall of several thresholds are then measured on truth of other seeds; the thresholds themselves
are chosen by hand from that table and stay in the file.
"""

# ruff: noqa: S608 - table and column names of our own, never a value
from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from niangjia.comparison.linkage import prepare, truth
from niangjia.comparison.linkage.backend import Backend, DuckBackend
from niangjia.comparison.linkage.linking import Kind, Link, Thresholds, link
from niangjia.comparison.linkage.model import FIELDS, Field

TARGET = Path(__file__).with_name("parameters.json")
ASKED, REGISTERED, SEED = 100_000, 1_000_000, 20_261_121
DAMAGED = 0.10
RANDOM_PAIRS = 20_000_000
VALIDATION = ((0.02, 31), (0.02, 32), (0.20, 33), (0.20, 34))
"""Share of damaged numbers and seed; none is used for the rates or by the benchmark."""
_TRIED = (2.0, 4.0, 6.0, 8.0, 10.0, 14.0)
_FIRST = {"accept": 8.0, "review": 0.0, "margin": 3.0}
_COLUMNS = ("name", "sound", "identity", "body", "is_valid", "born", "gender", "region")


def measure() -> dict[str, Any]:
    """m and u by field and level."""
    made = truth.generate(ASKED, REGISTERED, damage=truth.Damage(identity=DAMAGED), seed=SEED)
    backend = DuckBackend()
    backend.load("ours", made.left)
    backend.load("theirs", made.right)
    backend.load("truth", made.pairs)
    prepare.exact_pairs(backend)
    asked = prepare.rest(backend)
    backend.make(
        "true_pair", _pairs("truth", "p.left_id = l.unique_id AND p.right_id = r.unique_id")
    )
    backend.make("random_pair", _random_pairs(asked))
    return {field.code: _rates(backend, field) for field in FIELDS}


def _pairs(table: str, on: str) -> str:
    columns = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in _COLUMNS)
    left, right = on.split(" AND ")
    return f"""SELECT {columns} FROM {table} p JOIN ours_rest l ON {left}
        JOIN theirs_rest r ON {right}"""


def _random_pairs(asked: int) -> str:
    """Every question against as many random rows of the register."""
    columns = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in _COLUMNS)
    each = max(1, RANDOM_PAIRS // max(asked, 1))
    return f"""SELECT {columns} FROM ours_rest l CROSS JOIN
        (SELECT * FROM theirs_rest USING SAMPLE reservoir({each} ROWS) REPEATABLE ({SEED})) r"""


def _rates(backend: Backend, field: Field) -> dict[str, dict[str, float]]:
    true, random = _shares(backend, "true_pair", field), _shares(backend, "random_pair", field)
    return {
        level.code: {"m": _rounded(true[level.code]), "u": _rounded(random[level.code])}
        for level in field.levels
    }


def _shares(backend: Backend, table: str, field: Field) -> dict[str, float]:
    cases = " ".join(f"WHEN {level.sql} THEN '{level.code}'" for level in field.levels[:-1])
    found = backend.rows(
        f"""SELECT level, count(*) AS n FROM (
            SELECT CASE {cases} ELSE 'else' END AS level FROM {table}
            WHERE NOT ({field.null_sql})) levels GROUP BY level"""
    )
    counts = dict(
        zip(found.column("level").to_pylist(), found.column("n").to_pylist(), strict=True)
    )
    total = sum(counts.values())
    return {level.code: max(counts.get(level.code, 0), 0.5) / total for level in field.levels}


def _rounded(share: float) -> float:
    return float(f"{share:.3g}")


def quality(links: Iterable[Link], made: truth.Truth) -> dict[str, float]:
    """Precision and recall of what is accepted; recall with what a person is asked about."""
    true = dict(
        zip(*(made.pairs.column(n).to_pylist() for n in made.pairs.column_names), strict=True)
    )
    rows = list(links)
    accepted = [row for row in rows if row.kind is not Kind.POSSIBLE]
    probable = [row for row in accepted if row.kind is Kind.PROBABLE]

    def right(some: list[Link]) -> int:
        return sum(true.get(row.left_id) == row.right_id for row in some)

    return {
        "precision": right(accepted) / max(len(accepted), 1),
        "precision_of_probable": right(probable) / max(len(probable), 1),
        "recall": right(accepted) / len(true),
        "recall_with_review": right(rows) / len(true),
        "review_count": len(rows) - len(accepted),
    }


def validate(review: float, margin: float) -> list[dict[str, float]]:
    """Every tried threshold on every validation set."""
    found = []
    for damaged, seed in VALIDATION:
        made = truth.generate(ASKED, REGISTERED, damage=truth.Damage(identity=damaged), seed=seed)
        for accept in _TRIED:
            links = link(
                made.left, made.right, DuckBackend(), thresholds=Thresholds(accept, review, margin)
            )
            shares = {name: round(value, 5) for name, value in quality(links, made).items()}
            found.append({"damaged": damaged, "seed": seed, "accept": accept, **shares})
    return found


def main() -> int:
    """Rewrite rates and measurements; the thresholds stay."""
    kept = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    kept = {
        "how": (
            f"m: true pairs of generated truth (seed {SEED}, {ASKED} asked, {REGISTERED} registered, "
            f"{DAMAGED:.0%} of the numbers damaged) that exact matching leaves; u: {RANDOM_PAIRS} random "
            "pairs. thresholds in bits, chosen from `measured`. See docs/areas/comparison.md."
        ),
        "thresholds": kept.get("thresholds", _FIRST),
        "rates": measure(),
    }
    _write(kept)
    limits = kept["thresholds"]
    kept["measured"] = validate(limits["review"], limits["margin"])
    _write(kept)
    return 0


def _write(kept: dict[str, Any]) -> None:
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())

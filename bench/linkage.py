"""Record linkage: 100,000 household heads against 1,000,000 rows, beside plain Splink.

Both get the same two Arrow tables in one process, Splink and DuckDB already imported, and are timed
by turns; ratios are of one run. Plain Splink is what its documentation shows: an exact join on the
number first, the library's comparisons, u by random sampling, m by expectation maximisation in two
sessions, prediction, the best pair of each question. It is not asked to explain itself.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from niangjia.comparison.linkage import truth
from niangjia.comparison.linkage.backend import DuckBackend
from niangjia.comparison.linkage.linking import Kind, Link, link
from niangjia.comparison.linkage.training import quality

ASKED, REGISTERED = 100_000, 1_000_000
SEEDS = {0.02: 101, 0.20: 102}
ROUNDS = 3
THREADS = 2
ACCEPT = 0.99


def ours(made: truth.Truth) -> list[Link]:
    """The engine as the services call it."""
    backend = DuckBackend(threads=THREADS)
    found = link(made.left, made.right, backend)
    backend.close()
    return found


def plain(made: truth.Truth) -> list[Link]:
    """Exact join on the number, then Splink as its documentation shows it."""
    con = duckdb.connect(":memory:")
    con.execute(f"SET threads = {THREADS}")
    con.execute("SET enable_progress_bar = false")
    for name, table in (("l", made.left), ("r", made.right)):
        con.register(f"{name}_arrow", table)
        con.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_arrow")
    con.execute("CREATE TABLE exact AS SELECT l.id AS a, r.id AS b FROM l JOIN r USING (identity)")
    for name, key in (("l", "a"), ("r", "b")):
        con.execute(
            f"""CREATE TABLE {name}_rest AS SELECT id AS unique_id, * EXCLUDE (id) FROM {name}
            WHERE id NOT IN (SELECT {key} FROM exact)"""
        )
    api = DuckDBAPI(connection=con)
    linker = Linker(
        [api.register("l_rest"), api.register("r_rest")], _plain_settings(), log_level=None
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("name", "region"), block_on("born", "region")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=ACCEPT).physical_name
    rows = con.execute(
        f"""SELECT a, b FROM exact UNION ALL SELECT unique_id_l, unique_id_r FROM (
            SELECT *, row_number() OVER (PARTITION BY unique_id_l ORDER BY match_weight DESC) AS place
            FROM {predicted}) WHERE place = 1"""
    ).fetchall()
    con.close()
    return [Link(a, b, Kind.PROBABLE, 0, ()) for a, b in rows]


def _plain_settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.9, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.LevenshteinAtThresholds("born", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("identity", [1, 2]),
            cl.ExactMatch("gender"),
            cl.ExactMatch("region"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name", "born"),
            block_on("born", "region"),
            block_on("name", "region"),
            block_on("substr(identity, 1, 14)"),
            block_on("substr(identity, 10, 9)"),
        ],
        retain_matching_columns=False,
    )


def timed(work: Callable[[truth.Truth], list[Link]], made: truth.Truth) -> tuple[float, list[Link]]:
    """Wall seconds and what was found."""
    gc.collect()
    started = time.perf_counter()
    found = work(made)
    return time.perf_counter() - started, found


def main() -> None:
    """Time both by turns at 2 % damaged numbers; quality at 2 % and 20 %."""
    found: dict[str, float] = {"asked": ASKED, "registered": REGISTERED}
    for share, seed in SEEDS.items():
        made = truth.generate(ASKED, REGISTERED, damage=truth.Damage(identity=share), seed=seed)
        code = f"damaged_{share:.0%}".replace("%", "")
        own, other = _rounds(made, ROUNDS)
        found |= _times(code, own, other)
        found |= {f"{code}_{name}": value for name, value in quality(own[-1][1], made).items()}
        measured = quality(other[-1][1], made)
        found |= {f"{code}_plain_{name}": measured[name] for name in ("precision", "recall")}
    sys.stdout.write(json.dumps(found))


Timed = list[tuple[float, list[Link]]]


def _rounds(made: truth.Truth, count: int) -> tuple[Timed, Timed]:
    own, other = [], []
    for _ in range(count):
        own.append(timed(ours, made))
        other.append(timed(plain, made))
    return own, other


def _times(code: str, own: Timed, other: Timed) -> dict[str, Any]:
    one, two = _median(own), _median(other)
    return {f"{code}_s": one, f"{code}_plain_s": two, f"{code}_to_plain": one / two}


def _median(rounds: Iterable[tuple[float, list[Link]]]) -> float:
    return statistics.median(seconds for seconds, _ in rounds)


if __name__ == "__main__":
    main()

"""Facts of pairings (结对): a row stands at the union that had the pairing on the row's own day.

The facts ``…_1`` are of the definitions before: at the union that has the pairing now.
"""

from __future__ import annotations

from niangjia.kernel.indicators import Fact, fact, held_on, kept

_RECORD = ("campaigns.pairing", "record_id")
_ROW = {"record_id": "int64", "union_id": "int64", "done_on": "date"}

_KEPT = f"JOIN {kept('campaigns_pairing', 'campaigns_pairingkeeper')} k ON k.record_id = p.id"


def _pairings(code: str, placed: str, joins: str) -> Fact:
    return fact(
        code,
        columns={
            "record_id": "int64",
            "union_id": "int64",
            "kind": "string",
            "paired_on": "date",
            "exited_on": "date",
            "ended_on": "date",
            "people_count": "int64",
        },
        sql=f"""
        SELECT {placed},
               people_count::bigint AS people_count
        FROM campaigns_pairing{joins}
        """,  # noqa: S608 - SQL of ours
        record=_RECORD,
    )


PAIRINGS = _pairings(
    "fact_pairing",
    f"""p.id AS record_id, k.union_id, p.kind, GREATEST(p.paired_on, k.from_on) AS paired_on,
               CASE WHEN {held_on("p.exited_on")} THEN p.exited_on END AS exited_on,
               LEAST(p.ended_on, k.until_on) AS ended_on""",
    f" p {_KEPT}",
)
PAIRINGS_1 = _pairings(
    "fact_pairing_1", "id AS record_id, union_id, kind, paired_on, exited_on, ended_on", ""
)


def _contributions(code: str, union: str, joins: str) -> Fact:
    return fact(
        code,
        columns={
            **_ROW,
            "kind": "string",
            "form": "string",
            "giver_level": "int16",
            "fen": "int64",
        },
        sql=f"""
        SELECT p.id AS record_id, {union}, c."on" AS done_on, c.kind, c.form,
               u.level AS giver_level, (c.amount * 100)::bigint AS fen
        FROM campaigns_contribution c JOIN campaigns_pairing p ON p.id = c.pairing_id {joins}
             JOIN unions_union u ON u.id = c.giver_id
        WHERE c.withdrawn_on IS NULL
        """,  # noqa: S608 - as above
        record=_RECORD,
    )


def _kept_on(day: str) -> str:
    return f"{_KEPT} AND {held_on(day)}"


CONTRIBUTIONS = _contributions("fact_contribution", "k.union_id", _kept_on('c."on"'))
CONTRIBUTIONS_1 = _contributions("fact_contribution_1", "p.union_id", "")


def _projects(code: str, union: str, joins: str) -> Fact:
    return fact(
        code,
        columns={**_ROW, "kind": "string", "one": "int64"},
        sql=f"""
        SELECT p.id AS record_id, {union}, j."on" AS done_on, j.kind, 1::bigint AS one
        FROM campaigns_villageproject j JOIN campaigns_pairing p ON p.id = j.pairing_id {joins}
        WHERE j.withdrawn_on IS NULL
        """,  # noqa: S608 - as above
        record=_RECORD,
    )


PROJECTS = _projects("fact_village_project", "k.union_id", _kept_on('j."on"'))
PROJECTS_1 = _projects("fact_village_project_1", "p.union_id", "")


def _visits(code: str, union: str, joins: str) -> Fact:
    return fact(
        code,
        columns={
            **_ROW,
            "kind": "string",
            "is_leader": "boolean",
            "visitor_count": "int64",
            "one": "int64",
        },
        sql=f"""
        SELECT p.id AS record_id, {union}, v."on" AS done_on, p.kind, v.is_leader,
               cardinality(v.visitors)::bigint AS visitor_count, 1::bigint AS one
        FROM campaigns_pairingvisit v JOIN campaigns_pairing p ON p.id = v.pairing_id {joins}
        WHERE v.withdrawn_on IS NULL
        """,  # noqa: S608 - as above
        record=_RECORD,
    )


VISITS = _visits("fact_pairing_visit", "k.union_id", _kept_on('v."on"'))
VISITS_1 = _visits("fact_pairing_visit_1", "p.union_id", "")

"""Facts of household files: stays in file, steps, comparisons, visits. Ids, days and codes alone.

A row stands at the union that had the file in hand on the row's own day, in the category and level
of the decision by which it had last been approved by then. The facts ``…_1`` are of the definitions
before: at the union that has the file now, in its present category.
"""

from __future__ import annotations

from niangjia.aid.rules import FILED
from niangjia.comparison.rules.codes import ThirdPartyKind
from niangjia.kernel.indicators import Fact, fact, held_on, kept

_FILED = ", ".join(f"'{status.value}'" for status in FILED)
_CIVIL_AFFAIRS = ", ".join(
    f"'{kind.value}'"
    for kind in (
        ThirdPartyKind.ALLOWANCE,
        ThirdPartyKind.EXTREME_POVERTY,
        ThirdPartyKind.LOW_INCOME,
    )
)
_STEPS = "t.object_label = 'aid.householdfile' AND t.workflow = 'aid_file'"
_DAY = "(t.at AT TIME ZONE 'Asia/Shanghai')::date"
_ANSWERED = "(a.created_at AT TIME ZONE 'Asia/Shanghai')::date"
_RECORD = ("aid.householdfile", "record_id")
_THINGS = {"record_id": "aid.householdfile"}

_KEPT = f"JOIN {kept('aid_householdfile', 'aid_filekeeper')} k ON k.record_id = f.id"
# The decision that the approval at that time went by.
_DECIDED = """
        LEFT JOIN LATERAL (
            SELECT category, file_level FROM aid_decision
            WHERE file_id = f.id AND category <> '' AND at <= {approved_at} ORDER BY id DESC LIMIT 1
        ) d ON true
"""
_AS_DECIDED = "COALESCE(d.category, f.category) AS category, COALESCE(d.file_level, f.file_level) AS file_level"
_PRESENT = "f.union_id", "f.category, f.file_level"
_OF_THE_DAY = "k.union_id", _AS_DECIDED


def _decided_by(day: str) -> str:
    """By the last approval up to that day."""
    last = f"""(
                SELECT max(t.at) FROM kernel_transition t
                WHERE {_STEPS} AND t.object_id = f.id
                      AND t.step IN ('approve', 'approve_change') AND {_DAY} <= {day}
            )"""  # noqa: S608 - SQL of ours
    return _DECIDED.format(approved_at=last)


def _stays(code: str, placed: str, keepers: str) -> Fact:
    """One row per stay in a state that counts as in file; two of them never overlap.

    Family and paired cadre are as registered now.
    """
    return fact(
        code,
        columns={
            "record_id": "int64",
            "union_id": "int64",
            "opened_on": "date",
            "closed_on": "date",
            "category": "string",
            "file_level": "string",
            "main_cause": "string",
            "people_count": "int64",
            "is_paired": "boolean",
        },
        sql=f"""
        SELECT f.id AS record_id, {placed},
               COALESCE(d.category, f.category) AS category,
               COALESCE(d.file_level, f.file_level) AS file_level, f.main_cause,
               (SELECT count(*) FROM aid_householdmember m WHERE m.file_id = f.id) AS people_count,
               f.paired_cadre <> '' AS is_paired
        FROM (
            SELECT t.object_id, t.target, {_DAY} AS opened_on,
                   lead({_DAY}) OVER own AS closed_on,
                   max(CASE WHEN t.step IN ('approve', 'approve_change') THEN t.at END)
                   OVER (own ROWS UNBOUNDED PRECEDING) AS approved_at
            FROM kernel_transition t WHERE {_STEPS}
            WINDOW own AS (PARTITION BY t.object_id ORDER BY t.id)
        ) s
        JOIN aid_householdfile f ON f.id = s.object_id {keepers}
        {_DECIDED.format(approved_at="s.approved_at")}
        WHERE s.target IN ({_FILED}) AND s.opened_on IS DISTINCT FROM s.closed_on
        """,  # noqa: S608 - SQL of ours
        record=_RECORD,
    )


STAYS = _stays(
    "fact_aid_stay",
    "k.union_id, GREATEST(s.opened_on, k.from_on) AS opened_on,"
    " LEAST(s.closed_on, k.until_on) AS closed_on",
    _KEPT,
)
STAYS_1 = _stays("fact_aid_stay_1", "f.union_id, s.opened_on, s.closed_on", "")

_OF_FILE = {
    "record_id": "int64",
    "union_id": "int64",
    "done_on": "date",
    "category": "string",
    "file_level": "string",
}


def _steps(code: str, of: tuple[str, str], joins: str) -> Fact:
    union, category = of
    return fact(
        code,
        columns={**_OF_FILE, "step": "string", "is_relapsed": "boolean"},
        sql=f"""
        SELECT f.id AS record_id, {union}, {_DAY} AS done_on, {category}, t.step,
               t.step = 'confirm_exit' AND (
                   EXISTS (
                       SELECT 1 FROM kernel_transition r
                       WHERE r.object_label = t.object_label AND r.object_id = t.object_id
                             AND r.workflow = t.workflow AND r.step = 'refile' AND r.id > t.id
                   ) OR EXISTS (
                       SELECT 1 FROM aid_householdfile g
                       WHERE g.previous_id = f.id AND g.filed_on IS NOT NULL
                   )
               ) AS is_relapsed
        FROM kernel_transition t JOIN aid_householdfile f ON f.id = t.object_id {joins}
        WHERE {_STEPS} AND t.step IN ('approve', 'confirm_exit', 'refile')
        """,  # noqa: S608 - SQL of ours
        record=_RECORD,
        things=_THINGS,
    )


# The step itself may be the approval: of several on one day, that of the step.
_APPROVED = """(
                SELECT max(b.at) FROM kernel_transition b
                WHERE b.object_label = t.object_label AND b.object_id = t.object_id
                      AND b.workflow = t.workflow AND b.step IN ('approve', 'approve_change')
                      AND b.id <= t.id
            )"""
STEPS = _steps(
    "fact_aid_step",
    _OF_THE_DAY,
    f"{_KEPT} AND {held_on(_DAY)} {_DECIDED.format(approved_at=_APPROVED)}",
)
STEPS_1 = _steps("fact_aid_step_1", _PRESENT, "")


def _compared(code: str, of: tuple[str, str], joins: str) -> Fact:
    union, category = of
    return fact(
        code,
        columns=_OF_FILE,
        sql=f"""
        SELECT f.id AS record_id, {union}, {_ANSWERED} AS done_on,
               {category}
        FROM comparison_answer a
        JOIN comparison_exchangeperson p ON p.id = a.person_id
        JOIN aid_householdfile f ON f.id = p.subject_id {joins}
        WHERE p.subject_label = 'aid.householdfile' AND a.kind IN ({_CIVIL_AFFAIRS})
              AND f.filed_on IS NOT NULL
        """,  # noqa: S608 - SQL of ours
        record=_RECORD,
        things=_THINGS,
    )


COMPARED = _compared(
    "fact_aid_compared",
    _OF_THE_DAY,
    f"{_KEPT} AND {held_on(_ANSWERED)} {_decided_by(_ANSWERED)}",
)
COMPARED_1 = _compared("fact_aid_compared_1", _PRESENT, "")


def _visits(code: str, of: tuple[str, str], joins: str) -> Fact:
    union, category = of
    return fact(
        code,
        columns={**_OF_FILE, "kind": "string", "visitor_count": "int64"},
        sql=f"""
        SELECT f.id AS record_id, {union}, v."on" AS done_on, {category}, v.kind,
               cardinality(v.visitors) AS visitor_count
        FROM aid_visit v JOIN aid_householdfile f ON f.id = v.file_id {joins}
        """,  # noqa: S608 - SQL of ours
        record=_RECORD,
    )


_VISITED = 'v."on"'
VISITS = _visits(
    "fact_aid_visit", _OF_THE_DAY, f"{_KEPT} AND {held_on(_VISITED)} {_decided_by(_VISITED)}"
)
VISITS_1 = _visits("fact_aid_visit_1", _PRESENT, "")

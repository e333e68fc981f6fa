"""Decide review tasks (核实): whose value is right, whether it is the same person."""

from __future__ import annotations

import json
from datetime import date
from typing import NamedTuple

from niangjia.comparison import rules
from niangjia.comparison.models import ExchangePerson, Match, Mismatch
from niangjia.comparison.services.access import hold_task
from niangjia.comparison.services.forgetting import recount
from niangjia.comparison.services.writing import Values, store_values
from niangjia.kernel import crypto
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import advance, lock, verb

_SHORTEST_NOTE = 4


class Theirs(NamedTuple):
    """The line of a possible match, as the authority wrote it."""

    name: str
    identity: str
    born_on: date | None
    gender: int
    region: str
    values: Values


def theirs_of(match: Match) -> Theirs | None:
    """The undecided line; None once it was decided or has expired."""
    if not match.theirs_sealed:
        return None
    kept = json.loads(crypto.unseal(bytes(match.theirs_sealed)))
    return Theirs(
        kept["name"],
        kept["identity"],
        date.fromisoformat(kept["born_on"]) if kept["born_on"] else None,
        kept["gender"],
        kept["region"],
        {rules.ThirdPartyKind(kind): code for kind, code in kept["values"].items()},
    )


@verb
def close_mismatch(mismatch: Mismatch, *, outcome: str, note: str, actor: Actor) -> Mismatch:
    """Write down what was found out (核实结论). Raises NotVisible or Blocked.

    The same person: her line counts from now on, and its values are held against ours. Another
    person: she counts as “未查到”. Either way the line itself is forgotten.
    """
    mismatch = hold_task(mismatch)
    taken = rules.TASK.require("close", mismatch, actor)
    allowed = rules.OUTCOMES[rules.TaskKind(mismatch.task_kind)]
    if outcome not in allowed:
        named = "、".join(f"“{one.label}”" for one in allowed)
        raise Blocked(f"这类事项的结论只能是{named}。", field="outcome")
    if len(note.strip()) < _SHORTEST_NOTE:
        raise Blocked("请写明怎样核实的、依据是什么(不少于4个字)。", field="note")
    mismatch.outcome, mismatch.note = outcome, note.strip()[:300]
    mismatch.closed_by_id = actor.user_id
    mismatch.save(update_fields=["outcome", "note", "closed_by_id", "updated_at"])
    if mismatch.task_kind == rules.TaskKind.IDENTITY:
        _decide_identity(mismatch, is_same=outcome == rules.Outcome.SAME_PERSON)
    label = rules.Outcome(outcome).label
    mismatch = advance(
        mismatch,
        rules.TASK,
        taken,
        actor=actor,
        summary=f"核实“{mismatch}”:{label}",
        reason=mismatch.note,
    )
    recount(mismatch.exchange)
    return mismatch


def _decide_identity(mismatch: Mismatch, *, is_same: bool) -> None:
    assert mismatch.match_id is not None  # by constraint
    match = lock(Match, mismatch.match_id)
    line = theirs_of(match)
    if line is None:
        raise Blocked("对方的信息已经清除,不能再判断是否同一人。请重新比对。")
    person: ExchangePerson = mismatch.person
    asked = [rules.ThirdPartyKind(kind) for kind in mismatch.exchange.kinds]
    missing: Values = {
        kind: None for kind in asked if kind.label in match.file.kinds_text.split("、")
    }
    match.kind = rules.MatchKind.CONFIRMED if is_same else rules.MatchKind.REJECTED
    match.theirs_sealed = None
    match.save(update_fields=["kind", "theirs_sealed", "updated_at"])
    values = line.values if is_same else missing
    store_values(mismatch.exchange, match.file, {person.pk: person}, {person.pk: values})

"""The indicator picker of the editor: found by name, alias, code or spelling, with present values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from niangjia.kernel import pinyin
from niangjia.kernel.actor import Actor
from niangjia.reports.models import Report
from niangjia.reports.queries.answers import answer
from niangjia.reports.queries.meanings import meanings
from niangjia.reports.rules.meanings import Meaning
from niangjia.reports.rules.questions import Question
from niangjia.reports.rules.register import plain_number

MOST = 12


@dataclass(frozen=True)
class Pick:
    """One indicator to insert: what it is, and its value for the report's union and period."""

    code: str
    name: str
    unit: str
    timing: str
    value: str
    state: str


def find_indicators(text: str, report: Report, *, actor: Actor) -> list[Pick]:
    """The first twelve that match, those with records first; all of a small area without a text."""
    wanted = text.strip().lower()
    found = [meaning for meaning in meanings().values() if _rank(meaning, wanted) is not None]
    found.sort(key=lambda meaning: (meaning.is_awaiting, _rank(meaning, wanted)))
    chosen = found[:MOST]
    asked = {m.code: Question(m.code, None, report.start, report.end) for m in chosen}
    told = answer(asked.values(), report.union, actor=actor).answers
    return [
        Pick(
            meaning.code,
            meaning.name,
            meaning.unit,
            meaning.timing.value,
            plain_number(told[asked[meaning.code]][report.union.code].value),
            f"待接入“{meaning.area}”" if meaning.is_awaiting else "",
        )
        for meaning in chosen
    ]


def _rank(meaning: Meaning, wanted: str) -> int | None:
    """How well it fits, smaller is better; None: not at all."""
    if not wanted:
        return 0
    names = (meaning.name, *meaning.aliases)
    if meaning.code.startswith(wanted) or any(name.startswith(wanted) for name in names):
        return 0
    if any(wanted in name for name in names) or wanted in meaning.code:
        return 1
    spelt = _spelt(meaning.code)
    if any(one.startswith(wanted) for one in spelt):
        return 2
    return None


@cache
def _spelt(code: str) -> tuple[str, ...]:
    """Full spelling and initials of the name and the aliases."""
    meaning = meanings()[code]
    spelt = [pinyin.of_text(name) for name in (meaning.name, *meaning.aliases)]
    return tuple(part for spelling in spelt for part in spelling)

"""A random small federation, and its figures counted in plain Python: the oracle of the engines.

Nothing here uses SQL of the definitions: what a fact is, and what an indicator counts, is written
down a second time, so that a slip in one of the two shows.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from niangjia.kernel.indicators import Asked, Counter, Dimension, Indicator, Kind
from niangjia.kernel.indicators.counting import counters

FIRST = date(2015, 1, 1)
DAYS = 90
Row = Mapping[str, Any]


def day(number: int) -> date:
    """The day of the story with that number."""
    return FIRST + timedelta(days=number)


@dataclass(frozen=True)
class Place:
    """Where a union stood ``[start, until)``: ids from the root down to itself."""

    start: date | None
    until: date | None
    path: tuple[int, ...]

    def covers(self, on: date) -> bool:
        """Whether the union stood here on that day."""
        return (self.start is None or self.start <= on) and (self.until is None or on < self.until)


@dataclass
class Federation:
    """Rows as they go into the tables (``unions persons episodes tags cards``), and places."""

    unions: list[dict[str, Any]] = field(default_factory=list)
    persons: list[dict[str, Any]] = field(default_factory=list)
    episodes: list[dict[str, Any]] = field(default_factory=list)
    tags: list[dict[str, Any]] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    places: dict[int, list[Place]] = field(default_factory=dict)

    @property
    def root(self) -> int:
        """The node above all."""
        return int(self.unions[0]["id"])

    def path(self, union: int, on: date, tree: str) -> tuple[int, ...]:
        """The line from the root to the union on that day."""
        if tree == "today":
            return self.places[union][-1].path
        (place,) = [p for p in self.places[union] if p.covers(on)]
        return place.path


def grow(seed: int) -> Federation:
    """A root, counties, townships and units that move, close, and have members, tags and cards."""
    chance = random.Random(seed)
    made = Federation()
    base = 1000 * (seed + 1)
    levels = _plant(made, chance, base)
    _place(made, chance, levels)
    for n in range(70):
        _live(made, chance, base + n, levels[3])
    return made


def _plant(made: Federation, chance: random.Random, base: int) -> list[list[int]]:
    """Unions by level; their ids."""
    levels: list[list[int]] = []
    number = base
    for depth, count in enumerate((1, 3, 4, 14)):
        levels.append([])
        for _ in range(count):
            number += 1
            closed = chance.randrange(20, 80) if depth == 3 and chance.random() < 0.2 else None
            made.unions.append(
                {
                    "id": number,
                    "union_type": 1 if depth == 3 else 2,
                    "org_type": chance.choice((None, 1, 2, 8)) if depth == 3 else None,
                    "level": (30, 40, 50, 70)[depth],
                    "unit_type": chance.choice((None, 110, 170, 300)) if depth == 3 else None,
                    "status": 0 if closed else chance.choice((1, 1, 1, 4)),
                    "founded_on": chance.choice((None, day(chance.randrange(-40, 60)))),
                    "closed_on": day(closed + 60) if closed else None,
                }
            )
            levels[-1].append(number)
    return levels


def _place(made: Federation, chance: random.Random, levels: list[list[int]]) -> None:
    """Every union below the root moves now and then; so does all that stands under it."""
    parents: dict[int, list[tuple[int, int]]] = {}
    for depth in (1, 2, 3):
        above = levels[0] if depth == 1 else levels[depth - 1] + levels[depth - 2] * (depth == 3)
        for union in levels[depth]:
            moves = sorted(chance.sample(range(1, DAYS), chance.choice((0, 0, 0, 1, 2))))
            parents[union] = [(n, chance.choice(above)) for n in (0, *moves)]

    def line(union: int, number: int) -> tuple[int, ...]:
        if union not in parents:
            return (union,)
        parent = [p for since, p in parents[union] if since <= number][-1]
        return (*line(parent, number), union)

    for union in [u["id"] for u in made.unions]:
        lines = [line(union, n) for n in range(DAYS)]
        cuts = [0, *(n for n in range(1, DAYS) if lines[n] != lines[n - 1]), DAYS]
        made.places[union] = [
            Place(day(a) if a else None, day(b) if b < DAYS else None, lines[a])
            for a, b in pairwise(cuts)
        ]


def _live(made: Federation, chance: random.Random, person: int, units: list[int]) -> None:
    """One person: episodes one after the other, tags, maybe a card."""
    level, verified = chance.randrange(5), day(chance.randrange(-30, DAYS + 20))
    made.persons.append(
        {
            "id": person,
            "gender": chance.choice((0, 1, 1, 2, 2, 9)),
            "verified_level": level,
            "verified_on": verified if level >= 2 else None,
        }
    )
    starts = sorted(chance.sample(range(-20, DAYS), chance.choice((1, 1, 2, 3))))
    is_open = chance.random() < 0.6
    ends = [*starts[1:], None if is_open else starts[-1] + chance.randrange(20)]
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        how = chance.choice(((6, 5), (6, 1), (8, 8), (4, 9), (4, 1), (5, None)))
        made.episodes.append(
            {
                "id": len(made.episodes) + 10 * person,
                "person_id": person,
                "union_id": chance.choice(units),
                "joined_on": day(start),
                "left_on": None if end is None else day(end),
                "entry_kind": chance.choice(("transfer", "reorganisation")) if n else "join",
                "exit_kind": None if end is None else how[0],
                "exit_reason": None if end is None else how[1],
            }
        )
    for kind, codes in (
        ("migrant", ("",)),
        ("new_form", ("courier", "ride_hailing", "truck_driver")),
        ("group8", ("courier", "security_guard")),
        ("model", ("",)),
    ):
        for code in chance.sample(codes, chance.randrange(len(codes) + 1)):
            start = chance.choice((starts[0], chance.randrange(-20, DAYS)))
            until = chance.choice((None, day(start + chance.randrange(1, 40))))
            row = {"person_id": person, "kind": kind, "code": code}
            made.tags.append(row | {"start": day(start), "until": until})
    if chance.random() < 0.5:
        made.cards.append(_card(chance, person, units))


def _card(chance: random.Random, person: int, units: list[int]) -> dict[str, Any]:
    applied = chance.randrange(DAYS)
    steps = chance.randrange(3)
    delivered = applied + chance.randrange(20) if steps else None
    activated = (delivered or 0) + chance.randrange(20) if steps == 2 else None
    union = chance.choice(units)
    elsewhere = {
        f"{done}_by_id": chance.choice(units) if n <= steps and chance.random() < 0.3 else None
        for n, done in enumerate(_DONE)
    }
    return {
        **elsewhere,
        "id": person,
        "person_id": person,
        "union_id": union,
        "status": ("applied", "delivered", "activated")[steps],
        "applied_on": day(applied),
        "delivered_on": None if delivered is None else day(delivered),
        "activated_on": None if activated is None else day(activated),
    }


_DONE = ("applied", "delivered", "activated")


def _card_rows(card: Row) -> list[Row]:
    """A row for each thing done, at the union where it was done."""
    nothing = {**card, "record_id": card["id"], **{f"{done}_on": None for done in _DONE}}
    return [
        {**nothing, on: card[on], "union_id": card[f"{done}_by_id"] or card["union_id"]}
        for done in _DONE
        if card[on := f"{done}_on"]
    ]


# --- The facts once more ------------------------------------------------------------------------


def facts(made: Federation, entered_on: date) -> dict[str, list[Row]]:
    """Rows of every fact; ``entered_on`` is the day the rows were written."""
    persons = {p["id"]: p for p in made.persons}
    episodes: list[Row] = [
        {
            **e,
            "record_id": e["id"],
            **{k: persons[e["person_id"]][k] for k in _OF_PERSON},
            "verified_from": _verified_from(e, persons[e["person_id"]]["verified_on"]),
        }
        for e in made.episodes
    ]
    return {
        "fact_union": [_union(u, entered_on) for u in made.unions],
        "fact_membership": episodes,
        "fact_tagged_membership": [
            row
            for tag in made.tags
            for e in episodes
            if tag["kind"] != "model" and (row := _tagged(tag, e)) is not None
        ],
        "fact_card": [row for c in made.cards for row in _card_rows(c)],
        "fact_card_now": [{**c, "record_id": c["id"]} for c in made.cards],
        "fact_trial": [
            {
                **e,
                "fen": e["person_id"] % 5 * 125 + 1,
                "from_on": e["joined_on"],
                "until_on": e["left_on"],
            }
            for e in episodes
        ],
    }


_OF_PERSON = ("gender", "verified_level")


def _verified_from(episode: Row, verified_on: date | None) -> date | None:
    """Since when she has been a verified member here; None when she never was."""
    if verified_on is None or (episode["left_on"] and verified_on >= episode["left_on"]):
        return None
    return verified_on if verified_on > episode["joined_on"] else episode["joined_on"]


def _union(u: Row, entered_on: date) -> Row:
    return {
        **u,
        "union_id": u["id"],
        "opened_on": u["founded_on"] or entered_on,
        "is_grassroots": u["union_type"] == 1 and u["org_type"] != 8 and u["status"] != 4,
    }


def _tagged(tag: Row, episode: Row) -> Row | None:
    """The episode while the tag holds; None when they never meet."""
    if tag["person_id"] != episode["person_id"]:
        return None
    start, joined = tag["start"], episode["joined_on"]
    ends = [end for end in (tag["until"], episode["left_on"]) if end is not None]
    recruited = episode["entry_kind"] == "join" and start <= joined
    of_no_day = recruited and episode["left_on"] == joined < (tag["until"] or date.max)
    if not of_no_day and ends and max(start, joined) >= min(ends):
        return None
    return {
        "union_id": episode["union_id"],
        "person_id": episode["person_id"],
        "kind": tag["kind"],
        "code": tag["code"],
        "gender": episode["gender"],
        "opened_on": max(start, joined),
        "closed_on": min(ends) if ends else None,
        "recruited_on": joined if recruited else None,
    }


# --- The indicators once more -------------------------------------------------------------------


def _any(_row: Row) -> bool:
    return True


def _kind(kind: str) -> Callable[[Row], bool]:
    return lambda row: bool(row["kind"] == kind)


def _grassroots(row: Row) -> bool:
    return bool(row["is_grassroots"])


def _left(row: Row) -> bool:
    return bool(row["exit_kind"] != 4 and row["exit_reason"] != 9)


COUNTED: Mapping[str, Callable[[Row], bool]] = {
    "unions.total": _grassroots,
    "unions.founded": _grassroots,
    "unions.closed": _grassroots,
    "members.total": _any,
    "members.joined": lambda row: bool(row["entry_kind"] == "join"),
    "members.left": _left,
    "members.women": lambda row: bool(row["gender"] == 2),
    "members.verified": _any,
    "members.migrant": _kind("migrant"),
    "members.new_form": _kind("new_form"),
    "members.group8": _kind("group8"),
    "members.joined_migrant": _kind("migrant"),
    "members.joined_new_form": _kind("new_form"),
    "cards.applied": _any,
    "cards.issued": _any,
    "cards.activated": _any,
    "trial.paid_amount": _any,
    "trial.given_amount": lambda row: bool(row["gender"] == 2),
    "trial.people": _any,
    "trial.in_office": _any,
    "trial.offices": _any,
}


def is_known(indicator: Indicator) -> bool:
    """Whether all it needs is counted here too."""
    return all(c.code in COUNTED for c in counters((indicator,)))


def chosen(counter: Counter, rows: list[Row], asked: Asked, code: str) -> list[tuple[Row, date]]:
    """Rows that count, and the day by which each is placed; ``code`` may name a slice."""
    base, _, cut = code.partition("[")
    found = []
    for row in rows:
        on = _when(counter, row, asked)
        if on is not None and (_in_slice(base, cut[:-1], row) if cut else COUNTED[base](row)):
            found.append((row, on))
    return found


def expected(
    made: Federation, counter: Counter, rows: list[Row], asked: Asked, tree: str
) -> dict[int, int]:
    """The number of every node; those without are absent."""
    counted: dict[int, list[Row]] = defaultdict(list)
    for row, on in chosen(counter, rows, asked, counter.code):
        for node in made.path(row["union_id"], on, tree):
            counted[node].append(row)
    return {node: _size(counter, rows) for node, rows in counted.items()}


def _size(counter: Counter, rows: list[Row]) -> int:
    if counter.amount:
        return sum(int(row[counter.amount]) for row in rows)
    return len({row[counter.distinct] for row in rows}) if counter.distinct else len(rows)


def _when(counter: Counter, row: Row, asked: Asked) -> date | None:
    """The day of the row when it counts at the asked time, else None."""
    if counter.kind is Kind.STOCK:
        opened, closed = row[counter.opened], row[counter.closed]
        on = asked.on or asked.end
        assert on is not None
        has_opened = opened is not None and opened <= on
        return on if has_opened and (closed is None or closed > on) else None
    happened: date | None = row[counter.on]
    if happened is None:
        return None
    if counter.kind is Kind.CUMULATIVE and (asked.on or not asked.start):
        until = asked.on or asked.end
        return happened if until and happened <= until else None
    assert asked.start is not None
    assert asked.end is not None
    return happened if asked.start <= happened <= asked.end else None


def _in_slice(base: str, cut: str, row: Row) -> bool:
    from niangjia.kernel.indicators import get  # the catalogue needs Django's applications

    name, value = cut.split("=")
    indicator = get(base)
    assert isinstance(indicator, Counter)
    (dimension,) = [d for d in indicator.by if d.code == name]
    counts = dimension.elsewhere is not None or COUNTED[base](row)
    return counts and value == _value(dimension, row[dimension.column])


def _value(dimension: Dimension, value: object) -> str:
    return str(value) if value in dimension.labels else "none"

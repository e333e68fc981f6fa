"""Arrays of made-up members as COPY blocks, cut into slices that other processes can work on.

Pure: a worker gets the slice, the key ring as text and the moment to stamp; it touches neither
database nor settings. Names are spelt and numbers sealed here, the dear part of the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from niangjia.kernel import pinyin
from niangjia.kernel.crypto import KeyRing, Sealer
from niangjia.kernel.ids import Gender, make_identity
from niangjia.members.demo.cards import KINDS
from niangjia.members.demo.history import JOIN, REORGANISATION, TRANSFER, Flags, Ints
from niangjia.members.demo.people import GROUPS
from niangjia.members.rules.lifecycle import VERIFIED_LEVEL, EventKind, EventReason
from niangjia.unions.demo.people import MEN, SURNAMES, WOMEN

NULL = "\\N"
_EPOCH = date(1970, 1, 1)
_FIRST = -20_000
_DAYS = tuple((_EPOCH + timedelta(days=n)).isoformat() for n in range(_FIRST, 40_000))
_PHONES = ("130", "131", "132", "135", "136", "137", "138", "139", "150", "151", "152", "155", "158",
           "159", "177", "180", "181", "182", "183", "187", "189")  # fmt: skip
_SOURCE = "演示数据"


@dataclass(frozen=True)
class Stamp:
    """What all rows of a load share: the moment, today, and the seed of details."""

    moment: str
    today: int
    seed: int


@dataclass(frozen=True)
class PersonSlice:
    """Consecutive persons; ``counties`` are codes and names that ``area`` points into.

    ``verified``: the day when the identity of each is checked, if ever it is.
    """

    first_id: int
    surname: Ints
    given: Ints
    is_woman: Flags
    born: Ints
    area: Ints
    sequence: Ints
    is_migrant: Flags
    died: Ints
    verified: Ints
    counties: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def _sealer(ring: str) -> Sealer:
    return Sealer(KeyRing.load(ring))


def persons(cut: PersonSlice, stamp: Stamp, ring: str) -> bytes:
    """COPY block of ``Person``: see ``COLUMNS`` in ``services.loading``."""
    count = len(cut.surname)
    chance = np.random.default_rng([stamp.seed, 11, cut.first_id])
    ids = range(cut.first_id, cut.first_id + count)
    full = [
        SURNAMES[s] + (WOMEN if w else MEN)[g]
        for s, g, w in zip(
            cut.surname.tolist(), cut.given.tolist(), cut.is_woman.tolist(), strict=True
        )
    ]
    spelt = [_spelling(name) for name in full]
    codes = [code for code, _name in cut.counties]
    numbers = [
        make_identity(codes[a], _EPOCH + timedelta(days=b), q, Gender.FEMALE if w else Gender.MALE)
        for a, b, q, w in zip(
            cut.area.tolist(),
            cut.born.tolist(),
            cut.sequence.tolist(),
            cut.is_woman.tolist(),
            strict=True,
        )
    ]
    phones = [_phone(n) for n in ids]
    sealer = _sealer(ring)
    seal, blind = sealer.seal_bytes, sealer.blind
    places = [cut.counties[a][1] for a in cut.area.tolist()]
    stamps = [stamp.moment] * count
    return _block(
        [
            _numbers(ids),
            uuids(ids, stamp, 11),
            full,
            [s.initials for s in spelt],
            [s.full for s in spelt],
            ["1"] * count,
            ["\\\\x" + seal(n.encode()).hex() for n in numbers],
            ["\\\\x" + blind("identity", n).hex() for n in numbers],
            ["\\\\x" + seal(p.encode()).hex() for p in phones],
            ["\\\\x" + blind("phone", p).hex() for p in phones],
            ["2" if w else "1" for w in cut.is_woman.tolist()],
            _days(cut.born),
            *_attributes(cut, stamp, chance, places),
            _days(cut.died, null_at_zero=True),
            stamps,
            stamps,
        ]
    )


def _attributes(
    cut: PersonSlice, stamp: Stamp, chance: np.random.Generator, places: list[str]
) -> list[list[str]]:
    """民族 学历 技能等级 政治面貌 户籍类型 户籍所在地 籍贯 就业状况 实名认证级别 实名认证日期."""
    count = len(cut.surname)
    age = (stamp.today - cut.born) / 365.25
    retired = age >= np.where(cut.is_woman, 55, 60)

    def pick(codes: Sequence[int], shares: Sequence[float]) -> Ints:
        return np.array(codes, np.int32)[chance.choice(len(codes), count, p=shares)]

    skill = pick((0, 1, 2, 3, 4, 5), (0.7, 0.01, 0.04, 0.1, 0.1, 0.05))
    household = np.where(cut.is_migrant, 3, pick((2, 3, 4), (0.55, 0.41, 0.04)))
    politics = np.where(
        (age < 28) & (chance.random(count) < 0.3), 3, pick((13, 1, 12), (0.785, 0.21, 0.005))
    )
    columns = [
        _numbers(pick((1, 15, 8, 7, 4), (0.965, 0.024, 0.004, 0.004, 0.003))),
        _numbers(pick((14, 21, 31, 41, 61, 71, 81), (0.02, 0.17, 0.22, 0.13, 0.19, 0.22, 0.05))),
        [NULL if s == 0 else str(s) for s in skill.tolist()],
        _numbers(politics),
        _numbers(household),
        places,
        [
            p if keep else ""
            for p, keep in zip(places, (chance.random(count) < 0.7).tolist(), strict=True)
        ],
        _numbers(np.where(retired, 4, pick((1, 2, 3, 8, 9), (0.968, 0.01, 0.008, 0.004, 0.01)))),
    ]
    level = pick((0, 1, 2, 3, 4), (0.02, 0.33, 0.4, 0.1, 0.15))
    verified = np.where(level >= VERIFIED_LEVEL, cut.verified, 0)
    return [*columns, _numbers(level), _days(verified, null_at_zero=True)]


@dataclass(frozen=True)
class EpisodeSlice:
    """Consecutive episodes, ready for the database: real ids, employer 0 for none."""

    first_id: int
    person: Ints
    union: Ints
    employer: Ints
    start: Ints
    end: Ints
    entry: Ints
    exit_kind: Ints
    exit_reason: Ints
    retained: Ints


_ENTRIES = {JOIN: "join", TRANSFER: "transfer", REORGANISATION: "reorganisation"}


def memberships(cut: EpisodeSlice, stamp: Stamp) -> bytes:
    """COPY block of ``Membership``."""
    count = len(cut.person)
    ids = range(cut.first_id, cut.first_id + count)
    status = np.where(cut.end > 0, 2, np.where(cut.retained > 0, 1, 0))
    words = ("active", "retained", "ended")
    stamps = [stamp.moment] * count
    return _block(
        [
            _numbers(ids),
            uuids(ids, stamp, 12),
            _numbers(cut.person),
            _numbers(cut.union),
            _or_null(cut.employer),
            [""] * count,
            [words[s] for s in status.tolist()],
            _days(cut.start),
            _days(cut.end, null_at_zero=True),
            _days(cut.retained, null_at_zero=True),
            [_ENTRIES[e] for e in cut.entry.tolist()],
            _or_null(cut.exit_kind),
            _or_null(cut.exit_reason),
            stamps,
            stamps,
        ]
    )


def events(cut: EpisodeSlice, stamp: Stamp) -> bytes:
    """COPY block of ``MembershipEvent``: how each episode began, was retained, ended."""
    ids = np.arange(cut.first_id, cut.first_id + len(cut.person), dtype=np.int64)
    is_join = cut.entry == JOIN
    began = np.where(is_join, EventKind.JOIN, EventKind.TRANSFER_IN)
    why = np.select(
        [is_join, cut.entry == REORGANISATION],
        [0, EventReason.UNION_REORGANISED],
        EventReason.EMPLOYMENT_CHANGED,
    )
    kept, ended = cut.retained > 0, cut.end > 0
    parts = [
        (ids, began, cut.start, why),
        (ids[kept], np.full(int(kept.sum()), EventKind.RETAIN), cut.retained[kept],
         np.full(int(kept.sum()), EventReason.RETIRED)),
        (ids[ended], cut.exit_kind[ended], cut.end[ended], cut.exit_reason[ended]),
    ]  # fmt: skip
    member, kind, on, reason = (np.concatenate([part[n] for part in parts]) for n in range(4))
    count = len(member)
    return _block(
        [
            _numbers(member),
            _numbers(kind),
            _days(on),
            _or_null(reason),
            [""] * count,
            [stamp.moment] * count,
        ]
    )


@dataclass(frozen=True)
class TransferSlice:
    """Completed transfers: episode left and episode begun, unions, day; all real ids."""

    first_id: int
    source_episode: Ints
    result_episode: Ints
    union: Ints
    target: Ints
    on: Ints


def transfers(cut: TransferSlice, stamp: Stamp) -> bytes:
    """COPY block of ``Transfer``."""
    count = len(cut.on)
    ids = range(cut.first_id, cut.first_id + count)
    days = _days(cut.on)
    stamps = [stamp.moment] * count
    return _block(
        [
            uuids(ids, stamp, 13),
            [f"ZH-Y{n:09}" for n in ids],
            _numbers(cut.source_episode),
            _numbers(cut.union),
            _numbers(cut.target),
            ["completed"] * count,
            ["target"] * count,
            ["工作单位变动"] * count,
            [f"{day} 10:00+08" for day in days],
            [f"{day} 10:00+08" for day in days],
            days,
            _numbers(cut.result_episode),
            stamps,
            stamps,
        ]
    )


@dataclass(frozen=True)
class CardSlice:
    """Cards with real ids of person and union; day numbers, 0 for none."""

    first_id: int
    person: Ints
    union: Ints
    applied: Ints
    produced: Ints
    delivered: Ints
    activated: Ints
    closed: Ints


_CARD_WORDS = ("applied", "produced", "delivered", "activated", "cancelled")


def cards(cut: CardSlice, stamp: Stamp) -> bytes:
    """COPY block of ``Card``."""
    count = len(cut.person)
    ids = range(cut.first_id, cut.first_id + count)
    reached = (cut.produced > 0).astype(int) + (cut.delivered > 0) + (cut.activated > 0)
    status = np.where(cut.closed > 0, 4, reached)
    stamps = [stamp.moment] * count
    return _block(
        [
            uuids(ids, stamp, 14),
            _numbers(cut.person),
            _numbers(cut.union),
            ["合作银行"] * count,
            [f"{n * 7919 % 10000:04}" for n in ids],
            [_CARD_WORDS[s] for s in status.tolist()],
            _days(cut.applied),
            *(
                _days(column, null_at_zero=True)
                for column in (cut.produced, cut.delivered, cut.activated, cut.closed)
            ),
            stamps,
            stamps,
        ]
    )


@dataclass(frozen=True)
class TagSlice:
    """Tags with real person ids."""

    person: Ints
    kind: Ints
    code: Ints
    start: Ints
    end: Ints


def tags(cut: TagSlice, stamp: Stamp) -> bytes:
    """COPY block of ``Tag``."""
    count = len(cut.person)
    stamps = [stamp.moment] * count
    ends = ["" if end == 0 else _DAYS[end - _FIRST] for end in cut.end.tolist()]
    return _block(
        [
            _numbers(cut.person),
            [KINDS[k] for k in cut.kind.tolist()],
            ["" if c < 0 else GROUPS[c] for c in cut.code.tolist()],
            [f"[{start},{end})" for start, end in zip(_days(cut.start), ends, strict=True)],
            [_SOURCE] * count,
            stamps,
            stamps,
        ]
    )


def uuids(ids: range, stamp: Stamp, table: int) -> list[str]:
    """UUID version 7 in the order of ids, the same for the same seed."""
    chance = np.random.default_rng([stamp.seed, table, ids.start])
    millis = stamp.today * 86_400_000
    low = chance.integers(0, 1 << 62, len(ids))
    high = chance.integers(0, 1 << 12, len(ids))
    return [
        f"{((millis + n) << 16) | 0x7000 | h:016x}{0x8000_0000_0000_0000 | lo:016x}"
        for n, h, lo in zip(ids, high.tolist(), low.tolist(), strict=True)
    ]


def _block(columns: Sequence[Sequence[str]]) -> bytes:
    """Columns of already escaped text (``\\\\N`` for null) as one COPY block."""
    if not columns or not columns[0]:
        return b""
    lines = map("\t".join, zip(*columns, strict=True))
    return ("\n".join(lines) + "\n").encode()


def _phone(number: int) -> str:
    return f"{_PHONES[number % len(_PHONES)]}{number // len(_PHONES) * 7_654_321 % 100_000_000:08}"


@lru_cache(maxsize=200_000)
def _spelling(name: str) -> pinyin.Spelling:
    return pinyin.of_name(name)


def _numbers(values: range | Ints) -> list[str]:
    return list(map(str, values if isinstance(values, range) else values.tolist()))


def _or_null(values: Ints) -> list[str]:
    return [str(v) if v else NULL for v in values.tolist()]


def _days(values: Ints, *, null_at_zero: bool = False) -> list[str]:
    if null_at_zero:
        return [_DAYS[v - _FIRST] if v else NULL for v in values.tolist()]
    return [_DAYS[v - _FIRST] for v in values.tolist()]

"""Generated truth: a register of persons and damaged questions about some of them.

For measuring (``bench/linkage.py``), for training (``training.py``) and for tests. Deterministic by
seed; a million rows take a few seconds. What goes wrong in practice is drawn with the shares of
``Damage``: a digit typed wrong, two digits swapped, the number missing, the old number of 15 digits;
and, beside it or alone, a name written with another character of the same sound, in traditional
characters, without its middle character, with one character misread; a wrong birth date. Namesakes
with the same birthday exist on purpose, with numbers of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

Names = np.ndarray[Any, np.dtype[np.object_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤章俞虞"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰秀珍建国文志红梅丹萍云辉玲波宇浩凯健俊帆雪荣飞鹏琴斌莉"
    "鑫倩婷晨燕林海峰龙慧春成东胜利庆祥福生德安永康家乐天佳欣怡雨欢悦思琪子涵梓轩博文瑞雅诗颖晓晴欧雯璐瑶蕾"
    "菲洁莹雁翠凤仙花香月莲素芬淑贞惠珠翔宏毅立新根土贵富财旺金银铜铁树木柏松竹石山河江湖泉川清源沛润泽"
    "威巍维炜玮蔚薇微敬镜竞境力历丽莉立励鸿洪虹宏弘红珏钰裕煜昱誉愈玉毓芸韵昀匀耘筠云均君钧俊骏峻竣郡"
)
_TRADITIONAL = dict(
    zip(
        "张刘陈杨黄赵吴马孙郑罗冯邓肖蒋叶苏吕卢钟谭陆汪贾韦邹闫龙顾钱严万贺龚汤伟丽强军杰华兰红云辉玲宇凯健飞鹏"
        "鑫燕龙庆国东胜乐欢涛环莲芬贵财银铜铁树润泽维玮炜竞历励鸿钰韵钧骏",
        "張劉陳楊黃趙吳馬孫鄭羅馮鄧蕭蔣葉蘇呂盧鐘譚陸汪賈韋鄒閆龍顧錢嚴萬賀龔湯偉麗強軍傑華蘭紅雲輝玲宇凱健飛鵬"
        "鑫燕龍慶國東勝樂歡濤環蓮芬貴財銀銅鐵樹潤澤維瑋煒競歷勵鴻鈺韻鈞駿",
        strict=True,
    )
)
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK = np.array(list("10X98765432"))
_FIRST_DAY = np.datetime64("1940-01-01")
_ONE_DAY = np.timedelta64(1, "D")
_DAYS = 24_000
_CITIES, _COUNTIES = 20, 8
_LUNAR = (20, 50)


@dataclass(frozen=True)
class Damage:
    """Shares of what goes wrong. ``identity`` of all questions; the rest as each comment says."""

    identity: float = 0.02
    digit: float = 0.42  # of the damaged: one digit typed wrong
    swapped: float = 0.18  # … two neighbouring digits swapped
    two: float = 0.04  # … two digits typed wrong
    missing: float = 0.24  # … no number at all
    old: float = 0.10  # … the old 15-digit number
    alien: float = 0.02  # … somebody else's number, valid in itself
    name_beside: float = 0.08  # of the damaged: the name is a variant too
    birth_beside: float = 0.05  # … the birth date is wrong too
    name_alone: float = 0.015  # of the others: the name is a variant
    birth_alone: float = 0.01  # … the birth date is wrong
    theirs: float = 0.3  # of the damaged numbers: damaged in the register, not in the question
    gender: float = 0.002  # of all: the wrong gender
    moved: float = 0.15  # of all: lives in another county now than the register says
    like_registered: float = (
        0.05  # of the strangers: name, birthday, gender, county of somebody else
    )
    follows: float = 0.5  # wrong digit in the birth part: the birth date was read off it


class Truth(NamedTuple):
    """Two tables with the columns of ``prepare.COLUMNS``, and the true pairs (left id, right id)."""

    left: pa.Table
    right: pa.Table
    pairs: pa.Table


@dataclass
class _People:
    names: Names
    identity: Names
    born: Ints  # days after _FIRST_DAY
    gender: Ints
    area: Ints

    def take(self, chosen: Ints) -> _People:
        """Copies of these rows."""
        return _People(
            self.names[chosen].copy(),
            self.identity[chosen].copy(),
            self.born[chosen].copy(),
            self.gender[chosen].copy(),
            self.area[chosen].copy(),
        )


def generate(
    asked: int,
    registered: int,
    *,
    damage: Damage | None = None,
    strangers: float = 0.05,
    seed: int = 1,
) -> Truth:
    """``asked`` household heads against ``registered`` rows; a share of strangers is not registered."""
    damage = damage or Damage()
    random = np.random.default_rng(seed)
    stranger_count = int(asked * strangers)
    everybody = _people(registered + stranger_count, random)
    _liken(everybody, registered, damage.like_registered, random)
    register = everybody.take(np.arange(registered))
    known = random.choice(registered, asked - stranger_count, replace=False)
    unknown = np.arange(registered, registered + stranger_count)
    questions = everybody.take(np.concatenate([known, unknown]))
    _spoil(questions, register, known, damage, random)
    order = random.permutation(asked)
    place = np.empty(asked, dtype=np.int64)
    place[order] = np.arange(asked)
    shuffled = questions.take(order)
    pairs = pa.table({"left_id": place[: len(known)], "right_id": known.astype(np.int64)})
    return Truth(_table(shuffled), _table(register), pairs)


# --- People -------------------------------------------------------------------------------


def _people(count: int, random: np.random.Generator) -> _People:
    gender = random.integers(1, 3, count)
    born = random.integers(0, _DAYS, count)
    weight = random.lognormal(0, 0.6, _CITIES * _COUNTIES)
    county = random.choice(_CITIES * _COUNTIES, count, p=weight / weight.sum())
    area = 510_000 + (county // _COUNTIES + 1) * 100 + 21 + county % _COUNTIES
    names = _names(count, random)
    _make_namesakes(names, born, gender, area, random)
    return _People(names, _identities(area, born, gender, random), born, gender, area)


def _names(count: int, random: np.random.Generator) -> Names:
    surnames, given = np.array(list(_SURNAMES), dtype=object), np.array(list(_GIVEN), dtype=object)
    family = surnames[_skewed(len(surnames), count, random, 0.85)]
    first = given[_skewed(len(given), count, random, 0.6)]
    second = given[_skewed(len(given), count, random, 0.6)]
    made: Names = np.where(random.random(count) < 0.18, family + first, family + first + second)
    return made


def _skewed(size: int, count: int, random: np.random.Generator, power: float) -> Ints:
    weight = 1 / np.arange(1, size + 1) ** power
    return random.choice(size, count, p=weight / weight.sum())


def _make_namesakes(
    names: Names, born: Ints, gender: Ints, area: Ints, random: np.random.Generator
) -> None:
    """Three in a thousand share name, birthday and gender with somebody, half also the county."""
    count = max(1, len(names) * 3 // 1000)
    chosen = random.choice(len(names), 2 * count, replace=False)
    one, other = chosen[:count], chosen[count:]
    names[one], born[one], gender[one] = names[other], born[other], gender[other]
    near = one[: count // 2]
    area[near] = area[other[: count // 2]]


def _identities(area: Ints, born: Ints, gender: Ints, random: np.random.Generator) -> Names:
    """Numbers with a right check character, each once."""
    day = np.datetime_as_string(_FIRST_DAY + born.astype("timedelta64[D]"), unit="D")
    order = random.integers(0, 500, len(area)) * 2 + gender % 2
    taken: set[tuple[int, int, int]] = set()
    for i, key in enumerate(zip(area.tolist(), born.tolist(), order.tolist(), strict=True)):
        while key in taken:
            key = (key[0], key[1], (key[2] + 2) % 1000)
        taken.add(key)
        order[i] = key[2]
    bodies = [
        f"{a}{d[:4]}{d[5:7]}{d[8:]}{o:03}"
        for a, d, o in zip(area.tolist(), day.tolist(), order.tolist(), strict=True)
    ]
    return _with_check(bodies)


def _with_check(bodies: list[str]) -> Names:
    digits = np.frombuffer("".join(bodies).encode(), dtype=np.uint8).reshape(-1, 17) - 48
    checks = _CHECK[(digits.astype(np.int64) * _WEIGHTS).sum(axis=1) % 11]
    return np.array([b + c for b, c in zip(bodies, checks.tolist(), strict=True)], dtype=object)


def _liken(people: _People, registered: int, share: float, random: np.random.Generator) -> None:
    """Some who are not registered are like somebody who is, but for the number."""
    count = int((len(people.names) - registered) * share)
    one = np.arange(registered, registered + count)
    other = random.choice(registered, count, replace=False)
    people.names[one] = people.names[other]
    people.born[one], people.gender[one] = people.born[other], people.gender[other]
    people.area[one] = people.area[other]
    fresh = random.integers(0, 500, count) * 2 + people.gender[one] % 2
    bodies = [
        f"{number[:14]}{order:03}"
        for number, order in zip(people.identity[other], fresh.tolist(), strict=True)
    ]
    people.identity[one] = _with_check(bodies)


# --- Damage -------------------------------------------------------------------------------


def _spoil(
    ours: _People, theirs: _People, known: Ints, damage: Damage, random: np.random.Generator
) -> None:
    """Damage the questions (and here and there the register) in place."""
    count = len(ours.names)
    hit = random.random(count) < damage.identity
    for i in np.flatnonzero(hit).tolist():
        is_theirs = i < len(known) and random.random() < damage.theirs
        people, at = (theirs, int(known[i])) if is_theirs else (ours, i)
        _spoil_identity(people, at, damage, random)
    has_variant = random.random(count) < np.where(hit, damage.name_beside, damage.name_alone)
    sounds = _same_sound()
    for i in np.flatnonzero(has_variant).tolist():
        ours.names[i] = _variant(ours.names[i], sounds, random)
    is_wrong = random.random(count) < np.where(hit, damage.birth_beside, damage.birth_alone)
    for i in np.flatnonzero(is_wrong).tolist():
        ours.born[i] = _wrong_birth(int(ours.born[i]), random)
    has_wrong_gender = random.random(count) < damage.gender
    ours.gender = np.where(has_wrong_gender, 3 - ours.gender, ours.gender)
    has_moved = random.random(count) < damage.moved
    ours.area = np.where(has_moved, random.permutation(ours.area), ours.area)


def _spoil_identity(people: _People, i: int, damage: Damage, random: np.random.Generator) -> None:
    number = people.identity[i]
    kinds = (damage.digit, damage.swapped, damage.two, damage.missing, damage.old, damage.alien)
    match int(np.searchsorted(np.cumsum(kinds), random.random() * sum(kinds), side="right")):
        case 0:
            at = int(random.integers(0, 18))
            people.identity[i] = _mistyped(number, at, random)
            if 6 <= at < 14 and random.random() < damage.follows:
                people.born[i] = _read_birth(people.identity[i], int(people.born[i]))
        case 1:
            places = [n for n in range(16) if number[n] != number[n + 1]]
            at = places[int(random.integers(0, len(places)))]
            people.identity[i] = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        case 2:
            one, other = random.choice(18, 2, replace=False).tolist()
            people.identity[i] = _mistyped(_mistyped(number, one, random), other, random)
        case 3:
            people.identity[i] = ""
        case 4 if number[6:8] == "19":
            people.identity[i] = number[:6] + number[8:17]
        case 5:
            people.identity[i] = people.identity[int(random.integers(0, len(people.names)))]


def _mistyped(number: str, at: int, random: np.random.Generator) -> str:
    old = int(number[at]) if number[at] != "X" else 0
    return number[:at] + str((old + int(random.integers(1, 10))) % 10) + number[at + 1 :]


def _read_birth(number: str, otherwise: int) -> int:
    try:
        day = np.datetime64(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        return otherwise
    return int((day - _FIRST_DAY) / _ONE_DAY)


def _same_sound() -> dict[str, str]:
    """Character → the other characters of the generator's stock with the same sound."""
    from niangjia.kernel.pinyin import of_name

    groups: dict[str, str] = {}
    stock = sorted(set(_SURNAMES + _GIVEN))
    for char in stock:
        sound = of_name("王" + char).full
        groups[sound] = groups.get(sound, "") + char
    return {
        char: group.replace(char, "")
        for group in groups.values()
        for char in group
        if len(group) > 1
    }


def _variant(name: str, sounds: dict[str, str], random: np.random.Generator) -> str:
    """The name as somebody else wrote it."""
    kind = random.random()
    if kind < 0.5:
        places = [n for n in range(1, len(name)) if name[n] in sounds]
        if places:
            at = places[int(random.integers(0, len(places)))]
            others = sounds[name[at]]
            return name[:at] + others[int(random.integers(0, len(others)))] + name[at + 1 :]
    if kind < 0.7:
        return "".join(_TRADITIONAL.get(char, char) for char in name)
    if kind < 0.85 and len(name) == 3:
        return name[0] + name[2]
    at = int(random.integers(1, len(name)))
    return name[:at] + _GIVEN[int(random.integers(0, len(_GIVEN)))] + name[at + 1 :]


def _wrong_birth(born: int, random: np.random.Generator) -> int:
    """A day off, the lunar date, another year, or day and month exchanged."""
    kind = random.random()
    if kind < 0.3:
        return born + int(random.choice([-1, 1]))
    if kind < 0.55:
        return born - int(random.integers(*_LUNAR))
    day = (_FIRST_DAY + np.timedelta64(born, "D")).astype(object)
    try:
        if kind < 0.8:
            changed = day.replace(year=day.year + int(random.choice([-10, -1, 1, 10])))
        else:
            changed = day.replace(month=day.day, day=day.month)
    except ValueError:
        return born + 1
    return int((np.datetime64(changed) - _FIRST_DAY) / _ONE_DAY)


def _table(people: _People) -> pa.Table:
    day = np.datetime_as_string(_FIRST_DAY + people.born.astype("timedelta64[D]"), unit="D")
    return pa.table(
        {
            "id": np.arange(len(people.names), dtype=np.int64),
            "name": pa.array(people.names.tolist()),
            "identity": pa.array([number or None for number in people.identity.tolist()]),
            "born": pa.array([d.replace("-", "") for d in day.tolist()]),
            "gender": people.gender.astype(np.int32),
            "region": pa.array([str(a) for a in people.area.tolist()]),
        }
    )

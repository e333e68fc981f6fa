"""Pinyin (拼音) for searching by letters: full spelling and initials. Pure.

Names of persons go character by character through a table filled on demand (well under 3 µs a
name), with the readings that surnames have; names of unions go through pypinyin's phrases.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Surnames whose reading differs from the common one of the character; syllables apart.
_SURNAMES = {
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai",
    "令狐": "ling hu", "鲜于": "xian yu", "宰父": "zai fu",
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "任": "ren",
    "朴": "piao", "翟": "zhai", "盖": "ge", "缪": "miao", "乐": "yue", "覃": "qin", "种": "chong",
    "宓": "mi", "繁": "po", "秘": "bi", "员": "yun", "召": "shao", "折": "she", "黑": "he",
    "洗": "xian", "祭": "zhai", "能": "nai", "句": "gou", "隗": "wei", "逄": "pang", "佴": "nai",
    "尹": "yin", "燕": "yan", "华": "hua", "应": "ying", "宁": "ning", "纪": "ji", "柏": "bai",
    "石": "shi", "沈": "shen", "长": "chang", "褚": "chu", "观": "guan", "都": "du", "车": "che",
    "卜": "bu", "俞": "yu", "瞿": "qu", "郗": "xi", "郇": "xun", "訾": "zi", "费": "fei",
    "哈": "ha", "那": "na", "舍": "she", "冯": "feng", "贾": "jia", "葛": "ge", "牟": "mu",
}  # fmt: skip


class Spelling(NamedTuple):
    """``full`` is the spelling without tones and blanks, ``initials`` its first letters."""

    full: str
    initials: str


_FAMILY = {"": Spelling("", "")} | {
    name: Spelling(spelt.replace(" ", ""), "".join(part[0] for part in spelt.split()))
    for name, spelt in _SURNAMES.items()
}


class _Readings(dict[str, str]):
    """Character → most common reading without tone; other characters stand for themselves."""

    def __missing__(self, char: str) -> str:
        from pypinyin.constants import PINYIN_DICT

        marked = PINYIN_DICT.get(ord(char), "").split(",")[0]
        if marked:
            plain = unicodedata.normalize("NFD", marked).replace("u\u0308", "v")
            reading = "".join(c for c in plain if c.isascii() and c.isalpha())
        elif char.isalnum():
            reading = char.lower()
        else:
            reading = ""
        self[char] = reading
        return reading


class _Initials(dict[str, str]):
    def __missing__(self, char: str) -> str:
        initial = _READINGS[char][:1]
        self[char] = initial
        return initial


_READINGS = _Readings()
_INITIALS = _Initials()


def of_name(name: str) -> Spelling:
    """Spelling of a person's name: ``曾丽华`` → ``zenglihua``, ``zlh``."""
    surname, given = "", name
    for length in (2, 1):
        if name[:length] in _FAMILY:
            surname, given = name[:length], name[length:]
            break
    family = _FAMILY[surname]
    readings, initials = _READINGS, _INITIALS
    return Spelling(
        family.full + "".join([readings[char] for char in given]),
        family.initials + "".join([initials[char] for char in given]),
    )


@lru_cache(maxsize=8192)
def of_text(text: str) -> Spelling:
    """Spelling of any other name, polyphones by phrase: ``重庆银行`` → ``chongqingyinhang``."""
    from pypinyin import lazy_pinyin

    parts = [part for part in lazy_pinyin(text, v_to_u=False) if part]
    kept = ["".join(c for c in part.lower() if c.isalnum()) for part in parts]
    initials = "".join(
        part if part.isdigit() or not source_is_han else part[:1]
        for part, source_is_han in zip(kept, _han_flags(text, parts), strict=True)
    )
    return Spelling("".join(kept), initials)


def _han_flags(text: str, parts: list[str]) -> list[bool]:
    """Whether each part spells one Chinese character (others are passed through whole)."""
    flags, position = [], 0
    for part in parts:
        passed_through = text.startswith(part, position)
        flags.append(not passed_through)
        position += len(part) if passed_through else 1
    return flags

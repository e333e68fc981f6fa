"""Official bodies by their names (全国性工会组织和机构名称): DICT-NAME. Pure.

中国职工互助保险会 for 中国职工保险互助会: words exchanged, one word another, one sign left out. Only names that begin
with 中国, 中华全国 or 全国 are compared: every province has bodies of its own with names near to these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

NAMES = (
    "中华全国总工会",
    "中华全国铁路总工会",
    "中国教科文卫体工会",
    "中国海员建设工会",
    "中国能源化学地质工会",
    "中国机械冶金建材工会",
    "中国国防邮电工会",
    "中国财贸轻纺烟草工会",
    "中国农林水利气象工会",
    "中国金融工会",
    "中国民航工会",
    "中国职工保险互助会",
    "中国职工发展基金会",
    "中国职工技术协会",
    "中国职工文化体育协会",
    "中国职工对外交流中心",
    "中国职工思想政治工作研究会",
    "中国劳动关系学院",
    "中国工人出版社",
    "中国工人历史博物馆",
)
"""As the All-China Federation names itself, its industrial unions and its institutions."""
_FORMER = frozenset(
    [
        "中国能源化学工会",
        "中国海员工会",
        "中国机械冶金工会",
        "中国农林水利工会",
        "中国财贸工会",
        "中国教育工会",
    ]
)
"""Right in their time, or short."""
_STARTS = re.compile(r"(?:中华全国|中国)(?=[一-鿿])")
_MOST, _WORD = 1, 2
_BODY = re.compile(
    r"(?P<words>[一-鿿]{6,18}?(?P<more>工程|工作|活动|建设|项目|行动|计划|专项)?)(?P<kind>领导小组|委员会|办公室|中心)"
)
_STEM = 6
_LEVEL = re.compile("[省市县区州国]")
_BEFORE = 8
_SHORTEST = 7


def check(reading: Reading) -> Iterator[Finding]:
    """Every name that is an official one in other words."""
    yield from _named_two_ways(reading)
    text = reading.page.text
    for start in (match.start() for match in _STARTS.finditer(text)):
        if any(text.startswith(name, start) for name in (*NAMES, *_FORMER)):
            continue
        for name in NAMES:
            ends = (start + len(name) + more for more in range(-_MOST, _MOST + 1))
            wrong = next((end for end in ends if _is_meant(text[start:end], name)), None)
            if wrong is not None:
                yield found(
                    reading, "DICT-NAME",
                    f"“{text[start:wrong]}”应为“{name}”?请核对机构名称。", [(start, wrong)], suggestion=name,
                )  # fmt: skip
                break


def _named_two_ways(reading: Reading) -> Iterator[Finding]:
    """省职工技术创新领导小组 and 省职工技术创新工程领导小组: one body, once with an empty word more."""
    text = reading.page.text
    first: dict[tuple[str, str, str], tuple[str, int, int]] = {}
    for match in _BODY.finditer(text):
        before, _, more = match["words"].rpartition(match["more"] or "\n")
        stem = before if match["more"] else more
        if len(stem) < _STEM:
            continue
        level = _LEVEL.findall(text[max(0, match.start() - _BEFORE) : match.start()] + stem)[-1:]
        key = (stem[-_STEM:], match["kind"], "".join(level))
        start, end = (
            match.end() - len(match["kind"]) - len(match["more"] or "") - _STEM,
            match.end(),
        )
        other = first.setdefault(key, (match["more"] or "", start, end))
        if other[0] != (match["more"] or ""):
            yield found(
                reading, "DICT-NAME",
                f"“{text[other[1] : other[2]]}”和“{text[start:end]}”可能是同一个机构。请统一名称。",
                [(start, end), other[1:]],
            )  # fmt: skip
            return


def _is_meant(words: str, name: str) -> bool:
    """Whether words are a name with its words exchanged, or with one word wrong or one sign less."""
    if len(name) < _SHORTEST or not re.fullmatch("[一-鿿]+", words):
        return False
    if sorted(words) == sorted(name):
        return True
    before = alike(words, name)
    after = alike(words[before:][::-1], name[before:][::-1])
    put, lost = words[before : len(words) - after], name[before : len(name) - after]
    if len(put) == len(lost):
        return len(put) == 1 or (len(put) == _WORD and min(before - 1, after) >= _WORD)
    return len(put) + len(lost) == 1


def alike(one: str, other: str) -> int:
    """How many signs two names begin with alike."""
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )

"""How many counties a city or prefecture has (所辖县市区数): LIST-COUNT. Pure.

辖 8 县 1 市 and 全州 10 个县市 are told of one place; so are 全市 9 个县(市、区) and 全市 10 个县(市、区).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_NUMBER = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_PART = rf"{_NUMBER}个?(?:市辖|县级|自治)?[县市区旗]"
_COUNTED = re.compile(rf"({_NUMBER})个?(?:市辖|县级|自治)?([县市区旗])")
_MADE_UP = re.compile(rf"(?<![\d.第])(?P<parts>{_PART}(?:[、和及]?{_PART})+)(?!级)")
"""8 县 1 市; 2 个区、5 个县."""
_OF = re.compile(r"(?P<place>[州市盟])(?:现|下|共|管)?(?:辖|有|辖有|管辖|设)(?:有)?$")
_ALL = re.compile(
    rf"(?:(?:全|我|该|本)(?P<place>[州市盟])(?:的|共|共有|现有|所有|所辖|下辖|辖)?|(?<![\d.第一二三四五六七八九十]))(?P<number>{_NUMBER})个"
    r"(?P<kinds>(?:县级|县|市|区|旗){2,3}|[县市区旗][(](?:自治)?[县市区旗](?:、[县市区旗])*[)])"
    r"(?P<every>(?=[^,。;]{0,16}(?:全部|均|都|全覆盖)))?(?!(?:[(、和及与]|[一-鿿]{0,3}(?:园区|开发区|功能区|高新区|新区|街道|乡镇))|级)"
)
"""全州 10 个县市, 全市 9 个县(市、区): all there are; 10 个县市…全部 tells no place."""
_HIGHER = re.compile(r"[全各]省|全国|自治区|兄弟|外[省市]|邻")
_BESIDES = re.compile(r"开发区|功能区|高新区|经开区|管委会")
"""Counted as districts here and not there."""
_CITIES = re.compile(r"(?:^|[,。;:!?、“”\n])([一-鿿]{2,4}[市州盟])总工会")
"""Whose text it is: of several cities 全市 means now one, now the other."""
_NEAR, _FAR = 8, 80


@dataclass(frozen=True)
class _Said:
    """So many counties, cities and districts of one place; by kind where they are told apart."""

    place: str | None
    start: int
    end: int
    total: int
    kinds: dict[str, int]


def check(reading: Reading) -> Iterator[Finding]:
    """全州 10 个县市 where the prefecture has 8 县 1 市."""
    text = reading.page.text
    if _BESIDES.search(text):
        return
    told = list(_made_up(text))
    made_up = {said.place: said for said in told} if len({said.total for said in told}) == 1 else {}
    whole = list(_whole(text))
    for one in whole:
        base = made_up.get(one.place) if one.place else next(iter(made_up.values()), None)
        if base is None or one.total in {base.total, _sum_of(base, one)}:
            continue
        if one.place or (len(made_up) == 1 and one.total > base.total):
            yield _finding(reading, one, base)
    first: dict[tuple[str | None, ...], _Said] = {
        (said.place, *said.kinds): said for said in reversed(whole) if said.place
    }
    several = len(set(_CITIES.findall(text))) > 1
    for one in whole if not told and not several else ():
        other = first.get((one.place, *one.kinds), one)
        if one.total != other.total:
            yield _finding(reading, one, other)


def _finding(reading: Reading, one: _Said, other: _Said) -> Finding:
    words, others = (reading.page.text[said.start : said.end] for said in (one, other))
    return found(
        reading, "LIST-COUNT",
        f"这里写“{words}”,而“{others}”共 {other.total} 个。请核对县(市、区)的个数。",
        [(one.start, one.end), (other.start, other.end)],
    )  # fmt: skip


def _made_up(text: str) -> Iterator[_Said]:
    """辖 8 县 1 市: the number of each kind."""
    for match in _MADE_UP.finditer(text):
        of = _OF.search(text[max(0, match.start() - _NEAR) : match.start()])
        if of is None:
            continue
        kinds: dict[str, int] = {}
        for number, kind in _COUNTED.findall(match["parts"]):
            kinds[kind] = kinds.get(kind, 0) + int(parse(number) or 0)
        yield _Said(of["place"], match.start(), match.end(), sum(kinds.values()), kinds)


def _whole(text: str) -> Iterator[_Said]:
    """全市 9 个县(市、区); 9 个县区…全部, unless of a whole province."""
    for match in _ALL.finditer(text):
        sentence = re.split("[。;!?\n]", text[max(0, match.start() - _FAR) : match.start()])[-1]
        if match["place"] or (match["every"] is not None and not _HIGHER.search(sentence)):
            kinds = dict.fromkeys(re.findall(r"[县市区旗]", match["kinds"]), 0)
            total = int(parse(match["number"]) or 0)
            yield _Said(match["place"], match.start(), match.end(), total, kinds)


def _sum_of(base: _Said, one: _Said) -> int:
    """How many there are of the kinds that are counted."""
    return sum(number for kind, number in base.kinds.items() if kind in one.kinds)

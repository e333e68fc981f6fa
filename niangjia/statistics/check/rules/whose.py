"""Whose report it is (报告的归属): the asked union's, or plainly another union's. Pure.

Figures of another union must not be held against our records. The evidence has to be clear: the
title, or the first words of the text, name a union that is known to stand neither above nor below
ours, the opening names nobody of ours, and the text speaks of the other more often than of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.known import Known
from niangjia.statistics.check.layout import Block, Page
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_LEVELS = "省市州县区旗盟"
_UNION = re.compile(rf"(?P<run>[一-鿿]{{1,15}}[{_LEVELS}])(?P<rest>总?工会)")
_CONGRESS = re.compile(rf"中国工会(?P<run>[一-鿿]{{1,15}}?[{_LEVELS}])(?=第)")
_TOWARDS = re.compile(
    r"(?:赴|到|向|与|和|同|对|及|访|由|、|学习|借鉴|考察|调研|对口支援|转发|印发)$"
)
"""Words before a name that is not the author's."""
_VISITED = re.compile(r".{0,4}?(?:经验|做法|启示|考察|学习|调研|来|赴|到)")
"""Words behind such a name: 绵阳市总工会考察报告 was written by the visitors."""
_OPENED_BY = re.compile(
    r"(?:(?:\d{4}年|今年)?(?:\d{1,2}月\d{1,2}日|以来|来|度)?|近?[一二三四五六]年(?:以来|来)|近日|日前),?"
)
_TITLES, _OPENING, _SHORTEST, _LONGEST = 4, 300, 2, 12

SAID_OURS = "标题或开头写的是另一个工会;这份报告已经说明是本会的,所以照常与本会的记录、已公布和报送的数据比较。"


@dataclass(frozen=True)
class _Mention:
    """A union named: what may be its name, longest first, and where each of them ends."""

    block: Block
    names: tuple[str, ...]
    end: int
    rest: str
    is_first: bool


def other_union(reading: Reading, known: Known) -> Finding | None:
    """The finding that the report is another union's; None without clear evidence."""
    page = reading.page
    titles = list(_titles(page))
    heads = [mention for block in titles for mention in _mentions(block)]
    mentions = heads or list(_subject(page, titles))
    if not mentions:
        return None
    kin = known.standings([name for mention in mentions for name in mention.names])
    named: list[tuple[_Mention, str]] = []
    for mention in mentions:
        name = next((name for name in mention.names if name in kin), None)
        if name is None:
            continue
        if kin[name] or not _is_author(mention, name):
            return None
        named.append((mention, name))
    if not named:
        return None
    mention, name = named[0]
    if _speaks_of_ours(page, known, name):
        return None
    block = mention.block.start
    place = (block + mention.end - len(name), block + mention.end + len(mention.rest))
    other, ours = name + (mention.rest or "总工会"), known.own_names()[0]
    where = "标题" if heads else "开头"
    return found(
        reading,
        "OTHER-UNION",
        f"{where}写的是“{other}”,与{ours}没有上下级关系,所以没有与{ours}的记录、已公布和报送的数据比较,"
        f"其余照常核对。要比较的,请在该会名下核对;确是{ours}的报告的,请在标题写明名称,"
        f"或在这条疑问下说明原因和依据,然后再核对一次。",
        [place],
    )


def _titles(page: Page) -> Iterator[Block]:
    """The lines above the first sentence."""
    for block in page.blocks[:_TITLES]:
        if "。" in block.text:
            return
        yield block


def _subject(page: Page, titles: Sequence[Block]) -> Iterator[_Mention]:
    """The union that the first sentence begins with."""
    for block in page.blocks[len(titles) : len(titles) + 1]:
        opened = _OPENED_BY.match(block.text.lstrip())
        skipped = len(block.text) - len(block.text.lstrip()) + (opened.end() if opened else 0)
        for mention in _mentions(block):
            if mention.is_first and block.text[: mention.end].endswith(mention.names):
                names = tuple(n for n in mention.names if mention.end - len(n) == skipped)
                if names:
                    yield _Mention(block, names, mention.end, mention.rest, is_first=True)
            return


def _mentions(block: Block) -> Iterator[_Mention]:
    for number, match in enumerate(_UNION.finditer(block.text)):
        run = match["run"]
        names = (run[-size:] for size in range(min(len(run), _LONGEST), _SHORTEST - 1, -1))
        yield _Mention(block, tuple(names), match.end("run"), match["rest"], is_first=not number)
    for match in _CONGRESS.finditer(block.text):
        yield _Mention(block, (match["run"],), match.end("run"), "", is_first=False)


def _is_author(mention: _Mention, name: str) -> bool:
    """Whether the words around a name leave it as the one who speaks."""
    text = mention.block.text
    behind = text[mention.end + len(mention.rest) :]
    return not _TOWARDS.search(text[: mention.end - len(name)]) and not _VISITED.match(behind)


def _speaks_of_ours(page: Page, known: Known, other: str) -> bool:
    """Whether ours are named in the opening, or as often as the other one anywhere."""
    general = {name for name in known.own_names() if name[0] in "全我" and len(name) == _SHORTEST}
    own = [n for n in known.own_names() if n not in general and n[1:] != "总工会"]
    ours = {_stem(name) for name in own} | {
        name for name in known.children() if name[-1] in _LEVELS
    }
    if any(name in page.text[:_OPENING] for name in ours):
        return True
    return sum(page.text.count(_stem(name)) for name in set(map(_stem, own))) >= page.text.count(
        _stem(other)
    )


def _stem(name: str) -> str:
    """达州市总工会, 达州市 → 达州; a name of two signs (渠县) stays."""
    short = re.sub(r"(?:总工会|工会联合会|联合工会|工会委员会|工会)$", "", name)
    return short[:-1] if len(short) > _SHORTEST and short[-1] in _LEVELS else short

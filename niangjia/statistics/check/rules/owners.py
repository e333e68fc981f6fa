"""Whose figure it is (数的归属): the asked union's, a child's, or somebody else's. Pure.

A lower union is named in the sentence, in the sentences before it, at the opening of the paragraph above,
or in a heading above. What is said below such a name is not the asked union's, until that one is named again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.known import Known
from niangjia.statistics.check.layout import Block, BlockKind
from niangjia.statistics.check.reading import Reading

_MARK = r"[—·•●◆★▲■▪\-\s]*(?:第?[((]?[一二三四五六七八九十百\d]{1,4}[))]?[、.:章节是]?\s*)?"
_TIME = r"(?:(?:截至|到)?(?:\d{4}|今|去|本)年(?:度|以来|来|底|末|\d{1,2}月)*,?|(?:近|一|五)年来,?|其中,?)?"
_BODIES = (
    r"总工会|联合工会|工会联合会|工会委员会|(?:街道|镇|乡|社区|村|园区|开发区|新区|高新区|经开区|公司|集团|厂|矿|医院|学校|学院|大学"
    r"|中学|小学|幼儿园|银行|局|委|机关|分行|协会)工会"
)
_SUBJECT = re.compile(
    rf"(?:^|(?<=[。!?;:]))[”」]?{_MARK}{_TIME}(?P<name>[一-鿿]{{0,14}}?(?:{_BODIES}))"
)
"""A body of the union that a sentence begins with: 清溪街道总工会积极推进…."""
_PLACE = re.compile(
    rf"{_MARK}(?P<name>[一-鿿]{{1,10}}?(?:省|市|州|县|区|镇|乡|街道|公司|集团|医院|学院|大学|园区|开发区))[::]?"
)
"""A heading or the first cell of a row that is nothing but a place: (二)清溪街道."""
_GENERAL = re.compile(
    r"各|全[省市县区州国]|所有|基层|两级|三级|地方|级工会|级总|加强|推进|推动|深化|建设|组建|新建|夯实|强化|规范|提升|做好|开展|打造"
    r"|指导|支持|鼓励|引导|督促|帮助|组织|健全|完善|发挥|聚焦|围绕|新业态|新就业|乡镇|街道社区|等|进"
    r"|^(?:省总|自治区总|在|以|按|经|由|根据|认真|贯彻|通过|与|和|为|向|对)|^(?:街道|社区|园区|机关|学校|镇|乡|村|公司|集团)(?:工会)?$"
)
"""Words of a kind of unions or of work, not of one union."""
_NUMBERING = (
    (1, re.compile(r"第[一二三四五六七八九十]+[章部]")), (2, re.compile(r"第[一二三四五六七八九十]+节")),
    (3, re.compile(r"[一二三四五六七八九十]+、")), (4, re.compile(r"[((][一二三四五六七八九十]+[))]")),
    (5, re.compile(r"\d+[、..](?!\d)")), (6, re.compile(r"[((]\d+[))]")),
)  # fmt: skip


@dataclass(frozen=True)
class _Named:
    """Somebody else named at a place of a block; ``code`` where it is a child."""

    at: int
    name: str
    code: str | None


class Owners:
    """Whose the figures of one reading are, for one union; ``also`` is another name it bears there."""

    def __init__(self, reading: Reading, known: Known, also: str = "") -> None:
        self._reading, self._known = reading, known
        self._children = known.children()
        self._own = (*known.own_names(), *((also,) if also else ()))
        general = {name for name in self._own if len(name) == 2}
        self._proper = tuple(
            n for n in self._own if n not in general and len(n) > 2 and n[1:] != "总工会"
        )
        self._level = next((name[1] for name in general), "")
        self._named: dict[int, list[_Named]] = {}

    def of(self, figure: Figure) -> str | None:
        """The code of the union a figure speaks of; None when it is somebody else's."""
        block = self._reading.page.blocks[figure.block]
        before = block.text[: figure.start - block.start]
        child = self._child(re.split(r"[。!?;]", before)[-1] + figure.label)
        if child is not None:
            return child
        if block.kind is BlockKind.TABLE and self._is_other_place(block.text.partition("\t")[0]):
            return None
        above = self._heading_of[block.index]
        if above is not None and not any(name in before for name in self._proper):
            return above.code
        if self._is_told_of_another(block, before):
            return None
        return self._by_organisation(figure)

    def _child(self, sentence: str) -> str | None:
        """The child named last in the sentence."""
        places = [(sentence.rfind(name), len(name), code) for name, code in self._children.items()]
        last = max((place for place in places if place[0] >= 0), default=None)
        return last[2] if last is not None else None

    def _by_organisation(self, figure: Figure) -> str | None:
        said = figure.organisation
        if not said or said in self._own:
            return self._known.union
        own_levels = {name[1] for name in self._own if len(name) == 2}
        level = said[1:2] if said[0] in "全我" else ""
        if level in own_levels or said.startswith(("各级", "市县")):
            return self._known.union
        return None

    def _is_told_of_another(self, block: Block, before: str) -> bool:
        """Whether the last subject before a figure is another union, here or as the paragraph above opens."""
        named = self._subjects(block)
        last = bisect_left([one.at for one in named], len(before)) - 1
        if last >= 0:
            return not self._returns(before[named[last].at :], named[last].name)
        if any(name in before for name in self._own) or block.index == 0:
            return False
        above = self._reading.page.blocks[block.index - 1]
        if block.kind is not BlockKind.TEXT or above.kind is not BlockKind.TEXT:
            return False
        opening = self._subjects(above)[:1]
        return bool(opening) and not self._returns(above.text[opening[0].at :], opening[0].name)

    def _returns(self, words: str, other: str) -> bool:
        """Whether the asked union is named after another; 全市 below a county-level city is that city's."""
        rest = words.partition(other)[2]
        same_level = (
            bool(self._level) and self._level in re.sub(r"(?:总工会|工会).*", "", other)[-1:]
        )
        return any(name in rest for name in (self._proper if same_level else self._own))

    def _subjects(self, block: Block) -> list[_Named]:
        """Other unions that sentences of a block begin with, in order."""
        if block.index not in self._named:
            self._named[block.index] = list(self._sought(block.text))
        return self._named[block.index]

    def _sought(self, text: str) -> Iterator[_Named]:
        for match in _SUBJECT.finditer(text):
            name = match["name"]
            if name not in self._own and not _GENERAL.search(name):
                yield _Named(match.start("name"), name, self._children.get(name))

    def _is_other_place(self, words: str) -> bool:
        match = _PLACE.fullmatch(words.strip())
        if match is None or match["name"] in self._own:
            return False
        return not _GENERAL.search(match["name"])

    @cached_property
    def _heading_of(self) -> list[_Named | None]:
        """Per block, the other union whose heading it stands below."""
        found: list[_Named | None] = []
        open_: list[tuple[int, _Named | None]] = []
        for block in self._reading.page.blocks:
            found.append(next((named for _, named in reversed(open_) if named is not None), None))
            if block.kind is BlockKind.HEADING:
                level = next((rank for rank, mark in _NUMBERING if mark.match(block.text)), 0)
                open_ = [one for one in open_ if one[0] < level]
                open_.append((level, self._titled(block.text)))
        return found

    def _titled(self, heading: str) -> _Named | None:
        """The other union a heading names; its code when the heading is nothing but a child's name."""
        bare = re.sub(rf"^{_MARK}", "", heading).strip(": ")
        if bare in self._children:
            return _Named(0, bare, self._children[bare])
        for named in self._sought(heading):
            return _Named(0, named.name, None)
        if self._is_other_place(heading):
            return _Named(0, bare, None)
        return None

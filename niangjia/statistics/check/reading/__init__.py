"""Reading the figures of a text (读数): every number with what it counts. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from niangjia.statistics.check import numerals, units
from niangjia.statistics.check.figures import Figure, Period, Vague
from niangjia.statistics.check.layout import Block, BlockKind, Page, segments, sentences
from niangjia.statistics.check.reading import wording
from niangjia.statistics.check.reading.concepts import concepts_of, indicator_of
from niangjia.statistics.check.reading.numbers import Number, numbers, rhetorical, with_heads
from niangjia.statistics.check.reading.parts import parent_of
from niangjia.statistics.check.reading.periods import dated, default_period, period_of, within
from niangjia.statistics.check.reading.tables import sentences_in, table_figures

_VERB = re.compile(r"[一-鿿]{0,4}?(?:新发展|新组建|新成立|新建|新增|发展|吸收|吸纳)")
_FROM = re.compile(r"(?:由|从)(?:\d{4}年底?(?:的)?|上年(?:同期)?的)?$")
_OF_SOME_UNIONS = re.compile(
    r"(?:(?:司机|骑手|快递员?|外卖|送餐|网约|保安|家政|护工|护理员|新就业形态|行业|区域)[^,。;\d]{0,8}工会|联合(?:工)?会)"
    r"[^,。;\d]{0,6}[\d.]+万?[余多]?[个家][,、](?:[^,。;\d]{0,8}[覆涵]盖[^,。;\d]{0,8}[\d.]+万?[余多]?[个家][,、])?[^,。;\d]{0,10}$"
)
"""行业工会联合会 35 家,覆盖企业 290 家,涵盖会员…: the members of these unions."""
_STOP = re.compile("[。!?]")
_CLAUSE = re.compile("[,;]")
_CLAUSES = 80
_AMOUNTS = {units.Measure.MONEY, units.Measure.RATE, units.Measure.POINTS, units.Measure.TIMES}


@dataclass(frozen=True, eq=False)
class Reading:
    """A page with its figures and vague numbers; ranges are in the squeezed text."""

    page: Page
    figures: tuple[Figure, ...]
    vagues: tuple[Vague, ...]
    published: date | None = None
    alive: Callable[[], None] = lambda: None
    """Called whenever words are asked for, so that no rule is too slow to be stopped."""

    @cached_property
    def places(self) -> dict[int, Figure]:
        """Start → figure."""
        return {figure.start: figure for figure in self.figures}

    @cached_property
    def by_concept(self) -> dict[str, list[Figure]]:
        """Concept → its figures in order."""
        found: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            for concept in figure.concepts:
                found[concept].append(figure)
        return found

    @cached_property
    def by_block(self) -> dict[int, list[Figure]]:
        """Paragraph → its figures in order."""
        found: dict[int, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            found[figure.block].append(figure)
        return dict(found)

    @cached_property
    def ends(self) -> Mapping[int, Sequence[int]]:
        """Where each block starts and its figures end, in order."""
        return {
            block: sorted([self.page.blocks[block].start, *(f.end for f in group)])
            for block, group in self.by_block.items()
        }

    def within(self, start: int, end: int) -> Sequence[Figure]:
        """The figures that begin in a range of the page, in order."""
        first, last = (bisect_left(self.figures, at, key=_start_of) for at in (start, end))
        return self.figures[first:last]

    def in_table(self, figure: Figure) -> bool:
        """Whether a figure stands in a table."""
        return self.page.blocks[figure.block].kind is BlockKind.TABLE

    def in_text(self, figure: Figure) -> bool:
        """Whether a figure stands in a paragraph of text, no heading, caption or row."""
        return self.page.blocks[figure.block].kind is BlockKind.TEXT

    def block_text(self, figure: Figure) -> str:
        """The paragraph a figure stands in."""
        return self.page.blocks[figure.block].text

    def sentence_text(self, figure: Figure) -> str:
        """The sentence a figure stands in."""
        self.alive()
        said = self._sentences.get(figure.start)
        if said is None:
            block = self.page.blocks[figure.block]
            place = figure.start - block.start
            ranges = sentences(block.text)
            said = next((block.text[a:b] for a, b in ranges if a <= place < b), block.text)
            self._sentences[figure.start] = said
        return said

    def sentence_before(self, figure: Figure) -> str:
        """The words of its sentence before a figure."""
        self.alive()
        said = self._befores.get(figure.start)
        if said is None:
            start = self.page.blocks[figure.block].start
            said = _STOP.split(self.page.text[start : figure.start])[-1]
            self._befores[figure.start] = said
        return said

    @cached_property
    def _sentences(self) -> dict[int, str]:
        """Start of a figure → its sentence, as asked: rules ask for most of them a hundred times."""
        return {}

    def words_before(self, figure: Figure) -> str:
        """The words since the figure before, or since the sentence began."""
        self.alive()
        said = self._words.get(figure.start)
        if said is None:
            ends = self.ends[figure.block]
            start = ends[bisect_right(ends, figure.start) - 1]
            said = _STOP.split(self.page.text[start : figure.start])[-1]
            self._words[figure.start] = said
        return said

    def clause_before(self, figure: Figure) -> str:
        """The words of its clause since the figure before."""
        return _CLAUSE.split(self.words_before(figure))[-1]

    @cached_property
    def _befores(self) -> dict[int, str]:
        """Start of a figure → the words of its sentence before it, as asked."""
        return {}

    @cached_property
    def _words(self) -> dict[int, str]:
        """Start of a figure → the words since the figure before it, as asked."""
        return {}


def _start_of(figure: Figure) -> int:
    return figure.start


def read(
    page: Page, published: date | None = None, alive: Callable[[], None] = lambda: None
) -> Reading:
    """Read every figure of a page; what ``alive`` raises ends it."""
    figures: list[Figure] = []
    vagues: list[Vague] = []
    published = published or dated(page)
    default = default_period(page, published)
    for block in page.blocks:
        alive()
        if block.kind is BlockKind.TABLE:
            year = int(default.end[:4]) if default.end else None
            cells = [
                replace(
                    figure,
                    period=period_of(figure.label, figure.label, published, year) or default,
                )
                for figure in table_figures(page, block)
            ]
            for cell in sentences_in(block):
                told = with_heads(sorted(numbers(page, cell), key=lambda n: n.start), page)
                cells.extend(_Block(page, cell, told, default, published).figures())
            figures.extend(sorted(cells, key=lambda figure: figure.start))
            continue
        found = with_heads(sorted(numbers(page, block), key=lambda n: n.start), page)
        figures.extend(_Block(page, block, found, default, published).figures())
        vagues.extend(_vagues(page, block, found))
    return Reading(page, tuple(figures), tuple(vagues), published, alive)


class _Block:
    """One paragraph while its figures are described."""

    def __init__(
        self,
        page: Page,
        block: Block,
        found: Sequence[Number],
        default: Period,
        published: date | None,
    ) -> None:
        self.default_period = default
        self.year = int(default.end[:4]) if default.end else published.year if published else None
        self.page, self.block, self.found, self.published = page, block, found, published
        self.sentence_ends = [block.start + end for _, end in sentences(block.text)]
        self.segment_ends = [block.start + end for _, end in segments(block.text)]
        self.clauses = [wording.around(block.text, n, found, block.start) for n in found]

    def figures(self) -> list[Figure]:
        """The figures of the paragraph, in order."""
        return [self._figure(rank, number) for rank, number in enumerate(self.found)]

    def _figure(self, rank: int, number: Number) -> Figure:
        left, right = self.clauses[rank]
        block = self.block
        if number.unit_missing:
            left, right = "", self._after_cut(number)
        measure = units.measure_of(number.unit)
        if rank and wording.MOVED.fullmatch(left) and _FROM.search(self.clauses[rank - 1][0]):
            left = _FROM.sub("", self.clauses[rank - 1][0]) + left
        previous = self._previous_clause(number)
        shared = self._shared(rank)
        label = shared or wording.label(left, right, previous, is_amount=measure in _AMOUNTS)
        if shared or not wording.bare(left):
            left = (shared or previous) if not right or measure in _AMOUNTS else left
        context = f"{self._verb(rank)}{left}#{right}".replace(" ", "")
        concepts = concepts_of(context, number.unit, self._sentence(number))
        codes = {concept.code: concept for concept in concepts}
        parent = parent_of(block.text, self.found, rank, block.start)
        before = block.text[: number.start - block.start]
        some = parent is not None and _is_of(self.clauses, rank, "会员")
        if some or _OF_SOME_UNIONS.search(before[-_CLAUSES:]):
            codes.pop("members.total", None)  # a part of the members, not all of them
        low, high = numerals.bounds(number.value, number.precision)
        return Figure(
            text=self.page.slice(number.start, number.end),
            start=number.start, end=number.end,
            value=number.value, upper=number.upper, unit=units.canonical(number.unit),
            written_unit=number.written or number.unit, number=number.digits, magnitude=number.magnitude,
            precision=number.precision, low=low, high=number.upper or high,
            label=label, context=context, block=block.index,
            sentence=sum(end <= number.start for end in self.sentence_ends),
            segment=sum(end <= number.start for end in self.segment_ends),
            concepts=tuple(codes),
            indicator=indicator_of(tuple(codes.values()), context, number.unit),
            period=within(
                period_of(before, left, self.published, self.year), self.default_period
            ),
            organisation=wording.organisation(before),
            stages=wording.stages(left + right) if measure is units.Measure.MONEY else (),
            parent=parent, unit_missing=number.unit_missing,
        )  # fmt: skip

    def _after_cut(self, number: Number) -> str:
        """What a number cut from its unit counts: the start of the paragraph the unit is in."""
        for later in self.page.blocks[self.block.index + 1 : self.block.index + 4]:
            if number.unit and later.text.startswith(number.unit):
                return re.split(r"[,;:。!?]", later.text[len(number.unit) :])[0]
        return ""

    def _verb(self, rank: int) -> str:
        """The verb a list shares: 新发展 in 新发展基层工会1972家、会员16.6万人."""
        if not rank:
            return ""
        before, number = self.found[rank - 1], self.found[rank]
        between = self.block.text[before.end - self.block.start : number.start - self.block.start]
        verb = _VERB.match(wording.bare(self.clauses[rank - 1][0]))
        return verb.group() if verb and between.startswith("、") else ""

    def _sentence(self, number: Number) -> str:
        """The sentence a number stands in, and the one before it for its subject."""
        borders = [0, 0, *(end - self.block.start for end in self.sentence_ends)]
        past = [border for border in borders if border <= number.start - self.block.start]
        ahead = [border for border in borders if border > number.start - self.block.start]
        return self.block.text[past[-2] : ahead[0] if ahead else None]

    def _previous_clause(self, number: Number) -> str:
        """The clause before the one a figure stands in, digits taken out."""
        text = self.block.text[: number.start - self.block.start]
        clauses = [part for part in re.split(r"[,;:。!?()、]", text) if part]
        own = text and text[-1] not in ",;:。!?()、"
        earlier = clauses[:-1] if own and clauses else clauses
        return re.sub(r"[\d.%]+[余多]?[万亿]?[余多]?元?", "", earlier[-1]) if earlier else ""

    def _shared(self, rank: int) -> str | None:
        """The item of a 分别 clause: 甲、乙分别达 1 和 2."""
        first = rank
        while first and not wording.bare(self.clauses[first][0]):
            first -= 1
        last = first + 1
        while last < len(self.found) and not wording.bare(self.clauses[last][0]):
            last += 1
        return wording.shared_out(self.clauses[first][0], rank - first, last - first)


def _is_of(clauses: Sequence[tuple[str, str]], rank: int, noun: str) -> bool:
    """Whether an earlier figure of the list counts the noun, too."""
    return any(noun in clauses[earlier][0] for earlier in range(rank))


def _vagues(page: Page, block: Block, found: Sequence[Number]) -> list[Vague]:
    ends = [block.start + end for _, end in sentences(block.text)]
    return [
        Vague(
            text=page.text[mark.start : mark.end], start=mark.start, end=mark.end, low=mark.low,
            high=mark.high, after=page.text[mark.end : min(mark.end + 12, block.end)],
            block=block.index, sentence=sum(end <= mark.start for end in ends),
        )
        for mark in rhetorical(block)
        if not any(n.start < mark.end and mark.start < n.end for n in found)
    ]  # fmt: skip

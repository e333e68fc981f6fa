"""Words that claim something of a figure (断言词), and the passages they stand in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from niangjia.reports.rules.document import FigureRun, Runs, Text
from niangjia.statistics.check.numerals import NUMBER, value_of


class Kind(StrEnum):
    """What is claimed."""

    RISE = "增长"
    FALL = "下降"
    LEVEL = "持平"
    DOUBLE = "翻番"
    EACH = "均"
    WHOLE = "全覆盖"
    MOST = "最"
    STREAK = "连续"
    TARGET = "超额完成"


_MOVE = r"(?:实现|保持|呈现?|有所)?了?(?:正|较快|稳步|大幅)?(?:增长|上升|增加|提高|下降|减少|降低)"
_NOT_REALLY = r"(?<![未不没无难零负免])(?<!没有)(?<!放缓)"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.STREAK, re.compile(r"连续(?P<years>[一二两三四五六七八九十\d]{1,3})年")),
    (Kind.DOUBLE, re.compile(r"翻(?:了)?(?P<times>[一两二三])?番|翻(?:了)?(?:一)?倍|成倍增长")),
    (
        Kind.EACH,
        re.compile(
            r"(?<![平人户年月日周场班])均(?![等衡匀价值线摊])|(?:全部|全都|(?<!首)都)(?="
            + _MOVE
            + ")"
        ),
    ),
    (
        Kind.RISE,
        re.compile(
            _NOT_REALLY + r"(?<![新成])(?:增长|上升|攀升|增加|提高|扩大|净增(?![长加]))"
            r"(?!放缓|点|极|乏力|值|空间|了?能力)|不降反升|增幅(?=(?:达到?|为|约|超过?)?\d)"
        ),
    ),
    (
        Kind.FALL,
        re.compile(
            _NOT_REALLY + r"(?:下降|减少|降低|下滑|回落|净减(?!少))(?!空间|了?能力)"
            r"|不升反降|降幅(?=(?:达到?|为|约|超过?)?\d)"
        ),
    ),
    (Kind.LEVEL, re.compile(r"(?<!不)持平")),
    (Kind.WHOLE, re.compile(r"全覆盖|百分之百|100[%％]|全部(?:建会|入会|覆盖|完成|实名|激活)")),
    (
        Kind.MOST,
        re.compile(
            r"最(?:多|高|大(?!限度|程度|化)|少|低|小(?!化)|快|好|强|广)|居首|首位|榜首|之最"
            r"|创(?:造|下|出)?了?(?:历史|历年|同期|近年来?)?新[高低](?![地层效质端度潮级校中速压温技])|历史新[高低]"
            r"|(?<![其])第一(?![届批时季次书线轮期个条章阶步产方节党副版人家])"
        ),
    ),
    (
        Kind.TARGET,
        re.compile(
            r"(?<![未没能为])(?<!没有|力争|确保|努力|争取|推动)"
            r"(?:超额完成|(?:完成|实现)了?(?:年度|全年|既定|预定)?(?:目标|任务|计划))"
        ),
    ),
)
_COVERS = {Kind.STREAK: 8, Kind.EACH: 6}
"""How far the word reaches: 均实现增长 is one claim, not two."""
_WEAK = ("增加", "提高", "扩大", "减少", "降低")
_WEAK_REACH, _REACH = 8, 40
_SENTENCE_END = re.compile(r"[。;；!！?？\n]")
_CLAUSE_END = re.compile(r"[,，:：]")
_GOES_ON = re.compile(
    r"^[^。;；]{0,8}[,，][^,，]{0,4}(?:达到?|为|至)$|^[,，][^,，]{0,3}(?:有|共计?)$"
)
"""What leads on to the figure of the same subject: 会员翻番，达到{{…}}."""
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|「[^」]*」|‘[^’]*’")
_TYPED = re.compile(NUMBER + r"(?P<percent>[%％])?")


@dataclass(frozen=True)
class Placed:
    """A bound figure in a passage."""

    run: FigureRun
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """The words of a paragraph with its figures; offsets are into ``text``."""

    text: str
    figures: tuple[Placed, ...]
    line: int


@dataclass(frozen=True)
class Spotted:
    """A claim word with the sentence, the clause and the figures it may be about."""

    kind: Kind
    match: re.Match[str]
    passage: Passage
    sentence: tuple[int, int]
    figures: tuple[Placed, ...]
    about: Placed | None

    @property
    def word(self) -> str:
        """The word itself."""
        return self.match[0]

    @property
    def words(self) -> str:
        """The sentence it stands in."""
        return self.passage.text[self.sentence[0] : self.sentence[1]].strip()

    @property
    def before(self) -> str:
        """What the sentence says before the word."""
        return self.passage.text[self.sentence[0] : self.match.start()]

    @property
    def after(self) -> str:
        """What the sentence says after the word."""
        return self.passage.text[self.match.end() : self.sentence[1]]

    def following(self, reach: int = 4) -> Placed | None:
        """The figure that stands right behind the word (增长了{{…}})."""
        at = self.match.end()
        stop = _CLAUSE_END.search(self.passage.text, at)
        reach = min(reach, stop.start() - at) if stop else reach
        return next((f for f in self.figures if at <= f.start <= at + reach), None)


@dataclass(frozen=True)
class TypedNumber:
    """A number typed into the text, with the decimals it shows."""

    value: Decimal
    is_percent: bool
    digits: int
    words: str


def passage(runs: Runs, line: int) -> Passage:
    """Runs as one text, remembering where the figures are."""
    text, figures = "", []
    for run in runs:
        if isinstance(run, FigureRun):
            figures.append(Placed(run, len(text), len(text) + len(run.words)))
        if isinstance(run, Text | FigureRun):
            text += run.words
    return Passage(text, tuple(figures), line)


def kinds_in(text: str) -> set[Kind]:
    """Which kinds of claims the words of a text may make."""
    return {kind for kind, pattern in _PATTERNS if pattern.search(text)}


def most_years(text: str) -> int:
    """The longest 连续…年 in a text; 0 without."""
    pattern = _PATTERNS[0][1]
    return max((years_of(found["years"]) for found in pattern.finditer(text)), default=0)


def years_of(written: str) -> int:
    """五 → 5, at most 20."""
    found = re.fullmatch(NUMBER, written)
    value = value_of(found) if found else None
    return min(int(value or 0), 20)


def spotted(where: Passage) -> Iterator[Spotted]:
    """Every claim word of typed text that a bound figure stands near to."""
    covered = [(f.start, f.end) for f in where.figures]
    covered += [found.span() for found in _QUOTED.finditer(where.text)]
    taken: list[tuple[int, int]] = []
    typed = _typed(where)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(typed):
            if _overlaps(match.span(), covered) or _overlaps(match.span(), taken):
                continue
            sentence = _extent(where.text, match.span(), _SENTENCE_END)
            figures = tuple(
                f for f in where.figures if sentence[0] <= f.start and f.end <= sentence[1]
            )
            about = _about(where.text, match, figures)
            if about is None:
                about = _led_to(where.text, match, figures, kind)
            if about is None:
                continue
            reach = match.end() + _COVERS.get(kind, 0)
            taken.append((match.start(), reach))
            yield Spotted(kind, match, where, sentence, figures, about)


def _typed(where: Passage) -> str:
    """The text with its figures blanked: 62500人 and a typed 均 behind it are not 人均."""
    text = where.text
    for figure in where.figures:
        text = text[: figure.start] + "\0" * (figure.end - figure.start) + text[figure.end :]
    return text


def typed_number(text: str, reach: int = 6) -> TypedNumber | None:
    """The first number typed within a few signs from the beginning of a text."""
    found = _TYPED.search(text)
    if not found or found.start() > reach or _CLAUSE_END.search(text[: found.start()]):
        return None
    value = value_of(found)
    if value is None:
        return None
    _, _, decimals = found["first"].partition(".")
    return TypedNumber(value, bool(found["percent"]), len(decimals), found[0])


def _about(text: str, match: re.Match[str], figures: tuple[Placed, ...]) -> Placed | None:
    """The nearest figure: of the same clause if there is one, else the last one before it."""
    clause = _extent(text, match.span(), _CLAUSE_END)
    inside = [f for f in figures if clause[0] <= f.start and f.end <= clause[1]]
    reach = _WEAK_REACH if match[0] in _WEAK else _REACH
    if inside:
        nearest = min(inside, key=lambda f: _distance(f, match))
        return nearest if _distance(nearest, match) <= reach else None
    before = [f for f in figures if f.end <= match.start()]
    return before[-1] if before and _distance(before[-1], match) <= reach else None


def _led_to(
    text: str, match: re.Match[str], figures: tuple[Placed, ...], kind: Kind
) -> Placed | None:
    """The first figure after the word: of 均, 最 and 超额完成 always, of others where words lead to it."""
    behind = next((f for f in figures if f.start >= match.end()), None)
    if behind is None or kind in (Kind.EACH, Kind.MOST, Kind.TARGET):
        return behind
    return behind if _GOES_ON.match(text[match.end() : behind.start]) else None


def _distance(figure: Placed, match: re.Match[str]) -> int:
    return max(figure.start - match.end(), match.start() - figure.end, 0)


def _extent(text: str, span: tuple[int, int], ends: re.Pattern[str]) -> tuple[int, int]:
    start = max((found.end() for found in ends.finditer(text, 0, span[0])), default=0)
    following = ends.search(text, span[1])
    return start, following.start() if following else len(text)


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)

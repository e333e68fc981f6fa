"""Parts told by their names (女会员 of 会员): LE. Pure.

Taking one narrowing word out of what a figure counts gives what another counts: the first is a
part of the second, in one row of a table or in one sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import permutations

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import by_sentence, found, shown
from niangjia.statistics.check.units import Measure, measure_of

NARROWING = (
    "女职工专项", "工资专项", "专项", "区域性", "行业性", "新就业形态", "农民工", "高技能",
    "困难", "在档", "一线", "女性", "女", "高", "省级以上", "市级以上", "国家级", "省级",
    "市级", "县级", "非公", "百人以上", "规模以上", "专职", "兼职", "青年", "外来", "工资",
    "已激活", "实名", "示范", "骨干", "星级", "联合",
)  # fmt: skip
"""Words that make a kind of something out of it."""
_MOST_ROWS = 60
_LEVELS = "县市省国"
_LEVEL = re.compile(r"(?P<level>[县市省国])[级家](?:级)?(?:及?以上)(?P<noun>.+)")
_FILLER = re.compile(
    r"全[省市县区]|其中:?|共有?|现有|累计|已|均|分别|达到?|约|为|[()#,、:]|人数|总数|数$"
)


def check(reading: Reading) -> Iterator[Finding]:
    """Parts above what they are a kind of."""
    for group in by_sentence(reading):
        in_table = reading.page.blocks[group[0].block].kind is BlockKind.TABLE
        names = [(figure, _named(figure)) for figure in group if _counts(figure)]
        for part, narrow in names:
            for whole, wide in names:
                earlier = in_table or whole.start < part.start
                if not earlier or whole.unit != part.unit or part.low <= whole.high:
                    continue
                same_noun = not narrow and len(wide) > 2 and part.context[1:].startswith(wide)
                if part.parent == whole.start or not (same_noun or _is_kind_of(narrow, wide)):
                    continue
                yield _finding(part, whole, reading, None if in_table else Severity.WARN)
    yield from _rows(reading)


def _rows(reading: Reading) -> Iterator[Finding]:
    """联合工会会员人数 above 工会会员数 in another row of one table, column by column."""
    rows: list[tuple[str, list[Figure]]] = []
    for block in [*reading.page.blocks, None]:
        if block is not None and block.kind is BlockKind.TABLE:
            figures = [f for f in reading.by_block.get(block.index, ()) if _counts(f)]
            name = re.sub(r"\([^()]*\)", "", block.text.partition("\t")[0])
            rows += [(_FILLER.sub("", name), figures)] if figures else []
            continue
        names = Counter(name for name, _ in rows)
        for (narrow, parts), (wide, wholes) in permutations(rows[:_MOST_ROWS], 2):
            alike = len(parts) == len(wholes) and names[wide] == 1 and _is_kind_of(narrow, wide)
            for part, whole in zip(parts, wholes, strict=False) if alike else ():
                if part.unit == whole.unit and part.low > whole.high:
                    yield _finding(part, whole, reading, None)
        rows = []


def _finding(part: Figure, whole: Figure, reading: Reading, severity: Severity | None) -> Finding:
    return found(
        reading, "LE",
        f"“{part.label}”{shown(part)},大于“{whole.label}”"
        f"{shown(whole)}。前者是后者的一部分,不能更多。请核对两个数,或说明口径。",
        [part, whole], severity=severity,
    )  # fmt: skip


def _counts(figure: Figure) -> bool:
    return measure_of(figure.unit) not in {Measure.RATE, Measure.POINTS, Measure.TIMES, None}


def _named(figure: Figure) -> str:
    return _FILLER.sub("", figure.context.partition("#")[0]).removeprefix("有")


def _is_kind_of(narrow: str, wide: str) -> bool:
    """女会员 of 会员, 达标的职工之家 of 职工之家."""
    levels = [_LEVEL.fullmatch(name) for name in (narrow, wide)]
    if levels[0] and levels[1] and levels[0]["noun"] == levels[1]["noun"]:
        above = [_LEVELS.index(level["level"]) for level in levels if level]
        return above[0] > above[1]  # 市级以上 of 县级以上
    return len(wide) > 1 and (
        narrow.endswith(f"的{wide}")
        or any(word in narrow and narrow.replace(word, "", 1) == wide for word in NARROWING)
    )

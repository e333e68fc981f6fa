"""``{% 指标 code code … %}``: the lines up to 完 are written once per indicator. Pure.

Within them ``{{指标 | 名称}}`` stands for ``{{code | 名称}}``. It is done before the lines are read, so
everything else works inside; line numbers stay those of the typed text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from niangjia.reports.rules.nodes import Place
from niangjia.reports.rules.tags import TagReader

MOST_CODES = 200
MOST_LINES = 20_000

_OPEN = re.compile(r"\{%[ \t]*指标[ \t](?P<codes>[^%]*)%\}")
_TAG = re.compile(r"\{%\s*(?P<word>[^\s%]+)")
_SUBJECT = re.compile(r"((?:\{\{|｛｛)\s*|\{%\s*若\s[^%]*?)指标(?=[\s|｜@＠}｝/])")
_OPENERS = ("若", "有数才写", "有数", "下级", "荣誉")


def expanded(lines: Iterable[tuple[int, str]], reader: TagReader) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; the loops over indicators written out."""
    opened: re.Match[str] | None = None
    held: list[tuple[int, str]] = []
    at = depth = count = 0
    for number, line in lines:
        found = _OPEN.fullmatch(line.strip())
        if opened is None:
            if found is None:
                yield number, line
                continue
            opened, at, depth, held = found, number, 0, []
            continue
        if found:
            reader.blame(Place(number, 1), "“指标”循环不能放在“指标”循环里面。")
            continue
        depth += _deeper(line)
        if depth >= 0:
            held.append((number, line))
            continue
        codes = re.split(r"[\s,，、]+", opened["codes"].strip())
        if len(codes) > MOST_CODES:
            reader.blame(Place(at, 1), f"“指标”循环最多{MOST_CODES}个指标。请分成几个循环。")
            codes = []
        count += len(codes) * len(held)
        if count > MOST_LINES:
            reader.blame(Place(at, 1), f"“指标”循环一共写出{MOST_LINES}行以上。请拆成几个模板。")
            codes = []
        opened = None
        for code in codes:
            for place, kept in held:
                yield place, _about(kept, code)
    if opened is not None:
        reader.blame(Place(at, 1), "“{% 指标 %}”没有结束。请在它的内容之后写 {% 完 %}。")


def _about(line: str, code: str) -> str:
    return _SUBJECT.sub(lambda found: found[1] + code, line)


def _deeper(line: str) -> int:
    """How many tags a line opens more than it closes."""
    words = [found["word"] for found in _TAG.finditer(line)]
    opens = sum(1 for word in words if word.startswith(_OPENERS))
    return opens - words.count("完")

"""Findings as Word comments (批注), anchored at the figures. Pure: bytes in, bytes out.

A .docx gets the comments in the user's own file; any other text becomes a plain new document.
Words and formatting are never changed: runs are only split where a comment begins or ends.
"""

from __future__ import annotations

import copy
import zipfile
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from niangjia.statistics.check.documents.docx import ASIDE, NOT_TEXT, OFF

if TYPE_CHECKING:
    from docx.document import Document as Word
    from lxml.etree import _Element  # type: ignore[import-untyped]  # lxml ships no types

AUTHOR, INITIALS = "娘家数据核对", "核"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FORBIDDEN = {code: None for code in range(32) if code not in {9, 10, 13}}


@dataclass(frozen=True)
class Comment:
    """What to say about ``[start, end)`` of the text."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class _Sign:
    """One visible sign of a document: its text element and its place in it."""

    holder: _Element
    index: int


def annotated(
    text: str,
    comments: Sequence[Comment],
    original: bytes | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> bytes:
    """The document with its comments; ``original`` is the .docx the text was read from.

    Falls back to a new document when the file does not hold this text. ``tell`` is called after each
    comment with how many are written; what it raises ends the work.
    """
    word = _own(text, comments, original, tell) if original is not None else None
    word = word or _new(text, comments, tell)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


# --- The user's own document ------------------------------------------------------------------


def _own(
    text: str, comments: Sequence[Comment], original: bytes, tell: Callable[[int], None]
) -> Word | None:
    from docx import Document  # loads lxml; only an export needs it
    from docx.text.run import Run  # as above

    try:
        word = Document(BytesIO(original))
    except (KeyError, ValueError, zipfile.BadZipFile):
        return None
    signs = list(_signs(word.element.body))
    shown = [place for place, sign in enumerate(text) if not sign.isspace()]
    aside = ASIDE.search(text)
    inside = [place for place in shown if aside is None or place < aside.start()]
    if len(signs) not in {len(shown), len(inside)}:
        return None
    place_of = {place: sign for place, sign in zip(shown, signs, strict=False) if sign is not None}
    last = max(place_of, default=0)
    ranges = [(comment, _ends(place_of, _moved(comment, last))) for comment in comments]
    pieces = _split(ends for _, ends in ranges if ends is not None)
    for done, (comment, ends) in enumerate(ranges, start=1):
        tell(done)
        if ends is None:
            continue
        held = [pieces[sign.holder][sign.index].getparent() for sign in ends]
        marked = [Run(run, word) for run in held]
        word.add_comment(marked, _plain(comment.words), AUTHOR, INITIALS)
    return word


def _moved(comment: Comment, last: int) -> Comment:
    """A comment on a note or page head stands at the end of the text: Word takes none there."""
    return comment if comment.start <= last else replace(comment, start=last, end=last + 1)


def _signs(body: _Element) -> Iterator[_Sign | None]:
    """The visible signs in reading order; None for one that has no text element."""
    for element in _visible(body, []):
        if element.tag == f"{_W}noBreakHyphen":
            yield None
        elif element.tag.rpartition("}")[2] == "t":
            for index, sign in enumerate(element.text or ""):
                if not sign.isspace() and sign != "\0":
                    yield _Sign(element, index)


def _visible(element: _Element, boxes: list[_Element]) -> Iterator[_Element]:
    """The elements that are read; what text boxes in a paragraph hold comes after it."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] in NOT_TEXT:
            continue
        if child.tag == f"{_W}r" and _is_hidden(child):
            continue
        if child.tag == f"{_W}txbxContent":
            boxes.append(child)
            continue
        yield child
        own: list[_Element] = []
        yield from _visible(child, own if child.tag == f"{_W}p" else boxes)
        for box in own:
            yield from _visible(box, [])


def _is_hidden(run: _Element) -> bool:
    """Hidden text (隐藏文字) is not read."""
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in OFF


def _ends(place_of: dict[int, _Sign], comment: Comment) -> tuple[_Sign, _Sign] | None:
    """The first and last sign of a comment that stand in a run."""
    within = [place_of[place] for place in range(comment.start, comment.end) if place in place_of]
    inside = [sign for sign in within if sign.holder.getparent().tag == f"{_W}r"]
    return (inside[0], inside[-1]) if inside else None


def _split(
    ends: Iterable[tuple[_Sign, _Sign]],
) -> dict[_Element, dict[int, _Element]]:
    """Cut runs where comments begin and end; text element → index → the element it is in now."""
    cuts: dict[_Element, set[int]] = defaultdict(set)
    for first, last in ends:
        cuts[first.holder].add(first.index)
        cuts[last.holder].add(last.index + 1)
    return {holder: _cut(holder, sorted(places)) for holder, places in cuts.items()}


def _cut(holder: _Element, places: Sequence[int]) -> dict[int, _Element]:
    """Split the run around one text element at these places."""
    run, words = holder.getparent(), holder.text or ""
    borders = [0, *(place for place in places if 0 < place < len(words)), len(words)]
    held: dict[int, _Element] = {}
    current, text_element = run, holder
    for begin, stop in pairwise(borders):
        if begin:
            following = copy.copy(current)
            for child in list(following):
                following.remove(child)
            style = current.find(f"{_W}rPr")
            if style is not None:
                following.append(copy.deepcopy(style))
            rest = text_element.makeelement(f"{_W}t", {_SPACE: "preserve"})
            after = list(text_element.itersiblings())
            following.append(rest)
            following.extend(after)
            current.addnext(following)
            current, text_element = following, rest
        text_element.text = words[begin:stop]
        text_element.set(_SPACE, "preserve")
        held.update(dict.fromkeys(range(begin, stop), text_element))
    return held


# --- A new document ---------------------------------------------------------------------------


def _new(text: str, comments: Sequence[Comment], tell: Callable[[int], None]) -> Word:
    """One paragraph per line of the text."""
    from docx import Document  # loads lxml; only an export needs it

    word = Document()
    waiting = sorted(comments, key=lambda comment: comment.start)
    starts = [comment.start for comment in waiting]
    at = done = 0
    for line in text.split("\n"):
        stop = at + len(line)
        own = waiting[bisect_left(starts, at) : bisect_left(starts, max(stop, at + 1))]
        if line.strip() or own:
            paragraph = word.add_paragraph()
            borders = {at, stop}
            for comment in own:
                borders |= {comment.start, min(max(comment.end, comment.start + 1), stop)}
            places = sorted(borders)
            runs = {
                begin: paragraph.add_run(_plain(text[begin:end])) for begin, end in pairwise(places)
            }
            for comment in own:
                done += 1
                tell(done)
                inside = [
                    run for begin, run in runs.items() if comment.start <= begin < comment.end
                ]
                word.add_comment(
                    inside or list(runs.values())[:1], _plain(comment.words), AUTHOR, INITIALS
                )
        at = stop + 1
    return word


def _plain(words: str) -> str:
    """Without the control signs XML does not allow."""
    return words.translate(_FORBIDDEN)

"""What tells that a list is all of a total (凭据): nearness, words, likeness, slips of the pen. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import IntEnum
from itertools import takewhile

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.slip import Slip, slip_of, telling_digits
from niangjia.statistics.check.rules.sums.items import OVERLAPS
from niangjia.statistics.check.rules.sums.lists import Run, is_step, pairs_of, words_of
from niangjia.statistics.check.rules.support import half_digit

_FAR = 4
"""How many paragraphs a list may be away from its whole."""
_LEAST_DIGITS = 3
_KINDRED, _LEAD = 2, 20
_CLOSE = Decimal("0.15")
_IN_ALL = re.compile(r"共|总|合计|累计|全部|[本此这][次轮批]|当[天日]|全年|两项|[三四五六七八]项")
_DIVIDED = re.compile(r"按[^,。;\d]{1,10}(?:划分|分|看|分类|计)[,:]?[^,。;\d]{0,12}$")
_WAY = re.compile(
    r"(?:其中,?)?(?:按|从|以|依|就|分)?[^,。;\d]{1,10}(?:划分|分|看|分类|计|来说|而言|上|方面)"
)
_REST = re.compile("其[他它]|另外|余下|其余")
_SO_ALL = re.compile(r"下来|加起来|合起来|加在一起|相加")
_PAIRED = 14
_LEVEL = re.compile(r"乡镇|街道|[村社]区|村级|[省市县区]级|[县市区]总工会")
_ROW = re.compile(r"(?:、|和|及|以及)[^,。;\d]*")
_OPENING = re.compile(r"其中|包括|[中里内],|[:(]")
_SOME = re.compile(r"其中|包括|含|如|比|占")


class Near(IntEnum):
    """How near a list stands to its whole."""

    BESIDE = 0
    NEXT = 1
    FAR = 2


_ROOM = {
    (Near.BESIDE, Slip.STRONG): 25, (Near.BESIDE, Slip.WEAK): 60,
    (Near.NEXT, Slip.STRONG): 200, (Near.NEXT, Slip.WEAK): 1500,
    (Near.FAR, Slip.STRONG): 3000, (Near.FAR, Slip.WEAK): 50_000,
}  # fmt: skip
"""How many numbers a total must be one of, for a slip to be no chance."""
_SPREAD = 4
"""How many times more where one figure of each clause or paragraph is taken: there are more such lists."""


def nearness(
    reading: Reading, total: Figure, run: Run, between_them: Sequence[Figure]
) -> Near | None:
    """How near a list stands; ``between_them`` are the figures of its unit that part the two."""
    first, last = run.figures[0], run.figures[-1]
    follows = all(is_step(reading, figure) for figure in between_them)
    apart = first.sentence - total.sentence
    if total.start > last.start:
        return _behind(reading, total, run, follows=not between_them)
    if _ROW.fullmatch(between(reading, total, first)):
        return None  # the first of a list is no total of the rest
    opens = follows and _opens(reading, total, first)
    if total.block == first.block:
        told = not between_them or "其中" in between(reading, total, first)
        if (opens and apart <= 1 and told) or (run.of is total and apart):
            return Near.BESIDE
        return Near.NEXT if apart <= 1 and follows else Near.FAR if run.is_whole else None
    if not run.is_whole or first.block - total.block > _FAR:
        return None
    if opens and re.search(r"^\s*其中", reading.block_text(first)):
        return Near.BESIDE
    return Near.NEXT if follows or run.of is total else Near.FAR


def _behind(reading: Reading, total: Figure, run: Run, *, follows: bool) -> Near | None:
    """How near a total stands behind its list."""
    last = run.figures[-1]
    said = is_told_as_all(reading, total)
    if total.block == last.block and total.sentence == last.sentence:
        return Near.BESIDE if said and follows else None
    close = total.block - last.block + max(0, total.sentence - last.sentence) <= 1
    return None if not run.is_whole else Near.NEXT if follows and said and close else Near.FAR


def is_told_as_all(reading: Reading, total: Figure) -> bool:
    """Whether its clause (or that of the other half of its pair: 共 2244 人,1515 万元) calls it a total."""
    if _SO_ALL.match(reading.page.text[total.end : total.end + 4]):
        return True
    words = reading.words_before(total)
    if _IN_ALL.search(re.split("[,;。]", words)[-1]):
        return True
    group = reading.by_block[total.block]
    rank = next(n for n, figure in enumerate(group) if figure is total)
    pair = group[rank - 1] if rank else total
    if pair.unit == total.unit or pair.sentence != total.sentence or len(words) > _PAIRED:
        return False
    said = reading.clause_before(pair)
    return words.count(",") < 2 and bool(re.search("共|合计|总计", said))


def _opens(reading: Reading, total: Figure, first: Figure) -> bool:
    """Whether a total leads a list: words open it, or no figure of the unit stands before it."""
    if _OPENING.search(between(reading, total, first)):
        return True
    before = [f for f in reading.by_block[total.block] if f.start < total.start]
    return not any(f.sentence == total.sentence and f.unit == total.unit for f in before)


def says_all(reading: Reading, total: Figure, run: Run, near: Near) -> bool:
    """Whether words alone make a list, nearly the total, all of it: a bracket, 共, kinds of its noun."""
    parts = run.figures
    if run.in_bracket:
        return near is Near.BESIDE
    if near is Near.BESIDE and not run.is_spread and _are_kinds(reading, total, parts):
        return True
    if is_closed(reading, total, run):
        return True
    amount = sum((part.value for part in parts), Decimal(0))
    if len(parts) < _LEAST_DIGITS or abs(amount - total.value) > total.value * _CLOSE:
        return False
    names = "".join(part.context.partition("#")[0] for part in parts)
    if near is not Near.FAR and _DIVIDED.search(reading.words_before(parts[0])):
        return not run.is_spread
    if near is Near.FAR or not is_told_as_all(reading, total) or OVERLAPS.search(names):
        return False
    if run.is_spread or run.has_steps:
        return False
    if is_step(reading, parts[0]) and parts[0].segment != parts[1].segment:
        return False  # 调解 3240 件,调解成功 2106 件;申请司法确认 412 件,…: what came of those it was done for
    if total.start < parts[0].start:
        return near is Near.BESIDE and not _SOME.search(between(reading, total, parts[0]))
    alike = len({_named(reading.words_before(part))[-1:] for part in parts}) == 1
    return (near is Near.BESIDE and alike) or is_kin(reading, total, run)


def is_closed(reading: Reading, total: Figure, run: Run) -> bool:
    """按性质分,企业工会 …、机关工会 …、其他工会 …: kinds of the total's own noun, all told, paragraphs on."""
    parts = run.figures
    if run.is_spread or len(parts) < _LEAST_DIGITS or total.start > parts[0].start:
        return False
    words = [reading.words_before(part) for part in parts]
    lead, comma, _ = reading.sentence_before(parts[0]).rpartition(",")
    divided = (bool(comma) and bool(_WAY.fullmatch(lead))) or bool(_DIVIDED.search(words[0]))
    names = [_named(told) for told in words]
    noun = _ending(names).lstrip("类的型")
    if not divided or len(noun) < 2 or len(set(names)) < len(names) or noun in names:
        return False
    ends = re.match(r"[,。;!)\s]|$", reading.page.text[parts[-1].end :][:1])
    if not ends or not _REST.search(names[-1]) or OVERLAPS.search("".join(names)):
        return False
    amount = sum((part.value for part in parts), Decimal(0))
    return abs(amount - total.value) <= total.value * _CLOSE and total is _last_named(
        reading, noun, parts[0]
    )


def _ending(names: Sequence[str]) -> str:
    """What all names end with: 工会 of 企业工会, 机关工会."""
    signs = zip(*(reversed(name) for name in names), strict=False)
    return "".join(same[0] for same in takewhile(lambda told: len(set(told)) == 1, signs))[::-1]


def _last_named(reading: Reading, noun: str, first: Figure) -> Figure | None:
    """The nearest number before a list that is of its noun; none that is a part or a change itself."""
    told = [
        figure for block in range(max(0, first.block - _FAR), first.block + 1)
        for figure in reading.by_block.get(block, ())
        if figure.start < first.start and figure.unit == first.unit and figure.parent is None
        and _named(reading.words_before(figure)).endswith(noun)
    ]  # fmt: skip
    return told[-1] if told else None


def slip(total: Figure, parts: Sequence[Figure]) -> tuple[Slip, Figure]:
    """The likeliest slip in one of the figures that would make them add up, and that figure."""
    amount = sum((part.value for part in parts), Decimal(0))
    wanted = ((total, amount), *((p, total.value - amount + p.value) for p in parts))
    slips = [
        (
            slip_of(
                f, right, max(half_digit(other) for other in (total, *parts) if other is not f)
            ),
            f,
        )
        for f, right in wanted
        if all(other.value <= total.value or other is f or f is total for other in parts)
    ]
    return max(slips, key=lambda told: told[0], default=(Slip.NONE, total))


def is_no_chance(total: Figure, run: Run, near: Near, told: tuple[Slip, Figure]) -> bool:
    """Whether the total is one of so many numbers that a slip explains a miss better than chance."""
    slipped, wrong = told
    if run.is_spread and slipped is Slip.WEAK:
        near = Near.FAR
    if run.of is total and run.is_spread and near is Near.NEXT:
        near = Near.BESIDE  # one of each paragraph, told in the words of the total
    parts = run.figures
    blur = 2 * max(half_digit(f) for f in (total, *parts) if f is not wrong)
    zeros = min(_zeros(f.value) for f in (total, *parts) if f is not wrong)
    amount = sum((part.value for part in parts), Decimal(0))
    room = min(total.value, amount) / max(blur, Decimal(1).scaleb(zeros))
    spread = _SPREAD if run.is_spread and slipped is Slip.STRONG and near is Near.BESIDE else 1
    return room >= _ROOM[near, slipped] * spread * max(3, len(parts)) // 3


def _zeros(value: Decimal) -> int:
    return len(str(int(value))) - len(str(int(value)).rstrip("0")) if value >= 1 else 0


def is_kin(reading: Reading, total: Figure, run: Run) -> bool:
    """Whether a list farther off is of what its total is of, told in the same words."""
    first = run.figures[0]
    lead = reading.sentence_before(first)[-_LEAD:]
    told = pairs_of(lead).union(*(words_of(f) for f in run.figures))
    return len(words_of(total) & told) >= _KINDRED


def is_telling(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the total and one part have three digits or more that are not noughts at the end."""
    digits = [len(telling_digits(f)) for f in (total, *parts)]
    return digits[0] >= _LEAST_DIGITS <= max(digits[1:])


def _are_kinds(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether all parts are named as kinds of the total: 培训班 62 期,干部班 24 期、技能班 35 期."""
    noun = _named(reading.words_before(total))
    names = [_named(reading.words_before(part)) for part in parts]
    if len(noun) < 2 or len(set(names)) < len(names) or any(OVERLAPS.search(n) for n in names):
        return False
    if all(_LEVEL.search(reading.words_before(figure)) for figure in (total, *parts)):
        return False  # 乡镇(街道)工会 135 家,村级工会 122 家: the first is one of the list
    ending = noun[-1] if len(parts) > 2 else noun[-2:]
    return all(
        name != noun and name.endswith(ending) and not re.search("[总共全]", name) for name in names
    )


def _named(words: str) -> str:
    """What is counted: the end of the clause before a number, fillers removed."""
    return re.split(r"[,、;:(]|其中", words)[-1].rstrip("共有为达了约计")

"""A rate named for the counts it is of, told before or after them (先写率、后写数): RATE-REC. Pure.

规上企业组建率达 100%。全县规上企业 130 家,已建会 121 家: the clause of the rate names its whole and what
was done; both stand together in another sentence, or before it in its own. 全覆盖 is a rate of 100 %.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import agrees, is_count, pairs
from niangjia.statistics.check.rules.parts.told import COMPARED, Told, plain, told
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.support import plain as number

_SAID = re.compile(
    r"(?P<subject>[^,。;:、]*?)(?P<done>占|[一-鿿]{2}(?=[率覆面]))(?:率|覆盖面|面|比|比例|比重)(?:保持|稳定)?(?:均|都)?(?:达到?|为|是|在|约|近|超过?|实现|占)*$"
)
_ALL = re.compile(
    r"(?P<subject>[^,。;:、]{2,20}?)(?:实现|达到|基本)*(?P<done>全覆盖|全部(?:建成|建立|办结|签订|换届|完成))"
)
_DOES = (
    ("建立", "成立", "组建"),
    ("组建", "建会", "建立工会", "成立工会", "建工会", "组建工会", "建立了工会", "成立了工会"),
    ("入会", "会员", "加入工会"),
    ("建制", "职代会", "建立", "制度"),
    ("签订", "签约", "签"),
    ("覆盖", "建立", "成立", "组建", "签订", "设立", "建成", "建有"),
    ("办结", "结案", "办理完"),
    ("调处", "调解", "化解"),
    ("参保", "参加", "投保"),
    ("答复", "回复", "办复"),
    ("脱困", "解困", "脱贫"),
    ("就业", "上岗"),
    ("建档", "录入", "入库"),
)
"""What a rate is called → how its part is told."""
_UNSURE = re.compile(
    r"目标|力争|确保|要求|计划|规划|预计|同比|提[高升]|上升|下降|比[上去]年|平均|以上的?[市县区乡镇街]|分别"
)
_NOT_ALL_OF = re.compile(r"其中|新|本年|今年|当年|上年|去年")
_OF_UNIONS = re.compile(r"(?:基层)?(?:工会)?(?:组织)?$")
_LEFT = re.compile(
    r"(?:仍|尚|还|仅剩|只剩)[^#]{0,4}#[^,。;]{0,16}?(?:未|没有?)(?P<what>[^,。;]{2,10})"
    r"|^(?:其中|另有|有)?(?:尚)?未(?P<also>[一-鿿]{2,6}?)(?:的|有)?#"
)
_SHARE = "占"
_MOST = 3
_SHORT, _LONG = 16, 24
_LARGEST = 3
_REST = 7
_FULL = Decimal("99.5")


@dataclass(frozen=True)
class _Claim:
    """Words that say how much of a whole was done, and where they stand."""

    start: int
    end: int
    block: int
    subject: str
    done: str
    rate: Figure | None


def told_apart(reading: Reading, settled: frozenset[int]) -> Iterator[Finding]:
    """Rates, and claims of 全覆盖, that the counts named like them do not bear out."""
    counts: dict[int, list[Told]] = defaultdict(list)
    for one in told(reading):
        if is_count(one.figure) and one.figure.value:
            counts[one.figure.block].append(one)
    for claim in _claims(reading, settled):
        yield from _left_over(reading, claim)
        yield from _between_its_numbers(reading, claim)
        near = [one for block in range(claim.block - 1, claim.block + 2) for one in counts[block]]
        pair = _pair(reading, claim, near)
        if pair is None:
            continue
        whole, part = pair
        exact = f"{number(round(part.value * 100 / whole.value, 2))}%"
        printed = claim.rate.text if claim.rate else reading.page.text[claim.start : claim.end]
        place = claim.rate or (claim.start, claim.end)
        yield found(
            reading, "RATE-REC",
            f"{part.text} ÷ {whole.text} 应为 {exact},写的是“{printed}”。请核对各数,或写明分子、分母。",
            [place, part, whole], suggestion=exact,
        )  # fmt: skip


def _claims(reading: Reading, settled: frozenset[int]) -> Iterator[_Claim]:
    for figure in reading.figures:
        block = reading.page.blocks[figure.block]
        if figure.unit != "%" or figure.start in settled or block.kind is not BlockKind.TEXT:
            continue
        clause = re.split(r"[,。;:、!]", block.text[: figure.start - block.start])[-1]
        said = _SAID.fullmatch(clause)
        if said and not _UNSURE.search(clause) and figure.value <= 100:
            subject = plain(said["subject"])
            yield _Claim(figure.start, figure.end, figure.block, subject, said["done"], figure)
    for block in reading.page.blocks:
        if block.kind is BlockKind.TEXT:
            for said in _ALL.finditer(block.text):
                at, subject = block.start + said.start(), plain(said["subject"])
                if len(subject) > 1 and not _UNSURE.search(said.group()):
                    done = said["done"][-2:]
                    yield _Claim(at, block.start + said.end(), block.index, subject, done, None)


def _left_over(reading: Reading, claim: _Claim) -> Iterator[Finding]:
    """建会率 100 %,目前仍有 3 家没有建会."""
    if claim.rate is not None and (
        claim.rate.value != 100 or claim.rate.precision is not Precision.EXACT
    ):
        return
    for block in range(claim.block, claim.block + 2):
        for figure in reading.by_block.get(block, ()):
            words = figure.context
            left = _LEFT.search(words)
            if figure.start < claim.end or not left or not figure.value or not is_count(figure):
                continue
            same = claim.subject and claim.subject[-3:] in words
            if _does(claim.done, left["what"] or left["also"]) and (
                same or (block == claim.block and not claim.subject)
            ):
                printed = reading.page.text[claim.start : claim.end]
                yield found(
                    reading, "RATE-REC",
                    f"写的是“{printed}”,后面又说还有 {figure.text}没有做到。请核对,或写明各指什么范围。",
                    [claim.rate or (claim.start, claim.end), figure],
                )  # fmt: skip


def _between_its_numbers(reading: Reading, claim: _Claim) -> Iterator[Finding]:
    """受理案件 126 件,结案率 98%,办结 118 件; 劳模 8460 名,体检覆盖率 100%,8112 名劳模参加体检."""
    rate = claim.rate
    group = [
        f for f in reading.by_block.get(claim.block, ()) if rate and f.sentence == rate.sentence
    ]
    rank = group.index(rate) if rate in group else 0
    if rate is None or not 0 < rank < len(group) - 1:
        return
    whole, part = group[rank - 1], group[rank + 1]
    clauses = [reading.page.text[whole.end : rate.start], reading.page.text[rate.end : part.start]]
    near = all(re.fullmatch(r"[^,。;]{0,2},[^,。;]{0,14}", words) for words in clauses)
    act = claim.subject[-2:] if claim.done == "覆盖" and claim.subject else claim.done
    alike = (
        whole.unit == part.unit and is_count(part) and part.high < whole.low < part.high * _LARGEST
    )
    exact = whole.precision is Precision.EXACT is part.precision
    told = (
        near
        and alike
        and exact
        and _does(act, part.context)
        and not re.search("其中|新", clauses[1])
    )
    counts = [f for f in group if is_count(f) and f.value]
    if told and not any(agrees(rate, a.value * 100 / b.value, (a, b)) for a, b in pairs(counts)):
        right = f"{number(round(part.value * 100 / whole.value, 2))}%"
        yield found(
            reading, "RATE-REC",
            f"{part.text} ÷ {whole.text} 应为 {right},写的是“{rate.text}”。请核对各数,或写明分子、分母。",
            [rate, part, whole], suggestion=right,
        )  # fmt: skip


def _pair(reading: Reading, claim: _Claim, near: Sequence[Told]) -> tuple[Figure, Figure] | None:
    """The whole and the part that the claim names; None when two numbers in sight bear it out."""
    found_pairs: list[tuple[Figure, Figure]] = []
    for rank, part in enumerate(near):
        for whole in near[max(0, rank - _MOST) : rank]:
            if _is_meant(reading, claim, whole, part):
                found_pairs.append((whole.figure, part.figure))
    if len({(w.value, p.value) for w, p in found_pairs}) != 1:
        return None
    sight = [one.figure for one in near]
    if claim.done != _SHARE:
        sight = [f for f in sight if _does(claim.done, reading.sentence_text(f))]
    told = [(a, b) for a, b in pairs(sight) if a.value <= b.value]
    together = [(a, b) for a, b in told if (a.block, a.sentence) == (b.block, b.sentence)]
    if any(_bears_out(claim, a, b) for a, b in together):
        return None
    return found_pairs[0]


def _bears_out(claim: _Claim, part: Figure, whole: Figure) -> bool:
    right = part.value * 100 / whole.value
    return agrees(claim.rate, right, (part, whole)) if claim.rate else right >= _FULL


def _is_meant(reading: Reading, claim: _Claim, whole: Told, part: Told) -> bool:
    """Whether two counts are the whole and the part that the words of the claim name."""
    one, other = whole.figure, part.figure
    if not _are_whole_and_part(reading, whole, part):
        return False
    if claim.done == _SHARE and claim.subject:
        rest = claim.subject.removeprefix(part.name)
        return rest != claim.subject and rest in {"", whole.name}
    if not _does(claim.done, other.context) or _does(claim.done, whole.clause):
        return False
    if claim.subject:
        in_turn = claim.rate is not None or claim.start < one.start
        return in_turn and (
            _is_named(claim.subject, whole, part) or _is_right_behind(reading, claim, one)
        )
    if claim.block != other.block:
        return False
    apart = reading.page.text[min(other.end, claim.start) : max(other.end, claim.start)]
    return apart.count("。") <= 1 and (claim.start < one.start or len(apart) < _SHORT)


def _is_right_behind(reading: Reading, claim: _Claim, whole: Figure) -> bool:
    """调解成功率 92.4%,受理争议 860 件,调解成功 728 件: no other number or sentence between."""
    if claim.rate is None or claim.block != whole.block or claim.end > whole.start:
        return False
    return not re.search(r"[\d。;]", reading.page.text[claim.end : whole.start])


def _are_whole_and_part(reading: Reading, whole: Told, part: Told) -> bool:
    """Two exact counts of one unit, one right after the other in a sentence, neither planned nor compared."""
    one, other = whole.figure, part.figure
    alike = one.unit == other.unit and other.value < one.value < other.value * _LARGEST
    together = one.block == other.block and one.sentence == other.sentence
    exact = one.precision is Precision.EXACT is other.precision
    between = reading.page.text[one.end : other.start]
    listed = ";" in between or ("、" in between and "," not in between)
    next_to = not any(one.start < f.start < other.start for f in reading.by_block[one.block])
    unsure = COMPARED.search(whole.clause + part.clause) or _NOT_ALL_OF.search(whole.clause)
    near = not listed and next_to and len(between) <= _LONG
    return alike and together and exact and near and not unsure


def _does(done: str, words: str) -> bool:
    """Whether words say what a rate is called."""
    return done in words or any(word in words for row in _DOES if done in row for word in row)


def _is_named(subject: str, whole: Told, part: Told) -> bool:
    """规上企业工会组建率 of 规上企业; 女职工组织覆盖率 where 女职工委员会 are the part."""
    short = _OF_UNIONS.sub("", subject)
    name, thing = whole.name.removesuffix("中"), part.name
    ends = len(short) > 1 and name.endswith(short) and len(name) - len(short) <= 2
    of_unions = "工会" not in subject[len(short) :] or re.search("工会|建会", part.figure.context)
    of_whole = of_unions and (ends or (len(name) > 2 and short.startswith(name)))
    of_part = (
        subject != short and len(short) > 2 and short in thing and len(thing) - len(short) <= _REST
    )
    return bool(of_whole) or of_part

"""Parts that fall short of a bound, or pass it (总数与分项相差): SUM. Pure.

两年来共慰问 90 万人次以上 in the headline, and the text tells of 慰问 41.3 万 and 42 万人次: all else it counts
of that work makes less. They are meant to be all where a headline sums them up, where each has a time of its own
(元旦, 下半年), or where words open their list right behind the bound.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from niangjia.statistics.check.figures import Finding, Precision, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.parts.told import COMPARED, YEARS, Told, told
from niangjia.statistics.check.rules.support import (
    OCCASION,
    bigrams,
    found,
    half_digit,
    shown,
    written,
)

_VERB = re.compile(
    r"慰问|培训|救助|帮扶|资助|服务|发放|调[解处]|受理|新建|新发展|举办|安置|筹集|投入|[追讨]回|体检|疗养|化解|检查|排查|表彰|建成|援助|签订|走访|看望"
)
_OPENS = re.compile(r"(?:据(?:不完全)?统计|据初步统计|其中|具体(?:来看|为)?)[,:]")
_SOME = re.compile(
    r"等等|等(?:地|[县区市]|活动|\d)|另外|此外|还|同时|部分|主要|例如|比如|譬如|(?:^|[,。;])如(?!期)|其[他它余]|仅|其中(?![,:])"
    r"|(?:^|[,;:在])(?!县区|市县|乡镇|[全各本我两三该])[一-鿿]{1,6}(?:[县区市镇乡]|公司|集团|医院|街道)(?:总?工会)?(?=[一-鿿\d])"
)
"""Words that say that not all is told, or of one place only."""
_PLANNED = re.compile(r"力争|目标|计划|预计|拟|争取|到20\d\d年")
_TIME = re.compile(
    rf"{OCCASION.pattern}|[一二三四]季度|[上下]半年|[春夏秋冬]季|第[一二三四五六七八九十]年|\d{{1,2}}月|(?:19|20)\d\d年"
)
_NAMELESS = re.compile(r"第[一二三四五六七八九十]+年?|[上下]半年|[春夏秋冬]季|又|再|新|人次?")
_NUMERALS = "〇一二三四五六七八九"
_NEAR, _LEAST, _MOST = Decimal("0.85"), Decimal("0.5"), Decimal("1.2")
_FEWEST, _MANY = 2, 8
_HEADLINES = 3


def check(reading: Reading) -> Iterator[Finding]:
    """Every bound that the parts told of it do not keep."""
    by_unit: dict[str, list[Told]] = defaultdict(list)
    for one in told(reading):
        by_unit[one.figure.unit].append(one)
    for total in told(reading):
        bound = total.figure.precision in {Precision.AT_LEAST, Precision.BELOW}
        verbs = _VERB.findall(total.clause) if bound and total.figure.parent is None else []
        if verbs and not _PLANNED.search(total.before):
            alike = by_unit[total.figure.unit]
            parts = (one for one in alike if _is_of(reading, one, total, verbs[-1]))
            yield from _kept(reading, total, list(islice(parts, _MANY + 1)))


def _kept(reading: Reading, total: Told, parts: Sequence[Told]) -> Iterator[Finding]:
    bound, figures = total.figure, [one.figure for one in parts]
    if not _FEWEST <= len(parts) <= _MANY:
        return
    opened = _is_opened(reading, total, parts)
    if not (opened or _is_headline(reading, total) or _have_times(parts)):
        return
    if _are_some(reading, total, parts) or not (opened or _are_kin(total, parts)):
        return
    amount = sum((f.value for f in figures), Decimal(0))
    blur = sum((half_digit(f) for f in figures), Decimal(0))
    most = sum((f.high for f in figures), Decimal(0)) + blur
    short = (
        bound.precision is Precision.AT_LEAST
        and bound.low * (_LEAST if opened else _NEAR) < most < bound.low
    )
    beyond = bound.precision is Precision.BELOW and _have_times(parts)
    beyond = beyond and bound.high < amount - blur < bound.high * _MOST
    if short or beyond:
        listing = " + ".join(shown(f) for f in figures)
        said = f"{'至少' if short else '不到'} {shown(bound)}"
        yield found(
            reading, "SUM",
            f"“{bound.label}”写的是{said},文中各项相加 {listing} = {written(amount, bound.unit)},"
            f"{'不到' if short else '超过'}这个数。请核对合计,或写明没有列出的、重复的各项。",
            [bound, *figures], severity=Severity.WARN,
        )  # fmt: skip


def _is_of(reading: Reading, one: Told, total: Told, verb: str) -> bool:
    """Whether a figure behind the bound of its unit counts the same work; the bound told again does not."""
    figure, bound = one.figure, total.figure
    alike = figure.start > bound.start and figure.value < bound.low
    own = figure.parent in {None, bound.start} and not COMPARED.search(one.clause)
    return alike and own and verb in reading.words_before(figure)


def _are_some(reading: Reading, total: Told, parts: Sequence[Told]) -> bool:
    """Whether something says that these are some of the parts, twice the same, or of other things and times."""
    if any(
        _SOME.search(one.before.split("。")[-1]) or _SOME.search(_rest(reading, one))
        for one in parts
    ):
        return True
    if len({one.figure.value for one in parts}) < len(parts):
        return True
    years = [one.years for one in parts if one.years]
    if total.years and not all(own & total.years for own in years):
        return True
    span = re.search(r"([二两三四五六七八九])年", total.before)
    told_years = _NUMERALS.index(span[1].replace("两", "二")) if span else 0
    return total.time == YEARS and bool(years) and len(parts) != told_years


def _are_kin(total: Told, parts: Sequence[Told]) -> bool:
    """Whether one of the parts counts what the bound counts, or names nothing of its own."""
    wide, verb = bigrams(_NAMELESS.sub("", total.name)), _VERB.findall(total.clause)[-1]
    names = [_NAMELESS.sub("", one.name.replace(verb, "")) for one in parts]
    return any(len(name) < len(verb) or bigrams(name) & wide for name in names)


def _rest(reading: Reading, one: Told) -> str:
    """The sentence behind a figure."""
    return re.split(r"[。;]", reading.page.text[one.figure.end : one.figure.end + 40])[0]


def _is_headline(reading: Reading, total: Told) -> bool:
    """Whether the bound stands above the text, or in a heading."""
    block = reading.page.blocks[total.figure.block]
    above = block.index < _HEADLINES and block.text[-1:] not in "。;!"
    return above or block.kind is BlockKind.HEADING


def _have_times(parts: Sequence[Told]) -> bool:
    """Whether each part has a time of its own."""
    times = [
        tuple(_TIME.findall(re.split(r"\d[\d.]*[万亿]?[一-鿿]", one.before)[-1])) for one in parts
    ]
    return all(times) and len(set(times)) == len(times)


def _is_opened(reading: Reading, total: Told, parts: Sequence[Told]) -> bool:
    """Whether the next sentence opens the list and holds all of it."""
    following = all(
        one.figure.block == total.figure.block and one.figure.sentence == total.figure.sentence + 1
        for one in parts
    )
    said = reading.sentence_text(parts[0].figure)
    return following and bool(_OPENS.match(said)) and "等" not in said

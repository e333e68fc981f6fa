"""Units that contradict each other (单位前后矛盾): UNIT-PT, DUP-FIG. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.tables import units_of_table
from niangjia.statistics.check.rules.slip import telling_digits
from niangjia.statistics.check.rules.support import OCCASION, found, measured
from niangjia.statistics.check.units import Measure

_TELLING_DIGITS = 3
_TEAMS = re.compile(
    r"\d+个[^,。;:、\d]{0,14}(?:集体|单位|班组|先锋号|奖状|企业)中,[^,。;:、\d]{0,4}(?:来自|属于)[^,。;:、\d]{2,14}?的?(?:有|共)?(?P<heads>\d+[名位人])(?=[,。;、])"
)
_BARGAINED = re.compile(r"#[^,#]{0,8}(?:企业|单位)[^#]{0,12}集体协商")
_SPECIAL = re.compile(
    r"(?:工资|女职工)[^,#]{0,10}(?:合同|协议)[^,#]{0,6}#|#[^,#]{0,8}(?:工资|女职工)[^,#]{0,8}(?:合同|协议)"
)
_OF_WHICH = re.compile(r"[^。]*[。,;]其中[^。;]*")
_MORE = Decimal("1.1")
_POOR = re.compile(r"困难|在档|建档|低保|帮扶|脱困|解困")


def check(reading: Reading) -> Iterator[Finding]:
    """One number with two magnitudes; a table whose caption and header name different units."""
    yield from _magnitudes(reading)
    yield from _twins(reading)
    yield from _tables(reading)
    yield from _teams_by_head(reading)
    yield from _contracts_of_firms(reading)
    yield from _homes_and_heads(reading)


def _magnitudes(reading: Reading) -> Iterator[Finding]:
    """帮扶资金 326 万元 here and 326 元 there: the same digits of the same thing."""
    same: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in measured(reading.figures, Measure.MONEY):
        if sum(sign.isdigit() for sign in figure.number) >= _TELLING_DIGITS:
            same[figure.label, figure.number.replace(",", "")].append(figure)
    for figures in same.values():
        for one, other in combinations(figures, 2):
            if one.magnitude != other.magnitude:
                yield found(
                    reading, "UNIT-PT",
                    f"“{one.label}”一处写“{one.text}”,一处写“{other.text}”:数字相同,单位不同。"
                    "请核对单位是元、万元还是亿元。",
                    [other, one],
                )  # fmt: skip
                return


def _twins(reading: Reading) -> Iterator[Finding]:
    """两节送温暖 8760 万元 here and 8.76 亿元 there: the same digits at another place, of one purpose."""
    same: dict[str, list[Figure]] = defaultdict(list)
    for figure in measured(reading.figures, Measure.MONEY):
        if len(telling_digits(figure)) >= _TELLING_DIGITS and figure.precision is Precision.EXACT:
            same[telling_digits(figure)].append(figure)
    for figures in same.values():
        for one, other in combinations(figures, 2):
            if one.value == other.value or one.label == other.label:
                continue
            if _purposes(reading, one) & _purposes(reading, other):
                yield found(
                    reading, "DUP-FIG",
                    f"“{one.label}”{one.text}与“{other.label}”{other.text}数字相同,只差位数,说的可能是同一笔钱。请核对单位和小数点。",
                    [other, one],
                )  # fmt: skip
                return


def _purposes(reading: Reading, figure: Figure) -> frozenset[str]:
    """The occasions its clause names, else its part of the sentence."""
    own = frozenset(OCCASION.findall(figure.context))
    return own or frozenset(OCCASION.findall(reading.sentence_before(figure).split(";")[-1]))


def _tables(reading: Reading) -> Iterator[Finding]:
    """单位:万元 above a column headed (元)."""
    told: set[int] = set()
    for block in reading.page.blocks:
        if block.kind is not BlockKind.TABLE:
            continue
        contradiction = units_of_table(reading.page, block)
        if contradiction is None or contradiction[0] in told:
            continue
        at, caption, header = contradiction
        told.add(at)
        place = reading.page.blocks[at]
        yield found(
            reading, "UNIT-PT",
            f"表的说明写“单位:{caption}”,列名却写“{header}”:单位前后矛盾。已按列名读数,请核对这一列的单位。",
            [(place.start, place.end), (block.start, block.end)],
        )  # fmt: skip


def _teams_by_head(reading: Reading) -> Iterator[Finding]:
    """40 个先锋号集体中,来自民营企业的 12 名: teams are not counted by 名."""
    for block in reading.page.prose:
        for match in _TEAMS.finditer(block.text):
            start, end = (block.start + at for at in match.span("heads"))
            yield found(
                reading, "UNIT-PT",
                f"“{match.group()}”:总数是集体,其中的“{match['heads']}”却以人计。请统一单位。", [(start, end)],
            )  # fmt: skip


def _contracts_of_firms(reading: Reading) -> Iterator[Finding]:
    """1500 户企业开展工资集体协商,其中签订工资专项集体合同 4160 份: a firm signs one of a sort."""
    for firms, papers in pairwise(reading.figures):
        told = (
            firms.block == papers.block and papers.unit == "份" and firms.unit in {"家", "户", "个"}
        )
        if not told or not _SPECIAL.search(papers.context) or not _BARGAINED.search(firms.context):
            continue
        between = reading.page.text[firms.end : papers.start]
        if _OF_WHICH.fullmatch(between) and papers.low > firms.value * _MORE:
            yield found(
                reading, "UNIT-PT",
                f"开展协商的企业 {firms.text},其中签订的合同却有 {papers.text}:一家企业同一种专项合同只签一份。"
                "请核对两个数,或写明合同覆盖的企业数。",
                [papers, firms],
            )  # fmt: skip


def _homes_and_heads(reading: Reading) -> Iterator[Finding]:
    """在档困难职工家庭 2146 户…2146 名建档困难职工: the same number, once of homes, once of heads."""
    same: dict[Decimal, list[Figure]] = defaultdict(list)
    for figure in measured(reading.figures, Measure.HOUSEHOLD, Measure.PERSON):
        if len(telling_digits(figure)) >= _TELLING_DIGITS and _POOR.search(figure.context):
            same[figure.value].append(figure)
    for figures in same.values():
        one = figures[0]
        other = next((f for f in figures if f.unit != one.unit), None)
        if other is not None and (one.block, one.sentence) != (other.block, other.sentence):
            yield found(
                reading, "UNIT-PT",
                f"“{one.label}”{one.text},“{other.label}”{other.text}:同一个数,一处是户,一处是人。"
                "户和人是两个数,请核对。",
                [other, one],
            )  # fmt: skip

"""What may be kept of another authority's data: 有/无, 类别, 数量段, never the record itself. Pure.

个人信息保护法 art. 6 (minimum necessary) and art. 19 (shortest time). A cell that says “3 辆” is kept as
“2辆及以上”; a cell that says something else is refused, so that no plate, address or amount comes in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from niangjia.comparison.rules.codes import ComparisonResult, ThirdPartyKind

NONE = "none"
HELD = "held"
_YES = ("有", "是", "在保", "享受", "已享受", "1", "Y", "YES", "TRUE")
_NO = ("无", "否", "没有", "未享受", "不在保", "0", "N", "NO", "FALSE", "无记录")


@dataclass(frozen=True)
class Scale:
    """The few values kept of one kind: code → Chinese, and how answers say them.

    ``bands``: for numbers, (code, largest number of the band), ascending; the last has no limit.
    """

    kind: ThirdPartyKind
    labels: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)
    bands: tuple[tuple[str, Decimal | None], ...] = ()
    unit: str = ""

    def read(self, text: str) -> str | None:
        """The code that a cell says, or None when it says nothing known."""
        word = text.strip().upper().removesuffix(self.unit) if self.unit else text.strip().upper()
        if word in self.words:
            return self.words[word]
        for code, label in self.labels.items():
            if text.strip() == label:
                return code
        if self.bands and re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", word, re.ASCII):
            return self._band(word)
        return None

    def _band(self, word: str) -> str | None:
        try:
            number = Decimal(word)
        except InvalidOperation:  # pragma: no cover - the shape was checked
            return None
        return next(code for code, most in self.bands if most is None or number <= most)

    @property
    def known(self) -> str:
        """The labels in one sentence part, for a refusal."""
        return "、".join(self.labels.values())


def _yes_no(kind: ThirdPartyKind, none: str = "无", held: str = "有") -> Scale:
    words = dict.fromkeys((*_YES, held), HELD) | dict.fromkeys((*_NO, none), NONE)
    return Scale(kind, {NONE: none, HELD: held}, words)


def _count(kind: ThirdPartyKind, unit: str) -> Scale:
    labels = {NONE: "无", "one": f"1{unit}", "many": f"2{unit}及以上"}
    bands = ((NONE, Decimal(0)), ("one", Decimal(1)), ("many", None))
    return Scale(kind, labels, {word: NONE for word in _NO if word != "0"}, bands, unit)


def _disability() -> Scale:
    levels = ("一级", "二级", "三级", "四级")
    labels = {NONE: "无", **{f"level_{n}": level for n, level in enumerate(levels, 1)}}
    words = dict.fromkeys(_NO, NONE) | {str(n): f"level_{n}" for n in range(1, 5)}
    return Scale(ThirdPartyKind.DISABILITY, labels, words)


_MARRIAGE = {"single": "未婚", "married": "已婚", "divorced": "离异", "widowed": "丧偶"}
_INSURANCE = {NONE: "未参保", "paying": "正常参保", "stopped": "停保", "pension": "领取待遇"}
_TAX = {NONE: "无", "low": "年6万元及以下", "middle": "年6万至12万元", "high": "年12万元以上"}

SCALES: dict[ThirdPartyKind, Scale] = {
    scale.kind: scale
    for scale in (
        _yes_no(ThirdPartyKind.ALLOWANCE),
        _yes_no(ThirdPartyKind.EXTREME_POVERTY),
        _yes_no(ThirdPartyKind.LOW_INCOME),
        _disability(),
        Scale(
            ThirdPartyKind.MARRIAGE,
            _MARRIAGE,
            {"离婚": "divorced", "已离婚": "divorced", "再婚": "married", "复婚": "married"},
        ),
        _yes_no(ThirdPartyKind.FUNERAL),
        _count(ThirdPartyKind.VEHICLE, "辆"),
        _count(ThirdPartyKind.PROPERTY, "套"),
        _count(ThirdPartyKind.BUSINESS, "户"),
        Scale(
            ThirdPartyKind.SOCIAL_INSURANCE,
            _INSURANCE,
            {"参保": "paying", "在缴": "paying", "断缴": "stopped", "退休": "pension"}
            | dict.fromkeys(_NO, NONE),
        ),
        _yes_no(ThirdPartyKind.HOUSING_FUND),
        Scale(
            ThirdPartyKind.TAX,
            _TAX,
            {word: NONE for word in _NO if word != "0"},
            (
                (NONE, Decimal(0)),
                ("low", Decimal(60_000)),
                ("middle", Decimal(120_000)),
                ("high", None),
            ),
            "元",
        ),
    )
}

CLAIMS = (
    ThirdPartyKind.ALLOWANCE,
    ThirdPartyKind.EXTREME_POVERTY,
    ThirdPartyKind.LOW_INCOME,
    ThirdPartyKind.DISABILITY,
)
"""Kinds on which a household may build: whoever claims one must be on the authority's list."""


def label_of(kind: str, code: str) -> str:
    """The Chinese of a kept value; “未登记” for an empty one."""
    if not code:
        return "未登记"
    return SCALES[ThirdPartyKind(kind)].labels.get(code, code)


def compare(kind: ThirdPartyKind, ours: str, theirs: str | None) -> ComparisonResult:
    """Hold the two values beside each other.

    ``ours`` empty: the household declared nothing, so anything but “无” is a mismatch. ``theirs``
    None: the authority has no such person; a mismatch only where ours claims a benefit.
    """
    if theirs is None:
        claims = kind in CLAIMS and ours not in ("", NONE)
        return ComparisonResult.MISMATCH if claims else ComparisonResult.NOT_FOUND
    if theirs == (ours or NONE):
        return ComparisonResult.MATCH
    return ComparisonResult.MISMATCH

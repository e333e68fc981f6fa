"""How figures are written in Chinese reports (数字写法): 3759家, 40.3万余人, 8703.22万元. Pure.

Never says what is not so: 余 and 多 round down and stand only when something is left over, 近 rounds
up and stands only when the value is really below and at least nine tenths of what is said; a count
without such a word is exact. Only per cent and money are rounded (half up) to the digits shown, and
neither 100% nor 0% is said of a share that is not whole or nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from niangjia.reports.rules.spelling import spelled

NOTHING = "—"
"""What is printed where there is no number (a share of nothing)."""

_SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = {10**4: 1, 10**8: 2}  # of 余 近 约
_NEAR = Decimal("0.9")
_FORM = re.compile(
    r"(?P<before>近|约)?(?P<scale>[十百千万亿])?(?P<after>余|多)?"
    r"(?P<unit>人次|[^\d%十百千万亿余多]{1,4})?(?:(?P<digits>[0-8])位(?:小数)?)?"
)
_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？"}
_HALF_WIDTH = re.compile(r"(?<=[^\x00-\x7f])[,;:?()]|[,;:?()](?=[^\x00-\x7f])")
_PERCENT = re.compile(r"%(?:(?P<digits>[0-8])位(?:小数)?)?")


class Lean(StrEnum):
    """How a rounded number admits that it is rounded."""

    EXACT = ""
    DOWN = "余"
    MORE = "多"
    NEAR = "近"
    ABOUT = "约"


class Look(StrEnum):
    """What kind of writing."""

    FIGURES = "数字"
    GROUPED = "千分位"
    BARE = "数"
    CHINESE = "中文"
    TENTHS = "成"
    PERCENT = "%"


@dataclass(frozen=True)
class Form:
    """A way of writing a figure. ``scale`` 0 is chosen by size; ``digits`` -1 is the usual number.

    ``unit`` is the unit named in the form (万元, 万人); empty when the figure's own is meant.
    """

    written: str = ""
    look: Look = Look.FIGURES
    scale: int = 1
    lean: Lean = Lean.EXACT
    digits: int = -1
    unit: str = ""


PLAIN = Form()
FORMS = (
    "万", "万余", "近万", "约万", "亿", "亿余", "余", "近", "百余", "千余", "万元", "亿元", "%", "成",
    "中文", "千分位", "数",
)  # fmt: skip
"""Forms to offer in a picker; 万余2位 and 万元1位 say how many decimals."""


def form_of(written: str) -> Form | None:
    """Read the name of a form (万余, 近万, 万元, %1位); None when there is no such form."""
    written = written.strip().replace("％", "%")
    for look in (Look.GROUPED, Look.BARE, Look.CHINESE, Look.TENTHS):
        if written == look.value:
            return Form(written, look)
    percent = _PERCENT.fullmatch(written)
    if percent:
        return Form(written, Look.PERCENT, digits=int(percent["digits"] or 2))
    found = _FORM.fullmatch(written)
    if not found or (found["before"] and found["after"]):
        return None
    unit = found["unit"] or ""
    if unit and unit not in UNITS:
        return None
    lean = Lean(found["before"] or found["after"] or "")
    scale = _SCALES[found["scale"] or ""]
    if lean is Lean.EXACT and scale in (10, 100, 1000):
        return None
    if lean is not Lean.EXACT and not found["scale"]:
        scale = 0
    digits = -1 if found["digits"] is None else int(found["digits"])
    return Form(written, Look.FIGURES, scale, lean, digits, unit)


UNITS = frozenset(
    ["人", "人次", "户", "对", "家", "个", "场", "件", "份", "张", "条", "元", "名", "项"]
)
"""Units a form may name."""


def misfit(form: Form, unit: str, name: str) -> str:
    """Why a form does not fit a figure of that unit, in Chinese; empty when it fits."""
    own = f"“{name}”的单位是{unit}"
    if form.look in (Look.PERCENT, Look.TENTHS) and unit != "%":
        return f"{own},不能写成“{form.written}”。要写占比,请用 {{{{甲 / 乙}}}}。"
    if unit == "%" and (form.unit or form.scale != 1 or form.lean is not Lean.EXACT):
        return f"{own},不能写成“{form.written}”。百分比可用的写法:%、%1位、成、中文、数。"
    if form.unit and form.unit != unit and not (unit == "人" and form.unit == "名"):
        return f"{own},不能写成“{form.written}”。不同的单位不能互换。"
    is_money = unit in ("元", "%")
    if form.digits >= 0 and form.lean is Lean.EXACT and form.look is Look.FIGURES and not is_money:
        return f"{own},不四舍五入。要写成整,请用“万余”“近万”或“约万”。"
    return ""


def said(value: Decimal | int | None, unit: str, form: Form | str = "") -> str:
    """Write a value with its unit. Raises ValueError for a form that does not exist or fit."""
    if isinstance(form, str):
        read = form_of(form)
        if read is None:
            raise ValueError(f"没有“{form}”这种写法。")
        form = read
    wrong = misfit(form, unit, "这个数")
    if wrong:
        raise ValueError(wrong)
    if value is None:
        return NOTHING
    value = Decimal(value)
    shown_unit = form.unit or unit
    if unit == "%":
        return _share(value, form)
    if form.look is Look.CHINESE:  # 零 is also a word (零散, 零就业): nought stays a figure
        return (spelled(value) if value else "0") + shown_unit
    if form.look in (Look.GROUPED, Look.BARE):
        grouped = f"{_whole_money(value, unit):,f}"
        return grouped + (shown_unit if form.look is Look.GROUPED else "")
    return _figures(value, shown_unit, form)


def exactly(value: Decimal | int | None, unit: str) -> str:
    """The exact value for a tooltip: 403,000 人, 87,032,200.00 元."""
    if value is None:
        return "没有数字"
    number = Decimal(value)
    shown = f"{number:,.2f}" if unit == "元" else f"{_stripped(number):,f}"
    return f"{shown}%" if unit == "%" else f"{shown} {unit}"


def punctuated(text: str) -> str:
    """Chinese punctuation for words that stand in the system with half-width signs."""
    return _HALF_WIDTH.sub(lambda found: _FULL_WIDTH[found[0]], text)


def _figures(value: Decimal, unit: str, form: Form) -> str:
    scale = form.scale or _scale_by_size(abs(value))
    sign, size = ("-", -value) if value < 0 else ("", value)
    if form.lean is Lean.EXACT:
        return sign + _exact(size, unit, scale, form.digits)
    digits = form.digits if form.digits >= 0 else _DIGITS.get(scale, 0)
    if sign or scale == 1:
        return sign + _plain(size, unit)
    match form.lean:
        case Lean.DOWN | Lean.MORE:
            return _down(size, unit, scale, digits, form.lean)
        case Lean.NEAR:
            return _near(size, unit, scale, form.digits)
        case _:
            return _about(size, unit, scale, digits)


def _exact(size: Decimal, unit: str, scale: int, digits: int) -> str:
    if scale == 1 or size == 0:
        return _plain(size, unit)
    if unit != "元":
        return _scaled(_stripped(size / scale), scale) + unit
    rounded = _rounded(size / scale, 2 if digits < 0 else digits, ROUND_HALF_UP)
    # 0.00万元 of thirty yuan would say there was nothing.
    return _scaled(_tidy(rounded, size / scale), scale) + unit if rounded else _plain(size, unit)


def _down(size: Decimal, unit: str, scale: int, digits: int, lean: Lean) -> str:
    if size < scale:
        return _plain(size, unit)
    kept = _rounded(size / scale, digits, ROUND_FLOOR)
    word = lean.value if kept * scale < size else ""
    return _scaled(_stripped(kept), scale) + word + unit


def _near(size: Decimal, unit: str, scale: int, digits: int) -> str:
    if size < scale * _NEAR:
        return _plain(size, unit)
    tries = (digits,) if digits >= 0 else range(5)
    for count in tries:
        reached = _rounded(size / scale, count, ROUND_CEILING)
        if reached * scale == size:
            return _scaled(_stripped(reached), scale) + unit
        if size >= reached * scale * _NEAR:
            return "近" + _scaled(_stripped(reached), scale) + unit
    return _plain(size, unit)


def _about(size: Decimal, unit: str, scale: int, digits: int) -> str:
    if size < scale:
        return _plain(size, unit)
    rounded = _rounded(size / scale, digits, ROUND_HALF_UP)
    word = "" if rounded * scale == size else "约"
    return word + _scaled(_stripped(rounded), scale) + unit


def _share(value: Decimal, form: Form) -> str:
    if form.look is Look.TENTHS:
        return _tenths(value)
    digits = form.digits if form.digits >= 0 else 2
    rounded = _rounded(value, digits, ROUND_HALF_UP)
    if rounded in (0, 100) and rounded != value:
        rounded = _rounded(value, digits, ROUND_FLOOR if value < rounded else ROUND_CEILING)
    shown = _tidy(rounded, value)
    match form.look:
        case Look.CHINESE:
            return ("负" if shown < 0 else "") + "百分之" + spelled(abs(shown))
        case Look.BARE:  # in a column of a table: the same digits in every row
            return f"{rounded:f}"
        case _:
            return f"{shown:f}%"


def _tenths(value: Decimal) -> str:
    tenths = value / 10
    if tenths < 1 or tenths >= 10:
        return f"{_stripped(value):f}%"
    kept = tenths.to_integral_value(ROUND_FLOOR)
    return f"{spelled(kept)}成" + ("多" if kept < tenths else "")


def _scaled(number: Decimal, scale: int) -> str:
    """40.3 at 万 → 40.3万; 68 at 百 → 6800."""
    if scale in (10**4, 10**8):
        return f"{number:f}" + ("万" if scale == 10**4 else "亿")
    return f"{_stripped(number * scale):f}"


def _plain(size: Decimal, unit: str) -> str:
    return f"{_whole_money(size, unit):f}{unit}"


def _whole_money(value: Decimal, unit: str) -> Decimal:
    """Yuan have two places or none; counts are as they are."""
    if unit != "元":
        return _stripped(value)
    cents = _rounded(value, 2, ROUND_HALF_UP)
    return _stripped(cents) if cents == cents.to_integral_value() else cents


def _tidy(rounded: Decimal, value: Decimal) -> Decimal:
    """Without the zeros at the end when the value is exactly that: 92.5, but 90.00 of 90.004."""
    return _stripped(rounded) if rounded == value else rounded


def _stripped(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()


def _rounded(number: Decimal, digits: int, rounding: str) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-digits), rounding)


def _scale_by_size(size: Decimal) -> int:
    for least, scale in ((10**8, 10**8), (10**4, 10**4), (1000, 100), (100, 10)):
        if size >= least:
            return scale
    return 1

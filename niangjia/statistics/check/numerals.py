"""Chinese number writing (数的写法): Arabic, Chinese and mixed numerals to exact decimals. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from niangjia.statistics.check.figures import Precision

DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MAGNITUDES = {
    "": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6,
    "千万": 10**7, "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[ \u00a0]\d{3})+(?![\d年月日])|\d{1,15}(?!\d))(?:\.\d{1,9}(?!\d))?"
_D = "".join(DIGITS)
_S = "".join(SMALL)
CHINESE = rf"(?:[{_D}十拾][{_D}{_S}]{{0,20}}(?:点[{_D}]{{1,6}})?)"
MAGNITUDE = r"(?:万亿|[十百千]亿|[十百千]万|亿|万|千|百)"
FUZZY = "[余多来]"
_SPACE = r"[  ]{0,2}"

NUMBER = (
    rf"(?P<first>{ARABIC}|{CHINESE}){_SPACE}(?P<fuzzy>{FUZZY}|几)?(?:元(?=[万亿]元)|个(?=亿元?(?:[,。;、!?)”’]|$)))?(?P<magnitude>{MAGNITUDE})?"
    rf"(?:(?<=[亿万])(?P<second>{ARABIC}(?=[万千百])|[{_D}十][{_D}{_S}]{{0,12}})(?P<second_magnitude>[万千百])?"
    rf"(?:(?<=万)(?P<third>[{_D}][{_D}{_S}]{{0,12}}))?)?"
    rf"(?P<fuzzy_after>{FUZZY})?"
)
"""A number with its magnitude and its 余 or 多, as a regular expression with named groups.

309 元万元 is 309 万元, 2.7 个亿 is 2.7 亿.
"""

_TWO = re.compile(r"(?P<low>[一二两三四五六七八])(?P<high>[二两三四五六七八九])(?P<rest>[十百千])")
_LESS = re.compile(
    r"(?:近|不足|不到|将近|接近|未满|不满)(?:达|有)?\s*$|不(?:超过?|高于|多于|大于)(?:了)?\s*$"
    r"|(?:最多|至多)[^,。;、\d的]{0,4}$"
)
_MORE = re.compile(
    r"(?:逾|超过|超|突破|不少于|不低于|高于|大于)(?:了)?\s*$|(?:至少|最少)[^,。;、\d的]{0,4}$"
)
_ROUGH = re.compile(r"(?:约为|大约|约|大概|左右)(?:有|达)?\s*$")


def parse(text: str) -> Decimal | None:
    """The value of an Arabic or Chinese numeral without fuzziness, or None if it is not one."""
    plain = re.sub(r"[,\s]", "", text)
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Decimal(plain)
    return parse_chinese(plain)


def parse_chinese(text: str) -> Decimal | None:
    """三千七百五十九 → 3759, 一亿二千万 → 120000000, 三点五万 → 35000; None if malformed."""
    whole, _, fraction = text.partition("点")
    tail = ""
    while fraction and fraction[-1] in "万亿":
        fraction, tail = fraction[:-1], fraction[-1] + tail
    if fraction:
        base = _section(whole)
        if base is None or any(sign not in DIGITS for sign in fraction):
            return None
        digits = "".join(str(DIGITS[sign]) for sign in fraction)
        return Decimal(f"{base}.{digits}") * MAGNITUDES.get(tail, 1)
    total = Decimal(0)
    for name in ("亿", "万"):
        head, found, rest = whole.rpartition(name)
        if found:
            part = parse_chinese(head) if name == "亿" else _section(head)
            if part is None:
                return None
            total, whole = total + part * MAGNITUDES[name], rest
    last = _section(whole) if whole else 0
    return None if last is None else total + last


def _section(text: str) -> int | None:
    """A numeral below 万: positional (三百二十), bare digits (二〇), None if malformed."""
    if not text:
        return None
    if all(sign in DIGITS for sign in text):
        return int("".join(str(DIGITS[sign]) for sign in text))
    if any(sign not in DIGITS and sign not in SMALL for sign in text):
        return None
    total, digit, last, zero = 0, None, 10_000, False
    for sign in text:
        if sign in SMALL:
            unit = SMALL[sign]
            if unit >= last or (digit is None and not (unit == 10 and total == 0)):
                return None
            total, digit, last, zero = total + (digit or 1) * unit, None, unit, False
        elif DIGITS[sign] == 0:
            if digit is not None or zero:
                return None
            zero = True
        elif digit is not None:
            return None
        else:
            digit = DIGITS[sign]
    if digit is not None and last >= 100 and not zero and last < 10_000:
        digit *= last // 10  # 三百二 is 320
    return total + (digit or 0)


def value_of(match: re.Match[str]) -> Decimal | None:
    """The value of a match of NUMBER, magnitudes multiplied out."""
    first = parse(match["first"])
    if first is None:
        return None
    value = first * MAGNITUDES[match["magnitude"] or ""]
    if match["second"]:
        second = parse(match["second"])
        if second is None:
            return None
        scale = match["second_magnitude"]
        if scale is None and re.fullmatch(rf"[{_D}]", match["second"]):
            return value + second * (MAGNITUDES[(match["magnitude"] or "")[-1:]] // 10)
        value += second * MAGNITUDES[scale or ""]
    third = parse(match["third"]) if match["third"] else Decimal(0)
    return None if third is None else value + third


def two_of(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """两三千, 三五十: the lower and the upper of two numbers told in one."""
    both = _TWO.fullmatch(match["first"])
    if both is None or match["second"]:
        return None, None
    scale = MAGNITUDES[match["magnitude"] or ""]
    low, high = (parse(both[name] + both["rest"]) for name in ("low", "high"))
    return (low * scale, high * scale) if low and high and low < high else (None, None)


def precision_of(match: re.Match[str], before: str, after: str) -> Precision:
    """How exact a number is, told by 余, 多, 近, 约, 以上 inside, before and after it."""
    if match["fuzzy"] or match["fuzzy_after"]:
        return Precision.AT_LEAST
    if _LESS.search(before) or re.match(r"\s*以[内下]", after):
        return Precision.BELOW
    if _MORE.search(before) or re.match(r"\s*(?:以上|有余|之多|多|余)", after):
        return Precision.AT_LEAST
    if _ROUGH.search(before) or re.match(r"\s*(?:左右|上下)", after):
        return Precision.ABOUT
    return Precision.EXACT


def bounds(value: Decimal, precision: Precision) -> tuple[Decimal, Decimal]:
    """What the words allow: 300多 → 300..400, 近20万 → 10万..20万, 近1万 → 9000..1万, 约28万 → half a last digit."""
    step = Decimal(1).scaleb(
        value.normalize().adjusted() - len(value.normalize().as_tuple().digits) + 1
    )
    match precision:
        case Precision.AT_LEAST:
            return value, value + step
        case Precision.BELOW:
            return value - (step if value > step else step / 10), value
        case Precision.ABOUT:
            return value - step / 2, value + step / 2
        case Precision.EXACT:
            return value, value

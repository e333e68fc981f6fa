"""Controlled words (规范用语): DICT-NAME, DICT-IND, DICT-AWARD. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.text import bodies, laws
from niangjia.statistics.check.rules.text.bodies import alike
from niangjia.statistics.check.rules.text.terms import (
    AWARDS,
    LOOK_ALIKE,
    MISPRINTS,
    NAMES,
    SHORT_NAMES,
    SLOGANS,
    WORDS_TOO,
    WRONG_RATES,
)

_LONG_ENOUGH = 6
_DOCUMENT_NUMBER = re.compile(
    r"[一-鿿]{1,6}[(\[【「<《{]\s*(?:19|20)\d{2}\s*[)\]】」>》}]\s*第?\s*\d+\s*号"
)
_FUNCTION_WORDS = "的地得对和与及在是为以向把被了就都也从到等者不"
_MEETING = "开参到赴与入集聚召"
"""职工代表开会: what one does with a meeting."""
_ACCENT = re.compile(r"(?<=^[zcs])h|(?<=n)g$")
_COUNTING = "一二两三四五六七八九十百千万亿"
_TOLD_APART = re.compile(r"不是|并非|而非|不叫|不等于|区别")
_NAMED = re.compile(r"“([一-鿿、·]{5,16})”")
_WHOLE_PLACE = re.compile("全[省市县区州旗盟]")
"""全省…先进单位 is as right as 全国…: the name of another level's honour."""
_BESIDE = 4
_HOTLINE = "12351"
_ANOTHER = rf"(?<![\d.-])(?!{_HOTLINE})(?P<number>12\d{{3}})(?![\d.])[”’)]?"
_OF_UNION = r"(?:总?工会|职工|工友|工人|娘家人)"
_HELP = r"(?:维权|服务|法律|帮扶|援助|咨询|诉求|求助|权益|爱心|关爱|综合|[与和及、]){0,4}"
_LINE = rf"{_HELP}(?:热线|专线)"
_HOTLINES = (
    re.compile(rf"{_ANOTHER}(?:全?[国省市县区州]级?)?{_OF_UNION}{_LINE}"),
    re.compile(
        rf"{_OF_UNION}{_LINE}(?:电话|号码)?[:“‘(]*{_ANOTHER}(?![万余多]?[个件次人名位通条起元家户份项年])"
    ),
    re.compile(rf"{_OF_UNION}{_HELP}[“‘]?{_ANOTHER}{_LINE}"),
)
"""Numbers of five digits by the name of the workers' hotline."""
_OTHER_HELP = re.compile(r"12345|12348[^,。]*法律|法律[^,。]*12348")
"""Lines of the government and of justice, which take calls of workers, too."""
_OF_A_SORT = (
    "一二两三四五六七八九十", "百千万亿", "上下", "甲乙丙", "省市县区镇村", "章状", "春夏秋冬", "东南西北",
    "男女", "件类", "之小",
)  # fmt: skip
"""Signs that tell names apart: 全国五一劳动奖章 is not 奖状."""
_QUOTED = re.compile(r"“([一-鿿]{4})”")
_BRAND = re.compile(r"“([一-鿿]{3,10})”")
_SHORTEST_BRAND = 4
_HONOUR_NAME = r"([一-鿿]{4,18}?(?:奖章|奖状|奖|工作室|人才|能手|标兵岗|先锋号|示范岗))"
_HONOUR_BEHIND = re.compile(rf"的?{_HONOUR_NAME}(?![一-鿿]?奖)")
_HONOUR_BEFORE = re.compile(rf"{_HONOUR_NAME}(?:[特一二三]等奖|获得者|称号)?$")
_GOT = re.compile(
    r"^.*(?:[获得评入]得?|选树|培养|命名为?|授予|建成|打造|[了被的个名为])(?=[一-鿿]{4})"
)
_MISPRINTS = tuple((re.compile(pattern), right) for pattern, right in MISPRINTS)
_INNER = 2
_SORTS = "女男小新老微云青好最省市县区" + "".join(_OF_A_SORT)


def check(reading: Reading) -> Iterator[Finding]:
    """Names, indicators and award grades that differ from the official ones."""
    text = reading.page.text
    official = (*NAMES, *laws.NAMES, *bodies.NAMES)
    right = [(at, at + len(name)) for name in official for at in _places(name, text)]
    for name in NAMES:
        for start, end in nearly(name, text):
            counted = re.search(r"[一二两三四五六七八九十\d]项", text[start:end])  # 三项集体合同
            amid = name[0] == "会" and text[start - 1 : start] == "工"  # (工)会实名制管理
            if counted or amid or any(begin < end and start < stop for begin, stop in right):
                continue  # inside another official name
            yield found(
                reading, "DICT-NAME", f"“{text[start:end]}”与规范名称“{name}”只差一字,请核对。",
                [(start, end)], suggestion=name,
            )  # fmt: skip
    yield from laws.check(reading)
    yield from bodies.check(reading)
    yield from _hotline(reading)
    yield from _misprints(reading)
    yield from _mistaken(reading)
    yield from _two_spellings(reading)
    yield from _turned_round(reading)
    yield from _one_honour(reading)
    yield from _slogans(reading)
    yield from _document_numbers(reading)
    yield from _indicators(reading)
    for pattern, grades in AWARDS:
        for match in re.finditer(pattern, text):
            yield found(
                reading, "DICT-AWARD",
                f"“{match.group()}”没有“{match['wrong']}”这一等级(该奖等级:{grades})。请核对获奖证书。", [match.span()],
            )  # fmt: skip


def _places(words: str, text: str) -> Iterator[int]:
    """Where words begin; hundreds of names are looked for, which as patterns would not stay compiled."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))


def nearly(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a name stands with one inner sign wrong or missing.

    One wrong sign leaves the first or the last half intact, so only the places of the halves are
    looked at.
    """
    half = len(name) // 2
    if len(name) < _LONG_ENOUGH or (name[:half] not in text and name[half:] not in text):
        return
    spans: set[tuple[int, int]] = set()
    for start in _places(name[:half], text):
        spans |= {(start, start + len(name) - less) for less in (0, 1)}
    for at in _places(name[half:], text):
        spans |= {(at - half + less, at - half + len(name)) for less in (0, 1)}
    for start, end in sorted(spans):
        words = text[max(start, 0) : end]
        if (
            start >= 0
            and words not in NAMES
            and not any(name.replace(*pair) == words for pair in WORDS_TOO)
            and (_one_off(name, words) or _ends_alike(name, words))
        ):
            yield start, end


def _ends_alike(name: str, words: str) -> bool:
    """Whether only the last sign differs, and sounds or looks the same: 模范职工之佳."""
    same = len(words) == len(name) and words[:-1] == name[:-1] and words != name
    pair = words[-1:] + name[-1]
    return same and (_sounds_alike(pair[0], pair[1]) or {pair, pair[::-1]} & LOOK_ALIKE != set())


def _sounds_alike(one: str, other: str) -> bool:
    from pypinyin import lazy_pinyin  # loads its tables; needed only for a suspect

    return "一" <= one <= "鿿" and lazy_pinyin(one) == lazy_pinyin(other)


def _one_off(name: str, words: str) -> bool:
    """Whether one inner sign of a name is another Chinese sign, or left out (7 signs and more)."""
    if words[:1] != name[0] or words[-1:] != name[-1] or words == name:
        return False
    if len(words) == len(name):
        wrong = [sign for sign, right in zip(words, name, strict=True) if sign != right]
        if len(wrong) != 1 or _is_traditional(wrong[0]) or _WHOLE_PLACE.match(words):
            return False
        meets = words[-1] == "会" and words[-2] == wrong[0] and wrong[0] in _MEETING
        return "一" <= wrong[0] <= "鿿" and wrong[0] not in _FUNCTION_WORDS and not meets
    gaps = range(1, len(name) - 1)
    return len(name) > _LONG_ENOUGH and any(words == name[:gap] + name[gap + 1 :] for gap in gaps)


def _hotline(reading: Reading) -> Iterator[Finding]:
    """12315职工维权热线: the workers' hotline has one number, and 12315 is the consumers'."""
    for form in _HOTLINES:
        for match in form.finditer(reading.page.text):
            if not _OTHER_HELP.search(match.group()):
                yield found(
                    reading, "DICT-NAME",
                    f"工会的职工服务(维权)热线是 {_HOTLINE},这里写的是 {match['number']}。请核对号码。",
                    [match.span()], suggestion=match.group().replace(match["number"], _HOTLINE),
                )  # fmt: skip


def _misprints(reading: Reading) -> Iterator[Finding]:
    for pattern, right in _MISPRINTS:
        for match in pattern.finditer(reading.page.text):
            words = f"“{match.group()}”"
            if not pattern.fullmatch(match.group()):  # wrong only beside other words: show them
                words = f"“{_phrase(reading.page.text, *match.span())}”中的{words}"
            yield found(
                reading, "DICT-NAME", f"{words}疑为“{right}”之误,请核对。", [match.span()],
                suggestion=right,
            )  # fmt: skip


def _phrase(text: str, start: int, end: int) -> str:
    """A word with the signs around it, up to the next border."""
    before = re.search("[一-鿿]*$", text[max(0, start - _BESIDE) : start])
    after = re.match("[一-鿿]*", text[end : end + 2 * _BESIDE])
    return f"{before.group() if before else ''}{text[start:end]}{after.group() if after else ''}"


def _mistaken(reading: Reading) -> Iterator[Finding]:
    """工人先峰号, 技能竟赛: one sign of a word that sounds or looks like the right one."""
    text = reading.page.text
    likely = [(name, *span) for name in SHORT_NAMES for span in _one_sign_off(name, text)]
    if not likely:
        return
    known = {match.span() for pattern, _ in _MISPRINTS for match in pattern.finditer(text)}
    known |= {span for name in NAMES for span in nearly(name, text)}
    for name, start, end in likely:
        if not any(begin < end and start < stop for begin, stop in known):
            yield found(
                reading, "DICT-NAME", f"“{text[start:end]}”疑为“{name}”之误,请核对。",
                [(start, end)], suggestion=name,
            )  # fmt: skip


def _one_sign_off(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a word stands with one sign mistaken; one of its halves is whole."""
    half = (len(name) + 1) // 2
    if name[:half] not in text and name[half:] not in text:
        return
    starts = {*_places(name[:half], text), *(at - half for at in _places(name[half:], text))}
    for start in sorted(starts):
        words = text[max(start, 0) : start + len(name)]
        if start < 0 or len(words) < len(name) or words == name:
            continue
        wrong = [(one, right) for one, right in zip(words, name, strict=True) if one != right]
        if (
            len(wrong) == 1
            and wrong[0][0] not in _FUNCTION_WORDS + _COUNTING
            and not _is_traditional(wrong[0][0])
            and _mistakes(*wrong[0])
        ):
            yield start, start + len(name)


def _is_traditional(sign: str) -> bool:
    """Whether it is a sign of Taiwan's and Hong Kong's writing alone (產業工人): no misprint."""
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return bool(sign.encode("big5", "ignore"))
    return False


def _mistakes(one: str, other: str) -> bool:
    """Whether one sign is easily taken for the other: by shape, or by sound in any accent."""
    from pypinyin import lazy_pinyin

    if one + other in LOOK_ALIKE or other + one in LOOK_ALIKE:
        return True
    sounds = {_ACCENT.sub("", "".join(lazy_pinyin(sign))) for sign in (one, other)}
    return "一" <= one <= "鿿" and len(sounds) == 1


def _two_spellings(reading: Reading) -> Iterator[Finding]:
    """“暖心送岗到社区” here and “暖心送岗进社区” there: a quoted name that differs from itself by one sign."""
    first: dict[tuple[str, str], tuple[int, int]] = {}
    told: set[str] = {*NAMES}
    for match in _NAMED.finditer(reading.page.text):
        name = match[1]
        if name in told:
            continue
        told.add(name)
        for place, sign in enumerate(name):
            start, end = first.setdefault((name[:place], name[place + 1 :]), match.span(1))
            other = reading.page.text[start:end]
            pair = {sign, other[place]}
            if other != name and not any(pair <= set(sort) for sort in _OF_A_SORT):
                yield found(
                    reading, "DICT-NAME", f"“{other}”和“{name}”只差一字,可能是同一个名称。请统一。",
                    [match.span(1), (start, end)],
                )  # fmt: skip


def _turned_round(reading: Reading) -> Iterator[Finding]:
    """“会聚良缘” here and “聚会良缘” there: the same signs in another order, or one sign more inside."""
    places: dict[str, tuple[int, int]] = {}
    for match in _BRAND.finditer(reading.page.text):
        places.setdefault(match[1], match.span(1))
    turned: dict[str, str] = {}
    for name, place in places.items():
        others = {name[:n] + name[n + 1 :] for n in range(2, len(name) - 1)}
        alike = [turned.setdefault("".join(sorted(name)), name)]
        alike += [other for other in others if other in places and _has_one_more(other, name)]
        for other in (one for one in alike if one != name):
            yield found(
                reading, "DICT-NAME", f"“{other}”和“{name}”只是字序不同或多一个字,可能是同一个名称。请统一。",
                [place, places[other]],
            )  # fmt: skip


def _has_one_more(short: str, long: str) -> bool:
    """云泽工匠, 云泽大工匠: one sign more inside a name; not one that tells sorts apart."""
    if len(short) < _SHORTEST_BRAND or len(long) != len(short) + 1:
        return False
    at = next((n for n, sign in enumerate(short) if sign != long[n]), len(short))
    inside = 1 < at < len(short)
    return inside and long[:at] + long[at + 1 :] == short and long[at] not in _SORTS


def _one_honour(reading: Reading) -> Iterator[Finding]:
    """国家科学进步奖 3 项 here, 国家科学技术进步奖 3 项 there: one count, and a sign lost or wrong inside the name."""
    told: dict[tuple[Decimal, str], list[tuple[str, Figure]]] = {}
    for figure in reading.figures:
        left, _, right = figure.context.partition("#")
        match = _HONOUR_BEHIND.match(right) or _HONOUR_BEFORE.search(left)
        if match is None:
            continue
        name = _GOT.sub("", match[1])
        same = told.setdefault((figure.value, figure.unit), [])
        other = next(((n, f) for n, f in same if _is_inner_slip(n, name)), None)
        same.append((name, figure))
        if other is not None:
            yield found(
                reading, "DICT-NAME", f"“{other[0]}”和“{name}”只差一两个字、数也相同,可能是同一个名称。请统一。",
                [figure, other[1]],
            )  # fmt: skip


def _is_inner_slip(one: str, other: str) -> bool:
    """Whether a name has one sign wrong inside, or up to two too many; not one that tells sorts apart."""
    before = alike(one, other)
    after = alike(one[before:][::-1], other[before:][::-1])
    put, lost = one[before : len(one) - after], other[before : len(other) - after]
    changed = {len(put), len(lost)} in ({1}, {0, 1}, {0, 2})
    return changed and min(before, after) >= _INNER and not set(put + lost) & set(_SORTS)


def _slogans(reading: Reading) -> Iterator[Finding]:
    """A quoted slogan of four signs that differs from a known one in one place, or in their order."""
    for match in _QUOTED.finditer(reading.page.text):
        words = match[1]
        if words in SLOGANS:
            continue
        for slogan in sorted(SLOGANS):
            different = [place for place in range(4) if words[place] != slogan[place]]
            numbers = all(
                sign in "一二三四五六七八九十两双" for sign in (words[p] for p in different)
            )
            numbers = numbers and _counted(slogan) > 1  # 三位一体 and 三个意识 are right, too
            alike = len(different) == 1 and _sounds_alike(words[different[0]], slogan[different[0]])
            turned = words[0] != words[2] and sorted(words) == sorted(slogan)  # 两做一学
            if turned or (len(different) == 1 and (numbers or alike)):
                yield found(
                    reading, "DICT-NAME", f"“{words}”疑为“{slogan}”之误,请核对。", [match.span(1)],
                    suggestion=slogan,
                )  # fmt: skip
                break


def _counted(slogan: str) -> int:
    """How many numbers a slogan has."""
    return sum(sign in "一二三四五六七八九十两双" for sign in slogan)


def _document_numbers(reading: Reading) -> Iterator[Finding]:
    places = [match.span() for match in _DOCUMENT_NUMBER.finditer(reading.page.text)]
    if places:
        right = re.sub(
            r"[(\[【「<《{(［]\s*(\d{4})\s*[)\]】」>》})］]\s*",
            r"〔\1〕",
            reading.page.slice(*places[0]),
        )
        yield found(
            reading, "DICT-NAME", "公文字号的年份应用六角括号〔〕(党政机关公文格式 GB/T 9704)。", places,
            suggestion=right,
        )  # fmt: skip


def _indicators(reading: Reading) -> Iterator[Finding]:
    for pattern, right, why in WRONG_RATES:
        places = [
            match.span() for match in re.finditer(pattern, reading.page.text)
            if not _TOLD_APART.search(match.group())
        ]  # fmt: skip
        if places:
            wrong = reading.page.text[places[0][0] : places[0][1]]
            yield found(
                reading, "DICT-IND", f"“{wrong}”应为“{right}”:{why}。", places, suggestion=right
            )

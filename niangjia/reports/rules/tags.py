"""What stands inside ``{{ }}`` and ``{% %}`` of a template, read with its exact place. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches

from niangjia.reports.rules import style
from niangjia.reports.rules.meanings import Catalogue, Meaning, Timing, base_of, unknown_part
from niangjia.reports.rules.nodes import (
    Bound,
    Comparison,
    Condition,
    Count,
    Exists,
    Known,
    Loop,
    Order,
    Over,
    Place,
    Problem,
    Reckoning,
    Test,
    Variable,
    Whom,
)
from niangjia.reports.rules.questions import Ask, At, When, Whose
from niangjia.reports.rules.times import OLDEST_YEAR, read_when

VARIABLES = (
    "工会名称", "期间", "期长", "起", "止", "今日", "年度", "下级数", "荣誉数", "数据截至",
)  # fmt: skip
CHILD_VARIABLES = ("名称", "序号")
HONOUR_VARIABLES = ("名称", "序号", "级别", "获得者", "授予单位", "授予日期")
FACETS = ("代码", "名称", "单位", "来源")
MOST_PROBLEMS = 100
MOST_ROUNDS = 500

_CODE = r"[A-Za-z][\w.]*(?:@\d{1,3}(?![\d年]))?(?:\[[^\]]*\])?"
_REF = re.compile(rf"\s*(?P<code>{_CODE})\s*(?:@\s*(?P<when>[^/]*?))?\s*")
_WHOSE = {w.value: w for w in (Whose.OWN, Whose.PARENT)}
_RECKONINGS = {
    "增长": Reckoning.CHANGE, "增减": Reckoning.CHANGE, "增幅": Reckoning.CHANGE_RATE,
    "增幅%": Reckoning.SIGNED_RATE,
}  # fmt: skip
_WIDE = str.maketrans("｜＠＞＜＝％／｛｝［］", "|@><=%/{}[]")
_TOKEN = re.compile(
    r"\s*(?:(?P<count>(?:下级|总工会|基层工会|优先总工会)数)"
    r"|(?P<word>且|或|非|没有|有数|无数|有|下级|荣誉)|(?P<sign>>=|<=|!=|≥|≤|≠|>|<|=)"
    rf"|(?P<number>\d+(?:\.\d+)?)(?P<scale>[万亿%])?|(?P<code>{_CODE})(?:\s*@\s*(?P<when>[^\s<>=!≥≤≠且或]+))?)"
)
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!="}
_SCALES = {"万": 10**4, "亿": 10**8}


@dataclass(frozen=True)
class Around:
    """What a tag stands in: the loops that run around it."""

    over: tuple[Over, ...] = ()

    @property
    def whose(self) -> Whose:
        """Whose figure is meant when nothing is said."""
        return Whose.CHILDREN if Over.CHILDREN in self.over else Whose.OWN

    @property
    def variables(self) -> tuple[str, ...]:
        """Which plain variables there are."""
        inner = self.over[-1] if self.over else None
        extra = {Over.CHILDREN: CHILD_VARIABLES, Over.HONOURS: HONOUR_VARIABLES}
        return (*VARIABLES, *extra[inner]) if inner else VARIABLES


class TagReader:
    """Reads tags and collects every problem."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.problems: list[Problem] = []
        self.is_done = False  # enough is wrong; reading on would only cost time

    def blame(self, place: Place, message: str) -> None:
        """Note a problem once per line; after a hundred the rest is not worth reading."""
        is_known = any(p.place.line == place.line and p.message == message for p in self.problems)
        if len(self.problems) < MOST_PROBLEMS and not is_known:
            self.problems.append(Problem(place, message))
        self.is_done = self.is_done or len(self.problems) >= MOST_PROBLEMS

    def bound(self, inside: str, place: Place, around: Around) -> Bound | Variable | None:
        """``members.joined | 万余`` or ``期间``; None when it is wrong."""
        inside = inside.translate(_WIDE)
        head, *modifiers = inside.split("|")
        name = head.strip()
        if name in around.variables and not modifiers:
            return Variable(name, place)
        if not name or not re.match(r"[A-Za-z]", name):
            self.blame(place, _no_variable(name, around, self.catalogue))
            return None
        top, slash, bottom = head.partition("/") if "/" in head else (head, "", "")
        ask = self._ask(top, place, around)
        other = self._ask(bottom, place, around) if slash else None
        if ask is None or (slash and other is None):
            return None
        has_time = "@" in re.sub(r"@\d{1,3}(?![\d年])", "", top)
        return self._modified(ask, other, modifiers, place, has_time=has_time)

    def _ask(self, text: str, place: Place, around: Around) -> Ask | None:
        found = _REF.fullmatch(text)
        if not found:
            self.blame(
                place, f"看不懂“{text.strip()}”。请写成 指标代码,或 指标代码 @ 时间,或 甲 / 乙。"
            )
            return None
        code = re.sub(r"\s", "", found["code"])
        wrong = unknown_part(code, self.catalogue)
        if wrong:
            self.blame(place, wrong)
            return None
        ask = Ask(code, When(), around.whose)
        for word in (found["when"] or "").split():
            changed = self._selected(ask, word)
            if changed is None:
                self.blame(place, _no_time(word))
                return None
            ask = changed
        return self._timed(ask, place)

    def _selected(self, ask: Ask, word: str) -> Ask | None:
        if word in _WHOSE:
            return replace(ask, whose=_WHOSE[word])
        when = read_when(word)
        return None if when is None else replace(ask, when=when)

    def _timed(self, ask: Ask, place: Place) -> Ask | None:
        """Refuse a day for what happens in a period."""
        meaning = self.meaning(ask)
        days = (At.OPENING, At.DAY, At.SO_FAR)
        if meaning.timing is Timing.FLOW and ask.when.at in days:
            self.blame(
                place,
                f"“{meaning.name}”是期内流量,不能问某一天的数。请用一段时间,"
                "如 上期、上年同期、2016、2016-01-01至2016-12-31。",
            )
            return None
        return ask

    def meaning(self, ask: Ask) -> Meaning:
        """What the asked indicator is."""
        return self.catalogue[base_of(ask.code)]

    def _modified(
        self, ask: Ask, other: Ask | None, modifiers: list[str], place: Place, *, has_time: bool
    ) -> Bound | None:
        reckoning = Reckoning.SHARE if other else Reckoning.PLAIN
        form, has_note, selected, facet = style.PLAIN, False, None, ""
        for written in modifiers:
            word = written.strip()
            when = read_when(word.lstrip("比较") if word[:1] in "比较" else word)
            if word == "注":
                has_note = True
            elif word in FACETS and not other:
                facet = word
            elif word in _RECKONINGS and not other:
                reckoning = _RECKONINGS[word]
            elif word in _WHOSE:
                ask = replace(ask, whose=_WHOSE[word])
            elif when is not None:
                selected = when
            else:
                read = style.form_of(word)
                if read is None or not word:
                    self.blame(place, _no_form(word))
                    return None
                form = read
        bound = Bound(ask, form, reckoning, other, has_note, place, facet)
        return self._compared(bound, selected, has_time=has_time)

    def _compared(self, bound: Bound, selected: When | None, *, has_time: bool) -> Bound | None:
        """Put the time where it belongs: to the figure, or to what it is compared with."""
        if bound.reckoning in (Reckoning.PLAIN, Reckoning.SHARE):
            if selected and bound.reckoning is Reckoning.SHARE:
                self.blame(bound.place, "占比的时间请写在每个指标后面:{{甲 @ 期初 / 乙 @ 期初}}。")
                return None
            ask = bound.ask if selected is None else replace(bound.ask, when=selected)
            timed = self._timed(ask, bound.place)
            return None if timed is None else self._fitting(replace(bound, ask=timed))
        if selected is None and has_time:
            self.blame(bound.place, "请写明与什么时候比较,例如 {{… | 增长 | 上年同期}}。")
            return None
        is_flow = self.meaning(bound.ask).timing is not Timing.STOCK
        usual = When(At.PREVIOUS if is_flow else At.OPENING)
        other = self._timed(replace(bound.ask, when=selected or usual), bound.place)
        return None if other is None else self._fitting(replace(bound, other=other))

    def _fitting(self, bound: Bound) -> Bound | None:
        """Refuse unlike units and forms that do not fit."""
        meaning = self.meaning(bound.ask)
        unit, name = meaning.unit, meaning.name
        wrong = ""
        match bound.reckoning:
            case Reckoning.SHARE:
                assert bound.other is not None
                below = self.meaning(bound.other)
                if unit != below.unit or unit == "%":
                    wrong = (
                        f"“{name}”({unit})与“{below.name}”({below.unit})"
                        "单位不同或本身是比率,不能相除写成占比。"
                    )
                unit = "%"
            case Reckoning.CHANGE_RATE | Reckoning.SIGNED_RATE:
                if unit == "%":
                    wrong = f"“{name}”本身是比率,增幅容易误解。请用“增长”,写成提高几个百分点。"
                unit = "%"
        wrong = wrong or style.misfit(bound.form, unit, name)
        if wrong:
            self.blame(bound.place, wrong)
            return None
        return bound

    def loop(self, text: str, place: Place, around: Around) -> Loop | None:
        """``下级 按 members.total 前 5 分隔 、`` or ``荣誉 级别 国家级``."""
        name, *words = text.translate(_WIDE).split()
        over = Over(name)
        if over in around.over or (over is Over.CHILDREN and around.over):
            self.blame(place, f"“{name}”循环不能放在“{around.over[-1].value}”循环里面。")
            return None
        loop = Loop(over, None, Order.TREE, 0, "", "、", place)
        while words:
            word = words.pop(0)
            option, rest = next(
                ((o, word[len(o) :].lstrip("=:：")) for o in _OPTIONS if word.startswith(o)),
                ("", ""),
            )
            if option and option not in ("从高到低", "从低到高"):
                rest = rest or (words.pop(0) if words else "")
            changed = self._option(loop, option or word, rest, place)
            if changed is None:
                return None
            loop = changed
        return loop

    def _option(self, loop: Loop, option: str, value: str, place: Place) -> Loop | None:
        is_children = loop.over is Over.CHILDREN
        match option:
            case "按" if is_children:
                ask = self._ask(value, place, Around((Over.CHILDREN,)))
                order = Order.FALLING if loop.order is Order.TREE else loop.order
                return None if ask is None else replace(loop, by=ask, order=order)
            case Whom.FEDERATIONS | Whom.GRASSROOTS | Whom.FEDERATIONS_FIRST if is_children:
                return replace(loop, whom=Whom(option))
            case "从高到低" if is_children:
                return replace(loop, order=Order.FALLING)
            case "从低到高" if is_children:
                return replace(loop, order=Order.RISING)
            case "非零" if is_children and loop.by:
                return replace(loop, skips_zero=True)
            case "前":
                digits = re.fullmatch(r"(\d{1,3})[个家名项]?", value)
                if digits and 0 < int(digits[1]) <= MOST_ROUNDS:
                    return replace(loop, top=int(digits[1]))
            case "分隔" if value:
                return replace(loop, separator=value)
            case "级别" if value and not is_children:
                return replace(loop, level=value)
        known = (
            "总工会、基层工会、优先总工会、按 指标、从高到低、从低到高、非零(写在“按”后面)、"
            if is_children
            else "级别 国家级、"
        )
        self.blame(
            place, f"看不懂“{option}{value}”。“{loop.over.value}”循环可以写:{known}前 5、分隔 、。"
        )
        return None

    def condition(self, text: str, place: Place, around: Around) -> Condition | None:
        """``members.left > 0 且 有 荣誉``."""
        tokens = _tokens(text.translate(_WIDE))
        if not tokens:
            self.blame(place, _NO_CONDITION.format(text.strip()))
            return None
        groups: list[list[tuple[bool, Test]]] = [[]]
        while tokens:
            is_plain = True
            while tokens and tokens[0]["word"] == "非":
                is_plain = not is_plain
                tokens.pop(0)
            if tokens and tokens[0]["word"] in ("没有", "无数"):
                is_plain = not is_plain
            test = self._test(tokens, place, around)
            if test is None:
                self.blame(place, _NO_CONDITION.format(text.strip()))
                return None
            groups[-1].append((is_plain, test))
            if not tokens:
                break
            joint = tokens.pop(0)["word"]
            if joint == "或":
                groups.append([])
            if joint not in ("且", "或") or not tokens:
                self.blame(place, _NO_CONDITION.format(text.strip()))
                return None
        return Condition(tuple(tuple(group) for group in groups))

    def _test(self, tokens: list[re.Match[str]], place: Place, around: Around) -> Test | None:
        if not tokens:
            return None
        first = tokens.pop(0)
        if first["word"] in ("有", "没有", "有数", "无数"):
            if not tokens:
                return None
            what = tokens.pop(0)
            if first["word"] in ("有数", "无数"):
                known = self._operand(what, place, around)
                return Known(known) if isinstance(known, Ask) else None
            if what["word"] in ("下级", "荣誉"):
                return Exists(Over(what["word"]))
            ask = self._operand(what, place, around)
            return Exists(ask) if isinstance(ask, Ask) else None
        left = self._operand(first, place, around)
        if not isinstance(left, Ask | Count) or len(tokens) < 2 or not tokens[0]["sign"]:
            return None
        sign = tokens.pop(0)["sign"]
        right = self._operand(tokens.pop(0), place, around)
        if right is None or isinstance(right, Count):
            return None
        return Comparison(left, _SIGNS.get(sign, sign), right)

    def _operand(
        self, token: re.Match[str], place: Place, around: Around
    ) -> Ask | Count | Decimal | None:
        if token["count"]:
            whom = token["count"].removesuffix("数")
            return Count(Whom.ALL if whom == Over.CHILDREN else Whom(whom))
        if token["number"]:
            return Decimal(token["number"]) * _SCALES.get(token["scale"] or "", 1)
        if not token["code"]:
            return None
        return self._ask(
            token["code"] + (f"@{token['when']}" if token["when"] else ""), place, around
        )


_OPTIONS = ("按", "从高到低", "从低到高", "前", "分隔", "级别")
_NO_CONDITION = (
    "看不懂条件“{}”。例如:members.left > 0、members.total > members.total @ 期初、"
    "有 荣誉、没有 下级、有数 honours.national、下级数 > 5,可用“且”“或”“非”连接。"
)


def _tokens(text: str) -> list[re.Match[str]]:
    """The tokens of a condition; empty when anything in it is not one."""
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            return []
        tokens.append(found)
        at = found.end()
    return tokens


def _no_variable(name: str, around: Around, catalogue: Catalogue) -> str:
    if not name:
        return "双花括号里是空的。请填写指标代码,或“期间”“工会名称”等。"
    called = [m.code for m in catalogue.values() if name in (m.name, *m.aliases)]
    if called:
        return f"这里要写指标代码。“{name}”的代码是 {called[0]}。"
    close = get_close_matches(name, around.variables, n=1, cutoff=0.3)
    known = "、".join(around.variables)
    return f"没有“{name}”这一项。" + (
        f"您要的可能是“{close[0]}”。" if close else f"可用的有:{known}。"
    )


def _no_time(word: str) -> str:
    return (
        f"看不懂时间“{word}”。可以写:期末、期初、上期、上年同期、累计、本级、上级、"
        f"2016、2016-12、2016-12-31、2016-01-01至2016-12-31({OLDEST_YEAR}年以后)。"
    )


def _no_form(word: str) -> str:
    known = (*style.FORMS, *_RECKONINGS, "注", "期初", "期末", "上期", "上年同期", "累计")
    close = get_close_matches(word, known, n=2, cutoff=0.3)
    hint = f"您要的可能是“{'”“'.join(close)}”。" if close else ""
    return f"没有“{word}”这种写法。{hint}可用的写法:{'、'.join(style.FORMS)}。"

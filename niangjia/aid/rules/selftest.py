"""“我可能符合条件吗”: a few questions, the same rules, a careful answer in plain words. Pure.

She knows her income roughly and is not asked everything, so the rules are asked several times: with the
income a tenth lower and higher, and with what was not asked at both ends. All say yes: 可能符合; none:
可能不符合; otherwise: 说不准. Nothing is promised, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

from niangjia.aid.rules.asking import Ask, Kind, Screen, Value, Values
from niangjia.aid.rules.codes import AccidentKind
from niangjia.aid.rules.conditions import Area
from niangjia.aid.rules.eligibility import Decision, Parameters, decide
from niangjia.aid.rules.facts import MONTHS, Facts, Quantity, measure
from niangjia.aid.rules.household import (
    Accident,
    Assets,
    ExpenditureLine,
    Home,
    Household,
    IncomeLine,
    Member,
    Schooling,
    Worker,
)
from niangjia.aid.rules.person_codes import (
    ExpenditureKind,
    Housing,
    IncomeKind,
    Relation,
    SchoolKind,
    SchoolStage,
    WorkerIdentity,
)
from niangjia.kernel.choices import TextCode
from niangjia.kernel.money import ZERO, show_yuan

MARGINS = (Decimal("0.9"), Decimal(1), Decimal("1.1"))
"""How far her own figure of the income may be from what is verified (本系统理解)."""

APPLICANTS = tuple(
    one
    for one in WorkerIdentity
    if one not in (WorkerIdentity.STUDENT, WorkerIdentity.CHILD, WorkerIdentity.SOLDIER)
)
MIGRANTS = (WorkerIdentity.MIGRANT, WorkerIdentity.TOWNSHIP_MIGRANT)
_NOTHING = "none"
CITY, FARM, VILLAGE = "city", "farm", "village"

WORK = Screen(
    "work",
    "您现在的工作情况是哪一种?",
    (
        Ask(
            "identity",
            "工作情况",
            Kind.CHOICE,
            choices=tuple((one.value, one.label) for one in APPLICANTS),
        ),
    ),
)
MIGRANT = Screen(
    "migrant",
    "下面哪些说的是您?",
    (
        Ask(
            "ties",
            "符合的情况",
            Kind.CHOICES,
            required=False,
            choices=(
                ("year", "在这里干活(有劳动关系)满一年"),
                ("permit", "有居住证"),
                ("member", "已经加入工会"),
            ),
        ),
    ),
    "都不是的,直接点“下一题”。",
)
LIVING = Screen(
    "living",
    "您家住在哪里?",
    (
        Ask(
            "living",
            "住的地方",
            Kind.CHOICE,
            choices=(
                (CITY, "城里或镇上"),
                (FARM, "村里,是农业户口"),
                (VILLAGE, "村里,不是农业户口"),
            ),
        ),
    ),
    "有的地方城市和农村的低保标准不一样。",
)
PEOPLE = Screen(
    "people",
    "家里一起生活的有几个人?",
    (Ask("people", "人数", Kind.COUNT, most=200, unit="人"),),
    "算上您自己。在外地上学的孩子也算;已经分家、不在一起过日子的不算。",
)
INCOME = Screen(
    "income",
    "全家每个月一共收入多少钱?",
    (Ask("income", "全家月收入", Kind.MONEY, unit="元"),),
    "把每个人到手的工资、退休金、低保金、做生意种地挣的都加起来。有多有少的,填平均数。",
)
MEDICAL = Screen(
    "medical",
    "最近一年,家里看病自己掏了多少钱?",
    (Ask("medical", "看病自付", Kind.MONEY, unit="元"),),
    "医保、商业保险、互助保障报销以后,自己出的部分。没有就填0。",
)
NEEDS = Screen(
    "needs",
    "最近一年,上学、租公租房、交社保一共花了多少钱?",
    (Ask("needs", "必要支出", Kind.MONEY, unit="元"),),
    "只算必须花的:学费住宿费、保障性住房的租金、自己交的养老和医疗保险。没有就填0。",
)
ACCIDENT = Screen(
    "accident",
    "最近一年,家里遇到过意外或大病吗?",
    (
        Ask(
            "accident",
            "遇到的情况",
            Kind.CHOICE,
            choices=(
                (_NOTHING, "没有"),
                (AccidentKind.ILLNESS.value, "得了大病"),
                (AccidentKind.MISHAP.value, "受了意外伤害(车祸、工伤等)"),
                (AccidentKind.SUDDEN.value, "突发的事(火灾、房屋倒塌等)"),
                (AccidentKind.DISASTER.value, "自然灾害、重大事故或疫情,家里有人伤残或去世"),
            ),
        ),
    ),
)
LOSS = Screen(
    "loss",
    "这件事让家里自己损失了多少钱?",
    (Ask("loss", "自担损失", Kind.MONEY, unit="元"),),
    "报销、赔偿以后,自己承担的部分。看病的钱前面填过的也写在这里。",
)
HOMES = Screen(
    "homes",
    "家里自己的房子有几套?",
    (
        Ask(
            "homes",
            "房子",
            Kind.CHOICE,
            choices=(("0", "没有,租房或借住"), ("1", "一套"), ("2", "两套"), ("3", "三套以上")),
        ),
    ),
    "买的、自己建的都算。",
)
OTHERS = Screen(
    "others",
    "家里有下面的情况吗?",
    (
        Ask(
            "others",
            "情况",
            Kind.CHOICES,
            required=False,
            choices=(
                ("car", "有汽车,不是用来谋生的"),
                ("business", "有自己的店铺,或雇人做生意"),
                ("enterprise", "名下有公司或股份"),
                ("school", "孩子上高收费的私立学校"),
                ("abroad", "孩子自费出国留学"),
            ),
        ),
    ),
    "都没有的,直接点“看结果”。",
)


NAMES = frozenset(
    ask.name
    for screen in (
        WORK, MIGRANT, LIVING, PEOPLE, INCOME, MEDICAL, NEEDS, ACCIDENT, LOSS, HOMES, OTHERS,
    )
    for ask in screen.asks
)  # fmt: skip
"""Every field there is."""


def screens(values: Values) -> tuple[Screen, ...]:
    """The questions in order, as far as earlier answers call for them."""
    wanted = [WORK]
    if values.get("identity") in MIGRANTS:
        wanted.append(MIGRANT)
    wanted += [LIVING, PEOPLE, INCOME, MEDICAL, NEEDS, ACCIDENT]
    if values.get("accident", _NOTHING) != _NOTHING:
        wanted.append(LOSS)
    return (*wanted, HOMES, OTHERS)


def area_asked(values: Values) -> Area:
    """By which standard she is measured, as far as she said."""
    return Area.RURAL if values.get("living") == FARM else Area.URBAN


class Verdict(TextCode):
    """How likely it is."""

    LIKELY = "likely", "可能符合条件"
    PERHAPS = "perhaps", "说不准,建议申请或咨询"
    UNLIKELY = "unlikely", "按您填的情况,可能不符合条件"


@dataclass(frozen=True)
class Assessment:
    """The careful answer: verdict, why in plain words, and how it was computed."""

    verdict: Verdict
    reasons: tuple[str, ...]
    trace: tuple[str, ...]


def assess(values: Values, parameters: Parameters, *, on: date) -> Assessment:
    """What the rules say of complete answers. Raises KeyError when one is missing."""
    decisions = [decide(facts, parameters) for facts in _readings(values, on)]
    middle = decide(_facts(values, on), parameters)
    eligible = [one.is_eligible for one in decisions]
    verdict = Verdict.PERHAPS
    if all(eligible):
        verdict = Verdict.LIKELY
    elif not any(eligible):
        verdict = Verdict.UNLIKELY
    titles = {one.met for one in decisions}
    reasons = (*_figures(middle, parameters), *_because(verdict, middle, titles))
    return Assessment(verdict, reasons, middle.trace)


def _figures(decision: Decision, parameters: Parameters) -> tuple[str, ...]:
    found = decision.facts.quantities
    gross, net = found[Quantity.GROSS_PC], found[Quantity.NET_PC]
    lines = [
        f"您家每人每月收入约 {show_yuan(gross)},减去看病、上学等必要支出后约 {show_yuan(net)}。",
        f"当地低保标准是每人每月 {show_yuan(parameters.local.standard_amount)}。",
    ]
    if found[Quantity.LOSS]:
        lines.append(
            f"意外或大病自己承担 {show_yuan(found[Quantity.LOSS])},"
            f"全家一年收入约 {show_yuan(found[Quantity.INCOME])}。"
        )
    return tuple(lines)


def _because(verdict: Verdict, decision: Decision, titles: set[str]) -> Iterator[str]:
    for title in decision.exclusions:
        yield f"您选了“{title}”。按当地规定,这种情况一般不能建档。"
    for title in decision.unmet:
        yield f"还差一个条件:{title}。"
    if verdict is Verdict.LIKELY:
        only = next(iter(titles)) if len(titles) == 1 else ""
        yield f"这样的情况接近“{only}”的标准。" if only else "这样的情况接近困难职工的标准。"
    elif verdict is Verdict.PERHAPS:
        yield "您家的情况离标准很近,或有的条件这里没有细问。收入和支出以核实的为准。"
    elif not decision.met:
        yield "按您填的数,收入高于当地困难职工的各项标准。"


# --- Answers as a household ---------------------------------------------------------------


def _readings(values: Values, on: date) -> Iterator[Facts]:
    """The answers as they may turn out: income about a tenth off, what was not asked either way."""
    for margin, months, area, savings in product(MARGINS, (0, 12), ("5", "90"), ("0", "9000000")):
        yield _facts(
            values,
            on,
            margin=margin,
            months_below=months,
            area=Decimal(area),
            savings=Decimal(savings),
        )


def _facts(
    values: Values,
    on: date,
    *,
    margin: Decimal = Decimal(1),
    months_below: int = 0,
    area: Decimal = Decimal(90),
    savings: Decimal = ZERO,
) -> Facts:
    others = _set(values.get("others", []))
    family = [Member("家人", Relation.OTHER, "", on)] * _whole(values, "people")
    pupils = [
        Member("孩子", Relation.CHILD, "", on, lives_together=False, schooling=schooling)
        for schooling in _schoolings(others)
    ]
    year_income = _money(values, "income") * MONTHS * margin
    return measure(
        Household(
            _worker(values),
            (*family, *pupils),
            (IncomeLine(IncomeKind.WAGE, 0, year_income, has_evidence=True),),
            tuple(
                ExpenditureLine(kind, 0, _money(values, name), has_evidence=True)
                for name, kind in (
                    ("medical", ExpenditureKind.MEDICAL),
                    ("needs", ExpenditureKind.OTHER),
                )
            ),
            (Home(Housing.BOUGHT, area),) * _whole(values, "homes"),
            Assets(
                int("car" in others), savings, ZERO, "business" in others, "enterprise" in others
            ),
            _accidents(values, on),
            months_below=months_below,
        )
    )


def _worker(values: Values) -> Worker:
    identity = WorkerIdentity(str(values["identity"]))
    ties = _set(values.get("ties", []))
    return Worker(
        0,
        identity,
        12 if "year" in ties else 0,
        values["living"] == CITY,
        "permit" in ties,
        "member" in ties,
    )


def _schoolings(others: frozenset[str]) -> Iterator[Schooling]:
    """Which school matters, not which child: these are not counted among the family."""
    for code, kind in (("school", SchoolKind.HIGH_FEE), ("abroad", SchoolKind.ABROAD)):
        if code in others:
            yield Schooling(SchoolStage.SENIOR, kind)


def _accidents(values: Values, on: date) -> tuple[Accident, ...]:
    code = str(values["accident"])
    if code == _NOTHING:
        return ()
    kind = AccidentKind(code)
    is_casualty = kind is AccidentKind.DISASTER
    return (Accident(kind, on, _money(values, "loss"), has_evidence=True, is_casualty=is_casualty),)


def _money(values: Values, name: str) -> Decimal:
    return Decimal(str(values[name]))


def _whole(values: Values, name: str) -> int:
    return int(str(values[name]))


def _set(value: Value) -> frozenset[str]:
    return frozenset(value) if isinstance(value, list) else frozenset()

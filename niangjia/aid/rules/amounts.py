"""How much aid is allowed (救助标准): ceilings with a trace, never exceeded. Pure.

Source: domain 04 §4.4. A ceiling is a number of yuan or a multiple of the local standard, for one kind
of aid, per household or per person and calendar year, for some categories and school stages. What was granted in
the year is deducted; medical aid never exceeds what the family still bears after basic, critical-
illness and supplementary insurance and mutual aid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from niangjia.aid.rules import plain
from niangjia.aid.rules.codes import AidType, Category
from niangjia.aid.rules.person_codes import SchoolKind, SchoolStage
from niangjia.kernel.choices import TextCode
from niangjia.kernel.money import CENT, ZERO, show_yuan


class Per(TextCode):
    """Whose grants of the year a ceiling adds up."""

    HOUSEHOLD = "household", "每户每年"
    PERSON = "person", "每人每年"


class Base(TextCode):
    """What ``Ceiling.times`` multiplies."""

    STANDARD = "standard", "当地月低保标准"
    YUAN = "yuan", "元"


@dataclass(frozen=True)
class Ceiling:
    """限额. Empty ``categories`` or ``stages``: all; ``in_file`` None: with and without a file."""

    aid_type: AidType
    per: Per
    times: Decimal
    base: Base
    categories: tuple[Category, ...] = ()
    stages: tuple[SchoolStage, ...] = ()
    in_file: bool | None = None
    unconfirmed: str = ""

    def amount(self, standard_amount: Decimal) -> Decimal:
        """In yuan; a part of a fen is cut, so that the ceiling is never exceeded."""
        unit = standard_amount if self.base == Base.STANDARD else Decimal(1)
        return (unit * self.times).quantize(CENT, rounding=ROUND_DOWN)

    def shown(self, standard_amount: Decimal) -> str:
        """``当地月低保标准 1,062.00 元 × 12 = 12,744.00 元``."""
        amount = show_yuan(self.amount(standard_amount))
        if self.base == Base.YUAN:
            return amount
        return f"{self.base.label} {show_yuan(standard_amount)} × {self.times} = {amount}"


@dataclass(frozen=True)
class AmountSet:
    """A dated set of ceilings of a province or city, with its legal basis.

    ``main_types`` not empty: in a year a household gets only one of these kinds (一年一项主要救助).
    ``excluded_schools``: schools for which no study aid is paid (金秋助学). ``no_duplicate``: kinds
    nobody gets who had them elsewhere in the year. ``is_self_paid_enough``: medical aid has no
    ceiling but the costs that the family bears.
    """

    code: str
    title: str
    region: str
    year: int
    basis: str
    ceilings: tuple[Ceiling, ...]
    main_types: tuple[AidType, ...] = ()
    excluded_schools: tuple[SchoolKind, ...] = ()
    no_duplicate: tuple[AidType, ...] = ()
    is_self_paid_enough: bool = False
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Plain data, as a ``Policy`` keeps it."""
        return {
            "code": self.code,
            "title": self.title,
            "region": self.region,
            "year": str(self.year),
            "basis": self.basis,
            "ceilings": [
                {
                    "aid_type": one.aid_type.value,
                    "per": one.per.value,
                    "times": str(one.times),
                    "base": one.base.value,
                    "categories": [category.value for category in one.categories],
                    "stages": [stage.value for stage in one.stages],
                    "in_file": one.in_file,
                    "unconfirmed": one.unconfirmed,
                }
                for one in self.ceilings
            ],
            "main_types": [kind.value for kind in self.main_types],
            "excluded_schools": [kind.value for kind in self.excluded_schools],
            "no_duplicate": [kind.value for kind in self.no_duplicate],
            "is_self_paid_enough": self.is_self_paid_enough,
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, data: plain.Plain) -> AmountSet:
        """Read and check a set. Raises ValueError with the Chinese reason."""
        return cls(
            plain.text(data, "code"),
            plain.text(data, "title"),
            plain.text(data, "region"),
            int(plain.text(data, "year")),
            plain.text(data, "basis"),
            tuple(_ceiling(one) for one in plain.items(data, "ceilings")),
            tuple(AidType(one) for one in plain.texts(data, "main_types")),
            tuple(SchoolKind(one) for one in plain.texts(data, "excluded_schools")),
            tuple(AidType(one) for one in plain.texts(data, "no_duplicate")),
            data.get("is_self_paid_enough") is True,
            plain.texts(data, "notes"),
        )


def _ceiling(data: plain.Plain) -> Ceiling:
    in_file = data.get("in_file")
    return Ceiling(
        AidType(plain.text(data, "aid_type")),
        Per(plain.text(data, "per")),
        plain.number(data.get("times")),
        Base(plain.text(data, "base")),
        tuple(Category(one) for one in plain.texts(data, "categories")),
        tuple(SchoolStage(one) for one in plain.texts(data, "stages")),
        in_file if isinstance(in_file, bool) else None,
        plain.text(data, "unconfirmed", ""),
    )


@dataclass(frozen=True)
class MedicalCosts:
    """One year's compliant medical costs (合规费用) and who paid what of them."""

    compliant_amount: Decimal
    basic_amount: Decimal = ZERO
    critical_amount: Decimal = ZERO
    supplementary_amount: Decimal = ZERO
    mutual_aid_amount: Decimal = ZERO

    @property
    def self_paid_amount(self) -> Decimal:
        """What the family bears: never less than nothing."""
        paid = (
            self.basic_amount
            + self.critical_amount
            + self.supplementary_amount
            + self.mutual_aid_amount
        )
        return max(self.compliant_amount - paid, ZERO)


@dataclass(frozen=True)
class Granted:
    """Aid this household has already had; ``by_others``: the name of another body that gave it.

    ``person`` is any stable key of the person helped, the same as in the request.
    """

    aid_type: AidType
    person: str
    year: int
    amount: Decimal
    by_others: str = ""


@dataclass(frozen=True)
class Request:
    """What is asked for: one kind of aid for one person of a household, in a calendar year.

    ``category`` None: without a file.
    """

    aid_type: AidType
    person: str
    year: int
    asked_amount: Decimal
    category: Category | None = None
    stage: SchoolStage = SchoolStage.NONE
    school: SchoolKind = SchoolKind.PUBLIC
    costs: MedicalCosts | None = None
    history: tuple[Granted, ...] = ()


@dataclass(frozen=True)
class Allowed:
    """What may be granted, at most what was asked; refused when ``refusals`` is not empty."""

    amount: Decimal
    refusals: tuple[str, ...]
    trace: tuple[str, ...]
    unconfirmed: tuple[str, ...] = ()


def allow(request: Request, amounts: AmountSet, standard_amount: Decimal) -> Allowed:
    """The amount that may be granted, with every ceiling that was looked at."""
    refusals = tuple(_refusals(request, amounts))
    ceilings = [one for one in amounts.ceilings if applies(one, request)]
    is_medical = request.aid_type == AidType.MEDICAL
    if not ceilings and not refusals and not (is_medical and amounts.is_self_paid_enough):
        refusals = (_no_ceiling(request, amounts),)
    trace = [f"申请{request.aid_type.label} {show_yuan(request.asked_amount)}"]
    if refusals:
        return Allowed(ZERO, refusals, (*trace, *refusals))
    left = [request.asked_amount.quantize(CENT, rounding=ROUND_DOWN)]
    for one in ceilings:
        used = _used(request, one.per)
        rest = max(one.amount(standard_amount) - used, ZERO)
        left.append(rest)
        trace.append(
            f"{one.per.label}限额:{one.shown(standard_amount)},"
            f"本年已给 {show_yuan(used)},还可给 {show_yuan(rest)}"
        )
    if is_medical:
        left.append(_medical_rest(request, trace))
    amount = max(min(left), ZERO)
    trace.append(f"可以给予 {show_yuan(amount)}")
    marks = dict.fromkeys(one.unconfirmed for one in ceilings if one.unconfirmed)
    return Allowed(amount, (), tuple(trace), tuple(marks))


def applies(one: Ceiling, request: Request) -> bool:
    """Whether the ceiling is about this kind of aid, category and stage."""
    return (
        one.aid_type == request.aid_type
        and (not one.categories or request.category in one.categories)
        and (not one.stages or request.stage in one.stages)
        and one.in_file in (None, request.category is not None)
    )


def _no_ceiling(request: Request, amounts: AmountSet) -> str:
    whose = request.category.label if request.category else "未建档职工"
    return (
        f"“{amounts.title}”没有为{whose}规定{request.aid_type.label}的标准,不能给予。"
        "请核对类别、就学阶段,或先采用有这项标准的文件。"
    )


def _used(request: Request, per: Per) -> Decimal:
    """Granted by us in the year: to the person, or to anybody of the household."""
    return sum(
        (
            one.amount
            for one in _of_year(request)
            if one.aid_type == request.aid_type
            and not one.by_others
            and (per == Per.HOUSEHOLD or one.person == request.person)
        ),
        ZERO,
    )


def _medical_rest(request: Request, trace: list[str]) -> Decimal:
    costs = request.costs or MedicalCosts(ZERO)
    got = sum(
        (
            one.amount
            for one in _of_year(request)
            if one.aid_type == AidType.MEDICAL and one.person == request.person
        ),
        ZERO,
    )
    rest = max(costs.self_paid_amount - got, ZERO)
    trace.append(
        f"合规医疗费用 {show_yuan(costs.compliant_amount)},减基本医保 "
        f"{show_yuan(costs.basic_amount)}、大病保险 {show_yuan(costs.critical_amount)}、补充保险 "
        f"{show_yuan(costs.supplementary_amount)}、医疗互助 {show_yuan(costs.mutual_aid_amount)},"
        f"自付 {show_yuan(costs.self_paid_amount)};本年已得医疗救助 {show_yuan(got)},"
        f"还可给 {show_yuan(rest)}"
    )
    return rest


def _of_year(request: Request) -> Iterable[Granted]:
    return (one for one in request.history if one.year == request.year)


def _refusals(request: Request, amounts: AmountSet) -> Iterator[str]:
    label = request.aid_type.label
    if not request.asked_amount.is_finite() or request.asked_amount <= 0:
        yield "申请金额应大于0。请填写金额。"
        return
    if request.aid_type == AidType.STUDY and request.school in amounts.excluded_schools:
        yield f"就读类别为“{request.school.label}”,不属于{label}范围。"
    if request.aid_type == AidType.MEDICAL and request.costs is None:
        yield "没有填写医疗费用和已报销金额,无法计算医疗救助。请先填写。"
    for one in _of_year(request):
        is_same = one.aid_type == request.aid_type and one.person == request.person
        if one.by_others and is_same and one.aid_type in amounts.no_duplicate:
            yield (
                f"{request.year}年已由“{one.by_others}”给予{label} {show_yuan(one.amount)},"
                "不重复救助。"
            )
    if request.aid_type in amounts.main_types:
        had = {
            one.aid_type
            for one in _of_year(request)
            if one.aid_type in amounts.main_types and not one.by_others and one.amount > 0
        }
        others = [one.label for one in AidType if one in had and one != request.aid_type]
        if others:
            yield (
                f"{request.year}年已给予{'、'.join(others)};按规定一年内只享受一项主要救助,"
                f"不能再给予{label}。"
            )

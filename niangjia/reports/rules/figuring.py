"""From a bound figure to what is printed: values, changes, shares, footnotes, gaps. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from niangjia.reports.rules.document import FigureRun, Gap, NoteMark, Role
from niangjia.reports.rules.gaps import HONOURS
from niangjia.reports.rules.material import Honour, Material, Party
from niangjia.reports.rules.meanings import Catalogue, base_of, named
from niangjia.reports.rules.nodes import (
    Bound,
    Condition,
    Count,
    Exists,
    Known,
    Over,
    Place,
    Reckoning,
    Test,
    Whom,
)
from niangjia.reports.rules.questions import Answer, Ask, Question, Source, Whose, resolve
from niangjia.reports.rules.reckoning import reckon
from niangjia.reports.rules.style import NOTHING, Look, exactly, punctuated, said

AWAITED = "（待接入）"
AWAITED_HONOURS = f"（{HONOURS}待接入）"
_ROLES = {
    Reckoning.PLAIN: Role.VALUE, Reckoning.CHANGE: Role.CHANGE,
    Reckoning.CHANGE_RATE: Role.CHANGE_RATE, Reckoning.SIGNED_RATE: Role.CHANGE_RATE,
    Reckoning.SHARE: Role.SHARE,
}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """Where in loops the writing is."""

    child: Party | None = None
    honour: Honour | None = None
    number: int = 0


@dataclass(frozen=True)
class _Found:
    question: Question
    union: str
    answer: Answer


@dataclass
class Figures:
    """Looks values up and keeps footnotes and gaps while a report is written."""

    material: Material
    catalogue: Catalogue
    notes_at_first_use: bool
    footnotes: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    noted: set[str] = field(default_factory=set)

    def run(self, bound: Bound, scope: Scope) -> FigureRun:
        """The figure as printed; what has no value is also noted as a gap."""
        first = self._find(bound.ask, scope)
        second = self._find(bound.other, scope) if bound.other else None
        value, reason = _reckoned(bound.reckoning, first, second)
        own_unit = self.catalogue[base_of(bound.ask.code)].unit
        unit = _unit(bound.reckoning, own_unit)
        answers = [first.answer] + ([second.answer] if second else [])
        name = named(bound.ask.code, self.catalogue)
        is_out_of_sight = bound.ask.whose is Whose.PARENT and first.answer.value is None
        if value is None:
            self.gaps.append(
                Gap(bound.place.line, bound.place.column, bound.ask.code, name, reason)
            )
        return FigureRun(
            words=_words(bound, value, own_unit, answers),
            code=bound.ask.code,
            name=name,
            unit=unit,
            value=value,
            exact=exactly(value, unit),
            role=_ROLES[bound.reckoning],
            questions=tuple(found.question for found in (first, second) if found),
            union=first.union,
            union_name=self._called(first.union),
            source=_source(answers),
            url="" if is_out_of_sight else self.material.url(first.question, first.union),
            note=";".join(dict.fromkeys(answer.note for answer in answers if answer.note)),
            line=bound.place.line,
            column=bound.place.column,
        )

    def facet(self, bound: Bound, scope: Scope) -> str:
        """The code, name, unit or source of a figure, as words."""
        match bound.facet:
            case "代码":
                return bound.ask.code
            case "名称":
                return punctuated(named(bound.ask.code, self.catalogue))
            case "单位":
                return self.catalogue[base_of(bound.ask.code)].unit
            case _:
                return self._find(bound.ask, scope).answer.source.value

    def mark(self, bound: Bound, *, may_be_automatic: bool) -> NoteMark | None:
        """The footnote of the definition: where asked for, or at the first use of an indicator."""
        wanted = bound.has_note or (self.notes_at_first_use and may_be_automatic)
        base = base_of(bound.ask.code)
        if not wanted or base in self.noted:
            return None
        self.noted.add(base)
        meaning = self.catalogue[base]
        words = meaning.words.rstrip("。")
        basis = f"依据：{meaning.basis}。" if meaning.basis else ""
        self.footnotes.append(punctuated(f"{meaning.name}：{words}。{basis}"))
        return NoteMark(len(self.footnotes))

    def value(self, ask: Ask, scope: Scope) -> Decimal | None:
        """The value asked for in a condition or an order."""
        return self._find(ask, scope).answer.value

    def has_value(self, bound: Bound, scope: Scope) -> bool:
        """Whether something other than — would be printed."""
        if bound.ask.whose is Whose.CHILDREN and scope.child is None:
            return True
        return self._amount(bound, scope) is not None

    def has_something(self, bound: Bound, scope: Scope) -> bool:
        """Whether something other than — and nought would be printed."""
        if bound.ask.whose is Whose.CHILDREN and scope.child is None:
            return True
        return bool(self._amount(bound, scope))

    def _amount(self, bound: Bound, scope: Scope) -> Decimal | None:
        first = self._find(bound.ask, scope)
        second = self._find(bound.other, scope) if bound.other else None
        return _reckoned(bound.reckoning, first, second)[0]

    def holds(self, condition: Condition, scope: Scope) -> bool:
        """Whether a condition is true; a comparison with nothing is never true, negated or not."""
        return any(
            all(self._test(is_plain, test, scope) for is_plain, test in group)
            for group in condition.any_of
        )

    def honours(self, level: str, scope: Scope) -> list[Honour]:
        """The honours of a level (all when empty), under the child when in a loop over children."""
        return [
            honour
            for honour in self.material.honours or ()
            if (not level or honour.level == level)
            and (scope.child is None or honour.union == scope.child.code)
        ]

    def children(self, whom: Whom) -> list[Party]:
        """The direct children a loop over ``whom`` runs over."""
        match whom:
            case Whom.ALL:
                return list(self.material.children)
            case Whom.FEDERATIONS_FIRST:
                return list(self.material.federations)
            case _:
                wanted = whom is Whom.GRASSROOTS
                return [c for c in self.material.children if c.is_grassroots is wanted]

    def lacks_honours(self, place: Place) -> bool:
        """Whether honours are not recorded here; that they are wanted is noted as a gap, once."""
        if self.material.honours is None:
            gap = Gap(place.line, place.column, "", HONOURS, "待接入“评选表彰”")
            self.gaps.extend(() if gap in self.gaps else (gap,))
        return self.material.honours is None

    def _test(self, is_plain: bool, test: Test, scope: Scope) -> bool:
        if isinstance(test, Exists):
            match test.what:
                case Over.CHILDREN:
                    is_there = bool(self.material.children)
                case Over.HONOURS:
                    is_there = bool(self.honours("", scope))
                case Ask() as ask:
                    is_there = bool(self.value(ask, scope))
            return is_there is is_plain
        if isinstance(test, Known):
            return (self.value(test.what, scope) is not None) is is_plain
        left = (
            Decimal(len(self.children(test.left.whom)))
            if isinstance(test.left, Count)
            else self.value(test.left, scope)
        )
        right = test.right if isinstance(test.right, Decimal) else self.value(test.right, scope)
        if left is None or right is None:
            return False
        return _compares(left, test.sign, right) is is_plain

    def _find(self, ask: Ask, scope: Scope) -> _Found:
        question = resolve(ask, self.material.span)
        own = self.material.union.code
        answers = self.material.answers.get(question, {})
        match ask.whose:
            case Whose.CHILDREN:
                union = scope.child.code if scope.child else own
            case Whose.PARENT:
                union = next(iter(answers), own)
            case _:
                union = own
        found = answers.get(union)
        if found is None:
            is_awaiting = self.catalogue[base_of(ask.code)].is_awaiting
            found = Answer(None, Source.AWAITING if is_awaiting else Source.RECORDS)
        return _Found(question, union, found)

    def _called(self, union: str) -> str:
        parties = (self.material.union, *self.material.children)
        return next((party.name for party in parties if party.code == union), "")


def _reckoned(
    reckoning: Reckoning, first: _Found, second: _Found | None
) -> tuple[Decimal | None, str]:
    """The value to print, or why there is none."""
    for found in (first, second):
        if found and found.answer.value is None:
            awaited = found.answer.source is Source.AWAITING
            reason = "这项业务还没有接入系统,也没有填报" if awaited else "没有数字"
            return None, found.answer.note or reason
    value = first.answer.value
    if second is None or value is None:
        return value, ""
    reckoned = reckon(_ROLES[reckoning], value, second.answer.value or Decimal(0))
    if reckoned is None:
        return None, "分母为零" if reckoning is Reckoning.SHARE else "比较的数为零,算不出增幅"
    return reckoned, ""


def _unit(reckoning: Reckoning, own: str) -> str:
    match reckoning:
        case Reckoning.PLAIN:
            return own
        case Reckoning.CHANGE:
            return "个百分点" if own == "%" else own
        case _:
            return "%"


def _words(bound: Bound, value: Decimal | None, unit: str, answers: list[Answer]) -> str:
    if value is None:
        if bound.form.look is Look.BARE:
            return NOTHING
        is_awaited = any(a.value is None and a.source is Source.AWAITING for a in answers)
        return AWAITED if is_awaited else NOTHING
    match bound.reckoning:
        case Reckoning.PLAIN:
            return said(value, unit, bound.form)
        case Reckoning.SHARE | Reckoning.SIGNED_RATE:
            return said(value, "%", bound.form)
        case Reckoning.CHANGE if unit == "%":
            points = said(abs(value), "%", bound.form).rstrip("%")
            return "持平" if not value else f"{'提高' if value > 0 else '降低'}{points}个百分点"
        case Reckoning.CHANGE:
            size = said(abs(value), unit, bound.form)
            return "持平" if not value else f"{'增加' if value > 0 else '减少'}{size}"
        case _:
            size = said(abs(value), "%", bound.form)
            return "持平" if not value else f"{'增长' if value > 0 else '下降'}{size}"


def _source(answers: list[Answer]) -> Source:
    """The weakest source decides."""
    for source in (Source.AWAITING, Source.TYPED, Source.CLOSED):
        if any(answer.source is source for answer in answers):
            return source
    return Source.RECORDS


def _compares(left: Decimal, sign: str, right: Decimal) -> bool:
    match sign:
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case "=":
            return left == right
        case _:
            return left != right

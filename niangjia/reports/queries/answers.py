"""Answering what a report asks of the figures: few passes, from records first, else as typed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.reports.rules.questions import Answer, Question, Source, Whose
from niangjia.statistics.queries.source import as_of, engine_for
from niangjia.unions.models import TreePath, Union

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Figure

FIGURES = "figures.view"
OUT_OF_RIGHT = "不在您的权限内"
NO_PARENT = "当日没有上级工会"


@dataclass(frozen=True)
class Answered:
    """Answers by question and code of union; the unions asked about by code, and which of them are
    children; the instant whose records were counted."""

    answers: Mapping[Question, Mapping[str, Answer]]
    unions: Mapping[str, Union]
    children: tuple[str, ...]
    as_of: datetime


@dataclass(frozen=True)
class _When:
    on: date | None
    start: date | None
    end: date | None


def answer(questions: Iterable[Question], union: Union, *, actor: Actor) -> Answered:
    """Every question about the union, its children, its parent or its siblings.

    Questions of one day or period share a pass over each fact. What the actor may not see of the
    parent and the siblings has no value, with a note that says so.
    """
    wanted: dict[tuple[Whose, _When], list[Question]] = defaultdict(list)
    for question in questions:
        when = _When(question.on, question.start, question.end)
        wanted[question.whose, when].append(question)
    found: dict[Question, Mapping[str, Answer]] = {}
    unions: dict[str, Union] = {union.code: union}
    children: dict[str, Union] = {}
    own: dict[_When, list[Question]] = {}
    for (whose, when), asked in wanted.items():
        if whose is Whose.OWN:
            own[when] = asked
            continue
        answers, met = _of_others(whose, when, asked, union, actor)
        found |= answers
        unions |= met
        if whose is Whose.CHILDREN:
            children |= met
    found |= _of_node(own, union)
    counted_at = as_of(engine_for(union))
    return Answered(found, unions, tuple(sorted(children)), counted_at)


def _of_node(
    wanted: Mapping[_When, list[Question]], union: Union
) -> dict[Question, Mapping[str, Answer]]:
    """All days together and all periods together: one pass over each fact for either."""
    from niangjia.kernel.indicators import Asked, series  # loads Ibis

    found: dict[Question, Mapping[str, Answer]] = {}
    for is_day in (True, False):
        times = [when for when in wanted if (when.on is not None) is is_day]
        codes: list[str] = []
        refused: dict[tuple[str, _When], Answer] = {}
        for when in times:
            good, bad = _countable(wanted[when], when)
            codes += [code for code in good if code not in codes]
            refused |= {(code, when): told for code, told in bad.items()}
        asks = [Asked(when.on, when.start, when.end) for when in times]
        for when, figures in zip(
            times, series(codes, union.pk, asks, engine=engine_for(union)), strict=True
        ):
            typed = _typed(codes, [union.pk], when)
            for q in wanted[when]:
                told = refused.get((q.code, when)) or _told(
                    figures[q.code], typed.get((union.pk, q.code))
                )
                found[q] = {union.code: told}
    return found


def _of_others(
    whose: Whose, when: _When, asked: list[Question], union: Union, actor: Actor
) -> tuple[dict[Question, Mapping[str, Answer]], dict[str, Union]]:
    day = asked[0].day
    parent = union if whose is Whose.CHILDREN else _parent_on(union, day)
    if parent is None:
        return {q: {union.code: Answer(None, note=NO_PARENT)} for q in asked}, {}
    if whose is not Whose.CHILDREN and not actor.may(FIGURES, parent.path):
        return {q: {parent.code: Answer(None, note=OUT_OF_RIGHT)} for q in asked}, {
            parent.code: parent
        }
    if whose is Whose.PARENT:
        return _of_node({when: asked}, parent), {parent.code: parent}
    return _of_children(when, asked, parent, actor)


def _of_children(
    when: _When, asked: list[Question], parent: Union, actor: Actor
) -> tuple[dict[Question, Mapping[str, Answer]], dict[str, Union]]:
    from niangjia.kernel.indicators import by_children, nothing  # as above

    codes, refused = _countable(asked, when)
    on, start, end = when.on, when.start, when.end
    figures = by_children(codes, parent.pk, on=on, start=start, end=end, engine=engine_for(parent))
    empty = nothing(codes, on=on, start=start, end=end)
    members = children_on(parent, asked[0].day, figures.keys(), actor)
    typed = _typed(codes, [child.pk for child in members], when)
    found: dict[Question, Mapping[str, Answer]] = {}
    for q in asked:
        found[q] = {
            child.code: refused.get(q.code)
            or _told(figures.get(child.pk, empty)[q.code], typed.get((child.pk, q.code)))
            for child in members
        }
    return found, {child.code: child for child in members}


def children_on(parent: Union, day: date, counted: Iterable[int], actor: Actor) -> list[Union]:
    """Who stood directly below on a day, or counts there; as far as the actor may see, by code."""
    path = path_on(parent, day)
    below = TreePath.objects.filter(valid__contains=day, path__startswith=path)
    standing = below.filter(path__regex=rf"^{path}[0-9]+/$").values("union_id")
    rows = Union.objects.visible_to(actor, FIGURES).exclude(pk=parent.pk)
    there = Q(pk__in=standing) & ~Q(founded_on__gt=day) & ~Q(closed_on__lte=day)
    return list(rows.filter(there | Q(pk__in=list(counted))).order_by("code"))


def path_on(union: Union, day: date) -> str:
    """Where the union stood on a day; today's place when it has no dated one."""
    found = TreePath.objects.filter(union=union, valid__contains=day).values_list("path", flat=True)
    return found.first() or union.path


def _parent_on(union: Union, day: date) -> Union | None:
    keys = path_on(union, day).strip("/").split("/")
    return Union.objects.filter(pk=int(keys[-2])).first() if len(keys) > 1 else None


def _countable(asked: list[Question], when: _When) -> tuple[list[str], dict[str, Answer]]:
    """Codes that can be asked at that time; and for the others, why not."""
    from niangjia.kernel.indicators import nothing  # as above

    codes, refused = [], {}
    for code in dict.fromkeys(q.code for q in asked):
        try:
            nothing([code], on=when.on, start=when.start, end=when.end)
        except Blocked as reason:
            refused[code] = Answer(None, note=reason.reason)
        else:
            codes.append(code)
    return codes, refused


def _typed(codes: list[str], keys: list[int], when: _When) -> dict[tuple[int, str], Answer]:
    """What unions typed in for figures whose records are not kept here yet."""
    from niangjia.kernel.indicators import Awaiting, get  # loads Ibis
    from niangjia.statistics.queries.reported import reported  # loads it too

    awaited = [code for code in codes if isinstance(get(code), Awaiting)]
    found: dict[tuple[int, str], Answer] = {}
    for key in keys if awaited else ():
        rows = reported(awaited, key, on=when.on, start=when.start, end=when.end)
        for code, row in rows.items():
            note = f"{row.typed_by}于{row.typed_at:%Y-%m-%d}填报"
            found[key, code] = Answer(row.value, Source.TYPED, note)
    return found


def _told(figure: Figure, typed: Answer | None) -> Answer:
    from niangjia.kernel.indicators import Awaiting  # as above

    if isinstance(figure.indicator, Awaiting):
        return typed or Answer(None, Source.AWAITING, f"待接入“{figure.indicator.area}”")
    if figure.value is None:
        return Answer(None, note="分母为零")
    return Answer(Decimal(figure.value))

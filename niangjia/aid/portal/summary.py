"""All answers on one page before they are handed in: each can be changed, what lacks stands on top."""

from __future__ import annotations

from dataclasses import dataclass

from niangjia.aid.queries import trial
from niangjia.aid.rules import application as form
from niangjia.aid.rules import needs as papers
from niangjia.aid.rules.answers import LOOPS, OF_MEMBER, Answers, Own, split
from niangjia.aid.rules.asking import Kind, Screen, Values, shown
from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.kernel.findings import Severity
from niangjia.kernel.money import show_yuan
from niangjia.unions.models import Union


@dataclass(frozen=True)
class Row:
    """One screen in the summary: its lines, and where to change it."""

    slug: str
    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """One step with its screens; ``list_slug``: where more can be added."""

    title: str
    rows: list[Row]
    list_slug: str = ""


def of_item(screen: Screen, values: Values) -> list[tuple[str, str]]:
    """Label and answer of every field that was answered; numbers masked."""
    found = ((ask, shown(ask, values.get(ask.name, ""))) for ask in screen.asks)
    return [(ask.label, text) for ask, text in found if text]


def summary_context(answers: Answers, own: Own, union: Union | None) -> dict[str, object]:
    """Everything the summary page shows; ``union`` is the one that handles it."""
    today = clock.today()
    missing = form.missing(answers, own, today)
    grave: list[tuple[str, str]] = []
    light: list[str] = []
    if not missing:  # the rules read complete answers alone
        for slug, message, severity in papers.wrong(
            answers, own, today, is_member=union is not None
        ):
            if severity is Severity.ERROR:
                grave.append((slug, message))
            else:
                light.append(message)
    lacking = papers.lacking(answers, own)
    is_ready = not (missing or grave or lacking)
    incomes, spent = form.incomes(answers), form.expenditures(answers)
    return {
        "parts": _parts(answers, own),
        "missing": missing,
        "wrong": grave,
        "warnings": light,
        "lacking": lacking,
        "is_ready": is_ready,
        "hints": _hints(answers, own, union) if is_ready and union else [],
        "income": show_yuan(form.year_total(incomes)),
        "spent": show_yuan(form.year_total(spent)),
        "paper_count": sum(bool(ids) for ids in answers.papers.values()),
        "step": form.STEPS.index("核对") + 1,
        "total": len(form.STEPS),
    }


def _hints(answers: Answers, own: Own, union: Union) -> list[str]:
    """Why the rules in force would say no to what was entered; she may apply all the same."""
    today = clock.today()
    household = papers.household_of(answers, own, today, is_member=True)
    try:
        tried = trial(household, union.path, today)
    except Blocked:  # no standard is published there
        return []
    if tried.is_eligible:
        return []
    hints = [f"您填了“{title}”,按当地规定一般不能建档。" for title in tried.exclusions]
    hints += [f"还差一个条件:{title}。" for title in tried.unmet]
    return hints or ["按您填的数,收入高于当地困难职工的各项标准。"]


def _parts(answers: Answers, own: Own) -> list[Part]:
    found: dict[int, list[Row]] = {}
    for step, slug in form.all_screens(answers):
        screen = form.screen_of(answers, slug, own, clock.today())
        if screen is not None and form.STEPS[step - 1] != "签字和提交":
            found.setdefault(step, []).append(_row(answers, slug, screen, own))
    for step, slug in form.course(answers):
        if slug in LOOPS:
            found.setdefault(step, [])
    lists = {step: slug for step, slug in form.course(answers) if slug in LOOPS}
    return [
        Part(form.STEPS[step - 1], rows, lists.get(step, ""))
        for step, rows in sorted(found.items())
    ]


def _row(answers: Answers, slug: str, screen: Screen, own: Own) -> Row:
    kind, number = split(slug)
    kept = answers.of(slug)
    lines = of_item(screen, kept)
    if kind in ("income", "spend"):
        lines = _money_lines(answers, slug)
    title = form.name_of(answers, number, own) if number and kind in OF_MEMBER else ""
    if not lines:
        is_none = slug in answers.screens and screen.asks[0].kind == Kind.CHOICES
        lines = [(screen.asks[0].label, "没有" if is_none else "没有填")]
    return Row(slug, title, lines)


def _money_lines(answers: Answers, slug: str) -> list[tuple[str, str]]:
    """``每月到手的工资:3,750.00 元 × 12 = 一年 45,000.00 元``."""
    lines = [*form.incomes(answers), *form.expenditures(answers)]
    return [
        (
            line.label,
            f"{line.amount:,.2f} 元 × 12 = 一年 {line.year_amount:,} 元"
            if line.times > 1
            else f"{line.year_amount:,} 元",
        )
        for line in lines
        if line.need.rsplit("-", 1)[0] == slug
    ]

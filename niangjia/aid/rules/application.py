"""An application on the phone (手机申请): which questions come in which order, and what is left. Pure.

What was answered for a question that is no longer asked is kept and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from niangjia.aid.rules import particulars as p
from niangjia.aid.rules import questions as q
from niangjia.aid.rules.answers import (
    ABOUT_MEMBER,
    LIST_OF,
    LOOPS,
    SIGNED,
    WORKER,
    Answers,
    Loop,
    Own,
    split,
)
from niangjia.aid.rules.asking import Ask, Kind, Screen, Values, Wrong, document
from niangjia.aid.rules.person_codes import (
    Health,
    IncomeKind,
    Relation,
    SchoolKind,
    WorkerIdentity,
)
from niangjia.aid.rules.screens import NOBODY, PEOPLE, REPEATED, SINGLE
from niangjia.aid.rules.selftest import MIGRANTS
from niangjia.kernel.choices import TextCode
from niangjia.kernel.ids import IdentityProblem, read_identity
from niangjia.kernel.money import ZERO, yuan
from niangjia.members.rules.codes import IdType

STEPS = (
    "困难原因",
    "工作",
    "户口和住址",
    "本人情况",
    "家庭成员",
    "家庭状况",
    "收入",
    "必要支出",
    "住房",
    "财产",
    "意外和大病",
    "得到过的帮助",
    "银行卡",
    "证明材料",
    "核对",
    "签字和提交",
)

AT_SCHOOL = (WorkerIdentity.STUDENT, WorkerIdentity.CHILD)


# --- Who -----------------------------------------------------------------------------------


def people(answers: Answers) -> list[int]:
    """The worker and her family by number."""
    return [WORKER, *(n for n in answers.numbers("who") if n != WORKER)]


def name_of(answers: Answers, number: int, own: Own) -> str:
    """The name of one of the family."""
    return own.name if number == WORKER else answers.text(f"who-{number}", "name") or "家人"


def born_on(answers: Answers, number: int, own: Own, on: date) -> date:
    """Birth from the identity number, or as it was entered; today where neither is there."""
    if number == WORKER:
        return own.born_on
    id_type, identity = answers.document(number)
    found = read_identity(identity, today=on)
    if id_type == IdType.RESIDENT and not isinstance(found, IdentityProblem):
        return found.birth
    typed = answers.text(f"who-{number}", "born_on")
    return date.fromisoformat(typed) if typed else on


# --- In which order ------------------------------------------------------------------------


def of_member(answers: Answers, number: int) -> list[str]:
    """The screens about one of the family, in order."""
    kinds = ["who", "relation", "state"]
    identity = answers.text(f"state-{number}", "identity")
    if answers.text(f"state-{number}", "work_unit") and identity not in AT_SCHOOL:
        kinds.append("job")
    kinds += ["live", "more"]
    if answers.text(f"state-{number}", "identity") == WorkerIdentity.STUDENT:
        kinds.append("school")
        school = answers.text(f"school-{number}", "kind")
        if school and SchoolKind(school) in q.PAID_SCHOOLS:
            kinds.append("fee")
    return [f"{kind}-{number}" for kind in (*kinds, *_body(answers, number))]


def _body(answers: Answers, number: int) -> list[str]:
    """Health, and what follows from it."""
    health = answers.text(f"health-{number}", "health")
    if health in ("", Health.GOOD):
        return ["health", "insurance"]
    return ["health", "disability" if health == Health.DISABLED else "illness", "insurance"]


def course(answers: Answers) -> list[tuple[int, str]]:
    """The way through it: (step, slug); repeated screens stand behind their list."""
    work = ["work", "unit"]
    if answers.text("unit", "work_unit"):
        work += ["enterprise", "contract"]
    if answers.text("work", "work") in MIGRANTS:
        work.append("migrant")
    here = [
        ("cause", "others", "note"),
        work,
        ("registration", "address", "phone"),
        ("own", "marriage", "about", *(f"{kind}-{WORKER}" for kind in _body(answers, WORKER))),
        ("members",),
        ("family", "months"),
        ("earners", *_each(answers, "earners", "income")),
        ("spenders", *_each(answers, "spenders", "spend")),
        ("homes",),
        ("savings", "property"),
        ("accidents",),
        ("outside",),
        ("bank",),
        ("papers",),
        ("summary",),
        ("promise", "authorise"),
    ]
    return [(step, slug) for step, slugs in enumerate(here, 1) for slug in slugs]


def _each(answers: Answers, question: str, kind: str) -> list[str]:
    """One screen for each of the family who was named and is still there."""
    there = {str(n) for n in people(answers)}
    return [f"{kind}-{n}" for n in answers.picked(question, question) if n in there]


def step_of(answers: Answers, slug: str) -> int:
    """On which step a screen stands; 0: it is not asked."""
    kind, number = split(slug)
    if kind in LIST_OF and (number in answers.numbers(kind) or is_new(answers, slug)):
        return _step(answers, LIST_OF[kind])
    if number in people(answers) and number != WORKER and slug in of_member(answers, number):
        return _step(answers, "members")
    return _step(answers, slug)


def _step(answers: Answers, slug: str) -> int:
    return next((step for step, one in course(answers) if one == slug), 0)


def is_new(answers: Answers, slug: str) -> bool:
    """Whether the slug is the next free number of a repeated screen."""
    kind, _ = split(slug)
    return kind in LIST_OF and slug == new_slug(answers, LOOPS[LIST_OF[kind]])


def new_slug(answers: Answers, loop: Loop) -> str:
    """Where one more is entered."""
    highest = max((answers.used.get(loop.kind, 0), *answers.numbers(loop.kind)), default=0)
    return f"{loop.kind}-{max(highest + 1, loop.first)}"


def after(answers: Answers, slug: str) -> str:
    """The screen that follows."""
    return _beside(answers, slug, 1)


def before(answers: Answers, slug: str) -> str:
    """The screen that precedes; empty for the first."""
    return _beside(answers, slug, -1)


def _beside(answers: Answers, slug: str, way: int) -> str:
    kind, number = split(slug)
    if number and number != WORKER and kind in ABOUT_MEMBER:
        own = of_member(answers, number)
        at = own.index(slug) + way if slug in own else len(own)
        return own[at] if 0 <= at < len(own) else "members"
    if kind in LIST_OF:
        return LIST_OF[kind]
    order = [one for _, one in course(answers)]
    at = order.index(slug) + way if slug in order else 0
    return order[at] if 0 <= at < len(order) else ""


def all_screens(answers: Answers) -> Iterator[tuple[int, str]]:
    """Every question in order with its step, those of the family and other lists included."""
    for step, slug in course(answers):
        if slug not in LOOPS:
            yield step, slug
        elif slug == "members":
            for number in people(answers)[1:]:
                yield from ((step, one) for one in of_member(answers, number))
        else:
            kind = LOOPS[slug].kind
            yield from ((step, f"{kind}-{n}") for n in answers.numbers(kind))


# --- One screen ----------------------------------------------------------------------------


def screen_of(answers: Answers, slug: str, own: Own, on: date) -> Screen | None:
    """The question of that slug with this family's names; None for a list, or what is not asked."""
    if not step_of(answers, slug):
        return None
    if slug == "others":
        return _others_screen(answers)
    if slug in SINGLE:
        return SINGLE[slug]
    if slug in PEOPLE:
        return _people_screen(answers, slug, own)
    kind, number = split(slug)
    screen = REPEATED.get(kind)
    if screen is None:
        return None
    if kind == "help":
        return _help_screen(answers, screen, own, on)
    name = "您" if number == WORKER else name_of(answers, number, own)
    return screen.titled(screen.title.replace("{name}", name))


def _others_screen(answers: Answers) -> Screen:
    """The other causes: the main one is not offered again."""
    (ask,), main = q.OTHERS.asks, answers.text("cause", "cause")
    left = tuple(one for one in ask.choices if one[0] != main)
    return replace(q.OTHERS, asks=(replace(ask, choices=left),))


def _people_screen(answers: Answers, slug: str, own: Own) -> Screen:
    title, label, help_text = PEOPLE[slug]
    family = tuple((str(n), name_of(answers, n, own)) for n in people(answers))
    is_earners = slug == "earners"
    if is_earners:
        family += ((NOBODY, "全家都没有收入"),)
    ask = Ask(slug, label, Kind.CHOICES, required=is_earners, choices=family)
    return Screen(slug, title, (ask,), help_text)


def _help_screen(answers: Answers, screen: Screen, own: Own, on: date) -> Screen:
    family = tuple((str(n), name_of(answers, n, own)) for n in people(answers))
    years = tuple((str(year), f"{year}年") for year in (on.year, on.year - 1))
    dynamic = {"member": family, "year": years}
    asks = tuple(replace(a, choices=dynamic.get(a.name, a.choices)) for a in screen.asks)
    return replace(screen, asks=asks)


def refusals(answers: Answers, slug: str, values: Values, own: Own, on: date) -> dict[str, str]:
    """What one screen's own fields cannot know: by field, in words."""
    kind, number = split(slug)
    if kind == "who":
        return _who_refusals(answers, number, values, own, on)
    if kind in ("income", "spend") and not any(Decimal(str(v or 0)) for v in values.values()):
        list_name = "有收入的人" if kind == "income" else "花钱的人"
        first = next(iter(values))
        return {first: f"请至少填一项。都没有的,请回到上一步,在“{list_name}”里去掉这个人。"}
    if kind in ("contract", "job", "school"):
        return p.refusals(values, on)
    picked = values.get("earners", ())
    if NOBODY in picked and len(picked) > 1:
        return {"earners": "选了“全家都没有收入”,就不能再选有收入的人。请去掉其中一种。"}
    if kind == "home" and not Decimal(str(values.get("area") or 0)):
        return {"area": "面积应大于0平方米。不知道的,大概填一下。"}
    if slug in SIGNED and str(values["name"]).replace(" ", "") != own.name.replace(" ", ""):
        return {"name": f"签名应与您登记的姓名“{own.name}”一致。请重新填写。"}
    return {}


def _who_refusals(
    answers: Answers, number: int, values: Values, own: Own, on: date
) -> dict[str, str]:
    identity, typed = str(values.get("identity", "")), str(values.get("born_on", ""))
    if not identity:
        return {} if typed else {"born_on": "没有证件号码的,请填写出生日期。"}
    id_type = int(str(values.get("id_type") or IdType.RESIDENT))
    try:
        checked = id_type, document(id_type, identity, on)
    except Wrong as wrong:
        return {"identity": str(wrong)}
    others = {(own.id_type, own.identity_number): own.name} | {
        answers.document(n): name_of(answers, n, own)
        for n in people(answers)
        if n not in (WORKER, number)
    }
    if checked in others:
        return {"identity": f"这个号码和{others[checked]}的相同。请核对,同一个人只填一次。"}
    if id_type != IdType.RESIDENT:
        return {} if typed else {"born_on": "这种证件的号码里没有出生日期,请填写出生日期。"}
    read = read_identity(identity, today=on)
    if typed and not isinstance(read, IdentityProblem) and typed != read.birth.isoformat():
        return {"born_on": f"与身份证号码里的出生日期{read.birth}不同。请核对。"}
    return {}


def missing(answers: Answers, own: Own, on: date) -> list[tuple[str, str]]:
    """Questions that must still be answered: slug and title, in order; signing is left out."""
    found = []
    for _, slug in all_screens(answers):
        screen = screen_of(answers, slug, own, on)
        if screen is None or slug in SIGNED:
            continue
        kept = answers.of(slug)
        is_open = any(ask.required and not kept.get(ask.name) for ask in screen.asks)
        if is_open or (split(slug)[0] in ("income", "spend") and not kept):
            found.append((slug, screen.title))
    return found


# --- Money ---------------------------------------------------------------------------------


MONTHLY_ALLOWANCE = IncomeKind.ALLOWANCE.value


@dataclass(frozen=True)
class Line:
    """Income or expenditure of one kind of one person. ``need``: the key of its proof."""

    member: int
    kind: str
    label: str
    amount: Decimal
    times: int
    need: str

    @property
    def year_amount(self) -> Decimal:
        """What it comes to in a year."""
        return yuan(self.amount * self.times)


def incomes(answers: Answers) -> list[Line]:
    """Lines of income above 0, by person."""
    return list(_lines(answers, "earners", "income", q.INCOME))


def expenditures(answers: Answers) -> list[Line]:
    """Lines of rigid expenditure above 0, by person."""
    return list(_lines(answers, "spenders", "spend", q.EXPENDITURE))


def _lines(
    answers: Answers, question: str, screen: str, kinds: tuple[tuple[TextCode, int, str], ...]
) -> Iterator[Line]:
    for slug in _each(answers, question, screen):
        for kind, times, label in kinds:
            amount = Decimal(answers.text(slug, kind.value) or 0)
            if amount:
                yield Line(split(slug)[1], kind.value, label, amount, times, f"{slug}-{kind.value}")


def year_total(lines: list[Line]) -> Decimal:
    """All of them in a year."""
    return sum((line.year_amount for line in lines), ZERO)


def relation_of(answers: Answers, number: int) -> Relation:
    """To the head of the household; 其他 until it was answered."""
    slug = "own" if number == WORKER else f"relation-{number}"
    return Relation(answers.text(slug, "relation") or Relation.OTHER.value)

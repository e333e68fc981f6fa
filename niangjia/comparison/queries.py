"""Named reads of data comparison (数据比对)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import F, Q, QuerySet

from niangjia.comparison import rules
from niangjia.comparison.models import (
    Answer,
    AnswerFile,
    AnswerFinding,
    Exchange,
    ExchangePerson,
    Match,
    Mismatch,
)
from niangjia.kernel import clock, crypto, ids, policy
from niangjia.kernel.privacy import Row


@dataclass(frozen=True)
class State:
    """Where the comparison of some objects stands (a household file with its persons).

    ``is_compared``: every object has an answered exchange that holds today, and of each of its
    persons every kind that was asked for or is required there (``comparison.required``) is answered.
    ``missing``: the kinds of which somebody's answer is still outstanding.
    ``exchanged_on``: the day of the oldest answer among them.
    """

    is_compared: bool
    open_mismatch_count: int
    exchanged_on: date | None
    missing: tuple[rules.ThirdPartyKind, ...] = ()

    @property
    def missing_text(self) -> str:
        """The outstanding kinds in Chinese."""
        return "、".join(kind.label for kind in self.missing)


def state_of(subject_label: str, subject_ids: Iterable[int]) -> State:
    """The state of the objects' exchanges that hold today, in four queries.

    A person withdrawn, an exchange expired or cancelled, or no answer yet: not compared. Who is
    asked about in several exchanges (civil affairs, vehicles) must be answered in each; a kind that
    one answer left open may come with another.
    """
    wanted = frozenset(subject_ids)
    found = ExchangePerson.objects.filter(subject_label=subject_label, subject_id__in=wanted)
    rows = list(
        found.exclude(exchange__status__in=_OVER)
        .select_related("exchange__union")
        .only(
            "subject_id", "person_id", "name", "gone_at",
            "exchange__status", "exchange__answered_at", "exchange__kinds",
            "exchange__union__path",
        )
    )  # fmt: skip
    live = [row for row in rows if row.gone_at is None]
    ids = {row.pk for row in live}
    missing = _missing(live)
    is_compared = (
        bool(wanted)
        and wanted == {row.subject_id for row in live}
        and {_who(row) for row in rows} == {_who(row) for row in live}
        and all(row.exchange.status in _ANSWERED for row in live)
        and not missing
    )
    days = [clock.local_day(row.exchange.answered_at) for row in live if row.exchange.answered_at]
    return State(
        is_compared,
        Mismatch.objects.filter(person__in=ids, status=rules.TaskStatus.OPEN).count(),
        min(days, default=None),
        missing,
    )


_OVER = (rules.ExchangeStatus.CANCELLED, rules.ExchangeStatus.EXPIRED)
_ANSWERED = (rules.ExchangeStatus.ANSWERED, rules.ExchangeStatus.FINISHED)


def _missing(live: Sequence[ExchangePerson]) -> tuple[rules.ThirdPartyKind, ...]:
    """Kinds asked for or required of somebody that none of her exchanges has answered."""
    said: dict[int, set[str]] = {}
    for pk, kind in Answer.objects.filter(person__in=live).values_list("person_id", "kind"):
        said.setdefault(pk, set()).add(kind)
    required = {
        path: rules.required_kinds(policy.get(rules.REQUIRED, path, clock.today()))
        for path in {row.exchange.union.path for row in live}
    }
    needed: dict[tuple[object, ...], set[str]] = {}
    answered: dict[tuple[object, ...], set[str]] = {}
    for row in live:
        kinds = {*row.exchange.kinds, *required[row.exchange.union.path]}
        needed.setdefault(_who(row), set()).update(kinds)
        answered.setdefault(_who(row), set()).update(said.get(row.pk, ()))
    open_kinds = {kind for who, kinds in needed.items() for kind in kinds - answered[who]}
    return tuple(kind for kind in rules.ThirdPartyKind if kind in open_kinds)


def _who(row: ExchangePerson) -> tuple[object, ...]:
    """One person of one object, whichever exchange asks about her."""
    return (row.subject_id, row.person_id or row.name)


def find_exchanges(rows: QuerySet[Exchange], text: str) -> QuerySet[Exchange]:
    """By number, or the authority's name from its beginning."""
    text = text.strip()
    return rows.filter(Q(number=text.upper()) | Q(authority__startswith=text))


def find_mismatches(rows: QuerySet[Mismatch], text: str) -> QuerySet[Mismatch]:
    """By the person's name from its beginning, or the exchange's number."""
    text = text.strip()
    return rows.filter(Q(person__name__startswith=text) | Q(exchange__number=text.upper()))


def overdue(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those whose term has run out."""
    return rows.filter(due_on__lt=clock.today())


def answers_of(mismatch: Mismatch) -> QuerySet[Answer]:
    """All results of the person in that exchange, by kind."""
    return Answer.objects.filter(person=mismatch.person_id).order_by("pk")


def match_of(mismatch: Mismatch) -> Match | None:
    """How the line was recognised as hers: the task's own, or that of the answer's file."""
    if mismatch.match_id is not None:
        return mismatch.match
    if mismatch.answer is None:
        return None
    rows = Match.objects.filter(person=mismatch.person_id, file=mismatch.answer.file_id)
    return rows.select_related("file").first()


def expiring(model: type[Exchange | Mismatch], keys: Iterable[int]) -> dict[int, date]:
    """Which of these are due because their exchange ends then (pk → that day); one query."""
    last = "expires_on" if model is Exchange else "exchange__expires_on"
    rows = model._default_manager.filter(pk__in=list(keys), due_on=F(last))
    return dict(rows.values_list("pk", "due_on"))


# --- What the pages of an exchange show -----------------------------------------------------


def files_of(exchange: Exchange) -> QuerySet[AnswerFile]:
    """Received files, newest first."""
    return exchange.files.order_by("-pk")


def findings_of(exchange: Exchange) -> QuerySet[AnswerFinding]:
    """What is wrong with the newest file that was refused, unless a later one went in."""
    newest = exchange.files.order_by("-pk").first()
    return AnswerFinding.objects.filter(file=newest).select_related("file").order_by("row", "pk")


def persons_of(exchange: Exchange) -> QuerySet[ExchangePerson]:
    """The list in its order, with the results of each person loaded."""
    return exchange.persons.order_by("line_no").prefetch_related("answers")


def tasks_of(exchange: Exchange) -> QuerySet[Mismatch]:
    """Open tasks first, by deadline."""
    return exchange.mismatches.select_related("person").order_by("-status", "due_on", "pk")


def results_in_words(person: ExchangePerson) -> str:
    """``一致2项,不一致1项``; the answers are loaded."""
    found = [answer.result for answer in person.answers.all()]
    counted = ((kind.label, found.count(kind)) for kind in rules.ComparisonResult)
    return ",".join(f"{label}{count}项" for label, count in counted if count) or "未答复"


class Stated(Protocol):
    """What an authority states of somebody."""

    @property
    def name(self) -> str: ...
    @property
    def identity(self) -> str: ...
    @property
    def born_on(self) -> date | None: ...
    @property
    def gender(self) -> int: ...
    @property
    def region(self) -> str: ...


def beside(person: ExchangePerson, theirs: Stated | None) -> list[tuple[str, str, str]]:
    """(field, ours, theirs) of a possible match; numbers masked, but for the places that differ."""
    if theirs is None:
        return []
    own = crypto.unseal(bytes(person.identity_sealed)) if person.identity_sealed else ""
    return [
        ("姓名", person.name, theirs.name),
        ("证件号码", _masked(own), _masked(theirs.identity)),
        ("号码差别", "", differences(own, theirs.identity)),
        ("出生日期", str(person.born_on or "—"), str(theirs.born_on or "—")),
        ("性别", _GENDERS.get(person.gender, "—"), _GENDERS.get(theirs.gender, "—")),
        ("户籍地代码", person.region or "—", theirs.region or "—"),
    ]


_GENDERS = {1: "男", 2: "女"}
_SHOWN_PLACES = 3


def _masked(identity: str) -> str:
    return ids.mask_identity(identity) if identity else "没有"


def differences(ours: str, theirs: str) -> str:
    """Where two numbers differ: ``第13位:本方6,对方9``; many places are only counted."""
    if not ours or not theirs:
        return "有一方没有号码"
    if len(ours) != len(theirs):
        return f"位数不同(本方{len(ours)}位,对方{len(theirs)}位)"
    places = [at for at, (a, b) in enumerate(zip(ours, theirs, strict=True), 1) if a != b]
    if len(places) > _SHOWN_PLACES:
        return f"有{len(places)}位不同"
    return ";".join(f"第{at}位:本方{ours[at - 1]},对方{theirs[at - 1]}" for at in places) or "相同"


# --- Her own copy -------------------------------------------------------------------------


def copy_rows(person_id: int) -> list[Row]:
    """To whom a person was named, what for, and when it was forgotten; never what was found."""
    rows = ExchangePerson.objects.filter(person=person_id).exclude(exchange__exported_at=None)
    return [
        {
            "批次编号": row.exchange.number,
            "提供给": row.exchange.authority,
            "用途": row.exchange.purpose,
            "核对的信息": "、".join(rules.ThirdPartyKind(k).label for k in row.exchange.kinds),
            "提供时间": row.exchange.exported_at,
            "答复时间": row.exchange.answered_at,
            "授权至": row.authorised_until,
            "清除时间": row.gone_at,
            "清除原因": row.gone_reason,
        }
        for row in rows.select_related("exchange").order_by("pk")
    ]

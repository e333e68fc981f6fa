"""What concerns a person: looks at her sensitive fields, her data, her consents (个人信息保护).

Looking is masked by default and revealed by one function that records who and why. Areas register
from ``apps.py`` which of their objects concern a person, what they keep of her, and what she agreed
to; the workers' pages (“谁看过我的资料”, “下载我的数据”, “我的授权”) read the registries. The kernel knows
no person: it hands on her id. Basis: 个人信息保护法 arts. 15 (withdrawal), 44-45 (access, copy).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from django.db import models
from django.db.models import Q

from niangjia.kernel import crypto, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Disclosure, Entry

LABELS = {"identity": "证件号码", "phone": "手机号码", "bank_card": "银行卡号"}

# --- Looking ------------------------------------------------------------------------------


def reveal(
    subject: models.Model, name: str, *, actor: Actor, permission: str, path: str, reason: str
) -> str:
    """The plain value of ``<name>_sealed``. Raises NotVisible or Blocked (no reason given).

    ``path`` is the tree path by which the subject is in the actor's scope. The look itself is
    journalled before the value is returned.
    """
    if not actor.may(permission, path):
        raise NotVisible
    if len(reason.strip()) < 4:
        raise Blocked("不能查看:请写明查看原因(不少于 4 个字),该记录会保留备查。", field="reason")
    sealed = getattr(subject, f"{name}_sealed")
    label = LABELS.get(name, name)
    journal.record(
        "reveal",
        subject,
        actor=actor,
        summary=f"查看{label}",
        reason=reason,
        union_id=int(path.strip("/").rsplit("/", 1)[-1]),  # a person has no union of her own
        is_read=True,
    )
    return crypto.unseal(bytes(sealed)) if sealed else ""


# --- Who looked at her --------------------------------------------------------------------

Ids = Callable[[int], Iterable[int]]
_CONCERNING: dict[str, Ids] = {}


def concerning(label: str, ids: Ids) -> None:
    """Say which objects of a kind (``"aid.householdfile"``) are about a person, by her id."""
    _CONCERNING[label.lower()] = ids


def disclosed(entry_id: int, label: str, ids: Iterable[int]) -> None:
    """Note whose rows a list held that left the system, so that each of them sees the journal line.

    Nothing is noted of kinds that concern nobody. One row for ten thousand objects.
    """
    if label not in _CONCERNING:
        return
    rest = iter(ids)
    while part := list(islice(rest, Disclosure.MOST)):
        Disclosure.objects.create(entry_id=entry_id, object_label=label, object_ids=part)


def looks(person_id: int) -> models.QuerySet[Entry]:
    """Journal lines of looks (``is_read``) at anything registered as about her, newest first;
    lists that left the system with a row of hers among them.

    Ids are fetched first: one person has few, and the journal's index wants constants.
    """
    about, listed = Q(pk__in=()), Q(pk__in=())
    for label, ids in _CONCERNING.items():
        found = list(ids(person_id))
        if found:
            about |= Q(object_label=label, object_id__in=found)
            listed |= Q(object_label=label, object_ids__overlap=found)
    lists = Disclosure.objects.filter(listed).values_list("entry_id", flat=True)
    about |= Q(pk__in=list(lists))
    return Entry.objects.filter(about, is_read=True).order_by("-id")


# --- What is kept of her ------------------------------------------------------------------

Value = str | int | float | bool | Decimal | date | datetime | None
Row = Mapping[str, Value]
"""Title in Chinese → value. Sensitive values in clear: it is her own copy."""
Rows = Callable[[int], Sequence[Row]]
_SECTIONS: dict[str, Rows] = {}


def section(title: str, rows: Rows) -> None:
    """Register what an area keeps of a person, for her own copy of her data (下载我的数据)."""
    _SECTIONS[title] = rows


def copy_of(person_id: int) -> dict[str, list[Row]]:
    """Everything registered areas keep of her, by section, in order of registration."""
    return {title: list(rows(person_id)) for title, rows in _SECTIONS.items()}


# --- What she agreed to -------------------------------------------------------------------


@dataclass(frozen=True)
class Consent:
    """One consent (授权) of a person, as its area tells it to her.

    ``key`` is the area's own reference; ``recipients`` who gets the data; ``until_on`` None means
    until withdrawn or its purpose is reached; ``is_live`` whether it holds now; ``can_withdraw``
    with ``effect``, what withdrawing means for her; ``state`` the word shown (有效、已撤回、已到期).
    """

    key: str
    title: str
    purpose: str
    given_on: date
    state: str
    is_live: bool
    recipients: str = ""
    until_on: date | None = None
    can_withdraw: bool = False
    effect: str = ""


@dataclass(frozen=True)
class ConsentKind:
    """How an area lists a person's consents and withdraws one (``withdraw(person_id, key, actor)``)."""

    code: str
    given: Callable[[int], Sequence[Consent]]
    withdraw: Callable[[int, str, Actor], object]


_CONSENTS: dict[str, ConsentKind] = {}


def consent(
    code: str,
    given: Callable[[int], Sequence[Consent]],
    withdraw: Callable[[int, str, Actor], object],
) -> None:
    """Register a kind of consent; ``withdraw`` is a service and raises Blocked with its reason."""
    _CONSENTS[code] = ConsentKind(code, given, withdraw)


def consents_of(person_id: int) -> list[tuple[str, Consent]]:
    """All her consents with the code of their kind: live ones first, newest first."""
    found = [(kind.code, one) for kind in _CONSENTS.values() for one in kind.given(person_id)]
    return sorted(found, key=lambda pair: (not pair[1].is_live, -pair[1].given_on.toordinal()))


def withdraw_consent(person_id: int, code: str, key: str, *, actor: Actor) -> Consent:
    """Withdraw one live consent of hers; returns it as it was. Raises NotVisible, Blocked."""
    kind = _CONSENTS.get(code)
    given = {one.key: one for one in kind.given(person_id)} if kind else {}
    if kind is None or key not in given:
        raise NotVisible
    if not given[key].is_live or not given[key].can_withdraw:
        raise Blocked("这项授权已不能撤回:可能已到期、已撤回,或事情已办完。")
    kind.withdraw(person_id, key, actor)
    return given[key]

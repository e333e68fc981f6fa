"""Forget (清除): when an exchange expires, an authorisation ends, or somebody withdraws hers.

Identities, what we declared and what the authority said go; the result (一致、不一致、未查到) and who
decided what stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

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
from niangjia.comparison.services import files
from niangjia.comparison.services.access import hold, step
from niangjia.kernel import journal
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.models import Transition
from niangjia.kernel.verbs import verb

_ENDING = (
    rules.ExchangeStatus.PREPARED,
    rules.ExchangeStatus.EXPORTED,
    rules.ExchangeStatus.ANSWERED,
    rules.ExchangeStatus.FINISHED,
)
_STALE_AFTER = timedelta(hours=2)


def forget_persons(exchange: Exchange, persons: QuerySet[ExchangePerson], why: str) -> int:
    """Empty these persons of the locked exchange; open tasks lapse. How many there were."""
    ids = list(persons.filter(gone_at=None).values_list("pk", flat=True))
    if not ids:
        return 0
    ExchangePerson.objects.filter(pk__in=ids).update(
        identity_sealed=None,
        identity_blind=None,
        born_on=None,
        gender=0,
        region="",
        ours={},
        gone_at=timezone.now(),
        gone_reason=why,
    )
    Answer.objects.filter(person__in=ids).update(theirs="")
    Match.objects.filter(person__in=ids).update(theirs_sealed=None)
    tasks = Mismatch.objects.filter(person__in=ids)
    lapse(tasks.filter(status=rules.TaskStatus.OPEN), why)
    tasks.update(ours="", theirs="")
    recount(exchange)
    return len(ids)


def lapse(tasks: QuerySet[Mismatch], why: str) -> None:
    """Open tasks that have nothing left to look at, with a line each in their life cycle."""
    ids = list(tasks.values_list("pk", flat=True))
    Mismatch.objects.filter(pk__in=ids).update(status=rules.TaskStatus.LAPSED, due_on=None)
    Transition.objects.bulk_create(
        Transition(
            object_label=Mismatch._meta.label_lower,
            object_id=pk,
            workflow=rules.TASK.code,
            step="lapse",
            source=rules.TaskStatus.OPEN,
            target=rules.TaskStatus.LAPSED,
            actor_label=SYSTEM.label,
            reason=why,
        )
        for pk in ids
    )


def recount(exchange: Exchange) -> None:
    """Persons still asked about, and open tasks, as they are now; the exchange is locked."""
    exchange.person_count = exchange.persons.filter(gone_at=None).count()
    exchange.open_task_count = exchange.mismatches.filter(status=rules.TaskStatus.OPEN).count()
    exchange.save(update_fields=["person_count", "open_task_count", "updated_at"])


@verb
def withdraw(
    subject_label: str,
    subject_ids: Iterable[int],
    *,
    why: str,
    person_id: int | None = None,
    actor: Actor,
) -> int:
    """The authorisation of these objects (or of one person in them) is withdrawn: forget them.

    The caller has checked that the actor may: she herself, or who keeps her file. Exchanges already
    sent are not asked again about her, and her lines in later answers are strangers. How many rows
    were emptied.
    """
    rows = ExchangePerson.objects.filter(
        subject_label=subject_label, subject_id__in=list(subject_ids), gone_at=None
    )
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    return _forget_rows(rows, why, actor)


def _forget_rows(rows: QuerySet[ExchangePerson], why: str, actor: Actor) -> int:
    count = 0
    for pk in sorted(set(rows.values_list("exchange_id", flat=True))):
        exchange = hold(Exchange.objects.get(pk=pk))
        gone = forget_persons(exchange, rows.filter(exchange=exchange), why)
        if gone:
            journal.record(
                "exchange.forget", exchange, actor=actor, summary=f"清除{gone}人的比对信息:{why}"
            )
        count += gone
    return count


@verb
def forget_unauthorised(today: date, *, actor: Actor = SYSTEM) -> int:
    """Persons whose authorisation ended before that day. How many."""
    rows = ExchangePerson.objects.filter(authorised_until__lt=today, gone_at=None)
    return _forget_rows(rows, "核对授权已到期", actor)


def expire_due(today: date, *, actor: Actor = SYSTEM) -> int:
    """Empty every exchange whose validity ended before that day, each on its own. How many."""
    due = Exchange.objects.filter(expires_on__lt=today, status__in=_ENDING).order_by("pk")
    return sum(_expire(exchange, today, actor=actor) for exchange in due)


@verb
def _expire(exchange: Exchange, today: date, *, actor: Actor) -> int:
    exchange = hold(exchange)
    if exchange.status not in _ENDING or exchange.expires_on >= today:
        return 0  # somebody was quicker
    exchange = step(exchange, "expire", actor=actor, summary="有效期已过,清除身份信息和对方数据")
    forget_persons(exchange, exchange.persons.all(), "本批已过有效期")
    AnswerFinding.objects.filter(file__exchange=exchange).delete()
    exchange.secret_sealed = None
    exchange.save(update_fields=["secret_sealed", "updated_at"])
    return 1


@verb
def drop_stale_uploads() -> int:
    """Uploads whose work died: the file goes, the same file may be sent again. How many."""
    stale = AnswerFile.objects.filter(
        state=rules.AnswerState.WAITING, created_at__lt=timezone.now() - _STALE_AFTER
    )
    count = 0
    for one in stale.select_for_update(skip_locked=True):
        files.remove(one.path)
        one.state, one.path = rules.AnswerState.FAILED, ""
        one.message = "处理中断,没有留下任何改动。请重新导入这份文件。"
        one.save(update_fields=["state", "path", "message", "updated_at"])
        count += 1
    return count

"""Write what an answer says: links, results, review tasks; one transaction, set-based."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice

from django.utils import timezone

from niangjia.comparison import rules
from niangjia.comparison.models import Answer, AnswerFile, Exchange, ExchangePerson, Match, Mismatch
from niangjia.comparison.rules.sheet import Reading
from niangjia.comparison.services import files
from niangjia.comparison.services.access import hold, step
from niangjia.comparison.services.forgetting import lapse, recount
from niangjia.comparison.services.matching import Recognised
from niangjia.kernel import clock, crypto
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Transition
from niangjia.kernel.verbs import due_on, lock, verb

_AT_ONCE = 2_000
Values = Mapping[rules.ThirdPartyKind, str | None]
"""What the authority says of a person by kind; None: it has no such person."""


@verb
def write(
    file: AnswerFile, reading: Reading, found: Sequence[Recognised], *, actor: Actor
) -> AnswerFile:
    """All of it or nothing. Raises NotVisible, Blocked (expired meanwhile; contradicts an earlier file)."""
    exchange = hold(file.exchange)
    file = lock(AnswerFile, file.pk)
    if file.state != rules.AnswerState.WAITING:  # another worker was quicker
        return file
    rules.EXCHANGE.require("answer", exchange, actor)
    refuse_expired(exchange)
    alive = set(exchange.persons.filter(gone_at=None).values_list("pk", flat=True))
    found = [one for one in found if one.person_id in alive]  # withdrawn meanwhile: out
    _store_matches(file, found)
    mismatch_count = _store_all(exchange, file, alive, found, dict.fromkeys(reading.kinds))
    _open_identity_tasks(exchange, file)
    recount(exchange)
    _close_file(file, reading, found, len(alive), mismatch_count)
    exchange.answered_at = timezone.now()
    exchange.save(update_fields=["answered_at", "updated_at"])
    step(exchange, "answer", actor=actor, summary=f"导入答复《{file.file_name}》:{file.message}")
    return file


def _store_all(
    exchange: Exchange,
    file: AnswerFile,
    alive: Iterable[int],
    found: Sequence[Recognised],
    missing: Values,
) -> int:
    """Results for everybody who is not in doubt, so many at once that memory does not matter."""
    sure = {one.person_id: one.line.values for one in found if one.kind in rules.ACCEPTED}
    unsure = {one.person_id for one in found if one.kind == rules.MatchKind.POSSIBLE}
    rest = iter(sorted(pk for pk in alive if pk not in unsure))
    count = 0
    while part := list(islice(rest, _AT_ONCE)):
        persons = ExchangePerson.objects.in_bulk(part)
        said = {pk: sure.get(pk, missing) for pk in part}
        count += store_values(exchange, file, persons, said)
    return count


def refuse_expired(exchange: Exchange) -> None:
    """Raises Blocked after the last day of validity, though the hourly work has not run yet."""
    if exchange.expires_on < clock.today():
        raise Blocked(f"本批有效期已于{exchange.expires_on}结束,不能再导入答复。请另建一批。")


def _store_matches(file: AnswerFile, found: Iterable[Recognised]) -> None:
    Match.objects.bulk_create(
        (
            Match(
                person_id=one.person_id,
                file=file,
                row=one.line.row,
                kind=one.kind,
                weight=one.weight,
                fields=one.parts,
                theirs_sealed=_sealed(one) if one.kind == rules.MatchKind.POSSIBLE else None,
            )
            for one in found
        ),
        batch_size=_AT_ONCE,
    )


def _sealed(one: Recognised) -> bytes:
    """The line of a possible match, for the person who decides; gone with her decision."""
    line = one.line
    kept = {
        "name": line.name,
        "identity": line.identity,
        "born_on": line.born_on.isoformat() if line.born_on else "",
        "gender": line.gender,
        "region": line.region,
        "values": {str(kind): code for kind, code in line.values.items()},
    }
    return crypto.seal(json.dumps(kept, ensure_ascii=False))


def store_values(
    exchange: Exchange,
    file: AnswerFile,
    persons: Mapping[int, ExchangePerson],
    said: Mapping[int, Values],
) -> int:
    """Results for these persons, and a task for every mismatch; how many mismatches.

    A kind answered before keeps its answer; “未查到” gives way to a later one. Raises Blocked when a
    later file contradicts an earlier one.
    """
    known = {
        (answer.person_id, answer.kind): answer
        for answer in Answer.objects.filter(person__in=list(said)).select_related("file")
    }
    fresh: list[Answer] = []
    better: list[Answer] = []
    for pk, values in said.items():
        for kind, theirs in values.items():
            ours = persons[pk].ours.get(kind, "")
            answer = Answer(
                person=persons[pk],
                kind=kind,
                file=file,
                theirs=theirs or "",
                result=rules.compare(rules.ThirdPartyKind(kind), ours, theirs),
            )
            earlier = known.get((pk, kind))
            if earlier is None:
                fresh.append(answer)
            elif theirs is not None and earlier.theirs != theirs:
                _refuse_contradiction(persons[pk], earlier, answer)
                answer.pk, answer.created_at = earlier.pk, earlier.created_at
                better.append(answer)
    Answer.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    Answer.objects.bulk_update(better, ("theirs", "result", "file"), batch_size=_AT_ONCE)
    _replace_tasks(better)
    wrong = [a for a in (*fresh, *better) if a.result == rules.ComparisonResult.MISMATCH]
    _open_value_tasks(exchange, wrong)
    return len(wrong)


def _refuse_contradiction(person: ExchangePerson, earlier: Answer, now: Answer) -> None:
    if earlier.theirs:
        kind = rules.ThirdPartyKind(now.kind)
        raise Blocked(
            f"{person.name}的“{kind.label}”,此前的答复《{earlier.file.file_name}》为"
            f"“{rules.label_of(kind, earlier.theirs)}”,这份文件为“{rules.label_of(kind, now.theirs)}”。"
            "请与对方核对哪一份有效;需要重新比对的,另建一批。"
        )


def _replace_tasks(better: Sequence[Answer]) -> None:
    """“未查到” was a task where ours claimed a benefit; now there is an answer."""
    old = Mismatch.objects.filter(answer__in=[answer.pk for answer in better])
    lapse(old.filter(status=rules.TaskStatus.OPEN), "收到新的答复")


def _open_value_tasks(exchange: Exchange, wrong: Sequence[Answer]) -> None:
    due = _due(exchange)
    tasks = [
        Mismatch(
            union_id=exchange.union_id,
            exchange=exchange,
            person=answer.person,
            task_kind=rules.TaskKind.VALUE,
            answer=answer,
            data_kind=answer.kind,
            ours=answer.person.ours.get(answer.kind, ""),
            theirs=answer.theirs,
            due_on=due,
        )
        for answer in wrong
    ]
    _open(tasks)


def _open_identity_tasks(exchange: Exchange, file: AnswerFile) -> None:
    due = _due(exchange)
    tasks = [
        Mismatch(
            union_id=exchange.union_id,
            exchange=exchange,
            person=match.person,
            task_kind=rules.TaskKind.IDENTITY,
            match=match,
            due_on=due,
        )
        for match in file.matches.filter(kind=rules.MatchKind.POSSIBLE).select_related("person")
    ]
    _open(tasks)


def _due(exchange: Exchange) -> date | None:
    """By the review term, and by the expiry of what there is to look at."""
    term = due_on(rules.TASK, rules.TaskStatus.OPEN, exchange.scope_path, clock.today())
    return exchange.expires_on if term is None else min(term, exchange.expires_on)


def _open(tasks: list[Mismatch]) -> None:
    """Tasks with the first line of their life cycle; the batch has one journal entry of its own."""
    Mismatch.objects.bulk_create(tasks, batch_size=_AT_ONCE)
    Transition.objects.bulk_create(
        (
            Transition(
                object_label=Mismatch._meta.label_lower,
                object_id=task.pk,
                workflow=rules.TASK.code,
                step="start",
                source="",
                target=rules.TaskStatus.OPEN,
                actor_label="系统",
            )
            for task in tasks
        ),
        batch_size=_AT_ONCE,
    )


def _close_file(
    file: AnswerFile,
    reading: Reading,
    found: Sequence[Recognised],
    person_count: int,
    mismatch_count: int,
) -> None:
    def count(kind: rules.MatchKind) -> int:
        return sum(one.kind == kind for one in found)

    file.state, file.row_count = rules.AnswerState.IMPORTED, reading.line_count
    file.kinds_text = "、".join(kind.label for kind in reading.kinds)
    file.exact_count = count(rules.MatchKind.EXACT)
    file.probable_count = count(rules.MatchKind.PROBABLE)
    file.possible_count = count(rules.MatchKind.POSSIBLE)
    file.not_found_count = person_count - len(found)
    file.stranger_count = reading.line_count - len(found)
    file.mismatch_count = mismatch_count
    file.message = (
        f"{person_count}人中,证件号码相同{file.exact_count}人,多项信息吻合{file.probable_count}人,"
        f"疑似{file.possible_count}人,未查到{file.not_found_count}人;"
        f"不一致{mismatch_count}项。"
    )
    if file.stranger_count:
        file.message += f"另有{file.stranger_count}行与本批无关,没有保存。"
    files.remove(file.path)
    file.path = ""
    file.save()

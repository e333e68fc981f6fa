"""Bringing in a member sheet: check it, then commit its good rows as one batch (导入批次).

Everything a commit writes is one transaction: a killed server leaves the whole batch or nothing.
The sheet is kept sealed; a commit reads and checks it again, so what is written is what the rules
and the register say at that moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.contrib.postgres.functions import TransactionNow
from django.db import IntegrityError, OperationalError, connection, transaction

from niangjia.kernel import clock, jobs, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.findings import Finding, Severity
from niangjia.kernel.verbs import lock, verb
from niangjia.members import queries
from niangjia.members.models import ImportBatch
from niangjia.members.rules.header import COLUMNS
from niangjia.members.rules.register import BatchState, phone_known
from niangjia.members.services import effects, sheetfiles, staging
from niangjia.members.services.sheets import ReadSheet, read_member_sheet
from niangjia.members.services.staging import Staged
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus, UnionType

Tell = staging.Tell
FIND_DOUBLES = "members.find_doubles"
"""Kind of the job that compares new persons with the register (`tasks`)."""
_COLUMN_ORDER = {column.value: place for place, column in enumerate(COLUMNS)}


def silent(_done: int) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True)
class Outcome:
    """What was found in a sheet. ``accepted`` rows have no error, ``warned`` are some of them.

    ``unchanged`` rows are accepted too: the register has them already.
    """

    rows: int
    accepted: int
    refused: int
    warned: int
    unchanged: int
    findings: tuple[Finding, ...]


# --- Verbs --------------------------------------------------------------------------------


def check_file(path: Path, union: Union, *, actor: Actor, tell: Tell = silent) -> Outcome:
    """What importing the file would say; nothing is written. Raises UnusableFile, Blocked."""
    _require(union, actor)
    read = read_member_sheet(path, today=clock.today())
    with transaction.atomic():
        return _outcome(read, _judge(read, union, tell))


@verb
def receive(path: Path, name: str, union: Union, *, actor: Actor) -> ImportBatch:
    """Keep an uploaded sheet, sealed, as a batch still to be checked. Raises NotVisible, Blocked."""
    _require(union, actor)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    batch = ImportBatch.objects.create(
        union=union,
        file_name=Path(name).name[:200],
        file_digest=digest,
        state=BatchState.CHECKING,
        actor_id=actor.user_id,
    )
    batch.file_path = sheetfiles.keep(batch, path)
    batch.save(update_fields=["file_path", "updated_at"])
    return batch


def stage(batch: ImportBatch, *, actor: Actor, tell: Tell = silent) -> Outcome:
    """Check a received batch: store its findings and counts, and the marked workbook.

    Raises NotVisible, UnusableFile (the batch is marked as failed).
    """
    _require(batch.union, actor)
    with sheetfiles.opened(batch) as path:
        try:
            read = read_member_sheet(path, today=clock.today())
        except Blocked:
            ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.FAILED)
            raise
        with transaction.atomic():
            batch = _locked(batch, BatchState.CHECKING, BatchState.CHECKED)
            outcome = _outcome(read, _judge(read, batch.union, tell))
            _store(batch, outcome, BatchState.CHECKED)
        sheetfiles.mark(batch, read, outcome.findings)
    return outcome


def commit(batch: ImportBatch, *, actor: Actor, tell: Tell = silent) -> Outcome:
    """Write the good rows of a checked batch. Raises NotVisible, Blocked (done already, in the way).

    Rows that the register has come to refuse since the check are left out, with a finding.
    """
    _require(batch.union, actor)
    with sheetfiles.opened(batch) as path:
        read = read_member_sheet(path, today=clock.today())
        with _as_one():
            batch = _locked(batch, BatchState.CHECKED)
            outcome = _write(batch, read, actor, tell)
        sheetfiles.mark(batch, read, outcome.findings)
    return outcome


def import_file(
    path: Path, union: Union, *, actor: Actor, tell: Tell = silent
) -> tuple[ImportBatch, Outcome]:
    """Check and commit in one go, for scripts: all good rows, one batch, one transaction."""
    _require(union, actor)
    read = read_member_sheet(path, today=clock.today())
    with _as_one():
        batch = receive(path, path.name, union, actor=actor)
        outcome = _write(batch, read, actor, tell)
    return batch, outcome


# --- Steps --------------------------------------------------------------------------------


def _require(union: Union, actor: Actor) -> None:
    """The actor may import into the union, and the union takes members."""
    if not actor.may("members.import", union.path):
        raise NotVisible
    if union.status != UnionStatus.NORMAL:
        state = UnionStatus(union.status).label
        raise Blocked(f"不能导入到“{union.name}”:该工会状态为“{state}”。请选择正常的工会。")
    if union.union_type != UnionType.GRASSROOTS:
        raise Blocked(
            f"不能导入到“{union.name}”:它不是基层工会,不直接吸收会员。请选择其下的基层工会。",
            field="union",
        )


@contextmanager
def _as_one() -> Iterator[None]:
    """One transaction; a clash with somebody else's writing becomes a plain refusal."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as error:
        raise Blocked(
            "没有导入任何一行:同一批人员正由他人办理会籍。请稍等片刻,重新检查后再导入。"
        ) from error


def _locked(batch: ImportBatch, *states: BatchState) -> ImportBatch:
    found = lock(ImportBatch, batch.pk)
    if found.state not in states:
        label = BatchState(found.state).label
        raise Blocked(f"本批次当前为“{label}”,不能再办理这一步。请刷新页面查看结果。")
    return found


def _judge(read: ReadSheet, union: Union, tell: Tell) -> Staged:
    """Put the rows beside the register and decide, writing nothing that lasts."""
    staging.fill(read.checked.rows, tell=tell)
    phones = staging.shared_phones()
    staged = staging.decide(read.checked.rows, union.pk)
    return _with_phones(staged, read, phones)


def _with_phones(staged: Staged, read: ReadSheet, phones: Iterable[int]) -> Staged:
    """Warn of phones known elsewhere, once, and only where something will be written."""
    told = {f.row for f in read.checked.findings if f.code == "shared_phone"}
    silent_rows = told | staged.refused | staged.unchanged
    staged.findings += [phone_known(row) for row in phones if row not in silent_rows]
    return staged


def _write(batch: ImportBatch, read: ReadSheet, actor: Actor, tell: Tell) -> Outcome:
    queries.hold_union(batch.union_id)
    rows = read.checked.rows
    staging.fill(rows, tell=tell)
    phones = staging.shared_phones()
    if not effects.make_persons():
        staging.resolve()
    staging.lock_known()
    staged = _with_phones(staging.decide(rows, batch.union_id), read, phones)
    if effects.write_changes(batch, actor=actor):
        _look_for_doubles(batch, actor)
    tickets = effects.open_tickets(batch, [pk for _, pk in staged.conflicts], actor=actor)
    tell(len(rows))
    outcome = _outcome(read, staged)
    _store(batch, outcome, BatchState.COMMITTED, committed_at=TransactionNow())
    journal.record("members.import", batch, actor=actor, summary=_summary(batch, outcome, tickets))
    return outcome


def _look_for_doubles(batch: ImportBatch, actor: Actor) -> None:
    """Compare the new persons with the whole register later, in the background."""
    label = f"查找疑似重复人员:{batch.file_name}"
    jobs.start(FIND_DOUBLES, label, {"batch": batch.pk}, actor=actor)


def _summary(batch: ImportBatch, outcome: Outcome, tickets: int) -> str:
    parts = [
        f"导入会员表“{batch.file_name}”到{batch.union.name}:共{outcome.rows}行",
        f"登记{outcome.accepted - outcome.unchanged}行",
        f"已在册{outcome.unchanged}行",
        f"有错误{outcome.refused}行",
    ]
    if tickets:
        parts.append(f"会籍冲突单{tickets}张")
    return ",".join(parts)


def _outcome(read: ReadSheet, staged: Staged) -> Outcome:
    findings = sorted(
        [*read.checked.findings, *staged.findings],
        key=lambda finding: (finding.row, _COLUMN_ORDER[finding.column]),
    )
    refused = {f.row for f in findings if f.severity is Severity.ERROR}
    warned = {f.row for f in findings} - refused
    return Outcome(
        rows=read.checked.row_count,
        accepted=read.checked.row_count - len(refused),
        refused=len(refused),
        warned=len(warned),
        unchanged=len(staged.unchanged),
        findings=tuple(findings),
    )


def _store(
    batch: ImportBatch,
    outcome: Outcome,
    state: BatchState,
    *,
    committed_at: TransactionNow | None = None,
) -> None:
    """Counts and findings of the batch, replacing those of an earlier check."""
    values: dict[str, object] = {"committed_at": committed_at} if committed_at else {}
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=state,
        row_count=outcome.rows,
        accepted_count=outcome.accepted,
        refused_count=outcome.refused,
        warned_count=outcome.warned,
        unchanged_count=outcome.unchanged,
        updated_at=TransactionNow(),
        **values,
    )
    batch.refresh_from_db()
    batch.findings.all().delete()
    columns = 'batch_id, row, "column", code, severity, message'
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY members_importfinding ({columns}) FROM STDIN") as stream,
    ):
        for finding in outcome.findings:
            stream.write_row((batch.pk, *finding[:4], finding.message[:300]))

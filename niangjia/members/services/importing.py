"""Bringing in a member sheet: check it, then commit its good rows as one batch (导入批次).

Everything a commit writes is one transaction: a killed server leaves the whole batch or nothing.
The sheet is kept sealed; a commit reads and checks it again, so what is written is what the rules
and the register say at that moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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
from niangjia.members.rules.sheet import CheckedSheet
from niangjia.members.services import effects, sheetfiles, staging
from niangjia.members.services.sheets import MemberTable, open_member_table, without_collector
from niangjia.members.services.staging import Staged
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus, UnionType

Tell = Callable[[int], None]
"""Called between statements with the number of rows done so far; may raise to stop the work."""
FIND_DOUBLES = "members.find_doubles"
"""Kind of the job that compares new persons with the register (`tasks`)."""
_PART = 10_000
_COLUMN_ORDER = {column.value: place for place, column in enumerate(COLUMNS)}
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('members.import'))"


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


@dataclass
class _Tally:
    """What the parts of a sheet come to."""

    rows: int = 0
    unchanged: int = 0
    has_new_persons: bool = False
    findings: list[Finding] = field(default_factory=list)
    conflicts: list[int] = field(default_factory=list)

    def add(self, part: CheckedSheet, staged: Staged, phones: list[int]) -> None:
        """Count a part; phones known elsewhere are told once, where something is written."""
        told = {f.row for f in part.findings if f.code == "shared_phone"}
        needless = told | staged.refused | staged.unchanged
        self.rows += part.row_count
        self.unchanged += len(staged.unchanged)
        self.findings += part.findings
        self.findings += staged.findings
        self.findings += [phone_known(row) for row in phones if row not in needless]
        self.conflicts += [membership for _, membership in staged.conflicts]

    def outcome(self) -> Outcome:
        """Counts, and findings in the order of the sheet."""
        ordered = sorted(self.findings, key=lambda f: (f.row, _COLUMN_ORDER[f.column]))
        refused = {f.row for f in ordered if f.severity is Severity.ERROR}
        warned = {f.row for f in ordered} - refused
        return Outcome(
            rows=self.rows,
            accepted=self.rows - len(refused),
            refused=len(refused),
            warned=len(warned),
            unchanged=self.unchanged,
            findings=tuple(ordered),
        )


# --- Verbs --------------------------------------------------------------------------------


def check_file(path: Path, union: Union, *, actor: Actor, tell: Tell = silent) -> Outcome:
    """What importing the file would say; nothing is written. Raises UnusableFile, Blocked."""
    _require(union, actor)
    table = open_member_table(path, today=clock.today())
    with transaction.atomic():
        return _go_through(table, union, tell, actor=actor).outcome()


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
            table = open_member_table(path, today=clock.today())
        except Blocked:
            ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.FAILED)
            raise
        with transaction.atomic():
            batch = _locked(batch, BatchState.CHECKING, BatchState.CHECKED)
            outcome = _go_through(table, batch.union, tell, actor=actor).outcome()
            _store(batch, outcome, BatchState.CHECKED)
        sheetfiles.mark(batch, table, outcome.findings)
    return outcome


def commit(batch: ImportBatch, *, actor: Actor, tell: Tell = silent) -> Outcome:
    """Write the good rows of a checked batch. Raises NotVisible, Blocked (done already, in the way).

    Rows that the register has come to refuse since the check are left out, with a finding.
    """
    _require(batch.union, actor)
    with sheetfiles.opened(batch) as path:
        table = open_member_table(path, today=clock.today())
        with _as_one():
            batch = _locked(batch, BatchState.CHECKED)
            outcome = _write(batch, table, actor, tell)
        sheetfiles.mark(batch, table, outcome.findings)
    return outcome


def import_file(
    path: Path, union: Union, *, actor: Actor, tell: Tell = silent
) -> tuple[ImportBatch, Outcome]:
    """Check and commit in one go, for scripts: all good rows, one batch, one transaction."""
    _require(union, actor)
    table = open_member_table(path, today=clock.today())
    with _as_one():
        batch = receive(path, path.name, union, actor=actor)
        outcome = _write(batch, table, actor, tell)
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


def _go_through(
    table: MemberTable,
    union: Union,
    tell: Tell,
    *,
    actor: Actor,
    batch: ImportBatch | None = None,
) -> _Tally:
    """Put part after part beside the register and decide; with a batch, write it as well.

    Within a part persons are made and locked in a fixed order. A sheet of several parts could
    still meet another one crosswise, so imports that write go one at a time (`_write`).
    """
    tally = _Tally()
    before = 0
    with without_collector():
        for part, text in staging.prepared(table.parts(_PART)):
            staging.fill(text)
            before = before or staging.first_new_id()
            phones = staging.shared_phones(before)
            if batch is not None:
                if not effects.make_persons():
                    staging.resolve()
                staging.lock_known()
            staged = staging.decide(part.rows, union.pk)
            if batch is not None:
                effects.write_changes(batch, staged.known_actions, actor=actor)
                tally.has_new_persons |= staged.has_new_persons
            tally.add(part, staged, phones)
            tell(tally.rows)
    return tally


def _write(batch: ImportBatch, table: MemberTable, actor: Actor, tell: Tell) -> Outcome:
    queries.hold_union(batch.union_id)
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    tally = _go_through(table, batch.union, tell, actor=actor, batch=batch)
    if tally.has_new_persons:
        _look_for_doubles(batch, actor)
    tickets = effects.open_tickets(batch, tally.conflicts, actor=actor)
    outcome = tally.outcome()
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

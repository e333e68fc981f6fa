"""Take an answer in (导入答复): receive the upload, read and link it, then write it in one go.

Reading and linking happen outside the transaction, since a large file takes minutes; nothing is
written until everything is known. Refused, cancelled or crashed: not a row is left behind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from niangjia.comparison import rules
from niangjia.comparison.models import AnswerFile, AnswerFinding, Exchange
from niangjia.comparison.rules.header import error
from niangjia.comparison.rules.sheet import Reader, Reading
from niangjia.comparison.services import files, matching, writing
from niangjia.comparison.services.access import hold
from niangjia.comparison.transport import envelope, tables
from niangjia.kernel import clock, crypto, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.excel.container import MAX_FILE_BYTES
from niangjia.kernel.verbs import lock, verb

Tell: TypeAlias = Callable[[int, str], None]
"""Told how far the work is (lines, what is being done); may raise Cancelled."""
_TELL_EVERY = 5_000


@verb
def receive(exchange: Exchange, content: bytes, file_name: str, *, actor: Actor) -> AnswerFile:
    """Keep an upload for ``import_answer``. The same file again: the earlier one, nothing changes.

    Raises NotVisible or Blocked.
    """
    exchange = hold(exchange)
    rules.EXCHANGE.require("answer", exchange, actor)
    _check_size(content)
    digest = envelope.checksum(content)
    known: AnswerFile | None = exchange.files.filter(
        digest=digest, state__in=(rules.AnswerState.WAITING, rules.AnswerState.IMPORTED)
    ).first()
    if known is not None:
        return known
    received = AnswerFile.objects.create(
        exchange=exchange,
        file_name=file_name[-120:],
        digest=digest,
        path=files.keep(content),
        received_by_id=actor.user_id,
    )
    journal.record(
        "exchange.receive", exchange, actor=actor, summary=f"收到答复文件《{received.file_name}》"
    )
    return received


def import_answer(
    file: AnswerFile, *, actor: Actor, tell: Tell = lambda lines, step: None
) -> AnswerFile:
    """Read, link and write a received file. A file already dealt with is left as it is.

    Malformed: state ``refused`` with findings by line, nothing else. Raises NotVisible, Blocked.
    """
    exchange = file.exchange
    if not actor.may("comparison.exchange", exchange.scope_path):
        raise NotVisible
    if file.state != rules.AnswerState.WAITING:
        return file
    try:
        reading = _read(exchange, files.read(file.path), tell)
        if reading.finding_count:
            return _refuse(file, reading, actor=actor)
        tell(len(reading.lines), "认出答复中的人")
        found = matching.recognise(exchange, reading, lambda step: tell(len(reading.lines), step))
        tell(len(reading.lines), "写入结果,完成前不留下任何改动")
        return writing.write(file, reading, found, actor=actor)
    except BaseException as fault:
        _give_up(file, fault.reason if isinstance(fault, Blocked) else "")
        raise


def _check_size(content: bytes) -> None:
    if not content:
        raise Blocked("文件是空的。请重新选择。", field="file")
    if len(content) > MAX_FILE_BYTES:
        raise Blocked("文件超过50MB上限。请对方按县分成几份提供。", field="file")


def _read(exchange: Exchange, content: bytes, tell: Tell) -> Reading:
    """The lines of a file, or what is wrong with it. Raises Cancelled through ``tell``."""
    reader = Reader(exchange.kinds, exchange.protection, clock.today())
    if exchange.protection == rules.Protection.ENCRYPTED:
        try:
            content = envelope.decrypt(content, crypto.unseal(bytes(exchange.secret_sealed or b"")))
        except envelope.CannotOpen as refusal:
            reader.reading.add([error(0, "", "cannot_open", str(refusal))])
            return reader.reading
    try:
        for count, (row, row_cells) in enumerate(tables.rows_of(content, files.folder())):
            if count % _TELL_EVERY == 0:
                tell(count, "逐行检查")
            reader.read(row, row_cells)
    except tables.Unreadable as refusal:
        reader.reading.add([refusal.finding])
        return reader.reading
    return reader.finish()


@verb
def _refuse(file: AnswerFile, reading: Reading, *, actor: Actor) -> AnswerFile:
    """Keep what is wrong, and nothing else."""
    file = lock(AnswerFile, file.pk)
    AnswerFinding.objects.bulk_create(
        AnswerFinding(
            file=file, row=one.row, column=one.column, code=one.code, message=one.message[:300]
        )
        for one in reading.findings
    )
    file.state, file.finding_count = rules.AnswerState.REFUSED, reading.finding_count
    file.row_count = len(reading.lines)
    file.message = f"有{reading.finding_count}处错误,没有导入任何内容。请对方改正后重新提供。"
    files.remove(file.path)
    file.path = ""
    file.save(
        update_fields=["state", "finding_count", "row_count", "message", "path", "updated_at"]
    )
    summary = f"答复文件《{file.file_name}》有{reading.finding_count}处错误,未导入"
    journal.record("exchange.refuse_file", file.exchange, actor=actor, summary=summary)
    return file


def _give_up(file: AnswerFile, why: str) -> None:
    """Nothing was written; the upload goes, and the same file may be sent again."""
    files.remove(file.path)
    AnswerFile.objects.filter(pk=file.pk, state=rules.AnswerState.WAITING).update(
        state=rules.AnswerState.FAILED,
        path="",
        message=why[:500] or "没有完成,没有留下任何改动。可以重新导入这份文件。",
    )

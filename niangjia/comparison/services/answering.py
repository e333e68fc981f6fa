"""Take an answer in (导入答复): receive the upload, read and link it, then write it in one go.

Reading and linking happen outside the transaction, since a large file takes minutes; nothing is
written until everything is known. Refused, cancelled or crashed: not a row is left behind.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from niangjia.comparison import rules
from niangjia.comparison.models import AnswerFile, AnswerFinding, Exchange
from niangjia.comparison.rules.header import error
from niangjia.comparison.rules.sheet import Line, Reader, Reading
from niangjia.comparison.services import files, writing
from niangjia.comparison.services.access import hold
from niangjia.comparison.services.matching import recogniser as recogniser_of
from niangjia.comparison.services.writing import refuse_expired
from niangjia.comparison.transport import envelope, tables
from niangjia.kernel import clock, crypto, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.findings import Finding
from niangjia.kernel.verbs import lock, verb

Tell: TypeAlias = Callable[[int, str], None]
"""Told how far the work is (lines, what is being done); may raise Cancelled."""
_TELL_EVERY = 5_000
MAX_BYTES = 200 * 1024 * 1024
"""A million lines with names and numbers are some 70 MB."""


@verb
def receive(
    exchange: Exchange, content: bytes | Iterable[bytes], file_name: str, *, actor: Actor
) -> AnswerFile:
    """Keep an upload for ``import_answer``. The same file again: the earlier one, nothing changes.

    Raises NotVisible or Blocked.
    """
    exchange = hold(exchange)
    rules.EXCHANGE.require("answer", exchange, actor)
    refuse_expired(exchange)
    path = files.keep((content,) if isinstance(content, bytes) else content)
    try:
        _check_size(path)
        digest = envelope.checksum(files.pieces(path))
        known: AnswerFile | None = exchange.files.filter(
            digest=digest, state__in=(rules.AnswerState.WAITING, rules.AnswerState.IMPORTED)
        ).first()
        if known is not None:
            files.remove(path)
            return known
        received = AnswerFile.objects.create(
            exchange=exchange,
            file_name=file_name[-120:],
            digest=digest,
            path=path,
            received_by_id=actor.user_id,
        )
    except BaseException:
        files.remove(path)
        raise
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
        recogniser = recogniser_of(exchange)
        reading = _read(file, recogniser.take, tell)
        if not reading.finding_count:
            tell(reading.line_count, "认出答复中的人")
            found = recogniser.recognise(lambda step: tell(reading.line_count, step))
            reading.add(_nobody(exchange, reading) if not found else ())
        if reading.finding_count:
            return _refuse(file, reading, actor=actor)
        tell(reading.line_count, "写入结果,完成前不留下任何改动")
        return writing.write(file, reading, found, actor=actor)
    except BaseException as fault:
        _give_up(file, fault.reason if isinstance(fault, Blocked) else "")
        raise


def _check_size(path: str) -> None:
    size = files.full(path).stat().st_size
    if not size:
        raise Blocked("文件是空的。请重新选择。", field="file")
    if size > MAX_BYTES:
        raise Blocked("文件超过200MB上限。请对方按县分成几份提供。", field="file")


def _read(file: AnswerFile, keep: Callable[[Line], None], tell: Tell) -> Reading:
    """The lines of a file, or what is wrong with it. Raises Cancelled through ``tell``."""
    exchange, path = file.exchange, files.full(file.path)
    reader = Reader(
        exchange.kinds, exchange.protection, clock.today(), number=exchange.number, keep=keep
    )
    with tempfile.TemporaryDirectory(dir=files.folder()) as private:
        try:
            if exchange.protection == rules.Protection.ENCRYPTED:
                path = Path(private) / "opened"
                secret = crypto.unseal(bytes(exchange.secret_sealed or b""))
                envelope.decrypt_file(files.full(file.path), path, secret)
            for count, (row, row_cells) in enumerate(tables.rows_of(path)):
                if count % _TELL_EVERY == 0:
                    tell(count, "逐行检查")
                reader.read(row, row_cells)
        except envelope.CannotOpen as refusal:
            reader.reading.add([error(0, "", "cannot_open", str(refusal))])
            return reader.reading
        except tables.Unreadable as refusal:
            reader.reading.add([refusal.finding])
            return reader.reading
    return reader.finish()


def _nobody(exchange: Exchange, reading: Reading) -> list[Finding]:
    """An answer that knows none of ours is another's: half of us would be “未查到” for nothing."""
    if not exchange.persons.filter(gone_at=None).exists():
        raise Blocked("本批的人都已清除(授权到期或已撤回),没有可以核对的。请取得授权后另建一批。")
    wrong = (
        "摘要是用别的盐计算的,"
        if exchange.protection == rules.Protection.HASHED
        else "名单不是本批的,"
    )
    text = (
        f"文件里{reading.line_count}行没有一行是本批的人:可能{wrong}或是别的批次的文件,没有导入。"
        f"请与对方核对本批({exchange.number})的名单;确实都查不到的,请对方在名单上逐人填“未查到”发回。"
    )
    return [error(0, "", "nobody_of_ours", text)]


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
    file.row_count = reading.line_count
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

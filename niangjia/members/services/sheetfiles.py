"""The files of an import batch: the uploaded sheet and its marked copy, sealed while they rest.

They hold identity numbers, so on disk they are as encrypted as the register. A plain copy exists
only while it is read, in the private files folder.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from niangjia.kernel import crypto, excel
from niangjia.kernel.errors import Blocked
from niangjia.kernel.findings import Finding
from niangjia.kernel.ids import uuid7
from niangjia.kernel.jobs import files_root
from niangjia.members.models import ImportBatch
from niangjia.members.services.sheets import MemberTable

KEEP_SHEETS_FOR = timedelta(days=30)
"""Personal data is kept no longer than needed (个人信息保护法第十九条): to commit, mark and undo."""
_SCRATCH_SECONDS = 3_600


def keep(batch: ImportBatch, path: Path) -> str:
    """Seal the uploaded file into the batch's folder; returns its path below the files folder."""
    return _seal(path, _folder(batch) / "sheet.sealed")


@contextmanager
def opened(batch: ImportBatch) -> Iterator[Path]:
    """A plain copy of the uploaded sheet while the block runs. Raises Blocked when it is gone."""
    scratch = _unseal(files_root() / batch.file_path)
    if scratch is None:
        raise Blocked("上传的表格已过保存期,不能继续办理。请重新上传。")
    try:
        yield scratch
    finally:
        scratch.unlink(missing_ok=True)


def mark(batch: ImportBatch, table: MemberTable, findings: Sequence[Finding]) -> None:
    """Keep the sheet with its errors marked; nothing when there is nothing to mark."""
    target = _folder(batch) / "marked.sealed"
    if not findings:
        target.unlink(missing_ok=True)
        return
    scratch = _scratch()
    columns = {column.value: index for column, index in table.header.columns.items()}
    layout = excel.Layout(table.sheet, table.header.row, columns)
    try:
        excel.mark_workbook(table.workbook, layout, scratch, findings)
        _seal(scratch, target)
    finally:
        scratch.unlink(missing_ok=True)


def marked(batch: ImportBatch) -> tuple[Path, str] | None:
    """A plain copy of the marked sheet to hand out, and its name; None when there is none.

    The copy is removed by a later call, an hour after it was made.
    """
    scratch = _unseal(_folder(batch) / "marked.sealed")
    if scratch is None:
        return None
    return scratch, f"{Path(batch.file_name).stem}(检查结果).xlsx"


def forget_old() -> int:
    """Remove sheets that have been kept long enough; the batches and their findings stay."""
    root = files_root() / "imports"
    too_old = time.time() - KEEP_SHEETS_FOR.total_seconds()
    removed = 0
    for file in sorted(root.glob("*/*.sealed")):
        if file.stat().st_mtime < too_old:
            file.unlink(missing_ok=True)
            removed += 1
    return removed


def _folder(batch: ImportBatch) -> Path:
    return files_root() / "imports" / str(batch.public_id)


def _seal(source: Path, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.touch(mode=0o600)
    target.write_bytes(crypto.sealer().seal_bytes(source.read_bytes()))
    return str(target.relative_to(files_root()))


def _unseal(path: Path) -> Path | None:
    if not path.is_file():
        return None
    scratch = _scratch()
    scratch.write_bytes(crypto.sealer().unseal_bytes(path.read_bytes()))
    return scratch


def _scratch() -> Path:
    """A new private file; old ones that nobody removed go away on the occasion."""
    folder = files_root() / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > _SCRATCH_SECONDS:
            old.unlink(missing_ok=True)
    path = folder / f"{uuid7()}.xlsx"
    path.touch(mode=0o600)
    return path

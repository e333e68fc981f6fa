"""What an area supplies to have its sheets imported through the generic import page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import models

from niangjia.kernel.actor import Actor
from niangjia.kernel.findings import Finding
from niangjia.kernel.models import Job


@dataclass(frozen=True)
class BatchLine:
    """One uploaded sheet in the list of recent ones; ``union`` is shown by its name."""

    public_id: UUID
    file_name: str
    union: models.Model
    state_label: str
    created_at: datetime


@dataclass(frozen=True)
class BatchResult:
    """What the result page shows of an uploaded sheet; counts are of rows.

    ``state`` is ``checking``, ``checked``, ``committing``, ``committed``, ``undone`` or ``failed``;
    ``message`` says in one sentence where things stand. ``accepted`` rows have no error,
    ``warned`` of them have a remark, ``unchanged`` are known already. ``message`` and ``rows_url``,
    the address of the list of what was imported, may be empty.
    """

    state: str
    message: str
    rows: int
    accepted: int
    refused: int
    warned: int
    unchanged: int
    can_commit: bool
    can_undo: bool
    rows_url: str = ""


class Importer(Protocol):
    """Upload → progress → result → commit → undo. A *batch* is one uploaded sheet.

    Every method that takes a ``public_id`` raises NotVisible when the actor may not see it, and
    Blocked when the step is not possible now.
    """

    sheet_name: str
    """Chinese name of the sheet, e.g. 会员信息采集表."""
    accept: str
    """File types for the browser, e.g. ``.xlsx``."""
    hint: str
    """One or two sentences on what to upload."""

    def start(self, file: UploadedFile[bytes], union: Any, *, actor: Actor) -> Any:
        """Store the file and queue its check; returns the batch (has ``public_id``)."""

    def find(self, public_id: str, *, actor: Actor) -> Any:
        """The batch. Raises NotVisible."""

    def recent(self, actor: Actor) -> Sequence[BatchLine]:
        """The actor's last batches."""

    def job(self, batch: Any) -> Job | None:
        """The job that is working on the batch now (check or commit), if any."""

    def result(self, batch: Any) -> BatchResult:
        """Counts and what may be done next."""

    def findings(self, batch: Any, *, after: int, limit: int) -> Sequence[tuple[int, Finding]]:
        """Findings in row order after a position, each with its position."""

    def commit(self, batch: Any, *, actor: Actor) -> None:
        """Queue the writing of the good rows."""

    def undo(self, batch: Any, *, actor: Actor, reason: str) -> None:
        """Take the whole batch back while it is untouched."""

    def marked_file(self, batch: Any) -> tuple[Path, str] | None:
        """The user's own workbook with errors marked, and its download name."""

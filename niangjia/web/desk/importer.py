"""What an area supplies to have its sheets imported through the generic import page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from django.core.files.uploadedfile import UploadedFile

from niangjia.kernel.actor import Actor
from niangjia.kernel.findings import Finding
from niangjia.kernel.models import Job


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

    def recent(self, actor: Actor) -> Sequence[Any]:
        """The actor's last batches: ``public_id, file_name, union, state_label, created_at``."""

    def job(self, batch: Any) -> Job | None:
        """The job that is working on the batch now (check or commit), if any."""

    def result(self, batch: Any) -> ImportResult:
        """Counts and what may be done next."""

    def findings(self, batch: Any, *, after: int, limit: int) -> Sequence[tuple[int, Finding]]:
        """Findings in row order after a position, each with its position."""

    def commit(self, batch: Any, *, actor: Actor) -> None:
        """Queue the writing of the good rows."""

    def undo(self, batch: Any, *, actor: Actor, reason: str) -> None:
        """Take the whole batch back while it is untouched."""

    def marked_file(self, batch: Any) -> tuple[Path, str] | None:
        """The user's own workbook with errors marked, and its download name."""


class ImportResult(Protocol):
    """What the result page shows; a frozen dataclass will do."""

    @property
    def state(self) -> str:
        """``checking``, ``checked``, ``committing``, ``committed``, ``undone`` or ``failed``."""

    @property
    def message(self) -> str:
        """One sentence on where things stand; may be empty."""

    @property
    def rows(self) -> int:
        """Rows of the sheet."""

    @property
    def accepted(self) -> int:
        """Rows without error."""

    @property
    def refused(self) -> int:
        """Rows with an error."""

    @property
    def warned(self) -> int:
        """Accepted rows with a remark."""

    @property
    def unchanged(self) -> int:
        """Rows that are known already."""

    @property
    def can_commit(self) -> bool:
        """Whether the good rows may be written now."""

    @property
    def can_undo(self) -> bool:
        """Whether the batch may be taken back now."""

    @property
    def rows_url(self) -> str:
        """Address of the list of what was imported; may be empty."""

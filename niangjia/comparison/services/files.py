"""Uploaded answers on disk: private, until they are read."""

from __future__ import annotations

from pathlib import Path

from niangjia.kernel import jobs
from niangjia.kernel.ids import uuid7


def folder() -> Path:
    """A private folder for what must not stay."""
    made = jobs.files_root() / "scratch"
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    return made


def keep(content: bytes) -> str:
    """Store an upload; its path below the files root."""
    path = folder() / f"answer-{uuid7()}"
    path.touch(mode=0o600)
    path.write_bytes(content)
    return str(path.relative_to(jobs.files_root()))


def read(path: str) -> bytes:
    """The upload as it came."""
    return (jobs.files_root() / path).read_bytes()


def remove(path: str) -> None:
    """Delete an upload; twice does no harm."""
    if path:
        (jobs.files_root() / path).unlink(missing_ok=True)

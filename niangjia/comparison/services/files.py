"""Uploaded answers on disk: private, until they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from niangjia.kernel import jobs
from niangjia.kernel.ids import uuid7

_CHUNK = 1 << 20


def folder() -> Path:
    """A private folder for what must not stay."""
    made = jobs.files_root() / "scratch"
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    return made


def keep(pieces: Iterable[bytes]) -> str:
    """Store an upload as it comes; its path below the files root."""
    path = folder() / f"answer-{uuid7()}"
    path.touch(mode=0o600)
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return str(path.relative_to(jobs.files_root()))


def pieces(path: str) -> Iterator[bytes]:
    """The upload as it came, in pieces."""
    with full(path).open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def full(path: str) -> Path:
    """Where an upload lies."""
    return jobs.files_root() / path


def remove(path: str) -> None:
    """Delete an upload; twice does no harm."""
    if path:
        full(path).unlink(missing_ok=True)

"""Why a document cannot be read. Pure."""

from __future__ import annotations

NOT_READ = "〔PDF "
"""How a line begins that tells of pages without text."""


class Unreadable(Exception):  # noqa: N818 - reads as what it says: raise Unreadable("…")
    """A document is refused. The message is Chinese: what is wrong, and what to do."""

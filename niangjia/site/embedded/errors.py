"""What can go wrong, said in Chinese."""

from __future__ import annotations


class EmbeddedError(Exception):
    """The embedded database cannot be used; the message says why and what to do."""

"""The two ways a request is refused, and why an installation cannot work; everything else surfaces."""

from __future__ import annotations


class Blocked(Exception):  # noqa: N818 - read at the call site: raise Blocked("…")
    """A rule refuses. The message is Chinese: what happened, why, what to do next."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class NotVisible(Exception):  # noqa: N818 - read at the call site: raise NotVisible
    """The actor may not know that the row exists. Faces answer 404."""


class Unusable(Exception):  # noqa: N818 - read at the call site: raise Unusable("…")
    """The installation cannot work as it is (environment, keys, database). The message is Chinese: why, what to do."""

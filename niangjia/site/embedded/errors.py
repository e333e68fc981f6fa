"""What can go wrong, said in Chinese."""

from __future__ import annotations

from niangjia.kernel.errors import Unusable


class EmbeddedError(Unusable):
    """The embedded database cannot be used."""

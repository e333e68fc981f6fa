"""Does the key file belong to this database? Asked before anything is written with it."""

from __future__ import annotations

from niangjia.kernel import crypto
from niangjia.site.models import Installation

CHECK_KIND, CHECK_TEXT = "installation", "key check value"


def key_check() -> str:
    """A value that tells two keys apart and gives neither away. Raises BadKeyFile."""
    return crypto.blind(CHECK_KIND, CHECK_TEXT).hex()


def remember_key() -> None:
    """Store the check value, unless one is stored."""
    Installation.objects.get_or_create(pk=1, defaults={"key_check": key_check()})


def key_belongs() -> bool:
    """Whether the key in use is the one with which this database was set up."""
    stored = Installation.objects.filter(pk=1).values_list("key_check", flat=True).first()
    return stored is None or stored == key_check()

"""Verbs of the aid work (困难职工帮扶), one module per subject."""

from __future__ import annotations

from niangjia.aid.services.attaching import (
    attach,
    read_attachment,
    remove_attachment,
    sweep_attachments,
)

__all__ = [
    "attach",
    "read_attachment",
    "remove_attachment",
    "sweep_attachments",
]

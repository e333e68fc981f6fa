"""QR codes as images in a page (二维码)."""

from __future__ import annotations

import segno
from django.http import HttpRequest


def qr_image(request: HttpRequest, address: str, *, scale: int = 6) -> str:
    """The code of one of our addresses, as the source of an ``img``; ``scale``: pixels a module."""
    made = segno.make(request.build_absolute_uri(address), error="m")
    return str(made.svg_data_uri(scale=scale, border=2))

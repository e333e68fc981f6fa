"""Uploads for tests: small real photos as a browser sends them."""

from __future__ import annotations

from django.core.files.base import ContentFile

from niangjia.kernel.tests.pictures import png


def photo(shade: int = 128, name: str = "诊断证明.png") -> ContentFile[bytes]:
    """A photo; another ``shade`` is another photo."""
    return ContentFile(png(shade=shade), name=name)

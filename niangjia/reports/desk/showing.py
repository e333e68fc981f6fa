"""A written document as HTML for the page."""

from __future__ import annotations

from django.utils.safestring import SafeString

from niangjia.reports.rules.document import Document
from niangjia.reports.writing.html import body


def shown(document: Document | None) -> SafeString:
    """The blocks of the document; every word of it was escaped by the writer."""
    if document is None:
        return SafeString("")
    return SafeString(body(document))

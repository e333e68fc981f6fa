"""Real Word footnotes (脚注): the part that python-docx does not write."""

from __future__ import annotations

from xml.sax.saxutils import escape

from niangjia.reports.writing.look import W

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"

_RULE = (
    '<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
    'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
)
_NOTE = (
    '<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
    '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    '<w:r><w:t xml:space="preserve"> {words}</w:t></w:r></w:p></w:footnote>'
)


def footnotes_xml(notes: tuple[str, ...]) -> bytes:
    """The whole part: the two rules Word asks for, then the notes from 1."""
    rules = _RULE.format(kind="separator", number=-1)
    rules += _RULE.format(kind="continuationSeparator", number=0)
    written = "".join(
        _NOTE.format(number=number, words=escape(words))
        for number, words in enumerate(notes, start=1)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<w:footnotes xmlns:w="{W}">{rules}{written}</w:footnotes>'.encode()

"""How an official document looks in Word, after GB/T 9704-2012: fonts, sizes, spacing. Data.

A4; margins 37, 35, 28 and 26 mm; title 小标宋 二号 (22 pt), first level 黑体, second 楷体, third 仿宋
bold, body 仿宋 三号 (16 pt) on 28 pt lines with two characters' indent; page number — 1 —.
Where a font is missing Word takes the alternative named in the font table.
"""

from __future__ import annotations

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

TITLE_FONT, BODY_FONT = "方正小标宋简体", "仿宋_GB2312"
FIRST_FONT, SECOND_FONT = "黑体", "楷体_GB2312"
LATIN = "Times New Roman"

_ALTERNATIVES = {
    TITLE_FONT: "华文中宋", BODY_FONT: "仿宋", SECOND_FONT: "楷体", FIRST_FONT: "SimHei",
    "宋体": "SimSun", LATIN: "Liberation Serif",
}  # fmt: skip

_TITLE, _BODY, _TABLE, _NOTE = 44, 32, 21, 21  # half points
PAGE_NUMBER = 28
_LINE, _TITLE_LINE, _TABLE_LINE = 560, 700, 360  # twentieths of a point


def _fonts(east: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{east}" w:cs="{LATIN}"/>'


def _style(
    code: str,
    name: str,
    *,
    paragraph: str,
    font: str = BODY_FONT,
    size: int = _BODY,
    extra: str = "",
    based: str = "Normal",
    is_default: bool = False,
) -> str:
    default = ' w:default="1"' if is_default else ""
    base = "" if is_default else f'<w:basedOn w:val="{based}"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{code}"><w:name w:val="{name}"/>{base}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{_fonts(font)}{extra}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _spaced(line: int, *, keep: bool = False, indent: int = 0, side: str = "both") -> str:
    """Paragraph properties in the order the schema wants."""
    kept = "<w:keepNext/><w:keepLines/>" if keep else ""
    off_grid = "" if line >= _LINE else '<w:snapToGrid w:val="0"/>'  # the grid is the body's
    first = (
        f'<w:ind w:firstLineChars="{indent}" w:firstLine="{indent * 32 // 10}"/>'
        if indent
        else ('<w:ind w:firstLineChars="0" w:firstLine="0"/>')
    )
    return (
        f'{kept}{off_grid}<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>{first}'
        f'<w:jc w:val="{side}"/>'
    )


def _heading(level: int, font: str, extra: str = "") -> str:
    outlined = _spaced(_LINE, keep=True, indent=200) + f'<w:outlineLvl w:val="{level - 1}"/>'
    return _style(f"Heading{level}", f"heading {level}", paragraph=outlined, font=font, extra=extra)


STYLES = (
    f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(BODY_FONT)}'
    f'<w:sz w:val="{_BODY}"/><w:szCs w:val="{_BODY}"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    "<w:pPrDefault/></w:docDefaults>"
    + _style("Normal", "Normal", paragraph=_spaced(_LINE), is_default=True)
    + '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    + _style("Title", "Title", paragraph=_spaced(_TITLE_LINE, side="center"), font=TITLE_FONT,
             size=_TITLE)
    + _style("Subtitle", "Subtitle", paragraph=_spaced(_LINE, side="center"), font=SECOND_FONT)
    + _heading(1, FIRST_FONT)
    + _heading(2, SECOND_FONT)
    + _heading(3, BODY_FONT, "<w:b/>")
    + _style("BodyText", "Body Text", paragraph=_spaced(_LINE, indent=200))
    + _style("Caption", "caption", paragraph=_spaced(_LINE, keep=True, side="center"),
             font=FIRST_FONT, size=PAGE_NUMBER)
    + _style("TableText", "Table Text", paragraph=_spaced(_TABLE_LINE, side="left"), size=_TABLE)
    + _style("TableHead", "Table Head", paragraph=_spaced(_TABLE_LINE, side="center"),
             font=FIRST_FONT, size=_TABLE)
    + _style("Closing", "Closing", paragraph=_spaced(_TABLE_LINE, keep=True, side="left"), size=_TABLE,
             font=SECOND_FONT)
    + _style("Footer", "footer", paragraph=_spaced(_TABLE_LINE), font="宋体", size=PAGE_NUMBER)
    + _style("FootnoteText", "footnote text", paragraph=_spaced(300, side="left"), size=_NOTE,
             font="宋体")
    + '<w:style w:type="character" w:styleId="FootnoteReference">'
    '<w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    "</w:styles>"
)  # fmt: skip

SETTINGS = (
    f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>'
    '<w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    '<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/>'
    '<w:listSeparator w:val=","/></w:settings>'
)

FONTS = (
    f'<w:fonts xmlns:w="{W}">'
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="'
        f'{"00" if name == LATIN else "86"}"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, other in _ALTERNATIVES.items()
    )
    + "</w:fonts>"
)

"""Where a paragraph ends (段落收尾): cut in mid-sentence, signed, a headline, or the furniture of a page. Pure."""

from __future__ import annotations

import re

from niangjia.statistics.check.layout import Block, BlockKind, Page, is_in_list

_CLOSED = re.compile(r"(?:[。!?…:;.~]|·{3,})[”’\"』」)》】]*$")
_SIGNED = re.compile(
    r"(?:\d{4}年\d{1,2}月\d{1,2}日|(?:总工会|办公室|委员会|编辑部)|[(](?:来源|记者|作者|文/|供稿|通讯员|摄影).*|(?:记者|通讯员|图片|图)[^,。]{0,20}|摄)$"
    r"|[。!?][”’]? +(?:[一-鿿]{2,3}|[一-鿿] [一-鿿])(?: +(?:[一-鿿]{2,3}|[一-鿿] [一-鿿])){1,3}$"
    r"|[。!?][”’]?[一-鿿]{2,3}(?: +[一-鿿]{2,3}){1,3}$|[■□▲◆●◎△]\s*[一-鿿]{2,4}(?:[ 、][一-鿿]{2,4})*$"
)
_HANGING = re.compile(r"^(?!.*\t).{13,}[的与及、,]$")
_FURNITURE = re.compile(
    r"[Cc]opyright|©|[Rr]eserved|版权所有|ICP[备证]|网安备|(?:未经|须经|务经)[^,。]{0,6}授权|分辨率|浏览器|技术支持|联系我们|关于我们|网站地图|网站(?:声明|公告)|官方网站$|欢迎您?(?:访问|光临|来到)|关于本[站网]|\|[^|。]+\|[^|。]+$"
    r"|^[(【\[]?(?:标签|关键[词字]|责任?编辑?|编辑|来源|作者|上一[篇条]|下一[篇条])[)】\]]?[:]|(?:电话|热线|传真|手机|QQ)[^。,;\d]{0,4}[\d-]{7,}$|[:]\s*(?:1\d{10}|0\d{2,3}-?\d{7,8})$"
)
"""What stands at the head and foot of a page of the web, not in its text."""
_MARKUP = re.compile(r"(?:\[/?[A-Za-z]{1,8}(?:=[^\[\]]{0,40})?\]|</?[A-Za-z]{1,8}/?>|&nbsp;)+$")
_ITEM = re.compile(r"[二三四五六七八九]是(?=[一-鿿])")
_SHORTEST = 14
_HEADLINES, _LONGEST_HEADLINE, _LONGEST_SUBHEADING, _WHOLE_TEXT = 3, 50, 24, 5


def is_cut(page: Page, block: Block) -> bool:
    """Whether a block of running text stops in mid-sentence."""
    text = _MARKUP.sub("", block.text.rstrip())
    if _FURNITURE.search(text):
        return False
    if _ITEM.match(text) and not _CLOSED.search(text) and block.index:
        above = page.blocks[block.index - 1].text.rstrip()  # 一是…。⏎二是组织更加
        return bool(
            re.search(r"一是|^.是", above) and above.endswith("。") and len(above) >= _SHORTEST
        )
    if block is page.blocks[-1] and block.index and _HANGING.search(text):
        return True
    if block.kind is not BlockKind.TEXT or len(text) < _SHORTEST or _CLOSED.search(text):
        return False
    if is_in_list(page, block):
        return False
    if _SIGNED.search(text) or text.endswith(("”", "》", ")", "】", "|")):
        return False
    if _is_headline(page, block, text) or _is_subheading(page, block, text):
        return False
    if not re.search(r"[,。;]", text):
        following = page.blocks[block.index + 1 : block.index + 2]
        return bool(following) and following[0].kind is BlockKind.TEXT and len(text) > 40
    return True


def _is_subheading(page: Page, block: Block, text: str) -> bool:
    """投诉加公函,促成高位推进: two short clauses of nearly one length between whole paragraphs."""
    halves = text.split(",")
    if len(halves) != 2 or len(text) > _LONGEST_SUBHEADING or re.search(r"[\d。;、]", text):
        return False
    above, below = page.blocks[: block.index][-1:], page.blocks[block.index + 1 :][:1]
    closed = bool(above) and bool(_CLOSED.search(above[0].text.rstrip()))
    return closed and bool(below) and len(below[0].text) > _LONGEST_SUBHEADING


def _is_headline(page: Page, block: Block, text: str) -> bool:
    """A line above the first whole paragraph: a headline may have commas and no full stop."""
    if len(page.blocks) < _WHOLE_TEXT:
        return False
    above = page.blocks[: block.index]
    headed = all(not _CLOSED.search(one.text) for one in above) and len(above) < _HEADLINES
    after = page.blocks[block.index + 1 :][: 2 if above else _WHOLE_TEXT]
    whole = any(_CLOSED.search(later.text) for later in after)
    return (
        headed and whole and len(text) <= _LONGEST_HEADLINE and not re.search(r"[。;]|[,、]$", text)
    )

"""The shape of a text (版面): paragraphs, headings, captions, sentences, with places kept. Pure.

A document's text is *squeezed*: hard line breaks inside a paragraph and invisible characters are
taken out, full-width digits and signs become plain ones. Every squeezed character remembers its
place in the original, so figures and findings point into the text as it was read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from niangjia.statistics.check.drawn import tabbed
from niangjia.statistics.check.lines import LISTED, wrapped_breaks

LONGEST_BLOCK = 3000
_HEADING, _NEWS = 20, 25
_ASIDE = re.compile(r"(?:脚注|尾注|页眉|页脚)(?: ?\d+)?[::]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u200a\r]")
LINES_OF_LISTS = re.compile("[•●○·■◆▪‣※★☆►▶]"), re.compile("[一-鿿]{2,8}:(?!“)")
"""Marks and names that lines of a list begin with."""
_CLOSED = re.compile(r"[。!?;…:][)”’】 ]*$")
_RUNNING = re.compile("[,。;]")
_LIST_NUMBER = re.compile(r"\s*\d{1,2} ")
_STYLED = re.compile(r"(?<=[一-鿿]) (?=\d)|(?<=[\d%]) (?=[一-鿿])")
_CAPTION = re.compile(r"^\s*(?:[▲△▼▽◆]|图\s*\d*[:]?|[\u25b2\u25bc])")
_TIME_OPENING = re.compile(r"^(?:近?.{0,2}年来|此外|同时|目前|截至|今年|去年|其中|\d{4}年)")


def _plain_signs() -> dict[str, str]:
    """Full-width signs, and the radicals and variants PDF files use for whole characters."""
    ranges = ((0xFF01, 0xFF5E), (0x2F00, 0x2FD5), (0xF900, 0xFAFF))
    signs = {
        chr(code): plain
        for first, last in ranges
        for code in range(first, last + 1)
        if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1
    }
    radicals = "⺠民⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风"
    radicals += "⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟⺟母"
    signs |= dict(zip(radicals[::2], radicals[1::2], strict=True))
    signs |= {sign: _SPACES.get(plain, plain) for sign, plain in signs.items()}
    return signs | _SPACES


_TRADITIONAL = (
    "萬万億亿戶户個个場场條条張张對对項项兩两約约餘余達达員员會会職职發发總总數数參参與与動动勞劳為为爲为開开點点處处隊队區区縣县鎮镇鄉乡黨党"
    "經经費费資资額额補补貼贴協协議议訂订簽签調调訴诉訟讼辦办結结業业單单組组織织機机關关實实際际滿满佔占較较長长減减幫帮扶扶貧贫慰慰問问難难農农"
    "靑青黃黄來来過过歲岁齡龄輪轮屆届號号種种類类級级層层臺台輛辆冊册筆笔間间雙双獲获獎奖標标創创選选從从後后術术師师訓训練练競竞賽赛"
    "狀状頒颁榮荣譽誉勵励團团聯联環环衛卫護护醫医療疗險险養养產产廠厂礦矿鐵铁電电車车運运輸输構构築筑設设計计劃划規规範范則则試试驗验證证書书報报導导傳传網网絡络線线廣广東东國国華华學学習习領领幹干務务責责擔担當当負负紀纪監监審审評评論论談谈話话語语題题離离歸归舉举權权義义勢势態态應应"
    "將将並并僅仅價价優优備备傷伤償偿劇剧勝胜啟启圍围圓圆圖图執执堅坚壓压婦妇寬宽寶宝尋寻屬属帶带幣币庫库廢废強强復复徵征憂忧懷怀戰战擴扩擇择據据擬拟敵敌斷断時时暫暂曆历歷历棄弃樓楼樣样樹树橋桥檔档歡欢殘残氣气決决況况淨净溫温測测漢汉漲涨濟济災灾無无熱热燈灯營营爭争現现畢毕異异盡尽眾众"
    "礎础禮礼稅税穩稳積积窮穷籌筹紅红納纳紙纸細细終终給给統统絕绝綜综綠绿維维緊紧續续績绩繼继罰罚聖圣聞闻聽听脫脱臨临興兴舊旧艱艰藝艺節节裝装製制複复見见視视親亲觀观記记許许詢询該该詳详認认誠诚誤误說说課课請请諾诺謀谋講讲謝谢識识讀读變变讓让豐丰財财貢贡貨货販贩貴贵買买貸贷賀贺賠赔賣卖"
    "質质賬账購购贈赠趙赵跡迹躍跃軍军載载輔辅輕轻輝辉轄辖轉转邊边遞递遠远適适遲迟遷迁遺遗還还鄰邻鋼钢錄录錢钱錯错鍵键鏈链門门閉闭閱阅陝陕陣阵陰阴陳陈陸陆陽阳隨随雖虽雜杂雲云靈灵靜静響响頁页頂顶順顺須须預预頻频願愿顧顾顯显風风飛飞飯饭飲饮館馆驅驱鮮鲜麗丽麥麦齊齐龍龙壇坛廳厅彙汇匯汇攬揽"
    "攤摊擁拥濱滨體体擊击蘇苏蘭兰寧宁灣湾"
)
"""Signs of numbers, units and union words in traditional writing, each before its plain form."""
_SPACES = {
    **dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)),
    "「": "“", "」": "”", "『": "‘", "』": "’", "﹪": "%", "〜": "~", "∼": "~",
"\u3000": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
    "\x0b": "\n", "\x0c": "\n", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip
_PLAIN = _plain_signs()
RADICALS = {ord(sign): plain for sign, plain in _PLAIN.items() if "⺀" <= sign <= "⿕"} | {
    ord("戶"): "户"
}
"""What PDF files write for whole characters: radicals that look like them."""


class BlockKind(StrEnum):
    """What a paragraph is."""

    TEXT = "text"
    HEADING = "heading"
    CAPTION = "caption"
    TABLE = "table"


@dataclass(frozen=True)
class Block:
    """One paragraph: ``[start, end)`` in the squeezed text, its text and kind."""

    index: int
    start: int
    end: int
    text: str
    kind: BlockKind

    @cached_property
    def plain(self) -> str:
        """The letters and figures alone, for comparing paragraphs."""
        return "".join(sign for sign in self.text if sign.isalnum())


@dataclass(frozen=True, eq=False)
class Page:
    """A whole text, squeezed, with its blocks and the way back to the original."""

    original: str
    text: str
    places: tuple[int, ...]
    blocks: tuple[Block, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of a squeezed range."""
        if end <= start:
            return self.places[start], self.places[start]
        return self.places[start], self.places[end - 1] + 1

    def slice(self, start: int, end: int) -> str:
        """The original wording of a squeezed range, on one line."""
        begin, stop = self.place(start, end)
        return re.sub(r"\s*\n\s*", "", self.original[begin:stop])

    @cached_property
    def prose(self) -> tuple[Block, ...]:
        """The blocks that are running text."""
        return tuple(block for block in self.blocks if block.kind is BlockKind.TEXT)


def is_in_list(page: Page, block: Block) -> bool:
    """• 办结 25 件⏎• 培训 304 人; 法律援助:办结 25 件⏎技能培训:304 人: lines of a list end as they like."""
    beside = [
        page.blocks[n] for n in (block.index - 1, block.index + 1) if 0 <= n < len(page.blocks)
    ]
    return any(
        form.match(block.text) and form.match(one.text) and not _CLOSED.search(one.text.rstrip())
        for form in LINES_OF_LISTS
        for one in beside
    )


def lay_out(original: str) -> Page:
    """Squeeze a text and divide it into blocks."""
    text, places = _squeeze(original)
    blocks: list[Block] = []
    offset = 0
    for line in text.split("\n"):
        for begin, stop in _portions(line):
            part = line[begin:stop]
            if part.strip():
                start = offset + begin + len(part) - len(part.lstrip(" "))
                body = part.strip(" ")
                blocks.append(Block(len(blocks), start, start + len(body), body, _kind(body)))
        offset += len(line) + 1
    return Page(original, text, tuple(places), tuple(blocks))


def _portions(line: str) -> Iterator[tuple[int, int]]:
    """A very long line in handy portions, cut after full stops, so that no input is slow."""
    start = 0
    while len(line) - start > LONGEST_BLOCK:
        stop = line.rfind("。", start + LONGEST_BLOCK // 2, start + LONGEST_BLOCK) + 1
        stop = stop or start + LONGEST_BLOCK
        yield start, stop
        start = stop
    yield start, len(line)


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a block, as ranges; asked for each of its figures."""
    return tuple(_pieces(text, r"[。!?]+[”’』」))]*"))


def segments(text: str) -> Iterator[tuple[int, int]]:
    """The parts between full stops and semicolons, as ranges."""
    return _pieces(text, r"[。!?;]+[”’』」))]*")


def _pieces(text: str, border: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(border, text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _squeeze(original: str) -> tuple[str, list[int]]:
    """Plain signs only, paragraphs unwrapped, tables tabbed; and where each sign came from."""
    drawn = tabbed(original)
    dropped = wrapped_breaks(drawn)
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(drawn):
        if place in dropped or _INVISIBLE.match(sign):
            continue
        signs.append(_plain(sign))
        places.append(place)
    text = "\n".join(_paired(line) for line in "".join(signs).split("\n"))
    spaces = set(_spaces_of_style(text))
    kept = [place for rank, place in enumerate(places) if rank not in spaces]
    return "".join(sign for rank, sign in enumerate(text) if rank not in spaces), kept


def _paired(line: str) -> str:
    """Straight quotation marks as pairs; left alone where one is missing."""
    parts = line.split('"')
    if len(parts) % 2 == 0:
        return line
    return parts[0] + "".join("“”"[rank % 2] + part for rank, part in enumerate(parts[1:]))


def _spaces_of_style(text: str) -> Iterator[int]:
    """Blanks set between Chinese signs and figures in running text: 今年 6 月, 达 12 万人."""
    offset = 0
    for line in text.split("\n"):
        if _RUNNING.search(line):
            number = _LIST_NUMBER.match(line)
            yield from (
                offset + found.start()
                for found in _STYLED.finditer(line, number.end() if number else 0)
            )
        offset += len(line) + 1


def _plain(sign: str) -> str:
    return _PLAIN.get(sign, sign)


def _kind(line: str) -> BlockKind:
    if "\t" in line.strip():
        return BlockKind.TABLE
    closed = bool(_CLOSED.search(line))
    is_news = closed and len(line) > _NEWS  # △ opens a news item, too
    if _ASIDE.match(line) or (_CAPTION.match(line) and not is_news):
        return BlockKind.CAPTION
    if LISTED.match(line) and not closed and len(line) <= 60:
        return BlockKind.HEADING
    if closed or len(line) > 60:
        return BlockKind.TEXT
    return _short_kind(line)


def _short_kind(line: str) -> BlockKind:
    """A short line without a full stop: a heading, a caption, or the stump of a sentence."""
    if not re.search(r"[,。;]", line) and (" " in line.strip() or len(line) <= _HEADING):
        return BlockKind.HEADING
    if re.search(r"[。;]", line) or _TIME_OPENING.match(line):
        return BlockKind.TEXT
    parts = [part for part in re.split(r"[,、 ]", line) if part]
    if line.startswith(("—", "-", "(", "(", "【")) or " " in line or "·" in line:
        return BlockKind.HEADING
    if "," not in line or line.endswith((")", "】")):
        return BlockKind.CAPTION if len(line) > 20 else BlockKind.HEADING
    lengths = [len(part) for part in parts] or [0]
    even = max(lengths) - min(lengths) <= 5 and not line.endswith(",")
    return BlockKind.HEADING if even and len(line) <= 32 else BlockKind.TEXT


def is_listed(line: str) -> re.Match[str] | None:
    """The list number a line opens with, if any."""
    return LISTED.match(line)

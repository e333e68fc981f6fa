"""Damage from lay-out (版面损坏): TXT-CUT, FIG-UNIT, QUOTE. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.layout import LINES_OF_LISTS, Block, BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.exclusions import excluded_spans
from niangjia.statistics.check.reading.wording import NEW_SUBJECT
from niangjia.statistics.check.rules.operands import is_count
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.text.endings import is_cut

_HAVING = re.compile(
    r"(?:累计|总计|共计|合计|已|共|有|达到?|超过?|突破|为|近|约|逾|增至|增加到|[:,\s])+$"
)
_THING = re.compile(
    r"[站点室屋队组所校卡券箱包机车房班岗院馆园厂店柜品物具书刊牌证亭棚床椅]$|基地$|中心$|之家$|工会$|企业$|阵地$|岗位$"
)
"""What is counted with a measure word; 登记注册 15.8 万 and 浏览量 64 万 are told without one."""
_GIVEN_OUT = re.compile(
    r"(?:发放|印发|派发|散发|赠送|张贴|投放|制作|寄送|配发|配送|赠阅)[^,。;:]{0,16}[一-鿿”》]$"
)
_MONEY = re.compile(r"[金款费资]$|补贴|工资|奖励|补助")
_PLAIN = re.compile(
    r"(?P<thing>[一-鿿]{3,8})(?P<number>(?!(?:19|20)\d\d(?!\d))\d{2,5})(?=[,。;]|$)"
)
_WHO = r"(?:职工|人员|会员|家庭|工人|劳模|劳动模范|农民工|劳动者|员工|学生)"
_GROUP = re.compile(rf"{_WHO}$")
_NEXT_GROUP = re.compile(rf"(?![和及与中])[一-鿿]{{2,10}}{_WHO}")
_RUN_ON = re.compile(r"(?:成立|建立|组建|启动)截[至止](?:19|20)\d{2}年")
_STOPPED = re.compile(
    r"(?:^|[,。;])(?:在|自从|随着|为了|当)[^,。;:]{1,10}(?:期间|过程中|同时|之际|以后|前夕)。|近\d[\d.]*[万亿]?[多余]|(?<!\d)20[012]\d(?=[省市县区]总工会)|(?<![\d.])(?:19|20)\d\d(?=启动|开展|实施|成立)|共(?:筹集|投入|发放)[^,。;]{2,26}共计?(?=\d)"
)
_DOUBLED = re.compile(
    r"(?<!目)的的(?!确)|不断断(?!续)|督督(?![促导查办战])|师师(?![德傅资范生长])|(?<!不得)了了(?![解结然不])|(?<![正实])在在(?!职|册|校|岗|编)|和和(?![美气睦平])|为为"
    r"|(?P<body>领导小组|指导委员会|组织委员会|工作专班|指挥部)(?![一-鿿]{0,4}[设由及和与是即])[一-鿿]{0,4}(?P=body)|(?P<three>(?![一-鿿]{0,2}(?:么|多少|谁|哪|几))[一-鿿]{3})(?P=three)|(?P<verb>截至|开展|组织|进行|推进|加强|实施|举办|召开|完善|提高|提升|落实|建立|推动|深入|通过|积极)(?P=verb)"
)
_GARBLED = re.compile(
    r"(?<=\d)[OoＯlI](?=[\d.])|(?<=\d)(?!万亿)[万亿]{2}(?=[元人个])|(?<=\d)[万亿]?元[万亿]?元(?![旦宵月素器])|�{1,4}|(?<=[一-鿿\d,、])[■□▲◆]{1,4}(?=[一-鿿])|(?<=[一-鿿])[■□�]{1,4}|(?<=[数上])以。|\d[个家项名位]之一(?=[,、。;])"
)
_BOTH_WAYS = re.compile(
    r"(?:超过|逾|突破)(?:近|约|不足)(?=[\d一二三四五六七八九十])|近[一二两三四五六七八九十\d.]+[成倍][余多]|(?:近|不足|约)[\d.]+[万亿]?[余多](?=[个名家人场件份户次])"
)
_FROM_TO = re.compile(
    r"每[人户名家份次][^,。;\d]{0,4}(?P<high>\d{2,6})元[至到—–~-](?P<low>\d{2,6})元"
)
_TENTHS = re.compile(r"(?P<high>[二三四五六七八九])成(?:至|到|—|-)(?P<low>[一二三四五六七八])成")
_NO_UNIT = re.compile(
    r"[一-鿿](?P<number>(?!(?:19|20)\d\d)\d{2,5})(?=全[省市县区州]|一线(?:职工|工人)|困难职工)[一-鿿]{2,4}"
)
_BROKEN = re.compile(
    r"[一-鿿]{2}(?<!评分)(?<!得分)(?<!指数)(?<!指数为)(?<!指数达)(?<!版本)(?<!比例)(?<!比为)(?P<number>(?<![\d.:∶/—~-])\d{2,5}\.\d{1,2})(?=[,。;])"
)
_MONTH_LOST = re.compile(r"(?:^|(?<=[,。;:、(“]))月(?:[12]?\d|3[01])日")
_AMOUNT_LOST = re.compile(
    r"\d元[一-鿿]{1,8}[,、](?P<rest>元(?![旦宵月素首老件帅器气代朝勋年音])[一-鿿]{2,6})[,、。;]"
    r"|(?:^|[,、。;:])(?P<first>元(?![旦宵月素首老件帅器气代朝勋年音])[一-鿿]{2,6})[,、][^,、。;]{0,6}\d元[一-鿿]"
)
_COUNT_LOST = re.compile(
    r"(?:^|(?<=[,、。;:一-鿿])(?<![一二两三四五六七八九十百千万亿几数廿卅〇零其业剩节结盈多富残空冗闲年月天]))余"
    rf"(?:名(?=[一-鿿]{{0,8}}?(?:选手|代表|干部|党员|{_WHO}))|[万亿]元|人次|家(?=企业|单位)|户(?=职工|困难|家庭|企业))"
    r"|(?:效益|资金|总额|金额|经费|款)(?:(?:[共总累]计|约|为)[万亿]元|[共总累]?计?达到?亿元)(?=[,。;、]|$)"
)
"""来自全省余名选手, 创经济效益达亿元; 上亿元 and 达亿元以上 are told in words."""
_SHARE_LOST = re.compile(
    r"(?:[\d.]+%|\d)(?:和|及|与|、)(?=[,。;])|(?:上升|下降|提高|增加|增长|降低|减少|回落)了?个百分点|(?<=[计到至在,。;])年(?:[1-9]|1[0-2])月(?=[底初末前,])"
)
"""分别下降 38.5% 和, 下降了个百分点, 预计年 6 月底前: the second number or the year is gone."""
_MASKED = re.compile(
    r"(?<!\*)\*{2,4}[省市县区]?(?:总工会|集团|公司|有限公司)|届\*{1,3}[一-鿿]{1,2}"
)
_BOLD = re.compile(r"\*\*[^*\n]+\*\*")
_RATE_BARE = re.compile(
    r"(?:[一-鿿]{2,4}(?<![倍频])率|覆盖面|满意度)(?:已|均|分别)?(?:为|达到?|提高到|升至)(?P<number>(?<![\d.])[1-9]\d(?:\.\d{1,2})?)(?=[,。;])"
)
"""入会率为 73。: the per cent sign is gone."""
_HALF_NUMBER = re.compile(r"\d+\.(?=[%万亿元])")
_JUMP = re.compile(r"[(【]?(?:下转|上接|紧接|转)第?[一二三四五六七八九十\d]{1,3}版[)】]?")
_ADVERT = re.compile(
    r"(?:\d{3}|bet\d*|BET\d*)?(?:体育|彩票|棋牌|真人|博彩)(?:手机版|官网|官方网|投注|开户|网投)(?:入口|下载|网址|平台)?"
    r"|bet365|亚博|娱乐城|新葡京|澳门金沙|时时彩|老虎机|六合彩|百家乐"
)
_AGAINST = re.compile(r"打击|赌|禁|查处|违规|网吧")
_LOST_DATE = re.compile(r"[(\[〔]\s*20\d{2}\s*(?:\d{3}|[1-9]\s+\d{1,2}|1[0-2]\s+\d{1,2})\s*[)\]〕]")
"""(2016218) alone below a title: month and day lost their signs."""
_FONT = re.compile(r"【\s*(?:字体|字号|打印|大|中|小)")
_DIGITS = "一二三四五六七八九"
_TAIL = 6
_MASTHEAD = 6
_PAIRS = (("“", "”"), ("‘", "’"), ("(", ")"), ("《", "》"), ("【", "】"), ("「", "」"))


def check(reading: Reading) -> Iterator[Finding]:
    """Sentences cut off, numbers parted from their units, brackets left open."""
    for figure in reading.figures:
        yield from _units(reading, figure)
    yield from _uncounted(reading)
    yield from _run_on(reading)
    yield from _unit_lost(reading)
    yield from _broken_numbers(reading)
    yield from _number_lost(reading)
    yield from _lost_dates(reading)
    yield from _garbled(reading)
    damaged: set[int] = set()
    for block in reading.page.blocks:
        if is_cut(reading.page, block):
            damaged |= {block.index - 1, block.index, block.index + 1}
            yield found(
                reading, "TXT-CUT",
                f"这一段以“{block.text[-8:]}”结束,没有句末标点:句子可能被截断或版面拼接错位。请对照原件。",
                [(max(block.start, block.end - 12), block.end)],
            )  # fmt: skip
    uneven = [
        pair for pair in _PAIRS
        if reading.page.text.count(pair[0]) != reading.page.text.count(pair[1])
    ]  # fmt: skip
    for block in reading.page.prose:
        if block.index not in damaged:  # what is cut off may hold the other mark
            yield from _quotes(reading, block, uneven)


def _units(reading: Reading, figure: Figure) -> Iterator[Finding]:
    """A number parted from its unit by the lay-out; 驿站 1.26 万, with no measure word at all."""
    if figure.unit_missing:
        told = f"下文似为“{figure.unit}”" if figure.unit not in {"", "?"} else "未找到单位"
        yield found(
            reading, "FIG-UNIT",
            f"数字“{figure.text}”在段末,没有单位({told}):段落被拆开了。请对照原件核对这个数的单位和内容。",
            [figure], suggestion=f"{figure.text}{figure.unit}" if figure.unit != "?" else None,
        )  # fmt: skip
        return
    prose = reading.in_text(figure)
    if (
        prose
        and figure.unit == "元"
        and not figure.text.endswith("元")
        and _is_alone(reading, figure)
    ):
        yield found(
            reading, "FIG-UNIT", f"“{figure.label}{figure.text}”后面没有“元”,同段其他金额都有。请核对单位。",
            [figure], severity=Severity.INFO, suggestion=f"{figure.text}元",
        )  # fmt: skip
    left = _HAVING.sub("", figure.context.partition("#")[0])
    thing = _THING.search(left) or (_GIVEN_OUT.search(left) and not _MONEY.search(left))
    if prose and not figure.unit and figure.magnitude in {"万", "亿"} and thing:
        yield found(
            reading, "FIG-UNIT",
            f"“{left[-_TAIL:]}{figure.text}”没有量词:是{figure.magnitude}个、{figure.magnitude}人还是{figure.magnitude}元?请对照原件补上单位。",
            [figure],
        )  # fmt: skip


def _is_alone(reading: Reading, figure: Figure) -> bool:
    """Whether it is the one amount of its sentence that is printed without 元."""
    others = [
        f for f in reading.by_block[figure.block]
        if f.unit == "元" and f.sentence == figure.sentence and f is not figure
    ]  # fmt: skip
    return bool(others) and all(f.text.endswith("元") for f in others)


def _uncounted(reading: Reading) -> Iterator[Finding]:
    """建成职工书屋 86,服务…: a plain number behind a thing, and no measure word."""
    for block in reading.page.blocks:
        listed = "," in block.text and any(form.match(block.text) for form in LINES_OF_LISTS)
        if block.kind is not BlockKind.TEXT and not (block.kind is BlockKind.HEADING and listed):
            continue
        plain = list(_PLAIN.finditer(block.text))
        spans = excluded_spans(block) if plain else []
        for match in plain:
            at = (block.start + match.start("number"), block.start + match.end("number"))
            named = any(a < match.end("number") and match.start("number") < b for a, b in spans)
            if named or at[0] in reading.places or not _THING.search(match["thing"]):
                continue
            yield found(
                reading, "FIG-UNIT",
                f"“{match.group()}”后面没有量词。请对照原件补上单位(个、家、处、台……)。", [at],
            )  # fmt: skip


def _unit_lost(reading: Reading) -> Iterator[Finding]:
    """发展会员 1320 全县基层工会…; 为 850 一线职工送清凉: words of another thing follow the number at once."""
    for block in reading.page.prose:
        for match in _NO_UNIT.finditer(block.text):
            at = (block.start + match.start("number"), block.start + match.end("number"))
            yield found(
                reading, "FIG-UNIT",
                f"“{match.group()}”里的数没有量词。请对照原件补上单位(名、个、家……)和标点。", [at],
            )  # fmt: skip


def _broken_numbers(reading: Reading) -> Iterator[Finding]:
    """赔付率达到 90.%; 发放 185.4,人次均…: a number without its last digit, a fraction without a unit."""
    for block in reading.page.prose:
        for match in _BROKEN.finditer(block.text):
            at = (block.start + match.start("number"), block.start + match.end("number"))
            if not any(
                at[0] < f.end and f.start < at[1] for f in reading.by_block.get(block.index, ())
            ):
                yield found(
                    reading, "FIG-UNIT", f"“{match.group()}”后面没有单位。请对照原件补上单位(万元、万人、%……)。", [at]
                )  # fmt: skip
        for match in _RATE_BARE.finditer(block.text):
            at = (block.start + match.start("number"), block.start + match.end("number"))
            yield found(
                reading, "FIG-UNIT", f"“{match.group()}”后面没有“%”。请对照原件补上。", [at],
                suggestion=f"{match['number']}%",
            )  # fmt: skip
        for match in _HALF_NUMBER.finditer(block.text):
            at = (block.start + match.start(), block.start + match.end())
            yield found(
                reading, "FIG-UNIT", f"“{match.group()}”:小数点后面缺了数字。请对照原件。", [at]
            )


def _number_lost(reading: Reading) -> Iterator[Finding]:
    """月16日,…; 5 元看展览,元理发; 来自全省余名选手: a number left out before its 月, 元 or 余."""
    before = ""
    for block in reading.page.blocks:
        if block.kind is BlockKind.TEXT:
            spans = [
                match.span()
                for match in _MONTH_LOST.finditer(block.text)
                if match.start() or not re.search(r"[\d一二三四五六七八九十]$", before)
            ]
            for form in (_COUNT_LOST, _SHARE_LOST):
                spans += [match.span() for match in form.finditer(block.text)]
            spans += [
                match.span("rest" if match["rest"] else "first")
                for match in _AMOUNT_LOST.finditer(block.text)
            ]
            for start, end in spans:
                yield found(
                    reading, "TXT-CUT", f"“{block.text[start:end]}”缺了数字。请对照原件。",
                    [(block.start + start, block.start + end)],
                )  # fmt: skip
        before = block.text


def _lost_dates(reading: Reading) -> Iterator[Finding]:
    for block in reading.page.blocks[1:_MASTHEAD]:
        if _LOST_DATE.fullmatch(block.text):
            yield found(
                reading, "TXT-CUT", f"“{block.text}”像是日期,“年、月、日”或数字缺失。请对照原件写全。",
                [(block.start, block.end)],
            )  # fmt: skip


def _garbled(reading: Reading) -> Iterator[Finding]:
    """的的, 开展开展; ■■; **总工会; 近一倍多; 低六成至四成."""
    for block in reading.page.prose:
        told = [(m, f"“{m.group()}”重复了") for m in _DOUBLED.finditer(block.text)]
        told += [(m, f"“{m.group()}”处缺字或有乱码") for m in _GARBLED.finditer(block.text)]
        if not _BOLD.search(block.text):
            masked = _MASKED.finditer(block.text)
            told += [(m, f"“{m.group()}”处的文字被星号遮去") for m in masked]
        told += [
            (m, f"“{m.group()}”前后矛盾:“近”是不到,“多”“超”是超过")
            for m in _BOTH_WAYS.finditer(block.text)
        ]
        told += [
            (m, f"“{m.group()}”大小颠倒")
            for m in _TENTHS.finditer(block.text)
            if _DIGITS.index(m["high"]) > _DIGITS.index(m["low"])
        ]
        told += [
            (m, f"“{m.group()}”大小颠倒")
            for m in _FROM_TO.finditer(block.text)
            if int(m["high"]) > int(m["low"])
        ]
        if not _AGAINST.search(block.text):
            adverts = _ADVERT.finditer(block.text)
            told += [(m, f"“{m.group()}”像是混进正文的广告") for m in adverts]
        for match, words in told:
            at = (block.start + match.start(), block.start + match.end())
            yield found(reading, "TXT-CUT", f"{words}。请对照原件。", [at])


def _run_on(reading: Reading) -> Iterator[Finding]:
    """困难职工 1420 户抗洪人员 3650 人, 会员 1420 人各级工会共有干部 36 人; 于 1951 年成立截至 2020 年."""
    for one, other in pairwise(reading.figures):
        between = reading.page.text[one.end : other.start]
        left = one.context.partition("#")[0]
        group = _GROUP.search(left) and _NEXT_GROUP.fullmatch(between)
        subject = left and is_count(one) and NEW_SUBJECT.fullmatch(between)
        if one.block == other.block and (group or subject):
            yield found(
                reading, "TXT-CUT", f"“{one.text}{between}{other.text}”两项之间似缺标点。请对照原件。", [one, other],
            )  # fmt: skip
    for match in _JUMP.finditer(reading.page.text):
        yield found(
            reading,
            "TXT-CUT",
            f"“{match.group()}”是报纸转版的话,不属正文。请对照原件。",
            [match.span()],
        )
    for match in _STOPPED.finditer(reading.page.text):
        yield found(
            reading,
            "TXT-CUT",
            f"“{match.group()}”这句话不通:标点有误,或词语重复。请对照原件。",
            [match.span()],
        )
    for match in _RUN_ON.finditer(reading.page.text):
        yield found(
            reading, "TXT-CUT", f"“{match.group()}”两句之间似缺标点。请对照原件。", [match.span()]
        )


def _quotes(reading: Reading, block: Block, pairs: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """A quotation mark or bracket without its partner, in a text that is otherwise whole.

    ``pairs`` are those uneven in the whole text: a quotation may run over paragraphs.
    """
    for opening, closing in pairs:
        if opening == "【" and _FONT.search(block.text):
            continue
        if opening == "(" and re.search(
            r"(?:^|[,。;:])[\d一二三四五六七八九十]{1,3}\)", block.text
        ):
            continue
        if block.text.count(opening) != block.text.count(closing):
            at = _broken_at(block.text, opening, closing)
            yield found(
                reading, "QUOTE",
                f"“{opening}”与“{closing}”数目不等,引用或括注可能缺一半。请对照原件。",
                [(block.start + at, min(block.start + at + 8, block.end))],
            )  # fmt: skip


def _broken_at(text: str, opening: str, closing: str) -> int:
    """Where a second mark opens or one closes that was not open; else the one left open."""
    open_at = -1
    for at, sign in enumerate(text):
        if sign == opening:
            if open_at >= 0:
                return at
            open_at = at
        elif sign == closing:
            if open_at < 0:
                return at
            open_at = -1
    return open_at

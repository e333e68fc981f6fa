"""What a figure is told to count (数的名、时、范围): its name, its time, its body. Pure.

The name is what the clause says around the number once time, place and filling words are taken out; words for
beginning something (新发展, 新吸纳, 新组建, 新增) are one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import ASIDE, is_count
from niangjia.statistics.check.rules.parts.synonyms import one_word_each
from niangjia.statistics.check.rules.support import bigrams
from niangjia.statistics.check.rules.text.plans import plan_blocks

DAY, MONTH, QUARTER, HALF, NINE, YEAR, YEARS, EVER = range(1, 9)
"""How long a time is; 0 where none is told."""
_TIMES = (
    (EVER, r"历年|历届|累计|至今"),
    (YEARS, r"[\d一二两三四五六七八九十几近]{1,3}年(?:多)?[来间]|(?<!第)[二两三四五六七八九十]年(?![来间级度])"
            r"|(?:19|20)\d{2}年?(?:以来|[—–~至-]+(?:19|20)\d{2}年)|十[一二三四五]五[”]?(?:期间|时期|以来)"
            r"|近[年两三四五几]{1,2}年?|(?:成立|建立|开展|启动|实施|创办|开通|开办)[^,。;\d]{0,14}以来"),
    (NINE, r"前三季度|1月?[—–~至到-]+9月"),
    (HALF, r"[上下]?半年(?!以)|1月?[—–~至到-]+6月"),
    (QUARTER, r"第?[一二三四]季度|1月?[—–~至到-]+3月"),
    (DAY, r"当[日天晚]|首日"),
    (YEAR, r"今年(?:以来)?|全年|去年|上年|当年|年内|年度|本年|(?:19|20)\d{2}年(?:度)?(?![底末初])"),
    (MONTH, r"(?:活动|行动|招聘|服务|宣传|援助|维权|攻坚)[”’]?月"
            r"|[一二三四五六七八九十]月份|(?:本|当|上|首)月|(?<!至)(?<!截至今年)\d{1,2}月份?(?![底末])"),
)  # fmt: skip
_TIME = re.compile("|".join(f"(?P<t{rank}>{words})" for rank, words in _TIMES))
_SINCE = re.compile(r"以来|年来|连续[\d一二三四五六七八九十]{1,3}[年届]")
_SO_FAR = re.compile(r"截[至止](?P<month>\d{1,2})月[底末]?,?[^,。;]*已(?!有|建)[^,。;]*$")
_ENDED = {"3": QUARTER, "6": HALF, "9": NINE}
_YEAR_NAMED = re.compile(r"(?:19|20)\d{2}(?=年|—|-)|[去上前]年|今年")
_STOCK = re.compile(
    r"共有|全[省市县区州国]有|现有|拥有|建有|总数|总量|存量|截[至止]|目前|已建|年[底末]|在[册档岗职]|达到|已有|设有|总人数|[下所管]辖|登记"
)
DONE = re.compile(
    r"新|发展|[培轮]训|慰问|走访|看望|体检|疗养|疗休养|享受|投保|评出|发放|开展|举办|组织|帮扶|救助|资助|服务|受理|接待|评选|表彰|命名|投入|筹集|收缴|提供|招聘|参加|参与|覆盖|惠及|涉及|调解|办结|完成|实现|安置|带动|追"
)
_ALL = re.compile(r"全[年省市县区州国镇乡校院厂司部]|共|总|合计|累计|各级|[年]来|三级")
_MADE = r"(?:建立|建成|建设|建有|组建|打造|创建|设立|成立|开设|设置|培育|选树|评选|命名|认定|评出|评定|布设|签订|签)"
_BEGUN = re.compile(
    rf"新(?:发展|吸纳|吸收|增加|入会(?!员)|入(?=会员)|增|建)?{_MADE}*(?:的|了)?(?!就业|业态)|净?增[加设](?![到至为])|吸[纳收]的?|^发展(?=.{{0,8}}会员)"
)
_SAME = (
    (re.compile(r"(?:“[^“”]{2,12}”[、和]?)+等(?=[一-鿿])"), ""),
    (re.compile(r"“[\dA-Z]+”"), "某"),
    (re.compile(r"[“”‘’《》\s]"), ""),
    (re.compile(
        r"截[至止](?:(?:19|20)\d{2})?年?\d{0,2}月?[底末]?|[年月][底末]|(?:19|20)\d{2}年?[底末]"
        r"|[比较](?:[去上]年)?(?:同期)?(?=新|增|多)"
    ), ""),
    (_TIME, ""),
    (_BEGUN, "新"),
    (re.compile(_MADE), ""),
    (re.compile(
        r"(?:[一-鿿]{0,4}[省市县区州])?总(?:工会)?本级|[一-鿿]{0,4}[省市县区州]总工会"
        r"|[省市县三两]级(?:工会)?(?=投入|举办|开展|组织|走访|慰问|发放|筹|[共合总]计?)"
    ), ""),
    (re.compile(r"工会会员"), "会员"),
    (re.compile(r"基层工会(?:组织)?|工会组织"), "工会"),
    (re.compile(r"在职职工"), "职工"),
    (re.compile(r"(?:爱心|关爱)?(?:服务站点|服务驿站|驿站)"), "驿站"),
    (re.compile(r"(?<=困难职工)(?:家庭|档案)"), ""),
    (re.compile(
        r"[全我本该][省市县区州镇乡校院厂司部]|各级(?:工会)?(?:组织)?|共计|合计|总计|总共|总(?=人?数|量|金?额)|其中|分别|先后|各类|各种|现有|拥有|现(?=$)|现行标准下|目前|全部|实现(?=解|脱|就|[一-鿿]{0,2}$)"
        r"|[由从]$|[由从]?(?:增[长加]|发展|扩大|上升)[到至为]$|(?:[超逾近]|突破)过?$"
        r"|已经?|人数|总数|数量|数(?=$|[达为已有])|达(?!标)|[的了共有到为约仅还各均和并底末]"), ""),
)  # fmt: skip
_CARRIED = re.compile(
    r"覆盖|惠及|涉及|发放|参与|参加|投入|服务|受益|救助|培训|发动|追回|支付|补助|资助"
)
_BOTH = re.compile(r"\(([一-鿿]{2})\)#")
"""村(社区) 620 个: what stands in the bracket is counted, too."""
WORKERS = re.compile(
    r"农民工|[女青困][年性难]?职工|(?:一线|患[一-鿿]{1,5}|退休)职工|(?:新就业形态)?劳动者|青工|员工|女工"
)
COMPARED = re.compile(
    r"同比|(?<![比较])[上去]年同期|计划|目标|任务|力争|预计|拟|不少于|不低于|每|各(?=[给发补奖救赠领])|[人户日月年]均|平均|最高|最低|标准(?!下|化)|减少|下降|流失|注销|撤销|退出|原有|过去|[由从]$|[比较](?:上年|去年|年初|20\d{2}年)[底末]?的?$"
)
"""Figures that something is compared with, planned or given each."""
_EXAMPLES = re.compile(
    r"(举办|开展|组织|开办|开设|设立|建成|新建|打造|发放|提供)(?:[一-鿿“”]{1,8}、)+[一-鿿“”]{1,8}等(?=[一-鿿]{2})"
)
"""举办焊接、护理等技能竞赛 86 项: examples of what is counted."""
_NOT_ALL = re.compile(
    r"应(?=建|签|参|入会)|非公|企业工会|农民工|新就业|其中|同比|比上年|去年|目标|(?<!保障)(?<!互助)计划|力争|年均|每|(?<!城)镇|街道|社区|园区|公司"
)
_ENDING, _MOST = 4, 0.75
_BARE, _LONGEST = 3, 12
_HEADER = re.compile(
    r"\s*[^,。;:()]{0,24}(?:讯|日电|报道)(?:\s*\([^()]{2,30}\))?[\s:,]*(?=[一-鿿\d])"
)
"""中国某网讯(记者某某), 本报北京5月31日电."""
_LISTED = re.compile(r"^[一二三四五六七八九十]{1,2}[是要](?=[一-鿿])")
_AMIDST = re.compile(r"(?<=[一-鿿]{2})(?<![其当])(?:当?中|里)(?:(?:已经?|现|只|仅|就)*有|$)$")
"""全市 386 家驿站中已有…: the number is of 驿站."""
_AMONG = re.compile(
    r"其中(?!之一)|(?:^|[,;])在?(?:这|上述|以上)[^,。;]{0,12}[中里],"
    r"|(?:在|^|[,;])(?P<those>[^,。;\d在]{2,24})(?<!其)(?:当?中|里),"
)
_OWN = re.compile(
    r"(?:[一-鿿]{0,3}[省市县区州]总工会|[省市县区]总|本级|机关)(?!干部|和|及|事业|单位|企业)[^,。;]{0,12}"
)
_EVERYBODY = re.compile(r"各级工会|全[省市县区州](?!总工会)|[三两]级")


@dataclass(frozen=True)
class Told:
    """A figure with the words that say what it counts."""

    figure: Figure
    left: str
    right: str
    before: str
    earlier: str  # its paragraph up to its sentence
    is_planned: bool

    @cached_property
    def name(self) -> str:
        """The words around the number."""
        return self.left + self.right

    @cached_property
    def around(self) -> str:
        """The words around the number, ``#`` in its place; for a bare verb with what the clause before is about.

        收到建议 860 条,采纳 314 条: 采纳建议#.
        """
        clauses = re.split(r"[,;]", self.before)
        thing = re.split(r"\d", clauses[-2])[0] if self.is_bare and len(clauses) > 1 else ""
        return f"{self.left}{plain(thing)[2:]}#{self.right[:_LONGEST]}"

    @cached_property
    def is_bare(self) -> bool:
        """Whether little more than a verb names it."""
        return len(self.left) <= _BARE and not self.right

    @cached_property
    def is_part(self) -> bool:
        """Whether it is said to be of a figure before it (其中), and named by itself."""
        return self.figure.parent is not None and not self.is_bare

    @cached_property
    def grams(self) -> frozenset[str]:
        """Every two neighbouring signs of the words around the number."""
        return bigrams(self.around)

    @cached_property
    def sense(self) -> frozenset[str]:
        """The pairs of signs once each meaning has one word (讨回欠薪#, 追回工资#)."""
        return bigrams(one_word_each(self.around))

    @cached_property
    def marks(self) -> frozenset[str]:
        """Words before it that make it less than all (非公, 镇, 计划)."""
        leads = not self.clause and bool(self.right)  # 非公企业工会…,467 个基层工会
        return frozenset() if leads else frozenset(_NOT_ALL.findall(self.before.split(";")[-1]))

    @cached_property
    def noun(self) -> str:
        """What stands next to the number."""
        return self.right if len(self.right) > 1 else self.left

    @cached_property
    def is_new(self) -> bool:
        """Whether it begins in its time (新建, 新发展)."""
        return bool(re.search("新(?!就业|业态)", self.left))

    @cached_property
    def clause(self) -> str:
        """The words of its own clause before the number, nothing taken out."""
        return re.split(r"[,;:。]", self.before)[-1]

    @cached_property
    def is_stock(self) -> bool:
        """Whether it says how many there are."""
        own = bool(_STOCK.search(self.clause) or re.search("总数", self.figure.context))
        among = DONE.search(self.left) or self.clause.endswith(("为", "向", "对", "给"))
        shared = not among and _STOCK.search(re.split(";", self.before)[-1])
        return not self.is_new and (own or bool(shared))

    @cached_property
    def is_whole(self) -> bool:
        """Whether words say that it is all there is or was."""
        return self.is_stock or bool(_ALL.search(self.before))

    @cached_property
    def is_dependent(self) -> bool:
        """Whether a verb leads to it whose subject stands before (合同 320 份,覆盖企业 4600 家、职工 9 万人)."""
        verb = _CARRIED.match(self.left) or _CARRIED.match(re.split("[,;]", self.before)[-1])
        return "," in self.before and bool(verb)

    @cached_property
    def time(self) -> int:
        """How long its time is: the last told in its sentence; 累计 in a year is the year."""
        so_far = _SO_FAR.search(self.before)
        if so_far:
            return _ENDED.get(so_far["month"], YEAR)
        clauses = [part for part in re.split(r"[,;]", self.before) if _TIME.search(part)]
        for clause in reversed(clauses):
            ranks = [_rank(match) for match in _TIME.finditer(clause)]
            if re.search("历年|历届", clause):
                return EVER
            if YEARS in ranks:
                return YEARS
            within = [rank for rank in ranks if rank != EVER]
            if within:
                return min(within)
            return YEARS if _SINCE.search(self.before) else EVER
        return 0

    @cached_property
    def years(self) -> frozenset[str]:
        """The years that the nearest clause before it names; else the last one of its paragraph."""
        clauses = [_YEAR_NAMED.findall(words) for words in re.split(r"[,;]", self.before)]
        own = [years for years in clauses if years]
        inherited = () if self.time == YEARS else _YEAR_NAMED.findall(self.earlier)[-1:]
        return frozenset(own[-1] if own else inherited)

    @cached_property
    def among(self) -> tuple[int, str] | None:
        """Where words begin that make it a part of what stood before, and of what they say it is."""
        found = list(_AMONG.finditer(self.before))
        if not found:
            return None
        start = self.figure.start - len(self.before) + found[-1].start()
        return start, plain(found[-1].groupdict().get("those") or "")

    @cached_property
    def body(self) -> int:
        """1 when it is of one office (县总工会, 本级), 2 when of all unions of a place."""
        clauses = re.split(r"[,;]", self.before)
        for clause in reversed(clauses):
            if _EVERYBODY.search(clause):
                return 2
            if _OWN.search(clause):
                return 1
        return 0


def _rank(match: re.Match[str]) -> int:
    return next(int(name[1:]) for name, words in match.groupdict().items() if words)


@lru_cache(maxsize=4096)
def plain(words: str) -> str:
    """Words without time, place and fillers."""
    for pattern, other in _SAME:
        words = pattern.sub(other, words)
    words = re.sub(r"\d+(?!\d|岁|后|[—–~至-]+\d+岁)", "", words)
    return re.sub(r"[^一-鿿A-Za-z\d]", "", words)


@lru_cache(maxsize=1)
def told(reading: Reading) -> tuple[Told, ...]:
    """Every count and amount of the prose that is no plan; not what sums up the figures before, whatever they are."""
    return tuple(
        one
        for one in named(reading)
        if is_count(one.figure) and not one.is_planned and one.figure.label != "合计"
    )


@lru_cache(maxsize=1)
def named(reading: Reading) -> tuple[Told, ...]:
    """Every figure of the prose with its words; a dozen rules ask for it."""
    plans = plan_blocks(reading.page)
    found = []
    for figure in reading.figures:
        block = reading.page.blocks[figure.block]
        if block.kind is BlockKind.TABLE:
            continue
        newspaper = _HEADER.match(block.text)
        context = _BOTH.sub(r"\1#", figure.context).replace("企、事业", "企事业")
        left, _, right = ASIDE.sub("", context).partition("#")
        left = _EXAMPLES.sub(r"\1", left)
        left, right = re.split(r"[,;:。、(]", left)[-1], re.split(r"[,;:。、)]", right)[0]
        left, right = _LISTED.sub("", left), _AMIDST.sub("", right)
        before = reading.sentence_before(figure)
        if newspaper and block.start + newspaper.end() > figure.start - len(before):
            left = left.removeprefix(ASIDE.sub("", newspaper.group()).replace(" ", ""))
            before = reading.page.text[block.start + newspaper.end() : figure.start]
        earlier = reading.page.text[block.start : figure.start - len(before)]
        name = plain(left), plain(right)
        if not "".join(name):  # 驿站遍布全市,总数达 318 个
            name = plain(re.split(r"[,;:]", f",{before}")[-2]), ""
        planned = (figure.block in plans and not left.endswith("现有")) or "力争" in before
        found.append(Told(figure, *name, before, earlier, planned))
    return tuple(found)


def in_order(short: str, long: str) -> bool:
    """Whether all signs of one stand in the other, in their order."""
    rest = iter(long)
    return bool(short) and all(sign in rest for sign in short)


def likeness(one: str, other: str) -> float:
    """The share of the shorter name's pairs of signs that the other has, too; 1 when both end alike."""
    short, long = sorted((one, other), key=len)
    if len(short) >= _ENDING and short[-_ENDING:] == long[-_ENDING:]:
        return 1.0
    pairs = bigrams(short)
    return sum(pair in long for pair in pairs) / len(pairs) if pairs else 0.0


def general(name: str) -> str:
    """A name with every kind of worker taken for a worker (培训农民工 → 培训职工)."""
    return WORKERS.sub("职工", name)


def made_of(one: str, other: str) -> bool:
    """Whether most signs of the shorter name stand in the other, in any order."""
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and sum(sign in long for sign in short) >= len(short) * _MOST

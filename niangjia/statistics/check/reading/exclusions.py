"""Numbers that are no figures (不是数据的数): dates, ordinals, ages, document numbers, names. Pure."""

from __future__ import annotations

import re

from niangjia.statistics.check.layout import Block, BlockKind, is_listed
from niangjia.statistics.check.units import COUNT_UNIT

_N = r"(?:(?<![\d.])\d{1,6}(?:\.\d{1,3})?|[一二两三四五六七八九十百半]{1,4})"
_ORDINAL = r"[\d一二三四五六七八九十百零〇]{1,12}"
_YEAR = r"(?:19|20)\d{2}"

_PATTERNS = [
    # years, dates, clock times
    rf"{_YEAR}\s*年?\s*(?:[—–~至到-]+|和|、|与|及)\s*(?:{_YEAR}|\d{{2}})\s*(?:学年|年度?)(?:底|初|末|间)?",
    rf"{_YEAR}\s*(?:学年|年度?)(?:代|初|底|末|中|来)?",
    rf"{_YEAR}(?=[一-鿿“《])(?!\s*(?:[余多万亿千来几]|[至到]\s*\d[\d.]*[万亿]|(?!届){COUNT_UNIT}))",
    rf"{_YEAR}\s*[./-]\s*\d{{1,2}}(?:\s*[./-]\s*\d{{1,2}})?(?!\d|%|万|亿)",
    r"[一二三四五六七八九〇零○]{4}年(?:度)?",
    r"(?<![\d.])\d{1,2}\s*月份?(?:\s*(?:[—–~至到、和-]+)\s*\d{1,2}\s*月份?)?(?:\s*\d{1,2}\s*[日号])?"
    r"(?:\s*[—–~至到、-]+\s*(?:\d{1,2}\s*月)?\d{1,2}\s*[日号])?",
    r"\d{1,2}\s*[—–~至到、-]+\s*\d{1,2}\s*[日号]",
    r"(?<![\d.])\d{1,2}\s*[日号](?!线)",
    r"(?<!\d)\d{1,2}[:]\d{2}(?!\d)",
    r"[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号])?",
    # lengths of time and ages
    rf"(?!\d+\.\d+个?工作日|(?<=[共计达成查访训展务年])\d{{3,6}}天){_N}[余多来几]?\s*(?:个)?[余多半]?(?:周?年(?!(?:审|检))|个月|个[多余]月|天|日|分钟|秒|周岁|岁|周(?!边)|季度|学期|星期|世纪|年代|年头|工作日|昼夜)",
    r"(?<![\d.])(?:\d{1,2}|[一二两三四五六七八九十]{1,2})[余多]?\s*个?[余多]?小时",
    # ordinals, ranks, numbers of tables
    r"(?<=[表图])\s*\d{1,2}(?=所[示列]|[:])",
    rf"第\s*(?:{_ORDINAL}|[甲乙丙])\s*(?:[至到、—-]\s*第?{_ORDINAL}\s*)?[个名位家届次批期号条款章节项轮场篇部分季度站集类代]*",
    rf"(?:排名|位居|位列|名列|排在|(?:居|(?<![专系行前队条陈])列)(?=全[国省市县区州]|[一-鿿]{{0,4}}第|前|首))"
    rf"(?:全[国省市县区州]|[一-鿿]{{0,4}})?前?\s*{_ORDINAL}\s*[名位]?",
    r"(?<=[升移进退后降])了?\d{1,2}个?位(?!次?数)",
    rf"前\s*{_ORDINAL}\s*(?:名|位|强|甲|个季度|个月|批)",
    r"(?<!\d)\d{1,5}\s*强",
    r"(?<=届)[一二三四五六七八九十]{1,3}(?:次|中)(?=全)|[一二三四五六七八九十]{1,3}次(?=(?:全国)?代表大会|(?:全委|执委)会)",
    r"[一二三四五六七八九十]{1,4}(?:届|大)(?=[一二三四五六七八九十精报以召的会历各、,。全])|\d{1,2}届(?=全国|[一二三四五六七八九十\d]{1,3}次|中?全会)",
    r"(?<=家)\d{1,4}人(?:以上|以下)(?=[的已规企非建])|(?<![\d.])(?:\d{1,4}|[一二三四五六七八九十百]{1,4})人(?:及)?(?:以上|以下)的?[一-鿿]{0,4}(?:企业|单位)",
    # how often a page was read, terms of vouchers
    r"满\s*\d{1,5}(?:立|直|即)?减\s*\d{1,5}元?(?![\d人名个家%])",
    r"(?:\d{1,6}\s*人(?:发表了?|参与)?评论|\d{1,6}\s*条评论)|(?:浏览|阅读|点击|访问)(?:次数|人数|数量|量|数)?\s*:\s*[\[(]?\s*\d[\d,]{0,12}(?:\s*次(?!数)|(?=[\])\s]|$))",
    # document numbers, telephone numbers, identifiers
    rf"[\[(〔【]\s*{_YEAR}\s*[\])〕】]\s*(?:第)?\s*\d{1,6}\s*号",
    r"(?<!\d)\d{1,6}\s*号(?:令|文|文件|楼|院|公告|馆|线)?",
    r"(?<!\d)(?:1\d{10}|\d{2,4}-\d{7,8}(?:-\d{1,5})?|400-?\d{3}-?\d{4}|\d{15,18}[Xx]?)(?!\d)",
    r"(?<!\d)(?:12351|12345|12333|12348|110|119|120)(?=[”\"']?\s*(?:职工|维权|热线|服务|电话|法律|工会|政务|平台))",
    # letters, sums of slogans, versions
    r"(?<![A-Za-z])[A-Za-z][A-Za-z_-]{0,20}\.?\d{1,15}(?:\.\d{1,9}){0,3}[A-Za-z]{0,20}|(?<![\d.])\d{1,15}(?:\.\d{1,9}){0,3}[A-Za-z]{1,6}(?![A-Za-z])",
    r"(?<![\dA-Za-z])[\dA-Za-z一二三四五六七八九]{1,8}(?:\s*[+×*xX]\s*[\dA-Za-zN]{1,8}){1,6}",
    r"(?<![\d.])(?!(?<=[占达近约超过])[1-9]/|[1-9]/(?:[2-9]|10)(?:以上|左右|的|强|弱))\d{1,9}(?:\.\d{1,6})?\s*[:/]\s*\d{1,9}(?:\.\d{1,6})?(?!\d|\s*(?:人|名|个|家))",
    r"(?<![\d.])\d{1,9}(?:\.\d{1,6})?\s*(?:后(?=[一-鿿])|版|级(?!以)|层|楼|度(?=近视)|时(?=[,。许至-])|点(?=[钟半整许,。]))",
    r"十[一二三四五六]五(?=[”’\"]|规划|时期|期间|以来|末|开局|收官)",
    r"[一二三四五六七八九]位一体|[一二两三四五]级联",
    r"《[^《》]{0,60}》",
]  # fmt: skip
_EXCLUDED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_QUOTED = re.compile(
    r"“[^“”]{1,40}”|‘[^‘’]{1,40}’|\"[^\"]{1,40}\"|「[^「」]{1,40}」|【[^【】]{1,40}】"
)
_SPAN = r"\d{1,4}(?:\.\d)?个?(?:工作日|天|小时|分钟|秒)"
_SPED_UP = re.compile(
    rf"[由从](?:{_YEAR}年)?[^,。;\d]{{0,12}}{_SPAN}[^,。;\d]{{0,8}}(?:缩短|压缩|压减|缩减|减少|降|延长)[至到为][^,。;\d]{{0,12}}{_SPAN}"
    rf"(?:[^,。;\d]{{0,4}},[^,。;\d]{{0,8}}(?:缩短|压缩|压减|缩减|减少)(?:了|近|约)?{_SPAN})?"
)
"""由 15 个工作日缩短到 5 个工作日: here the lengths of time are results."""
_MEAN_AGE = re.compile(r"平均年龄[^,。;、!?()]{0,9}$|平均(?:仅|为|约|已?达)?\s*$")
_AGE_TOLD = 16
_CLAUSE = re.compile(r"[,。;!?]")
_NAME_LENGTH = 16


def is_mean_age(text: str, start: int) -> bool:
    """Whether the age at a place is a mean, and so a figure."""
    return bool(_MEAN_AGE.search(text[max(0, start - _AGE_TOLD) : start]))


def excluded_spans(block: Block) -> list[tuple[int, int]]:
    """The ranges of a block in which no figure is read."""
    text = block.text
    sped = {at for one in _SPED_UP.finditer(text) for at in range(*one.span())}
    spans = [
        match.span() for match in _EXCLUDED.finditer(text)
        if not (match.group()[:1].isdigit() and match.start() in sped)
        and not (match.group().endswith("岁") and is_mean_age(text, match.start()))
    ]  # fmt: skip
    for match in _QUOTED.finditer(text):
        if match.end() - match.start() - 2 <= _NAME_LENGTH and not _CLAUSE.search(match.group()):
            spans.append(match.span())
    listed = is_listed(text)
    if listed and (block.kind is BlockKind.HEADING or not re.match(r"^\s*\d+\s+", text)):
        spans.append(listed.span())
    return spans

"""Units (单位) as written in reports, and what they measure. Pure data."""

from __future__ import annotations

import re
from enum import StrEnum


class Measure(StrEnum):
    """What a unit measures; figures of different measures are never added or compared."""

    PERSON = "person"
    SERVICE = "service"  # 人次: service events, not persons
    HOUSEHOLD = "household"
    PAIR = "pair"
    BODY = "body"  # organisations and other things counted by 个, 家
    EVENT = "event"
    ITEM = "item"
    MONEY = "money"
    RATE = "rate"
    POINTS = "points"
    TIMES = "times"
    QUANTITY = "quantity"  # may have a fraction


_WORDS: dict[Measure, str] = {
    Measure.PERSON: "人 名 位",
    Measure.SERVICE: "人次 人(次) 件(次) 户(次) 场(次) 家(次) 个(次) 对(次) 人次数 户次 家次 个次 对次 件次 台次 车次",
    Measure.HOUSEHOLD: "户",
    Measure.PAIR: "对",
    Measure.BODY: "家 个 所 处 座 间 支 站 栋 幢 床 厂 店",
    Measure.EVENT: "场次 场 期 届 次 堂 轮 班次 批次 课 趟 班 站次",
    Measure.ITEM: "件 项 条 份 张 本 册 篇 部 套 台 辆 枚 块 幅 首 笔 起 宗 例 封 通 门 节 种 类 盒 箱 "
    "瓶 袋 包 只 把 颗 株 棵 头 集 单 票 组 面 副 双 批 款 尊 盏 桶 顶 例次 大类 大项 人份 份额 条次 篇次",
    Measure.MONEY: "元 块钱 元钱 人民币 美元 港元 欧元",
    Measure.RATE: "% ‰",
    Measure.POINTS: "个百分点 百分点",
    Measure.TIMES: "倍",
    Measure.QUANTITY: "平方公里 平方千米 平方米 平米 ㎡ 公里 千米 亩 公顷 吨 公斤 千克 斤 "
    "岁 个工作日 工作日 立方米 千瓦时 千瓦 兆瓦 千伏 厘米 毫米 课时 学时 小时 人天 人日 人时 天 分钟 秒",
}
MEASURES: dict[str, Measure] = {
    word: measure for measure, words in _WORDS.items() for word in words.split()
}
CANONICAL = {
    "名": "人", "位": "人", "人(次)": "人次", "件(次)": "件次", "户(次)": "户次", "场(次)": "场次", "家(次)": "家次",
    "个(次)": "个次", "对(次)": "对次",
    "人次数": "人次",
    "百分点": "个百分点", "块钱": "元", "元钱": "元", "人民币": "元", "大类": "类", "大项": "项",
    "平米": "平方米", "㎡": "平方米",
}  # fmt: skip
"""One name per unit type: 名 and 位 are persons. Other units stay as written."""

WHOLE = frozenset(
    {Measure.PERSON, Measure.SERVICE, Measure.HOUSEHOLD, Measure.PAIR, Measure.BODY, Measure.EVENT}
)
"""Measures that are counted in whole numbers."""

_NOT_BEFORE = {
    "人": "民均才社大力机工", "位": "于居列", "户": "外籍口", "家": "庭属长风", "对": "口于象接照",
    "场": "所地馆", "条": "件例", "期": "间限", "本": "市级单年地省县会次系人", "通": "过知", "面": "积向对",
    "部": "门分级署", "节": "日约能", "组": "织建成", "班": "组子", "站": "点", "课": "程题", "批": "准示评",
    "处": "级理于置罚", "所": "有属在", "台": "账湾", "笔": "者记", "单": "位身项独", "款": "项", "副": "主厂",
    "集": "体中团", "起": "来草到", "首": "次批席先家届个", "支": "部持出付撑援", "例": "如会", "座": "谈",
    "间": "接", "幅": "度", "双": "方创亮联向师岗", "头": "条", "店": "铺", "厂": "务", "项": "目", "站次": "",
    "大项": "目", "份": "额", "天": "然津", "元": "旦", "票": "据", "门": "户", "把": "握", "批次": "", "个": "性别",
    "人份": "额",
}  # fmt: skip
"""Signs that turn a unit into another word: 3万余户外劳动者 has no 户."""
_NO_UNIT = {
    "名": "单(?![身亲])|优(?![秀胜良])", "家": "政(?![府])|电(?![力商子信网影视])|教(?!育)",
    "本": "科(?![普技])", "个": "体(?![育检验])",
}  # fmt: skip
"""The same where one sign does not tell: 名优产品, but 35名优秀选手; 家电, but 12家电力企业."""


def _alternatives(words: list[str]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(
        re.escape(word)
            + (f"(?![{_NOT_BEFORE[word]}])" if _NOT_BEFORE.get(word) else "")
            + (f"(?!{_NO_UNIT[word]})" if word in _NO_UNIT else "")
        for word in longest
    ) + ")"  # fmt: skip


UNIT = _alternatives(list(MEASURES))
COUNT_UNIT = _alternatives(
    [word for word, what in MEASURES.items() if what not in {Measure.RATE, Measure.POINTS}]
)

_PEOPLE = re.compile(
    r"(?:职工|会员|人员|人口|人数|工人|劳模|工匠|农民工|劳动者|干部|党员|代表|学员|队员|志愿者|用户|粉丝|群众)"
    r"(?:总数|总量|人数|数量|数)?$"
)
_MONEY = re.compile(
    r"(?:资金|经费|金额|投入|支出|收入|补贴|补助金?|慰问金|救助金|互助金|损失|工资|欠薪|款|产值|效益|销售额|交易额|收益|税收|贷款|价值|资产|欠款|薪酬|物资|金)(?:总额|总量|额)?$"
)
_SERVICES = re.compile(r"(?:点击量|浏览量|阅读量|访问量|播放量)$")
_TAIL = re.compile(
    r"(?:(?:由|从)(?:\d{4}年底?的?)?[\d.]+[万亿](?:增加|增长|发展|提高|扩大|下降|减少|降)|(?<=[由从到至])(?:19|20)\d{2}年[底末初]?的?|由|从|已经|已|累计|总计|共计|合计|一共|共|达到|达|突破|超过|超|近|逾|约|为|有|是|至|到|仅|增至|增加到|增长到|发展到|[:了\s])+$"
)


_GIVEN = r"(?:救助|帮扶|扶持|慰问|资助|奖励|补助|助(?=力|推|学|困|[一-鿿]{0,4}职工))"
_FOLLOWING = (
    (re.compile(
        rf"{_GIVEN}(?!对象|人员)|[一-鿿]{{0,6}}(?:贷款|扶持金|补助金|慰问金|救助金|奖金|补贴|助学金)(?!的)"), "元"),
    (re.compile(
        r"[一-鿿]{0,8}?(?:职工|会员|人员|工人|劳模|工匠|农民工|劳动者|干部|党员|群众|学员"
        r"|志愿者|市民|学子|网民|用户|粉丝|师生|学生|儿童|婴幼儿|残疾人|老人|老年人|妇女|青年|居民|村民|人口|移民|子女"
        r"|患者|女工|青工|骑手|司机|快递员|毕业生|就业群体)"), "人"),
    (re.compile(r"[一-鿿]{0,4}?(?:家庭)"), "户"),
    (re.compile(r"[一-鿿]{0,4}?(?:企业|单位|商家|商户)"), "家"),
    (re.compile(r"[一-鿿]{0,4}?(?:资金|经费|款)"), "元"),
    (re.compile(r"[一-鿿]{0,6}?(?:工会|岗位|站点|项目)"), "个"),
)  # fmt: skip


def following_unit(after: str) -> str:
    """The unit of a number that stands right before its noun (2万余职工), or ""."""
    for noun, unit in _FOLLOWING:
        if noun.match(after):
            return unit
    return ""


def canonical(unit: str) -> str:
    """The name of a unit's type."""
    return CANONICAL.get(unit, unit)


def measure_of(unit: str) -> Measure | None:
    """What a unit measures, or None for a figure without unit."""
    return MEASURES.get(unit)


def of_cell(words: str) -> tuple[str, str] | None:
    """Magnitude and unit of a cell that says a unit and nothing else: 万元, 人次; or None."""
    magnitude = words[:1] if words[1:] in MEASURES and words[:1] in "万亿千百" else ""
    unit = words[len(magnitude) :]
    return (magnitude, unit) if unit in MEASURES else None


def implied_unit(before: str) -> str:
    """The unit a number without one must have, told by the noun in front of it, or ""."""
    noun = _TAIL.sub("", before)
    if _PEOPLE.search(noun):
        return "人"
    if _MONEY.search(noun):
        return "元"
    if noun.endswith("人次"):
        return "人次"
    if _SERVICES.search(noun):
        return "次"
    if re.search(r"(?<!总)(?:工会|工会组织|工会数|企业|单位)(?:总数|数量|数)?$", noun):
        return "个"
    return ""

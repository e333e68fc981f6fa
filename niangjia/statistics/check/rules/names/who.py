"""Who is named (人、班组、单位): persons, teams and bodies by the way reports name them. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

HAN = "一-鿿"
COUNT = r"(?:\d{1,4}|[一二两三四五六七八九十百]{1,4})"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁"
    "岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时"
    "穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑蔺尉蔚佟郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_TITLED = (
    "员|工|长|师|手|士|人|生|匠|官|警|主任|书记|主席|经理|理事|干事|干部|战士|同志|大夫|教授|专家|医生|骑手|小哥|师傅|"
    "模范|劳模|标兵|能手|代表|职工|员工|会员|劳动者|的"
)
_WORDS = (
    "文[化体]|任[务期职]|方[面式案]|高[级质效新]|时[代间期尚]|安[全康装保]|常[委务]|项目|成[果员功绩就人]|金[融牌秋]|和[谐集个单先班企]|车[间队站]|农[村民业]|管理"
    "|关[系爱心]|石油|龙头|应急|全[国市县区省员]|冷链|司[机法]|温[暖馨]|康复|施工|毕业|季度|师[生傅]|蓝领|连[锁续]|商[会场业]|党[支委员组总]"
    "|纪[委检]|单[位身]|包装|水[利务]|华[东南北中]|江[东南北]|路[段政]|游[客泳]|苗[木圃]|古[城镇]|万[人家户]|白[衣领]|马[拉路]|从业|查[验询]"
)
"""Words that begin like a surname: 工人文化宫 names nobody."""
_NAME = rf"(?!{_WORDS})[{SURNAMES}][{HAN}]{{1,2}}|(?:欧阳|上官|司马|诸葛|皇甫|尉迟)[{HAN}]{{1,2}}"
_NOT_NAMES = (
    r"[们等在的和与及以之后前中上会制是有也、]|期间|代表|协会|大赛|比武|竞赛|技[术能]|文化|之家|小家|书屋|活动|队伍|比赛|培训|宣讲|分会|朋友|节|操作|工作|岗位|先锋|标兵|权益|互助|服务|群体|大军|食堂|宿舍"
    r"|[一-鿿]{0,2}[法赛奖室品号式课]$"
)
_TEAM_WORDS = (
    "班组|班|车间|工段|科室|科|股|大队|中队|支队|小队|车队|分队|队|小组|组|项目部|窗口|团队|机组|岗|支部|党委|党总支"
    "|党组"
)
_UNIT_WORDS = (
    "公司|集团|医院|学校|中学|小学|大学|学院|幼儿园|工厂|厂|局|院|研究所|所|中心|银行|支行|分行|商会|协会|委员会|联合会|合作社|社区|村|镇|"
    "乡|街道|法院|检察院|站|单位|企业|工会|机关|园区|酒店|宾馆|超市|煤矿|矿|农场|林场|牧场|图书馆|文化馆|博物馆|科技馆|美术馆|档案馆|展览馆|纪念馆|体育场|电视台|报社|出版社|"
    "文化宫|俱乐部|体育馆|疗养院|殡仪馆|[理事程务法护水电运]处|电厂|水库|机务段|工务段|供电段|车务段|港口|药店|商场|校|行|[一二三四五六七八九十]中|委|办|厅|联|部|办公室|署"
)
_FOREMAN = re.compile(
    r"(?:班长|队长|所长|厂长|总经理|经理|董事长|书记|主席|主任|院长|校长|站长|科长|组长|工程师|技师|医生|医师|护士|教师|驾驶员|司机|骑手|快递员|"
    r"保洁员|环卫工|焊工|电工|钳工|民警|交警|法官|检察官|大夫|带头人|负责人|个人|同志|先生|女士)$"
)
_IN_OFFICE = re.compile(rf"(?:{_TITLED})(?:{_NAME})$")
_BODY_END = re.compile(
    r"(?:公司|集团|学院|银行|医院|中学|小学|大学|协会|商会|中心|程[局处院部段所])$"
)
"""工程公司, 师范学院, 工商银行: 程公司 is no name behind an office."""
_NAMED = re.compile(
    rf"(?:{_UNIT_WORDS}|{_TEAM_WORDS})(?:{_NAME})$|^[{SURNAMES}][{HAN}]{{2}}$|^[{SURNAMES[:24]}][{HAN}]$"
)
_POSTS = (
    "护士长|班长|队长|组长|站长|所长|厂长|护士|医生|医师|教师|教练|驾驶员|司机|乘务员|列车长|快递员|投递员|骑手|保洁员|环卫工人?|护林员"
    "|护理员|检修工|[焊电钳车铣瓦木矿钻缆]工|技师|工程师|民警|辅警|交警|法官|检察官|绣娘|村医|技术骨干|业务骨干"
)
_BY_POST = re.compile(
    rf"(?:{_POSTS})(?!{_NOT_NAMES})(?:[{HAN}]{{1,3}}|[{HAN}]{{1,6}}·[{HAN}]{{1,6}})$"
)
"""护士长阿朵, 绣娘依波·阿曼: a post and a name without one of the surnames."""
NAMED_BY_POST = re.compile(rf"(?:{_POSTS})(?!{_NOT_NAMES})(?:{_NAME})")
"""焊工李某, anywhere in a clause."""
_TEAM = re.compile(rf"[{HAN}\d]{{1,16}}(?:{_TEAM_WORDS})$")
_UNIT = re.compile(rf"[{HAN}\d]{{1,24}}(?:{_UNIT_WORDS})$")
_COUNTED = re.compile(rf"(?<!第){COUNT}[余多]?(?P<unit>[名位人家户个])(?P<noun>[{HAN}]{{0,10}})$")
_ITEMS = re.compile(rf"、|以及|(?<=[司团院校厂局会组体人位工])[和及与](?={COUNT}|[{HAN}]{{4}})")


class Who(StrEnum):
    """What kind of receiver is named."""

    PERSON = "个人"
    TEAM = "班组"
    UNIT = "单位"


def who(words: str) -> Who | None:
    """The kind of receiver that words name, or None where they name none or several kinds.

    医生周敏 and 3 名职工 are persons, 检修班 a team, 某某公司 and 8 家单位 units.
    """
    kinds = every(words)
    return next(iter(kinds)) if len(kinds) == 1 else None


def every(words: str) -> frozenset[Who]:
    """All kinds of receivers that words name: 某公司检修班、技师周敏 are a team and a person."""
    kinds = (_one(item) for item in _ITEMS.split(words) if item)
    return frozenset(kind for kind in kinds if kind)


def _one(words: str) -> Who | None:
    words = re.sub(r"[“”‘’〇]|\([^()]{0,12}\)$", "", words)
    if counted := _COUNTED.search(words):
        return _of_count(counted["unit"], counted["noun"])
    if _FOREMAN.search(words):
        return Who.PERSON
    if _TEAM.search(words):
        return Who.TEAM
    office = _IN_OFFICE.search(words)
    if office and not _BODY_END.search(office.group()):
        return Who.PERSON  # 研究员包小村
    if _UNIT.search(words):
        return Who.UNIT
    return Who.PERSON if _NAMED.search(words) or _BY_POST.search(words) else None


def _of_count(unit: str, noun: str) -> Who | None:
    if unit in "名位人":
        return Who.PERSON
    if unit in "家户":
        return Who.UNIT
    if noun.endswith("个人"):
        return Who.PERSON
    if re.search(rf"(?:{_TEAM_WORDS})$", noun):
        return Who.TEAM
    return Who.UNIT if re.search(rf"(?:{_UNIT_WORDS}|集体)$", noun) else None

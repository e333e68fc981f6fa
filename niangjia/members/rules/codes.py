"""Code lists of the official member sheet, with the spellings that real sheets use. Pure.

Sources: GB/T 2261.1-2003 (性别), GB/T 3304-1991 (民族), GB/T 4658-2006 (学历), GB/T 4762-1984
(政治面貌); employment, skill level, household and membership change as in the platforms of
provincial federations (domain 02 §2.1). Codes not in a national standard are ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from niangjia.members.rules.lifecycle import EventKind, EventReason

_DROPPED = re.compile(r"[^\w√×✓✔]+")
_LEADING_CODE = re.compile(r"([0-9]+)(\D.*)", re.ASCII)
_NOTHING = frozenset({"", "无", "没有", "暂无", "不详", "空"})


def fold(text: str) -> str:
    """Half-width, upper case, without blanks and punctuation: how code texts are compared."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).upper()


class Gender(IntEnum):
    """性别, GB/T 2261.1."""

    UNKNOWN = 0
    MALE = 1
    FEMALE = 2
    UNSTATED = 9


class IdType(IntEnum):
    """有效证件类别."""

    RESIDENT = 1
    PASSPORT = 2
    OFFICER = 3
    HK_MACAO_PERMIT = 4
    TAIWAN_PERMIT = 5
    RESIDENCE_PERMIT = 6
    FOREIGN_RESIDENT = 7


@dataclass(frozen=True)
class CodeList:
    """One code list: Chinese labels by code, and every accepted spelling by its folded form."""

    title: str
    labels: Mapping[int, str]
    spellings: Mapping[str, int] = field(repr=False)

    @classmethod
    def of(
        cls, title: str, entries: Iterable[tuple[int, str]], *, with_numbers: bool = True
    ) -> CodeList:
        """Build from (code, "label|synonym|…"); ``with_numbers`` accepts the code itself too."""
        labels: dict[int, str] = {}
        spellings: dict[str, int] = {}
        for code, texts in entries:
            label, *synonyms = texts.split("|")
            labels[code] = label
            numbers = (str(code), f"{code:02}") if with_numbers else ()
            for text in (label, *synonyms, *numbers):
                if spellings.setdefault(fold(text), code) != code:
                    raise ValueError(f"{title}: {text} stands for two codes")
        return cls(title, labels, spellings)

    def find(self, text: str) -> int | None:
        """The code of a text as people write it, ``2 女`` and ``02-女`` included; or None."""
        folded = fold(text)
        code = self.spellings.get(folded)
        if code is None and (match := _LEADING_CODE.fullmatch(folded)):
            code = self.spellings.get(match.group(2))
            if code != int(match.group(1)):
                return None
        return code

    def label(self, code: int | None) -> str:
        """Chinese label; empty for no code, the number itself for an unknown one."""
        return "" if code is None else self.labels.get(code, str(code))

    def choices(self) -> list[tuple[int, str]]:
        """Pairs for a model or form field."""
        return list(self.labels.items())

    def hint(self) -> str:
        """Some accepted values for a message."""
        shown = list(self.labels.values())[:6]
        return "、".join(shown) + ("等" if len(self.labels) > len(shown) else "")


def says_nothing(text: str) -> bool:
    """Whether an optional cell holds only a way of saying "nothing" (无, -, /)."""
    return fold(text) in _NOTHING


GENDER = CodeList.of(
    "性别",
    [
        (Gender.UNKNOWN, "未知|未知的性别"),
        (Gender.MALE, "男|男性|男士|M|MALE"),
        (Gender.FEMALE, "女|女性|女士|F|FEMALE"),
        (Gender.UNSTATED, "未说明|未说明的性别"),
    ],
)

_ETHNICITIES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水"
    " 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克"
    " 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
ETHNICITY = CodeList.of(
    "民族",
    [
        *((n, f"{name}族|{name}") for n, name in enumerate(_ETHNICITIES.split(), 1)),
        (97, "其他|其他未识别的民族|未识别民族|穿青人|革家人"),
        (98, "外国血统中国籍人士|外籍入籍|外国血统|入籍"),
    ],
)

EMPLOYMENT = CodeList.of(
    "就业状况",
    [
        (1, "在岗|在职|在岗职工|就业"),
        (2, "待(下)岗|待岗|下岗|待业|待下岗"),
        (3, "失业"),
        (4, "退休"),
        (5, "离休"),
        (6, "退职"),
        (7, "退养(内退)|内退|退养"),
        (8, "病休"),
        (9, "其他"),
    ],
)

ID_TYPE = CodeList.of(
    "有效证件类别",
    [
        (
            IdType.RESIDENT,
            "居民身份证|身份证|二代身份证|第二代居民身份证|第二代身份证|中国居民身份证|111",
        ),
        (IdType.PASSPORT, "护照|普通护照|中国护照|外国护照|414"),
        (IdType.OFFICER, "军官证|中国人民解放军军官证|现役军官证|士兵证|警官证|114"),
        (
            IdType.HK_MACAO_PERMIT,
            "港澳居民来往内地通行证|港澳通行证|回乡证|港澳居民通行证|港澳来往内地通行证|516",
        ),
        (
            IdType.TAIWAN_PERMIT,
            "台湾居民来往大陆通行证|台胞证|台湾通行证|台湾居民通行证|台湾来往大陆通行证|511",
        ),
        (
            IdType.RESIDENCE_PERMIT,
            "港澳台居民居住证|港澳居民居住证|台湾居民居住证|港澳台居住证|居住证",
        ),
        (
            IdType.FOREIGN_RESIDENT,
            "外国人永久居留身份证|外国人永久居留证|永久居留证|外国人居留证|外国人永久居住证|553",
        ),
    ],
    with_numbers=False,
)

EDUCATION = CodeList.of(
    "学历",
    [
        (10, "研究生|研究生教育|研究生及以上|研究生毕业"),
        (11, "博士研究生|博士研究生毕业|博士"),
        (12, "博士研究生结业"),
        (13, "博士研究生肄业"),
        (14, "硕士研究生|硕士研究生毕业|硕士"),
        (15, "硕士研究生结业"),
        (16, "硕士研究生肄业"),
        (17, "研究生班毕业|研究生班"),
        (20, "大学本科|本科|大本|大学|本科毕业|大学本科教育|全日制本科|在职本科"),
        (21, "大学本科毕业"),
        (22, "大学本科结业"),
        (23, "大学本科肄业"),
        (28, "大学普通班毕业|大学普通班"),
        (30, "大学专科|专科|大专|大学专科教育|专科教育|高职|全日制大专"),
        (31, "大学专科毕业|大专毕业"),
        (32, "大学专科结业"),
        (33, "大学专科肄业"),
        (40, "中等专科|中专|中等职业教育|中等专业学校|中等职业"),
        (41, "中等专科毕业|中专毕业"),
        (42, "中等专科结业"),
        (43, "中等专科肄业"),
        (44, "职业高中毕业|职业高中|职高"),
        (45, "职业高中结业"),
        (46, "职业高中肄业"),
        (47, "技工学校毕业|技工学校|技校"),
        (48, "技工学校结业"),
        (49, "技工学校肄业"),
        (60, "高中|普通高级中学教育|普通高中|高级中学"),
        (61, "普通高中毕业|高中毕业"),
        (62, "普通高中结业"),
        (63, "普通高中肄业"),
        (70, "初中|初级中学教育|初级中学"),
        (71, "初中毕业|初级中学毕业"),
        (73, "初中肄业|初级中学肄业"),
        (80, "小学|小学教育"),
        (81, "小学毕业"),
        (83, "小学肄业"),
        (90, "其他|文盲|半文盲|未上过学|文盲或半文盲|初中以下|小学以下"),
    ],
)

# 6 to 8 extend the official five by the "new eight grades" of 2022 (人社部发〔2022〕14号).
SKILL = CodeList.of(
    "技能等级",
    [
        (1, "一级(高级技师)|职业资格一级(高级技师)|职业资格一级|一级|高级技师"),
        (2, "二级(技师)|职业资格二级(技师)|职业资格二级|二级|技师"),
        (3, "三级(高级)|职业资格三级(高级)|职业资格三级|三级|高级|高级工|三级(高级工)"),
        (4, "四级(中级)|职业资格四级(中级)|职业资格四级|四级|中级|中级工|四级(中级工)"),
        (5, "五级(初级)|职业资格五级(初级)|职业资格五级|五级|初级|初级工|五级(初级工)"),
        (6, "特级技师"),
        (7, "首席技师"),
        (8, "学徒工|学徒"),
    ],
)

HOUSEHOLD = CodeList.of(
    "户籍类型",
    [
        (1, "未落常住户口|未落户"),
        (
            2,
            "非农业家庭户口|非农业户口|非农户口|非农业|非农|城镇户口|城镇|城市户口|居民户口|居民家庭户口",
        ),
        (3, "农业家庭户口|农业户口|农业|农村户口|农村|农户"),
        (4, "非农业集体户口|城镇集体户口"),
        (5, "农业集体户口|农村集体户口"),
        (6, "自理口粮户口|自理口粮"),
        (7, "寄住户口|寄住"),
        (8, "赞助户口|赞助"),
        (9, "其他户口|其他|集体户口|集体户"),
    ],
    with_numbers=False,
)

CHANGE = CodeList.of(
    "会籍变化类型",
    [
        (EventKind.JOIN, "入会|新入会"),
        (EventKind.TRANSFER_IN, "转入|会籍转入"),
        (EventKind.RETAIN, "保留|保留会籍|会籍保留"),
        (EventKind.TRANSFER_OUT, "转出|会籍转出"),
        (EventKind.EXPEL, "除名|开除会籍"),
        (EventKind.RESIGN, "退会|自愿退会|自动退会"),
    ],
)

_REASON_SYNONYMS = {
    EventReason.EMPLOYMENT_CHANGED: "|劳动关系发生变化|工作关系发生变化|劳动关系变化|工作调动|离职",
    EventReason.LAID_OFF: "|下岗待岗|下岗",
    EventReason.BANKRUPT: "|企业破产",
    EventReason.OWN_REQUEST: "|个人申请退会|个人要求",
    EventReason.CRIME: "|因犯罪被开除|开除会籍",
    EventReason.DIED: "|去世|病故",
}
REASON = CodeList.of(
    "会籍变化原因",
    [(reason, reason.label + _REASON_SYNONYMS.get(reason, "")) for reason in EventReason],
)

POLITICS = CodeList.of(
    "政治面貌",
    [
        (1, "中共党员|党员|中国共产党党员|共产党员|中共正式党员|正式党员"),
        (2, "中共预备党员|预备党员|中国共产党预备党员"),
        (3, "共青团员|团员|中国共产主义青年团团员|共青团"),
        (4, "民革党员|民革|民革会员|中国国民党革命委员会会员"),
        (5, "民盟盟员|民盟|中国民主同盟盟员"),
        (6, "民建会员|民建|中国民主建国会会员"),
        (7, "民进会员|民进|中国民主促进会会员"),
        (8, "农工党党员|农工党|农工|农工民主党党员|中国农工民主党党员"),
        (9, "致公党党员|致公党|致公|中国致公党党员"),
        (10, "九三学社社员|九三学社|九三"),
        (11, "台盟盟员|台盟|台湾民主自治同盟盟员"),
        (12, "无党派人士|无党派|无党派民主人士"),
        (13, "群众|普通公民|普通群众|现称普通公民"),
    ],
)

YES_NO = CodeList.of(
    "是否",
    [(1, "是|Y|YES|TRUE|√|✓|✔|对"), (0, "否|N|NO|FALSE|×|不是|非")],
)

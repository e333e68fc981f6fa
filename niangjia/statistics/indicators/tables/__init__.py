"""The tables of awaiting figures: columns ``code name unit kind distinct words aliases``.

``words`` say what is counted and what is not; of a share ``numerator ÷ denominator``. Aliases are
separated by ``|``. ``distinct`` is 1 where the same person or unit may stand in several unions, so
that figures of children must not be added up. Money is in yuan with two decimals.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from niangjia.kernel.indicators import Awaiting, BadDefinition, Kind, Unit, awaiting

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Field:
    """A trade field: the start of its codes (and name of its table), the area that will keep the
    records, the department that answers for it, the regulation behind it."""

    code: str
    area: str
    owner: str
    basis: str


FIELDS = (
    Field("building", "组织建设专项", "组织部", "工会法;推进工会组织建设有关文件"),
    Field("congress", "代表大会", "组织部", "中国工会章程;工会代表大会有关规定"),
    Field("training", "干部教育培训", "组织部", "工会干部教育培训规划;干部教育培训工作条例"),
    Field("cadres", "干部服务基层", "组织部", "工会干部赴基层蹲点等有关规定"),
    Field(
        "honours", "评选表彰", "劳动和经济工作部", "劳动模范和先进工作者、五一劳动奖评选管理办法"
    ),
    Field(
        "contests",
        "劳动竞赛",
        "劳动和经济工作部",
        "关于广泛深入持久开展劳动和技能竞赛的意见(总工发)",
    ),
    Field(
        "innovation",
        "职工创新",
        "劳动和经济工作部",
        "关于加强职工创新工作的有关规定;劳模和工匠人才创新工作室管理办法",
    ),
    Field("fairs", "就业服务", "权益保障部", "工会就业创业服务工作规定;就业促进法"),
    Field("skills", "技能培训", "劳动和经济工作部", "职业教育法;工会职工教育培训工作规定"),
    Field(
        "aid",
        "困难帮扶",
        "权益保障部",
        "困难职工帮扶工作有关规定;中央财政专项帮扶资金使用管理办法(总工发)",
    ),
    Field("mutual", "医疗互助", "权益保障部", "职工互助保障有关规定(总工发);各地职工医疗互助办法"),
    Field("contracts", "集体协商", "权益保障部", "劳动合同法第五十一至五十四条;集体合同规定"),
    Field("democracy", "民主管理", "权益保障部", "企业民主管理规定(总工发〔2012〕12号)"),
    Field(
        "law",
        "法律援助与监督",
        "法律工作部",
        "法律援助法;劳动争议调解仲裁法;工会法律援助办法;工会劳动法律监督办法(总工办发〔2021〕9号)",
    ),
    Field("hotline", "12351热线与信访", "法律工作部", "信访工作条例;12351职工服务热线有关规定"),
    Field(
        "monitoring", "劳动关系监测", "法律工作部", "关于构建和谐劳动关系的意见(中发〔2015〕10号)"
    ),
    Field(
        "safety",
        "劳动保护",
        "劳动和经济工作部",
        "安全生产法;工会劳动保护监督检查员管理办法(总工发〔2011〕46号)",
    ),
    Field("culture", "宣传教育与文体", "宣传教育部", "工会宣传教育、职工文化体育工作有关规定"),
    Field("matchmaking", "婚恋交友", "女职工部", "工会婚恋交友服务工作有关规定"),
    Field("sites", "服务阵地", "宣传教育部", "工会户外劳动者服务站点建设标准;职工书屋建设管理办法"),
    Field(
        "benefits",
        "普惠服务",
        "权益保障部",
        "基层工会经费收支管理办法(总工办发〔2017〕32号);工会普惠服务有关规定",
    ),
    Field("funds", "工会经费", "财务部", "工会法第四十三条;工会会计制度"),
    Field("budget", "预算与账务", "财务部", "工会预算管理办法;工会会计制度"),
    Field("audit", "经审", "经费审查委员会", "工会法第四十五条;工会审查审计监督有关规定"),
    Field("assets", "资产", "资产监督管理部", "工会资产监督管理办法"),
    Field("plans", "目标与重点工作", "办公室", "工会重点工作督查、目标考核有关规定"),
    Field("party", "党建", "机关党委", "机关党建工作有关规定"),
    Field("external", "对外交流", "办公室", "工会对外和区域交流有关规定"),
    Field("content", "新闻宣传", "宣传教育部", "工会新闻宣传和网上工作有关规定"),
)

_OPENING = {
    Kind.STOCK: "期末",
    Kind.FLOW: "期内(含首尾两日)",
    Kind.CUMULATIVE: "截至当日累计",
}


_DISTINCT: set[str] = set()


def declare_all() -> tuple[Awaiting, ...]:
    """Declare every line of every table. Raises BadDefinition naming the line."""
    return tuple(awaited for field in FIELDS for awaited in declare(field))


def adds_up(code: str, kind: Kind) -> bool:
    """Whether the children's values of an awaiting indicator may be added to one of the parent."""
    return kind is not Kind.RATE and code not in _DISTINCT


def declare(field: Field) -> list[Awaiting]:
    """Declare the lines of one field's table. Raises BadDefinition naming the line."""
    with (HERE / f"{field.code}.csv").open(encoding="utf-8", newline="") as file:
        return [_declare(field, line) for line in csv.DictReader(file)]


def _declare(field: Field, line: dict[str, str]) -> Awaiting:
    try:
        unit, kind = Unit(line["unit"]), Kind(line["kind"])
    except ValueError as error:
        raise BadDefinition(f"{field.code}.{line['code']}: {error}") from None
    if line["distinct"]:
        _DISTINCT.add(f"{field.code}.{line['code']}")
    return awaiting(
        f"{field.code}.{line['code']}",
        line["name"],
        unit=unit,
        kind=kind,
        area=field.area,
        words=words_of(kind, line["words"]),
        basis=field.basis,
        owner=field.owner,
        aliases=tuple(alias for alias in line["aliases"].split("|") if alias),
        decimals=2 if unit in (Unit.YUAN, Unit.PERCENT) else 0,
    )


def words_of(kind: Kind, words: str) -> str:
    """The whole sentence: when it is counted, then what. Raises BadDefinition for a share of one."""
    if kind is not Kind.RATE:
        return f"{_OPENING[kind]}{words}。"
    top, divided, bottom = words.partition(" ÷ ")
    if not divided:
        raise BadDefinition(f"比率要写成“分子 ÷ 分母”: {words}")
    return f"分子:{top};分母:{bottom}。分母为零时没有数值。"

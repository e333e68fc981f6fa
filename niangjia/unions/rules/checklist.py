"""Standardisation checklist of grass-roots unions (规范化建设): declared items with their basis. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from niangjia.kernel.choices import TextCode


class StandardItem(TextCode):
    """规范化建设项目. Codes are stable; the order is that of the page."""

    APPROVED = "approved", "依法建会,批复文件齐全"
    COMMITTEE = "committee", "工会委员会健全,委员名额符合规定"
    AUDIT_COMMITTEE = "audit_committee", "经费审查委员会同时建立"
    WOMEN_COMMITTEE = "women_committee", "女职工委员会(或女职工委员)已建立"
    ON_TIME_ELECTION = "on_time_election", "按期换届"
    REAL_NAMES = "real_names", "会员实名登记,会员证(卡)发放到位"
    LEGAL_PERSON = "legal_person", "取得工会法人资格并在有效期内"
    SEAL = "seal", "刻制并规范使用工会印章"
    OWN_ACCOUNT = "own_account", "独立开设工会经费账户,单独核算"
    DUES_PAID = "dues_paid", "工会经费按时足额拨缴,会费按规定收缴"
    SIGN_SHOWN = "sign_shown", "工会亮牌子"
    CHAIR_SHOWN = "chair_shown", "主席亮身份"
    WORKERS_CONGRESS = "workers_congress", "职工代表大会制度健全"
    OPEN_AFFAIRS = "open_affairs", "实行厂务(事务)公开"
    COLLECTIVE_CONTRACT = "collective_contract", "签订集体合同,开展工资集体协商"
    LAW_SUPERVISION = "law_supervision", "建立劳动法律监督组织"
    MEDIATION = "mediation", "参加或建立劳动争议调解组织"
    HOME = "home", "建立职工之家,有活动阵地"
    ARCHIVES = "archives", "工作台账、档案规范齐全"
    OPEN_TO_MEMBERS = "open_to_members", "会务公开,每年向会员(代表)大会报告工作"


@dataclass(frozen=True)
class StandardRule:
    """An item with its group on the page and the document it rests on."""

    item: StandardItem
    group: str
    basis: str


_LAW = "中华人民共和国工会法"
_CHARTER = "中国工会章程"
_WORK = "企业工会工作条例"
_LEGAL = "基层工会法人登记管理办法(总工办发〔2020〕20号)"
_FUNDS = "基层工会经费收支管理办法"
_I = StandardItem

CHECKLIST: tuple[StandardRule, ...] = (
    StandardRule(_I.APPROVED, "组织健全", f"{_LAW}第十二条"),
    StandardRule(_I.COMMITTEE, "组织健全", "工会基层组织选举工作条例"),
    StandardRule(_I.AUDIT_COMMITTEE, "组织健全", f"{_CHARTER}关于经费审查委员会的规定"),
    StandardRule(_I.WOMEN_COMMITTEE, "组织健全", f"{_LAW}第十一条"),
    StandardRule(_I.ON_TIME_ELECTION, "组织健全", f"{_LAW}第十六条"),
    StandardRule(_I.REAL_NAMES, "组织健全", "工会会员会籍管理办法"),
    StandardRule(_I.LEGAL_PERSON, "法人与经费", f"{_LEGAL}第二十六条"),
    StandardRule(_I.SEAL, "法人与经费", _LEGAL),
    StandardRule(_I.OWN_ACCOUNT, "法人与经费", _FUNDS),
    StandardRule(_I.DUES_PAID, "法人与经费", f"{_LAW}第四十三条"),
    StandardRule(_I.SIGN_SHOWN, "双亮", "工会亮牌子、主席亮身份工作要求"),
    StandardRule(_I.CHAIR_SHOWN, "双亮", "工会亮牌子、主席亮身份工作要求"),
    StandardRule(_I.WORKERS_CONGRESS, "民主管理", "企业民主管理规定"),
    StandardRule(_I.OPEN_AFFAIRS, "民主管理", "企业民主管理规定"),
    StandardRule(_I.COLLECTIVE_CONTRACT, "维护权益", f"{_LAW}第二十一条"),
    StandardRule(_I.LAW_SUPERVISION, "维护权益", "工会劳动法律监督办法"),
    StandardRule(_I.MEDIATION, "维护权益", f"{_LAW}第二十九条"),
    StandardRule(_I.HOME, "服务职工", "职工之家建设工作要求"),
    StandardRule(_I.ARCHIVES, "服务职工", _WORK),
    StandardRule(_I.OPEN_TO_MEMBERS, "民主管理", f"{_WORK}关于会务公开的规定"),
)


def met_count(met: set[str]) -> str:
    """How the page sums it up: 达标12/20项."""
    done = sum(1 for rule in CHECKLIST if rule.item in met)
    return f"达标{done}/{len(CHECKLIST)}项"

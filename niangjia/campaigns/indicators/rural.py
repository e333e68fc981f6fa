"""Indicators of pairing with villages and households (乡村结对帮扶): direct and introduced money apart."""

from __future__ import annotations

from datetime import date

from ibis import _

from niangjia.campaigns.indicators.facts import UNION_LEVELS
from niangjia.campaigns.indicators.pairing_facts import (
    CONTRIBUTIONS,
    CONTRIBUTIONS_1,
    PAIRINGS,
    PAIRINGS_1,
    PROJECTS,
    PROJECTS_1,
    VISITS,
    VISITS_1,
)
from niangjia.campaigns.rules import ContributionForm, ContributionKind, PairingKind, ProjectKind
from niangjia.kernel.indicators import (
    Change,
    Counter,
    Dimension,
    Unit,
    earlier,
    earlier_total,
    flow,
    stock,
    total,
)
from niangjia.unions.rules import UnionLevel

_LEVEL = Dimension("level", "投入层级", "giver_level", UNION_LEVELS)
_FORM = Dimension("form", "形式", "form", {f.value: f.label for f in ContributionForm})
_PROJECT = Dimension("kind", "项目类别", "kind", {k.value: k.label for k in ProjectKind})
_OWNER = "权益保障部"
_BASIS = "脱贫攻坚和乡村振兴定点帮扶有关规定"
_CHANGES = (
    Change(
        2,
        date(2026, 11, 22),
        _OWNER,
        "第 1 版把结对计在现在结对的工会名下,工会合并、撤销后,它和接收方以前各日的数都变了;"
        "改为计在当日结对的工会名下。此前已经移交的结对没有记录原结对工会,仍计在现在的工会名下。",
    ),
)
_PAID = "期内(含首尾两日)"
_VILLAGE = _.kind == PairingKind.VILLAGE.value
_HOUSEHOLD = _.kind == PairingKind.HOUSEHOLD.value

VILLAGES = stock(
    "rural.villages",
    "结对帮扶村",
    unit=Unit.PIECE,
    fact=PAIRINGS,
    opened="paired_on",
    closed="ended_on",
    where=_VILLAGE,
    aliases=("帮扶村", "联系村", "驻点村"),
    words="期末结对帮扶的村;脱贫后继续帮扶的仍算,结束结对的不算。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)
VILLAGES_EXITED = flow(
    "rural.villages_exited",
    "退出贫困村",
    unit=Unit.PIECE,
    fact=PAIRINGS,
    on="exited_on",
    where=_VILLAGE,
    aliases=("脱贫村", "摘帽村"),
    words=f"{_PAID}退出贫困序列的帮扶村。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)
HOUSEHOLDS = stock(
    "rural.households",
    "结对帮扶农户",
    unit=Unit.HOUSEHOLD,
    fact=PAIRINGS,
    opened="paired_on",
    closed="ended_on",
    where=_HOUSEHOLD,
    aliases=("结对帮扶户", "贫困户", "帮扶农户"),
    words="期末结对帮扶的农户,脱贫后继续帮扶的仍算;城市困难职工户另算。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)
PEOPLE = stock(
    "rural.people",
    "结对帮扶人口",
    unit=Unit.PERSON,
    fact=PAIRINGS,
    opened="paired_on",
    closed="ended_on",
    where=_HOUSEHOLD,
    amount="people_count",
    aliases=("帮扶人口",),
    words="期末结对帮扶农户的人口,按现在的登记。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)
HOUSEHOLDS_EXITED = flow(
    "rural.households_exited",
    "脱贫户",
    unit=Unit.HOUSEHOLD,
    fact=PAIRINGS,
    on="exited_on",
    where=_HOUSEHOLD,
    aliases=("脱贫户数",),
    words=f"{_PAID}脱贫的帮扶农户。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)
PEOPLE_EXITED = flow(
    "rural.people_exited",
    "脱贫人口",
    unit=Unit.PERSON,
    fact=PAIRINGS,
    on="exited_on",
    where=_HOUSEHOLD,
    amount="people_count",
    aliases=("脱贫人数",),
    words=f"{_PAID}脱贫的帮扶农户人口。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)


def _put_in(code: str, name: str, kind: ContributionKind, words: str, *aliases: str) -> Counter:
    """Yuan of one kind of contribution; the kinds are never one figure."""
    return flow(
        code,
        name,
        unit=Unit.YUAN,
        fact=CONTRIBUTIONS,
        on="done_on",
        where=_.kind == kind.value,
        amount="fen",
        by=(_LEVEL, _FORM),
        aliases=aliases,
        words=f"{_PAID}{words};撤销的不算。",
        basis=_BASIS,
        owner=_OWNER,
        version=2,
        changes=_CHANGES,
    )


DIRECT = _put_in(
    "rural.direct_amount",
    "直接投入帮扶资金",
    ContributionKind.DIRECT,
    "工会直接投入的资金和实物折价,协调引进的不算",
    "直接投入",
    "省总投入",
)
INTRODUCED = _put_in(
    "rural.introduced_amount",
    "协调引进帮扶资金",
    ContributionKind.INTRODUCED,
    "协调引进的项目和资金,直接投入的不算",
    "协调资金",
    "引进资金",
    "协调投入",
)
PURCHASES = _put_in(
    "rural.purchase_amount",
    "消费帮扶金额",
    ContributionKind.PURCHASE,
    "工会组织采购脱贫地区产品的金额,不是投入",
    "消费扶贫",
    "以购代捐",
)
AMOUNT = total(
    "rural.amount",
    "投入帮扶资金合计",
    DIRECT,
    INTRODUCED,
    aliases=("帮扶投入", "投入帮扶资金"),
    words=f"{_PAID}直接投入与协调引进之和,两项在明细中始终分开;消费帮扶不算。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)
CITY = flow(
    "rural.city_amount",
    "市级投入帮扶资金",
    unit=Unit.YUAN,
    fact=CONTRIBUTIONS,
    on="done_on",
    where=(_.kind == ContributionKind.DIRECT.value) & (_.giver_level == int(UnionLevel.CITY)),
    amount="fen",
    aliases=("市总投入",),
    words=f"{_PAID}市总工会本级投入的资金,含在直接投入中。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)
BEGUN = flow(
    "rural.projects",
    "乡村帮扶项目",
    unit=Unit.PIECE,
    fact=PROJECTS,
    on="done_on",
    amount="one",
    by=(_PROJECT,),
    aliases=("乡村振兴项目", "扶贫项目"),
    words=f"{_PAID}开始实施的产业、基础设施等帮扶项目。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)
VISITED = flow(
    "rural.visits",
    "乡村走访慰问人次",
    unit=Unit.ATTENDANCE,
    fact=VISITS,
    on="done_on",
    amount="visitor_count",
    aliases=("走访慰问",),
    words=f"{_PAID}走访慰问结对村、结对户的人次:每次走访的每名干部算一人次。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)
LEADER_VISITS = flow(
    "rural.leader_visits",
    "主要负责人驻点走访",
    unit=Unit.SESSION,
    fact=VISITS,
    on="done_on",
    where=_.is_leader,
    amount="one",
    aliases=("主席走访", "驻点走访"),
    words=f"{_PAID}主席等主要负责人带队到结对村、结对户走访的次数。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)

_FACTS_1 = {
    now.code: before
    for now, before in (
        (PAIRINGS, PAIRINGS_1),
        (CONTRIBUTIONS, CONTRIBUTIONS_1),
        (PROJECTS, PROJECTS_1),
        (VISITS, VISITS_1),
    )
}
_BEFORE = {
    now: earlier(
        now,
        1,
        fact=_FACTS_1[now.fact.code],
        where=now.where,
        words=f"{now.words}计在现在结对的工会名下。",
    )
    for now in (
        VILLAGES,
        VILLAGES_EXITED,
        HOUSEHOLDS,
        PEOPLE,
        HOUSEHOLDS_EXITED,
        PEOPLE_EXITED,
        DIRECT,
        INTRODUCED,
        PURCHASES,
        CITY,
        BEGUN,
        VISITED,
        LEADER_VISITS,
    )
}
earlier_total(AMOUNT, 1, _BEFORE[DIRECT], _BEFORE[INTRODUCED], words=AMOUNT.words)

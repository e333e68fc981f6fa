"""The demo's closed periods (封存) and plans, made through the services by its city cadre."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from niangjia.accounts.models import User
from niangjia.accounts.queries import actor_of
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.indicators import by_children, evaluate
from niangjia.statistics.models import Plan
from niangjia.statistics.queries import source
from niangjia.statistics.rules.periods import Period, PeriodKind, between, containing, previous
from niangjia.statistics.rules.plans import Initiative, PlanKind, suggest
from niangjia.statistics.services import closings, plans, reporting, snapshots, targets
from niangjia.statistics.services.plans import PlanValues
from niangjia.statistics.services.targets import ItemValues
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionType

CADRE = "shi-zuzhi"  # 市总工会组织部
CLOSED = {PeriodKind.YEAR: 1, PeriodKind.HALF_YEAR: 1}  # some four seconds each


def build(root: Union, say: Callable[[str], None]) -> None:
    """Close the last year and half-year of the root as its cadre, from one snapshot."""
    cadre = actor_of(User.objects.get(username=CADRE).pk, second_factor=True)
    engine = source.over(snapshots.renew())
    periods = sorted(period for kind, count in CLOSED.items() for period in _last(kind, count))
    for period in periods:
        closings.close(root, period, actor=cadre, engine=engine)
    say(f"封存往期数据 {len(periods)} 期,数据快照 1 份")


def _last(kind: PeriodKind, count: int) -> list[Period]:
    """The newest periods that are over."""
    found = [previous(containing(kind, clock.today()))]
    while len(found) < count:
        found.append(previous(found[-1]))
    return found


# --- Plans ---------------------------------------------------------------------------------

_SIX_HUNDRED = (
    (
        "百场技能竞赛:举办市、县级技能竞赛100场",
        "contests.skill_sessions",
        "经济技术部",
        "覃建华",
        63,
    ),
    ("百场求职招聘会:举办求职招聘会100场", "fairs.sessions", "权益保障部", "冉丽", 71),
    ("百场法律宣讲进企业:宣讲100场", "law.lectures", "法律工作部", "向强", 38),
    ("百场文艺送基层:演出100场", "culture.shows", "宣传教育部", "牟春梅", 52),
    (
        "百个乡镇(街道)职工维权工作站标准化建设示范点",
        "law.stations_standard",
        "法律工作部",
        "向强",
        0,
    ),
    ("百家基层工会规范化建设示范点", "building.standard_demonstrations", "组织部", "苟明", 24),
)  # wording, indicator, department, owner, typed for the first half of the year (0: nothing yet)
_COUNTY_OWNERS = ("蒲芳", "景伟", "何敏", "庞军", "邓华")  # two counties have yet to name theirs
_WORDS_ALONE = (
    "努力提升服务职工水平,着力构建和谐劳动关系",
    "加强工会干部队伍建设,打造政治坚定、作风过硬的干部队伍",
    "深化产业工人队伍建设改革,推动各项任务落地见效",
)


def make_plans(root: Union, say: Callable[[str], None]) -> None:
    """The 六百计划 and this year's appraisal with some items that cannot be measured, both issued."""
    cadre = actor_of(User.objects.get(username=CADRE).pk, second_factor=True)
    year = containing(PeriodKind.YEAR, clock.today())
    hundreds = _six_hundred(root, year, cadre)
    appraisal = _appraisal(root, year, cadre)
    for plan in (hundreds, appraisal):
        plans.issue(plan, actor=cadre)
    say("计划 2 个:六百计划、年度目标考核(含不可考核的事项)")


def _six_hundred(root: Union, year: Period, cadre: Actor) -> Plan:
    plan = plans.create_plan(
        root,
        PlanValues(
            f"{year.start.year}年“六百计划”", PlanKind.PROGRAMME, year.start, year.end, "王守正",
            "党组书记、常务副主席", "第四次党代会“12335”总体要求任务分工",
            initiative=Initiative.SIX_HUNDREDS,
        ),
        actor=cadre,
    )  # fmt: skip
    items = [
        ItemValues(
            text, code, value=Decimal(100), due_on=year.end, owner=owner, owner_post=department
        )
        for text, code, department, owner, _ in _SIX_HUNDRED
    ]
    targets.add_items(plan, items, actor=cadre)
    half = next(between(PeriodKind.HALF_YEAR, year.start, year.end))
    if half.is_over(clock.today()):
        typed = {code: Decimal(count) for _, code, _, _, count in _SIX_HUNDRED if count}
        reporting.report(root, half, typed, actor=cadre, is_confirmed=True)
    return plan


def _appraisal(root: Union, year: Period, cadre: Actor) -> Plan:
    plan = plans.create_plan(
        root,
        PlanValues(
            f"{year.start.year}年度目标考核", PlanKind.APPRAISAL, year.start, year.end, "王守正",
            "党组书记、常务副主席", "年度工会工作目标绩效考核办法",
        ),
        actor=cadre,
    )  # fmt: skip
    last = previous(year)
    had = evaluate(
        ("unions.founded", "members.joined", "members.verified_rate"),
        root.pk,
        start=last.start,
        end=last.end,
    )
    founded, joined = (
        Decimal(had[code].value or 0) for code in ("unions.founded", "members.joined")
    )
    rate = Decimal(had["members.verified_rate"].value or 0)
    due, soon = year.end, year.end.replace(month=9, day=30)
    items = [
        ItemValues("新建基层工会", "unions.founded", value=founded + 6, baseline=founded,
                   weight=Decimal(35), due_on=due, owner="苟明", owner_post="组织部"),
        ItemValues("新发展会员", "members.joined", value=joined + 300, baseline=joined,
                   weight=Decimal(35), due_on=due, owner="苟明", owner_post="组织部"),
        ItemValues("会员实名认证率", "members.verified_rate", value=min(rate + 1, Decimal(100)),
                   baseline=rate, weight=Decimal(20), due_on=soon, owner="鲜敏",
                   owner_post="网络工作部"),
        ItemValues("报送工作信息120份", "plans.information", value=Decimal(120),
                   weight=Decimal(10), due_on=due, owner="景伟", owner_post="办公室"),
        *(ItemValues(text) for text in _WORDS_ALONE),
    ]  # fmt: skip
    targets.add_items(plan, items, actor=cadre)
    counties = list(
        Union.objects.filter(parent=root, closed_on=None)
        .exclude(union_type=UnionType.GRASSROOTS)
        .order_by("code")
    )
    members = by_children(("members.total",), root.pk, on=clock.today())
    sizes = [int(members[county.pk]["members.total"].value or 0) for county in counties]
    for target in plan.targets.filter(indicator__in=("unions.founded", "members.joined")):
        assert target.value is not None
        parts = suggest(target.value, sizes)
        amounts = {county.pk: part for county, part in zip(counties, parts, strict=True)}
        targets.divide(target, amounts, actor=cadre)
        for part, owner in zip(target.parts.order_by("union__code"), _COUNTY_OWNERS, strict=False):
            targets.assign(part, owner=owner, owner_post="组织部", actor=cadre)
    return plan

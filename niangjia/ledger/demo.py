"""Demo funds (资金), programmes (项目) and budgets (预算), and the paying of what other areas reserve.

All through services. ``build`` comes before the demos of aid and campaigns, ``pay_out`` after them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from io import BytesIO

from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.ledger import queries, services
from niangjia.ledger.models import Fund, PaymentBatch, Programme, StudyLoan
from niangjia.ledger.rules import FundSource, LoanStatus, ProgrammeKind, passed_source
from niangjia.ledger.services import files
from niangjia.members.models import Membership
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionLevel, UnionType

Say = Callable[[str], None]
_NAMES = {
    ProgrammeKind.SPRING: "春送岗位·春风行动",
    ProgrammeKind.SUMMER: "夏送清凉",
    ProgrammeKind.AUTUMN: "金秋助学",
    ProgrammeKind.WINTER: "冬送温暖",
    ProgrammeKind.FESTIVAL: "元旦春节“两节”送温暖",
    ProgrammeKind.MAY_DAY: "“五一”走访慰问",
    ProgrammeKind.CANCER: "关“癌”行动",
    ProgrammeKind.WAY_HOME: "农民工温暖回家路",
    ProgrammeKind.LIVING: "困难职工生活救助",
    ProgrammeKind.ILLNESS: "大病救助",
    ProgrammeKind.TEMPORARY: "临时救助",
    ProgrammeKind.EMERGENCY: "应急慰问",
    ProgrammeKind.VILLAGE: "驻村帮扶",
    ProgrammeKind.HOUSEHOLD: "结对帮扶到户",
}
_BY_NEED = (
    ProgrammeKind.LIVING,
    ProgrammeKind.ILLNESS,
    ProgrammeKind.AUTUMN,
    ProgrammeKind.TEMPORARY,
)
_CITY_FUNDS = {
    FundSource.CENTRAL: ("中央财政专项帮扶资金", "3600000"),
    FundSource.PROVINCE: ("省财政配套帮扶资金", "1200000"),
    FundSource.CITY: ("市财政帮扶资金", "800000"),
    FundSource.OWN_UNION: ("市总工会本级帮扶经费", "6000000"),
    FundSource.DONATION: ("爱心企业捐赠", "260000"),
}
_TO_COUNTY = {
    FundSource.CENTRAL: "320000",
    FundSource.PROVINCE: "90000",
    FundSource.OWN_UNION: "480000",
}
_COUNTY_OWN = "300000"
_SHORT = {
    FundSource.CENTRAL: "ZY",
    FundSource.PROVINCE: "SJ",
    FundSource.CITY: "CS",
    FundSource.UPPER_UNION: "SJGH",
    FundSource.OWN_UNION: "BJ",
    FundSource.DONATION: "JZ",
}
_LOANS = (("小雨", "四川文理学院", "6000"), ("子涵", "达州职业技术学院", "4500"))
_FAILING = 7  # every so many lines the bank cannot pay
_WORDS = {True: ("失败", "户名账号不符"), False: ("成功", "")}


def build(root: Union, say: Say) -> None:
    """Funds of the city and its counties, the city's programmes, a budget for each pair."""
    city = _city(root)
    year = clock.today().year
    programmes = [_programme(city, kind, name, year) for kind, name in _NAMES.items()]
    funds = [_fund(city, source, name, year) for source, (name, _) in _CITY_FUNDS.items()]
    for fund, (_, amount) in zip(funds, _CITY_FUNDS.values(), strict=True):
        services.receive(fund, Decimal(amount), note=f"{year}年度", actor=SYSTEM)
    counties = _counties(city)
    given = {fund.source: fund for fund in funds}
    below = [fund for county in counties for fund in _county_funds(county, given, year)]
    for fund in (*funds, *below):
        _budgets(fund, programmes, year)
    say(f"资金 {len(funds) + len(below)} 笔,项目 {len(programmes)} 个,已下拨 {len(counties)} 个县")


def pay_out(root: Union, say: Say) -> None:
    """Lend twice; batch what is approved, hand most of it to the bank, take in its replies."""
    _lend(_city(root))
    unions = Union.objects.filter(path__startswith=root.path, funds__isnull=False).distinct()
    batches: list[PaymentBatch] = []
    for union in unions.order_by("path"):
        payments = list(queries.payable(union)[: services.MOST])
        kept = payments[: max(1, len(payments) * 3 // 4)]  # the newest quarter still waits
        if kept:
            batches.append(services.make_batch(union, kept, actor=SYSTEM))
    for number, batch in enumerate(batches):
        services.send(batch, actor=SYSTEM)
        if number % 3 != 2:  # every third still waits for its reply
            services.import_reply(batch, BytesIO(_reply(batch)), actor=SYSTEM)
    for loan in StudyLoan.objects.filter(status=LoanStatus.LENT):
        services.repay(loan, Decimal(1000), note="提前归还", actor=SYSTEM)
    say(f"付款批次 {len(batches)} 个,部分待回盘,个别付款失败;助学贷款 {len(_LOANS)} 笔")


def _lend(city: Union) -> None:
    """Study loans from the donations, repaid in three years from next autumn on."""
    members = Membership.objects.filter(union__path__startswith=city.path, left_on=None)
    borrowers = members.select_related("person").order_by("pk")[: len(_LOANS)]
    fund = fund_at(city, FundSource.DONATION)
    for member, (child, school, amount) in zip(borrowers, _LOANS, strict=False):
        first_on = date(clock.today().year + 1, 9, 1)
        loan = services.propose_loan(
            fund,
            programme_of(ProgrammeKind.AUTUMN),
            member.person,
            services.LoanTerms(child, school, Decimal(amount), first_on, count=3),
            account_number=f"62284804{member.person_id:011}",
            bank_name="农业银行达州分行",
            actor=SYSTEM,
        )
        assert loan.reservation is not None  # just made
        services.order(loan.reservation, actor=SYSTEM)


def fund_at(union: Union, source: str) -> Fund:
    """This year's demo fund of that source at the union."""
    return Fund.objects.get(code=_fund_code(union, source, clock.today().year))


def programme_of(kind: str) -> Programme:
    """This year's demo programme of that kind."""
    return Programme.objects.get(code=_programme_code(kind, clock.today().year))


def _city(root: Union) -> Union:
    """The first city at or under the root."""
    cities = Union.objects.filter(
        path__startswith=root.path, level=UnionLevel.CITY, union_type=UnionType.TERRITORIAL
    )
    return cities.order_by("path").first() or root


def _counties(city: Union) -> list[Union]:
    rows = Union.objects.filter(
        path__startswith=city.path,
        level=UnionLevel.COUNTY,
        union_type=UnionType.TERRITORIAL,
        closed_on=None,
    )
    return list(rows.order_by("code"))


def _programme(city: Union, kind: ProgrammeKind, name: str, year: int) -> Programme:
    return services.open_programme(
        city,
        name,
        kind,
        from_on=date(year, 1, 1),
        until_on=date(year, 12, 31),
        code=_programme_code(kind, year),
        actor=SYSTEM,
    )


def _fund(union: Union, source: str, name: str, year: int) -> Fund:
    code = _fund_code(union, source, year)
    return services.open_fund(union, name, source, year=year, code=code, actor=SYSTEM)


def _county_funds(county: Union, given: dict[str, Fund], year: int) -> Iterable[Fund]:
    """What the city passes down, and the county's own money."""
    for source, amount in _TO_COUNTY.items():
        giver = given[source]
        taken = passed_source(source)
        fund = _fund(county, taken, f"{taken.label}({county.region.name})", year)
        services.pass_down(giver, fund, Decimal(amount), note=f"{year}年度", actor=SYSTEM)
        yield fund
    own = _fund(county, FundSource.OWN_UNION, f"{county.name}本级经费", year)
    services.receive(own, Decimal(_COUNTY_OWN), note="本级留成", actor=SYSTEM)
    yield own


def _budgets(fund: Fund, programmes: list[Programme], year: int) -> None:
    """Government money for help by need alone, union money and donations for everything."""
    is_public = fund.source in (FundSource.CENTRAL, FundSource.PROVINCE, FundSource.CITY)
    served = [p for p in programmes if not is_public or p.kind in _BY_NEED]
    each = queries.balance(fund) / len(served)
    amount = each.quantize(Decimal(1)) // 1000 * 1000
    for programme in served:
        services.set_budget(fund, programme, max(amount, Decimal(5000)), year=year, actor=SYSTEM)


def _reply(batch: PaymentBatch) -> bytes:
    """The bank's answer in the default layout: every so many lines fail."""
    lines = files.lines_of(batch)
    rows = [f"{batch.number}|{batch.made_on:%Y%m%d}|{len(lines)}|{batch.amount}"]
    for line in lines:
        result, note = _WORDS[line.line_number % _FAILING == 0]
        rows.append(f"{line.line_number}|{line.account}|{line.name}|{line.amount}|{result}|{note}")
    return "".join(f"{row}\r\n" for row in rows).encode("gb18030")


def _fund_code(union: Union, source: str, year: int) -> str:
    return f"{union.code}-{_SHORT[FundSource(source)]}{year}"


def _programme_code(kind: str, year: int) -> str:
    number = list(_NAMES).index(ProgrammeKind(kind)) + 1
    return f"XM{year}-{number:02}"

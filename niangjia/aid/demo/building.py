"""The demo's files, each brought to its state by who would take the step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from niangjia.accounts.models import User
from niangjia.accounts.queries import actor_of
from niangjia.aid import services
from niangjia.aid.demo.households import entry_for, is_rural, scan
from niangjia.aid.models import Attachment, HouseholdFile
from niangjia.aid.rules import codes
from niangjia.aid.rules.adopting import Proposal
from niangjia.aid.rules.amount_sets import HUBEI
from niangjia.aid.rules.conditions import Local
from niangjia.aid.rules.parameter_sets import OTHER_PROVINCES_2021
from niangjia.aid.services import policies
from niangjia.comparison import services as comparison
from niangjia.comparison.demo import mild_answer
from niangjia.comparison.rules.codes import ThirdPartyKind
from niangjia.kernel import clock, notices
from niangjia.kernel.actor import ANONYMOUS, SYSTEM, Actor
from niangjia.members.models import Person
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionLevel, UnionStatus, UnionType

Say = Callable[[str], None]
_A, _M = codes.AttachmentKind, codes.MeasureKind
_NEAR = (
    "draft", "draft", "submitted", "submitted", "returned", "checked", "notice", "notice",
    "inquiry", "township", "township", "comparison", "comparison", "county", "county", "city",
    "city", "refused", "appealed", "in_file", "in_file", "in_file", "in_file", "in_file",
    "in_file", "in_file", "recheck", "exit_review", "exited", "relapsed",
)  # fmt: skip
_FAR = (
    ("submitted", "township", "in_file", "in_file"),
    ("checked", "notice", "notice", "township"),
)
"""In two other counties; the second asks nobody for a comparison yet."""
_A_UNIT = 10
_ORDER = (
    "draft",
    "submitted",
    "checked",
    "notice",
    "township",
    "comparison",
    "county",
    "city",
    "in_file",
)
_UP_TO = {
    "returned": "submitted", "inquiry": "notice", "refused": "county", "appealed": "county",
    "recheck": "in_file", "exit_review": "in_file", "exited": "in_file", "relapsed": "in_file",
}  # fmt: skip
_STANDARDS = ("756", "742", "730", "718")
_RURAL = ("590", "578", "570", "560")
_KINDS = (ThirdPartyKind.ALLOWANCE, ThirdPartyKind.VEHICLE, ThirdPartyKind.BUSINESS)


@dataclass(frozen=True)
class _Cadres:
    """Who takes the steps of one county's files; the system where the cast has nobody."""

    unit: Actor
    township: Actor
    county: Actor
    city: Actor


@dataclass(frozen=True)
class _Case:
    """One household: whose, where, how far it gets, and who takes it there."""

    number: int
    person: Person
    union: Union
    target: str
    cadres: _Cadres

    def reaches(self, state: str) -> bool:
        """Whether it stands at that state or beyond."""
        last = _UP_TO.get(self.target, self.target)
        return _ORDER.index(last) >= _ORDER.index(state)


def build(root: Union, say: Say) -> None:
    """Standards of the city, and about forty households at every step. Needs the cast."""
    city = _cadre("shi-bangfu")
    township = User.objects.filter(username="zhen-bangfu").select_related("union").first()
    if city is None or township is None or township.union is None:
        return
    _adopt(root, city)
    cases = list(_cases(root, township.union, city))
    files = {case.number: _filed(case) for case in cases}
    _compared(cases, files)
    for case in cases:
        _brought(case, files[case.number])
    in_file = HouseholdFile.objects.filter(status=codes.FileStatus.IN_FILE).count()
    say(f"困难职工档案 {len(files)} 份,各办理环节都有,在档 {in_file} 户")


def _cadre(username: str) -> Actor | None:
    user = User.objects.filter(username=username).first()
    return actor_of(user.pk, second_factor=True) if user else None


# --- Standards --------------------------------------------------------------------------------


def _adopt(root: Union, actor: Actor) -> None:
    """Rules and ceilings of the city, a standard for each county."""
    federations = Union.objects.filter(
        path__startswith=root.path,
        union_type=UnionType.TERRITORIAL,
        status=UnionStatus.NORMAL,
    )
    city = federations.filter(level=UnionLevel.CITY).order_by("path").first()
    if city is None:
        return
    day = date(clock.today().year, 1, 1)
    basis = f"{city.name}困难职工帮扶办法(演示)"
    policies.adopt(Proposal.of_rules(OTHER_PROVINCES_2021, city.path, day, basis), actor=actor)
    policies.adopt(Proposal.of_amounts(HUBEI, city.path, day, basis), actor=actor)
    counties = federations.filter(level=UnionLevel.COUNTY, path__startswith=city.path)
    for number, county in enumerate(counties.order_by("code")):
        which = number % len(_STANDARDS)
        local, rural = Local(Decimal(_STANDARDS[which]), Decimal(15)), Decimal(_RURAL[which])
        place = county.name.removesuffix("总工会")
        basis = f"{place}低保标准公告(演示)"
        found = Proposal.of_standard(local, county.path, day, basis, rural)
        policies.adopt(found, actor=actor)


# --- Cases ------------------------------------------------------------------------------------


def _cases(root: Union, township: Union, city: Actor) -> Iterator[_Case]:
    """Near the cast with its own cadres, and some in two other counties."""
    near = _Cadres(
        _cadre("zhen-zuzhi") or SYSTEM,
        _cadre("zhen-bangfu") or SYSTEM,
        _cadre("xian-bangfu") or SYSTEM,
        city,
    )
    chair = User.objects.filter(username="jiceng-zhuxi").first()
    number = 0
    for person, union in _workers(township, len(_NEAR)):
        cadres = near
        if chair is not None and union.pk == chair.union_id:
            own = actor_of(chair.pk, second_factor=True)
            cadres = _Cadres(own, near.township, near.county, city)
        yield _Case(number, person, union, _NEAR[number], cadres)
        number += 1
    far = _Cadres(SYSTEM, SYSTEM, SYSTEM, city)
    counties = Union.objects.filter(
        path__startswith=root.path,
        level=UnionLevel.COUNTY,
        union_type=UnionType.TERRITORIAL,
        status=UnionStatus.NORMAL,
    ).exclude(path__in=[township.path[: len(path)] for path in _above(township.path)])
    for county, targets in zip(counties.order_by("code"), _FAR, strict=False):
        for target, (person, union) in zip(targets, _workers(county, len(targets)), strict=False):
            yield _Case(number, person, union, target, far)
            number += 1


def _above(path: str) -> Iterator[str]:
    parts = path.strip("/").split("/")
    for count in range(1, len(parts) + 1):
        yield "/" + "/".join(parts[:count]) + "/"


def _workers(top: Union, count: int) -> list[tuple[Person, Union]]:
    """Members of middle age at units below, at most a handful a unit, in order of the units."""
    today = clock.today()
    units = Union.objects.filter(
        path__startswith=top.path, level=UnionLevel.UNIT, status=UnionStatus.NORMAL
    ).order_by("code")
    found: list[tuple[Person, Union]] = []
    for unit in units[:count]:
        rows = Person.objects.filter(
            memberships__union=unit,
            memberships__left_on=None,
            id_type=1,
            died_on=None,
            born_on__range=(
                today.replace(year=today.year - 54),
                today.replace(year=today.year - 34),
            ),
        )
        found += [(person, unit) for person in rows.order_by("pk")[:_A_UNIT]]
        if len(found) >= count:
            break
    return found[:count]


# --- Bringing them there ----------------------------------------------------------------------


def _filed(case: _Case) -> HouseholdFile:
    """Entered, signed, checked at home, shown, endorsed: as far as the case goes."""
    actor, today = case.cadres.unit, clock.today()
    file = services.start_file(case.person, case.union, actor=actor)
    proof = _paper(file, _A.PROOF, case.number * 3, actor)
    standard = Decimal((_RURAL if is_rural(case.number) else _STANDARDS)[0])
    services.write_household(
        file, entry_for(case.person, case.number, standard, today, proof), actor=actor
    )
    if case.number == 0:  # the first draft is still without papers
        return file
    _paper(file, _A.COMMITMENT, case.number * 3 + 1, actor)
    services.sign_commitment(file, actor=actor)
    _paper(file, _A.AUTHORISATION, case.number * 3 + 2, actor)
    services.sign_authorisation(
        file,
        kinds=[kind.value for kind in ThirdPartyKind],
        until_on=today + timedelta(days=365),
        signed_how="paper",
        actor=actor,
    )
    if not case.reaches("submitted"):
        return file
    file = services.submit(file, actor=actor)
    if case.target == "returned":
        return services.return_from_unit(file, reason="收入证明看不清,请重新拍照。", actor=actor)
    if case.reaches("checked"):
        _visit(file, actor)
        file = services.check(file, actor=actor)
    if case.reaches("notice"):
        file = services.publish(file, actor=actor)
    if case.target == "inquiry":
        _objected(case, file)
    if case.reaches("township"):
        file = _after_notice(file)
    if case.reaches("comparison"):
        file = services.endorse(file, actor=case.cadres.township)
    return file


def _paper(file: HouseholdFile, kind: str, number: int, actor: Actor) -> Attachment:
    label = codes.AttachmentKind(kind).label
    upload = ContentFile(scan(number), name=f"{label}.png")
    return services.attach(file, kind=kind, upload=upload, actor=actor)


def _visit(file: HouseholdFile, actor: Actor) -> None:
    services.record_visit(
        file,
        kind=codes.VisitKind.CHECK,
        on=clock.today(),
        visitors=["覃建华", "冉丽"],
        findings="租住旧房,家中陈设简单,与申请情况一致,邻居评议属实。",
        actor=actor,
    )


def _objected(case: _Case, file: HouseholdFile) -> None:
    objection = services.raise_objection(
        file, text="据了解该户在县城另有一套住房出租,请核实。", actor=ANONYMOUS
    )
    services.accept_objection(objection, actor=case.cadres.county)


def _after_notice(file: HouseholdFile) -> HouseholdFile:
    """As if the notice had begun a week earlier."""
    yesterday = clock.today() - timedelta(days=1)
    HouseholdFile.objects.filter(pk=file.pk).update(due_on=yesterday)
    notices.of(file).update(starts_on=yesterday - timedelta(days=7), ends_on=yesterday)
    return services.end_notice(file)


# --- Comparison -------------------------------------------------------------------------------


def _compared(cases: Sequence[_Case], files: dict[int, HouseholdFile]) -> None:
    """One exchange a county for all that wait or went on; the first waiting file stays unasked."""
    by_county: dict[int, list[_Case]] = {}
    for case in cases:
        if case.reaches("comparison"):
            by_county.setdefault(files[case.number].county_id, []).append(case)
    for group in by_county.values():
        waiting = next((case for case in group if case.target == "comparison"), None)
        asked = [files[case.number] for case in group if case is not waiting]
        if asked:
            first = next(case for case in group if case is not waiting)
            doubtful = asked[0].members.count() if first.target == "comparison" else 0
            _exchange(asked, group[0].cadres.county, doubtful)


def _exchange(files: list[HouseholdFile], actor: Actor, doubtful: int) -> None:
    """Answered; against the first ``doubtful`` persons something speaks, which stays to be reviewed."""
    place = files[0].county.name.removesuffix("总工会")
    exchange = services.request_comparison(
        files,
        kinds=[kind.value for kind in _KINDS],
        authority=f"{place}民政局",
        purpose="困难职工建档核对",
        expires_on=clock.today() + timedelta(days=60),
        actor=actor,
    )
    sent = comparison.export_file(exchange, actor=actor)
    secret = comparison.secret_of(exchange, actor=actor)
    reply = mild_answer(sent.content, secret, doubtful=doubtful)
    file = comparison.receive(exchange, reply, f"{place}民政局答复.sm4", actor=actor)
    comparison.import_answer(file, actor=actor)


# --- County, city, after ----------------------------------------------------------------------


def _brought(case: _Case, file: HouseholdFile) -> None:
    """From the comparison on, as far as the case goes."""
    county, city = case.cadres.county, case.cadres.city
    if case.reaches("county"):
        file = services.compare(file, actor=county)
    if case.target in ("refused", "appealed"):
        services.decide(file, actor=county)
        _refused(case, file)
    elif case.reaches("city"):
        services.decide(file, actor=county)
        _plan(case, file)
        file = services.propose(file, actor=county)
    if case.reaches("in_file"):
        file = services.approve(file, actor=city)
        _helped(case, file)
        _later(case, file)


def _refused(case: _Case, file: HouseholdFile) -> None:
    reason = "入户复查发现家庭有未申报的经营收入,超过困难标准。"
    file = services.refuse_at_county(file, reason=reason, actor=case.cadres.county)
    if case.target == "appealed":
        text = "所说的经营已于去年停业并注销,请核实后重新审核。"
        appeal = services.file_appeal(file, text=text, actor=case.cadres.unit)
        services.accept_appeal(appeal, actor=_cadre("shi-lingdao") or SYSTEM)


def _plan(case: _Case, file: HouseholdFile) -> None:
    county, until = case.cadres.county, clock.today() + timedelta(days=330)
    services.set_plan(
        file, goal="保障基本生活,稳定就业,一年内收入高于低保标准。", until_on=until,
        cadre="冉丽", actor=county,
    )  # fmt: skip
    second = _M.MEDICAL if file.main_cause.endswith("illness") else _M.JOB
    for kind, goal in ((_M.LIVING, "发放生活救助"), (second, f"落实{second.label}")):
        services.add_measure(file, kind=kind, goal=goal, until_on=until, owner="冉丽", actor=county)


def _helped(case: _Case, file: HouseholdFile) -> None:
    """The paired cadre comes by, and the measures begin."""
    unit = case.cadres.unit
    services.record_visit(
        file,
        kind=codes.VisitKind.PAIRED,
        on=clock.today(),
        visitors=["冉丽"],
        findings="送去米面油,了解治疗和就业意愿,已联系技能培训。",
        actor=unit,
    )
    is_leaving = case.target in ("exit_review", "exited", "relapsed")
    for measure in file.measures.order_by("pk"):
        state = codes.MeasureState.DONE if is_leaving else codes.MeasureState.RUNNING
        services.note_progress(measure, "已对接并开始落实。", state, actor=unit)
        if not is_leaving:
            break


def _later(case: _Case, file: HouseholdFile) -> None:
    unit, city = case.cadres.unit, case.cadres.city
    if case.target == "recheck":
        services.recheck(file, actor=case.cadres.county)
    if case.target not in ("exit_review", "exited", "relapsed"):
        return
    HouseholdFile.objects.filter(pk=file.pk).update(filed_on=clock.today() - timedelta(days=240))
    services.record_recovery(file, is_cause_gone=True, months_above=7, actor=unit)
    file = services.propose_exit(file, exit_reason=codes.ExitReason.JOB, actor=unit)
    if case.target == "exit_review":
        return
    file = services.confirm_exit(file, actor=city)
    if case.target == "relapsed":
        services.report_relapse(file, reason="再次住院,家庭收入大幅下降。", actor=unit)

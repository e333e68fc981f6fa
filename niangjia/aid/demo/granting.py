"""Help for the demo's households in file: proposed, approved, some of it on its way to the bank."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from niangjia.accounts.models import User
from niangjia.accounts.queries import actor_of
from niangjia.aid import services
from niangjia.aid.models import Grant, HouseholdFile
from niangjia.aid.rules.codes import AidType, FileStatus
from niangjia.aid.rules.person_codes import SchoolStage
from niangjia.aid.services import GrantValues
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.ledger import services as ledger
from niangjia.ledger.demo import fund_at, programme_of
from niangjia.ledger.models import Fund
from niangjia.ledger.rules import FundSource, ProgrammeKind

Say = Callable[[str], None]
_SOURCES = (FundSource.OWN_UNION, FundSource.CITY, FundSource.PROVINCE)
_LIVING = ("3000", "5000", "4500", "6000")


def grant_some(say: Say) -> None:
    """Living aid for every household in file, study aid for children at school."""
    proposer, approver = _cadre("xian-bangfu"), _cadre("shi-lingdao")
    files = HouseholdFile.objects.filter(status=FileStatus.IN_FILE).select_related("union", "city")
    for number, file in enumerate(files.order_by("pk")):
        by = proposer if proposer.may("aid.grant", file.union.path) else SYSTEM
        fund = fund_at(file.city, _SOURCES[number % len(_SOURCES)])
        living = services.propose_grant(file, _living(fund, number), actor=by)
        if number % 4 == 3:  # still to be approved
            continue
        _pay(living, approver)
        child = file.members.filter(school_stage=SchoolStage.SENIOR).first()
        if child is not None:
            study = GrantValues(
                aid_type=AidType.STUDY,
                programme=programme_of(ProgrammeKind.AUTUMN),
                fund=fund,
                asked_amount=Decimal(3000),
                grounds="子女上高中,学费生活费负担重。",
                member=child,
            )
            _pay(services.propose_grant(file, study, actor=by), approver)
    say(f"救助 {Grant.objects.count()} 笔:待审批、待付款都有")


def _living(fund: Fund, number: int) -> GrantValues:
    return GrantValues(
        aid_type=AidType.LIVING,
        programme=programme_of(ProgrammeKind.LIVING),
        fund=fund,
        asked_amount=Decimal(_LIVING[number % len(_LIVING)]),
        grounds="家庭收入低、医疗支出大,维持基本生活有困难。",
    )


def _pay(grant: Grant, approver: Actor) -> None:
    """Approved by the leader; finance lets it go to the bank."""
    grant = services.approve_grant(grant, actor=approver)
    assert grant.reservation is not None
    ledger.order(grant.reservation, actor=SYSTEM)


def _cadre(username: str) -> Actor:
    user = User.objects.filter(username=username).first()
    return actor_of(user.pk, second_factor=True) if user else SYSTEM

"""Handing households over to the data comparison (数据比对): only who is authorised, only what is declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from niangjia.aid import queries, rules
from niangjia.aid.models import HouseholdFile, HouseholdMember
from niangjia.aid.rules import codes, person_codes
from niangjia.aid.services.access import hold, note
from niangjia.comparison import services as comparison
from niangjia.comparison.models import Exchange
from niangjia.comparison.rules import Compared, ThirdPartyKind
from niangjia.kernel import clock, crypto, ids
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import verb
from niangjia.unions.models import Union

_S = codes.FileStatus
COMPARED_IN = (_S.COMPARISON, _S.COUNTY, _S.RECHECK)
MARRIAGEABLE = 20
"""Nobody younger is married (民法典第一千零四十七条)."""
_NONE = "none"
_COUNTED = (_NONE, "one", "many")
_INSURED = {
    person_codes.WorkerIdentity.EMPLOYED: "paying",
    person_codes.WorkerIdentity.SICK_LEAVE: "paying",
    person_codes.WorkerIdentity.RETIRED: "pension",
}


@verb
def request_comparison(
    files: Sequence[HouseholdFile],
    *,
    kinds: Sequence[str],
    authority: str,
    purpose: str,
    expires_on: date,
    actor: Actor,
) -> Exchange:
    """Ask one authority about the households of some files of one county.

    All of them or none: a file of another state or county, or without a live authorisation for every
    kind asked, is named in the refusal. Raises NotVisible or Blocked.
    """
    asked = [ThirdPartyKind(kind) for kind in dict.fromkeys(kinds)]
    if not files or not asked:
        raise Blocked("请选择要比对的档案和比对内容。", field="kinds")
    held = [hold(file) for file in sorted(files, key=lambda one: one.pk)]
    if any(not actor.may(rules.COUNTY, file.county_path) for file in held):
        raise NotVisible
    persons = [one for file in held for one in _persons(file, asked)]
    if len({file.county_id for file in held}) > 1:
        raise Blocked("所选档案不在同一个县。请按县分批比对。")
    exchange = comparison.request(
        held[0].county,
        persons,
        kinds=asked,
        authority=authority,
        purpose=purpose,
        expires_on=expires_on,
        actor=actor,
    )
    for file in held:
        note(file, "request_comparison", f"提请与{authority}比对({exchange.number})", actor=actor)
    return exchange


def waiting_for_comparison(
    union: Union, kinds: Sequence[ThirdPartyKind], actor: Actor
) -> list[Compared]:
    """Everybody of the files there that wait for these answers, for a new exchange (名单来源).

    Files without a live authorisation for all these kinds are left out, as are those compared already.
    """
    rows = HouseholdFile.objects.visible_to(actor, rules.COUNTY)
    rows = rows.filter(union__path__startswith=union.path, status__in=COMPARED_IN)
    found: list[Compared] = []
    for file in rows.select_related("union", "person").order_by("pk"):
        if file.facts.is_compared:
            continue
        try:
            found += _persons(file, kinds)
        except Blocked:  # no authorisation for these kinds
            continue
    return found


def _persons(file: HouseholdFile, asked: Sequence[ThirdPartyKind]) -> Iterator[Compared]:
    if file.status not in COMPARED_IN:
        state = rules.HOUSEHOLD_FILE.states[file.status]
        raise Blocked(f"档案{file.number}当前是“{state}”,不能比对。请从所选中去掉。")
    until = _authorised_until(file, asked)
    means = _Means.of(file)
    for member in queries.members_of(file):
        number = crypto.unseal(bytes(member.identity_sealed)) if member.identity_sealed else ""
        yield Compared(
            subject_label=file._meta.label_lower,
            subject_id=file.pk,
            person_id=member.person_id,
            name=member.name,
            identity=number,
            born_on=member.born_on,
            gender=member.gender,
            authorised_until=until,
            id_type=member.id_type,
            ours={kind: code for kind, code in _declared(member, means).items() if kind in asked},
        )


def _authorised_until(file: HouseholdFile, asked: Sequence[ThirdPartyKind]) -> date:
    """Last day of the authorisation that covers every kind. Raises Blocked."""
    today = clock.today()
    live = list(queries.live_authorisations(file, today))
    covering = [one.until_on for one in live if set(asked) <= {*one.kinds}]
    if covering:
        return max(covering)
    allowed = {kind for one in live for kind in one.kinds}
    missing = "、".join(kind.label for kind in asked if kind not in allowed)
    raise Blocked(
        f"档案{file.number}没有授权核对{missing or '所选内容'}。请先取得授权,或减少比对内容。",
        field="kinds",
    )


@dataclass(frozen=True)
class _Means:
    """What a file declares of the household as a whole."""

    has_allowance: bool
    home_count: int
    owns_business: bool

    @classmethod
    def of(cls, file: HouseholdFile) -> _Means:
        """Read once per file."""
        return cls(
            file.allowance_month_amount > 0,
            file.homes.filter(housing__in=person_codes.OWNED_HOUSING).count(),
            file.owns_business or file.holds_enterprise,
        )


def _declared(member: HouseholdMember, means: _Means) -> Mapping[ThirdPartyKind, str]:
    """What our file says of the person; what is left out counts as “无”, so that a difference shows.

    低保 is the whole household's; homes and businesses are declared for the head.
    """
    said = {ThirdPartyKind.FUNERAL: _NONE}
    if member.disability_grade:
        said[ThirdPartyKind.DISABILITY] = f"level_{member.disability_grade}"
    if means.has_allowance and member.lives_together:
        said[ThirdPartyKind.ALLOWANCE] = "held"
    if member.relation == person_codes.Relation.HEAD:
        said[ThirdPartyKind.PROPERTY] = _COUNTED[min(means.home_count, 2)]
        said[ThirdPartyKind.BUSINESS] = _COUNTED[int(means.owns_business)]
    if member.marriage:
        said[ThirdPartyKind.MARRIAGE] = member.marriage
    elif member.relation == person_codes.Relation.SPOUSE:
        said[ThirdPartyKind.MARRIAGE] = person_codes.Marriage.MARRIED
    elif ids.age_on(member.born_on, clock.today()) < MARRIAGEABLE:
        said[ThirdPartyKind.MARRIAGE] = person_codes.Marriage.SINGLE
    if member.identity in _INSURED:
        said[ThirdPartyKind.SOCIAL_INSURANCE] = _INSURED[
            person_codes.WorkerIdentity(member.identity)
        ]
    return said

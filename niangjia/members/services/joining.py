"""Applications to join (入会申请): made on the phone, reviewed by the union."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from niangjia.kernel import clock, crypto, journal, messages
from niangjia.kernel.actor import ANONYMOUS, Actor, Grant
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import new_number
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.kernel.workflow import Step
from niangjia.members import queries
from niangjia.members.models import Conflict, JoinApplication, Transfer
from niangjia.members.rules import people
from niangjia.members.rules.joining import APPLY, JOINING, NOTICE_VERSION
from niangjia.members.rules.lifecycle import ConflictSource, ConflictStatus, JoinChannel, JoinStatus
from niangjia.members.rules.people import PersonFacts
from niangjia.members.rules.transfer import OPEN_STATES as MOVING
from niangjia.members.services import conflicts, duplicates, pending, tags
from niangjia.members.services.membership import MemberElsewhere, open_episode
from niangjia.members.services.people import keep_person
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus, UnionType


@dataclass(frozen=True)
class Work:
    """What an applicant says of her work; ``group`` is a `WorkerGroup` code or empty."""

    employer_name: str = ""
    occupation: str = ""
    group: str = ""
    is_migrant: bool = False


# --- The applicant ------------------------------------------------------------------------


@verb
def apply_to_join(
    facts: PersonFacts,
    union: Union,
    *,
    work: Work,
    consents: bool,
    channel: JoinChannel = JoinChannel.SCAN,
    actor: Actor = ANONYMOUS,
) -> JoinApplication:
    """A worker applies on her own phone. Raises Blocked.

    Whether the number is a member anywhere is neither looked up nor told: a stranger learns
    nothing, and the reviewing cadre sees it. The employer is not told either.
    """
    if not consents:
        raise Blocked("请先阅读并同意个人信息告知,再提交申请。", field="consents")
    if union.status != UnionStatus.NORMAL or union.union_type != UnionType.GRASSROOTS:
        raise Blocked("这个工会现在不能在线加入。请向工会工作人员询问,或选择所在乡镇(街道)。")
    application = JoinApplication(
        number=new_number("RH", clock.today()),
        union=union,
        user_id=actor.user_id,
        channel=channel,
        status=JoinStatus.SUBMITTED,
        consented_at=clock.now(),
        notice_version=NOTICE_VERSION,
    )
    journal.changes_of(application, _values(facts, work))
    application.save()
    start(
        application,
        JOINING,
        actor=applicant(application),
        summary=f"{application.name}申请加入{union.name}",
    )
    return application


def _values(facts: PersonFacts, work: Work) -> dict[str, Any]:
    facts = people.checked(facts, today=clock.today())
    phone = people.check_phone(facts.phone)
    return {
        "name": facts.name,
        "id_type": facts.id_type,
        "identity_sealed": crypto.seal(facts.identity),
        "identity_blind": queries.identity_blind(facts.identity),
        "phone_sealed": crypto.seal(phone),
        "phone_blind": queries.phone_blind(phone),
        "gender": facts.gender,
        "born_on": facts.born_on,
        "employer_name": work.employer_name.strip(),
        "occupation": work.occupation.strip(),
        "group": work.group,
        "is_migrant": work.is_migrant,
    }


def applicant(application: JoinApplication) -> Actor:
    """Whoever has proved the application hers; permitted nothing else."""
    grant = Grant(
        application.union_id,
        application.union.path,
        "applicant",
        "申请人",
        frozenset({APPLY}),
    )
    return Actor(user_id=application.user_id, name=application.name, grants=(grant,))


@verb
def resubmit(
    application: JoinApplication, facts: PersonFacts, *, work: Work, actor: Actor
) -> JoinApplication:
    """Hand in the corrected application that was sent back. Raises NotVisible, Blocked."""
    application, step = _locked("resubmit", application, actor)
    values = _values(facts, work)
    journal.changes_of(application, values)
    application.save(update_fields=[*values, "updated_at"])
    return advance(application, JOINING, step, actor=actor, summary=_told(application, step))


@verb
def withdraw(application: JoinApplication, *, actor: Actor, reason: str = "") -> JoinApplication:
    """The applicant does not want to join any more; what she set off ends with it.

    Raises NotVisible, Blocked.
    """
    under_way = Transfer.objects.filter(conflicts__application=application, status__in=MOVING)
    transfers = [lock(Transfer, pk) for pk in sorted(under_way.values_list("pk", flat=True))]
    application = _end("withdraw", application, actor, reason)
    told = "申请人撤回入会申请"
    for transfer in transfers:
        if transfer.status in MOVING:
            pending.drop(transfer, reason=told, actor=actor)
    tickets = Conflict.objects.filter(application=application, status=ConflictStatus.OPEN)
    for ticket in tickets.select_for_update(of=("self",)).order_by("pk"):
        conflicts.close(ticket, "dismiss", reason=told, actor=actor)
    return application


# --- The union ----------------------------------------------------------------------------


@verb
def approve(application: JoinApplication, *, actor: Actor, reason: str = "") -> JoinApplication:
    """Admit the applicant from today on. Raises NotVisible, Blocked.

    When she is a member elsewhere, a conflict ticket is opened instead and the application waits
    for the transfer; its status tells which of the two happened.
    """
    queries.hold_union(application.union_id)
    application, step = _locked("approve", application, actor, reason)
    facts = PersonFacts(
        name=application.name,
        identity=crypto.unseal(bytes(application.identity_sealed)),
        phone=crypto.unseal(bytes(application.phone_sealed)),
        id_type=application.id_type,
        gender=application.gender,
        born_on=application.born_on,
    )
    person = keep_person(facts, today=clock.today())
    today = clock.today()
    tags.tag_worker(
        person,
        group=application.group,
        is_migrant=application.is_migrant,
        on=today,
        source=f"入会申请{application.number}",
    )
    try:
        application.membership = open_episode(
            person,
            application.union,
            on=today,
            actor=actor,
            employer_name=application.employer_name,
            summary=f"{person.name}加入{application.union.name}(申请{application.number})",
        )
    except MemberElsewhere as elsewhere:
        return _hold(application, elsewhere, actor)
    application.save(update_fields=["membership", "updated_at"])
    duplicates.queue_many([person.pk])
    told = "会籍从今天开始。可以在“我的会籍”里查看。"
    messages.tell(person.pk, f"已加入{application.union.name}", told, url="/m/member/")
    summary = _told(application, step)
    return advance(application, JOINING, step, actor=actor, reason=reason, summary=summary)


def _hold(
    application: JoinApplication, elsewhere: MemberElsewhere, actor: Actor
) -> JoinApplication:
    conflicts.open_ticket(
        elsewhere.current,
        application.union,
        source=ConflictSource.JOIN,
        actor=actor,
        application=application,
    )
    step = JOINING.step("hold")
    return advance(
        application,
        JOINING,
        step,
        actor=actor,
        reason=elsewhere.reason,
        summary=_told(application, step),
    )


@verb
def send_back(application: JoinApplication, *, reason: str, actor: Actor) -> JoinApplication:
    """Let the applicant correct it (退回修改)."""
    return _end("send_back", application, actor, reason)


@verb
def refuse(application: JoinApplication, *, reason: str, actor: Actor) -> JoinApplication:
    """Do not admit, with the reason (不同意)."""
    return _end("refuse", application, actor, reason)


def _end(code: str, application: JoinApplication, actor: Actor, reason: str) -> JoinApplication:
    application, step = _locked(code, application, actor, reason)
    summary = _told(application, step)
    return advance(application, JOINING, step, actor=actor, reason=reason, summary=summary)


def _locked(
    code: str, application: JoinApplication, actor: Actor, reason: str | None = None
) -> tuple[JoinApplication, Step]:
    application = lock(JoinApplication, application.pk)
    return application, JOINING.require(code, application, actor, reason=reason)


def _told(application: JoinApplication, step: Step) -> str:
    return f"{application.name}的入会申请{application.number}:{step.label}"

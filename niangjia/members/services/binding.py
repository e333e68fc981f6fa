"""Real-name binding (实名绑定): an account becomes a person's; by herself, or by a cadre who saw her."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from niangjia.accounts.models import User
from niangjia.kernel import clock, crypto, journal, messages
from niangjia.kernel.actor import Actor
from niangjia.kernel.attempts import give_back, require_calm
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.members import queries
from niangjia.members.models import IdentityClaim, Membership, Person
from niangjia.members.rules import binding as rules
from niangjia.members.rules import people
from niangjia.members.rules.codes import IdType
from niangjia.members.rules.lifecycle import VerifiedLevel
from niangjia.members.rules.people import PersonFacts
from niangjia.members.services.people import keep_person, put_phone, raise_level

CONFIRM = "members.edit"


@dataclass(frozen=True)
class Claimed:
    """The register could not tell; the code she shows to a cadre, until when."""

    code: str
    until: datetime


def bind(user: User, facts: PersonFacts, *, address: str, actor: Actor) -> Person | Claimed:
    """Bind the account to the person of that document, name and phone; else keep a claim.

    Unknown and mismatching are answered alike. Counts every attempt, so that nobody tries numbers.
    Raises Blocked (malformed, asked too often, bound already), NotVisible (another's account).
    """
    if actor.user_id != user.pk:
        raise NotVisible
    facts = people.claimed(facts, today=clock.today())
    require_calm(
        rules.BIND_ATTEMPTS_AN_HOUR,
        bind_user=str(user.pk),
        bind_address=address,
    )
    bound = _bind(user, facts, actor)
    if isinstance(bound, Person):
        give_back(bind_address=address)
    return bound


@verb
def _bind(user: User, facts: PersonFacts, actor: Actor) -> Person | Claimed:
    user = lock(User, user.pk)
    if queries.person_of(user.pk) is not None:
        raise Blocked("您的账号已经实名绑定,不用再办。")
    found = queries.person_by_document(facts.identity, facts.id_type)
    person = lock(Person, found.pk) if found else None
    registered = _registered(person) if person else None
    proved = bytes(user.phone_blind) if user.phone_blind else None
    if person is None or not rules.matches(registered, name=facts.name, phone_blind=proved):
        return _claim(user, facts)
    return _give(person, user, level=VerifiedLevel.FORMAT, actor=actor, how="姓名、证件和手机相符")


def _registered(person: Person) -> rules.Registered:
    return rules.Registered(
        name=person.name,
        phone_blind=bytes(person.phone_blind) if person.phone_blind else None,
        has_died=person.died_on is not None,
        is_bound_to_cadre=_is_cadres(person.user),
    )


def _is_cadres(user: User | None) -> bool:
    """Whether the account is one with password: it is not taken away from its owner."""
    return user is not None and user.has_usable_password()


def _claim(user: User, facts: PersonFacts) -> Claimed:
    code, until = rules.new_code(), clock.now() + rules.CLAIM_DAYS
    IdentityClaim.objects.update_or_create(
        user=user,
        defaults={
            "name": facts.name,
            "id_type": facts.id_type,
            "identity_sealed": crypto.seal(facts.identity),
            "phone_sealed": user.phone_sealed,
            "code_blind": _code_blind(code),
            "expires_at": until,
            "closed_at": None,
        },
    )
    return Claimed(code, until)


def find_claim(code: str, identity: str, *, actor: Actor) -> IdentityClaim:
    """The open claim of a code a worker shows, if the document in the cadre's hand is the claimed one.

    Raises NotVisible (no right), Blocked (no such code, or another number).
    """
    if not actor.may(CONFIRM):
        raise NotVisible
    require_calm(rules.BIND_ATTEMPTS_AN_HOUR, claim_cadre=str(actor.user_id))
    found = (
        IdentityClaim.objects.select_related("user")
        .filter(code_blind=_code_blind(rules.read_code(code)), expires_at__gt=clock.now())
        .first()
    )
    if found is None:
        raise Blocked("没有这个核实码,或已过期。请职工在手机“我的”里重新取得核实码。", field="code")
    number = people.check_document(identity, found.id_type, today=clock.today())
    if number != crypto.unseal(bytes(found.identity_sealed or b"")):
        raise Blocked(
            "证件号码与职工在手机上填写的不一致。请对照证件原件;填错的请职工重新取得核实码。",
            field="identity",
        )
    return found


@verb
def confirm_claim(claim: IdentityClaim, *, reason: str, actor: Actor) -> Person:
    """A cadre has seen the document: bind the account, making the person if nobody has it.

    A member's person only within the actor's scope; somebody who is no member anywhere by whoever
    holds her code. Raises NotVisible, Blocked.
    """
    if not actor.may(CONFIRM):
        raise NotVisible
    user = lock(User, claim.user_id)
    claim = lock(IdentityClaim, claim.pk)
    if claim.closed_at is not None or claim.expires_at <= clock.now() or not user.is_active:
        raise Blocked("这个核实码已用过或已过期。请职工在手机上重新取得核实码。")
    if user.pk == actor.user_id:
        raise Blocked("不能核实自己。请由另一位工作人员办理。")
    facts = _facts(claim)
    known = queries.person_by_document(facts.identity, facts.id_type)
    _require_scope(known, facts, actor)
    person = _holder(known, facts)
    if person.died_on is not None:
        raise Blocked("登记此人已去世,不能绑定。登记有误的请先更正。")
    if queries.person_of(user.pk) is not None or _is_cadres(person.user):
        raise Blocked("这个账号或此人已与另一个账号绑定。请先由系统管理员处理。")
    put_phone(person, facts.phone)
    _close(claim)
    messages.tell(person.pk, "实名已核实", "工会已核对您的证件,您可以查看自己的会籍和救助了。")
    return _give(person, user, level=VerifiedLevel.OFFLINE, actor=actor, how=reason)


@verb
def unbind(membership: Membership, *, reason: str, actor: Actor) -> Membership:
    """Take the account from the person (解除手机绑定): bound wrongly, or her phone is gone.

    The account stays and sees nothing of her any more; she may bind again. Raises NotVisible, Blocked.
    """
    if not actor.may(CONFIRM, membership.scope_path):
        raise NotVisible
    person = lock(Person, membership.person_id)
    current = queries.open_membership(person.pk)
    if current is not None and current.union_id != membership.union_id:
        raise Blocked("此人的会籍已转到其他工会,由现所在工会办理。")
    if person.user_id is None:
        raise Blocked("此人没有绑定手机账号,不用解除。")
    if person.user_id == actor.user_id:
        raise Blocked("不能解除自己的绑定。请由另一位工作人员办理。")
    if not reason.strip():
        raise Blocked("不能解除:请写明原因。", field="reason")
    person.user = None
    person.save(update_fields=["user", "updated_at"])
    journal.record(
        "members.unbind",
        membership,
        actor=actor,
        summary=f"解除{person.name}的手机账号绑定",
        reason=reason,
    )
    return membership


@verb
def drop_claim(user: User, *, actor: Actor) -> None:
    """She does not want to be verified any more: nothing of the claim is kept. Raises NotVisible."""
    if actor.user_id != user.pk:
        raise NotVisible
    claim = IdentityClaim.objects.select_for_update().filter(user=user, closed_at=None).first()
    if claim is not None:
        _close(claim)


def forget_claims() -> int:
    """Empty claims whose time is over."""
    over = IdentityClaim.objects.filter(closed_at=None, expires_at__lte=clock.now())
    return over.update(
        closed_at=clock.now(), name="", identity_sealed=None, phone_sealed=None, code_blind=None
    )


def _close(claim: IdentityClaim) -> None:
    claim.name = ""
    claim.identity_sealed = claim.phone_sealed = claim.code_blind = None
    claim.closed_at = clock.now()
    claim.save(
        update_fields=[
            "name",
            "identity_sealed",
            "phone_sealed",
            "code_blind",
            "closed_at",
            "updated_at",
        ]
    )


def _facts(claim: IdentityClaim) -> PersonFacts:
    return PersonFacts(
        name=claim.name,
        identity=crypto.unseal(bytes(claim.identity_sealed or b"")),
        phone=crypto.unseal(bytes(claim.phone_sealed)) if claim.phone_sealed else "",
        id_type=claim.id_type,
    )


def _require_scope(known: Person | None, facts: PersonFacts, actor: Actor) -> None:
    if known is None:
        if facts.id_type != IdType.RESIDENT:
            raise Blocked("此人用其他证件,且没有登记。请先在“会员”里登记,再来核实。")
        return
    current = queries.open_membership(known.pk)
    if current is not None and not actor.may(CONFIRM, current.union.path):
        raise Blocked("此人已在其他工会登记为会员。请告诉她到所在工会核实。")


def _holder(known: Person | None, facts: PersonFacts) -> Person:
    """The person of the document, locked: made or filled in for residents, else as registered."""
    if known is None or facts.id_type == IdType.RESIDENT:
        return keep_person(facts, today=clock.today())
    person = lock(Person, known.pk)
    if person.name != facts.name:
        raise Blocked("登记的姓名与职工在手机上填写的不一致。请对照证件,先更正登记或请职工重填。")
    return person


def _give(person: Person, user: User, *, level: VerifiedLevel, actor: Actor, how: str) -> Person:
    """The account is hers from now on; one she had before (a former phone) loses her."""
    current = queries.open_membership(person.pk)
    moved = person.user_id not in (None, user.pk)
    person.user = user
    touched = raise_level(person, level, today=clock.today())
    person.save(update_fields=["user", *touched, "updated_at"])
    user.name = person.name
    user.save(update_fields=["name", "updated_at"])
    journal.record(
        "members.bind",
        person,
        actor=actor,
        summary=f"{person.name}实名绑定手机账号" + (",原手机账号不再绑定" if moved else ""),
        reason=how,
        union_id=current.union_id if current else None,
    )
    return person


def _code_blind(code: str) -> bytes:
    return crypto.blind("identity_claim", code)


def is_bound(user_id: int) -> bool:
    """Whether the account is a person's."""
    return queries.person_of(user_id) is not None


def proves(user_id: int, answer: str) -> bool:
    """Whether these are the last characters of the bound person's document."""
    right = queries.proof_answer(user_id, rules.PROOF_DIGITS)
    given = unicodedata.normalize("NFKC", answer).strip().upper()
    return bool(right) and secrets.compare_digest(given.encode(), right.encode())

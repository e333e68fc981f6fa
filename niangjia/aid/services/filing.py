"""Filing (建档申请): opening a file, what the worker signs, what she allows to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from niangjia.accounts.models import PhoneCode
from niangjia.aid import queries, rules
from niangjia.aid.models import Attachment, Authorisation, HouseholdFile, HouseholdMember
from niangjia.aid.rules import codes, person_codes, signing
from niangjia.aid.rules.signing import SignedHow, SignedPaper
from niangjia.aid.services.access import change, hold_for, note
from niangjia.aid.services.signing import content_of, sign
from niangjia.comparison import services as comparison
from niangjia.comparison.rules import ThirdPartyKind
from niangjia.kernel import clock, crypto, ids
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.ids import new_number
from niangjia.kernel.verbs import lock, start, verb
from niangjia.members.models import Person
from niangjia.members.rules.codes import IdType
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionLevel

LONGEST_AUTHORISATION = 730
"""Days an authorisation may run: two years, then it is asked for again (本系统理解)."""

RURAL_HOUSEHOLDS = (3, 5, 6)
"""Agricultural household registrations (农业户口) of the member sheet."""


@verb
def start_file(
    person: Person, union: Union, *, actor: Actor, by_worker: bool = False
) -> HouseholdFile:
    """Open a draft for a worker of that unit; ``by_worker``: she does it herself on the phone.

    Raises NotVisible, or Blocked (in another active file, born unknown, dead, not a unit).
    """
    person = lock(Person, person.pk)
    _may_start(person, union, actor, by_worker)
    file = HouseholdFile.objects.create(
        number=new_number("KN", clock.today()),
        person=person,
        union=union,
        applicant_user_id=actor.user_id if by_worker else None,
        is_confirmed=by_worker,
        phone_sealed=person.phone_sealed,
        registration=_registration(person),
        registration_place=person.household_region,
        previous=queries.latest_ended_file(person),
        **_reviewers(union),
    )
    HouseholdMember.objects.create(
        file=file,
        person=person,
        is_worker=True,
        name=person.name,
        relation=person_codes.Relation.HEAD,
        id_type=person.id_type,
        identity_sealed=person.identity_sealed,
        identity_blind=person.identity_blind,
        phone_sealed=person.phone_sealed,
        born_on=_birth(person),
        gender=person.gender,
        ethnicity=person.ethnicity,
        politics=person.politics,
        education=person.education,
        identity=person_codes.WorkerIdentity.EMPLOYED,
    )
    who = "本人申请" if by_worker else "代为填报"
    start(
        file, rules.HOUSEHOLD_FILE, actor=actor, summary=f"建立{person.name}的困难职工档案({who})"
    )
    return file


def _may_start(person: Person, union: Union, actor: Actor, by_worker: bool) -> None:
    is_own = actor.user_id is not None and person.user_id == actor.user_id
    if not (is_own if by_worker else actor.may(rules.APPLY, union.path)):
        raise NotVisible
    if union.level != UnionLevel.UNIT or union.closed_on is not None:
        raise Blocked(
            f"“{union.name}”不是正常运行的基层工会,不能在此建档。请选择职工所在的基层工会。",
            field="union",
        )
    if person.merged_into_id is not None or person.died_on is not None:
        raise Blocked(
            "此人的登记已合并到他人名下或已登记死亡,不能建档。请核对人员。", field="person"
        )
    other = queries.active_file_of(person)
    if other is not None:
        raise Blocked(
            f"{person.name}已在一份有效的困难职工档案({other.number},"
            f"{rules.HOUSEHOLD_FILE.states[other.status]})中,不能重复建档。请在原档案中办理。",
            field="person",
        )


def _registration(person: Person) -> person_codes.Registration:
    """户口 as the register has it; urban where it says nothing."""
    is_rural = person.household_type in RURAL_HOUSEHOLDS
    return person_codes.Registration.RURAL if is_rural else person_codes.Registration.URBAN


def _birth(person: Person) -> date:
    if person.born_on is not None:
        return person.born_on
    if person.id_type == IdType.RESIDENT:
        number = crypto.unseal(bytes(person.identity_sealed))
        read = ids.read_identity(number, today=clock.today())
        if not isinstance(read, ids.IdentityProblem):
            return read.birth
    raise Blocked("人员登记中没有出生日期。请先在会员资料中补填。", field="person")


def _reviewers(union: Union) -> dict[str, Union]:
    """The unions of the later steps, for lists."""
    found = queries.places_of(union)
    by_path = {
        one.path: one
        for one in Union.objects.filter(path__in={found.township, found.county, found.city})
    }
    return {
        "township": by_path[found.township],
        "county": by_path[found.county],
        "city": by_path[found.city],
    }


# --- What the worker signs ----------------------------------------------------------------


@verb
def sign_commitment(
    file: HouseholdFile,
    *,
    actor: Actor,
    paper: Attachment | None = None,
    code: PhoneCode | None = None,
) -> HouseholdFile:
    """The worker's word that it is all true (承诺书): on her phone, or on paper that was scanned.

    She signs by a ``code`` (`signing.sign`). A cadre registers the signed paper (``paper``, or the
    newest one attached); it confirms the file as the worker's own. Raises NotVisible or Blocked.
    """
    file = hold_for(file, actor, rules.APPLY, rules.EDITABLE, "签署承诺书")
    how = SignedHow.CODE.label
    if queries.is_own(file, actor):
        sign(file, SignedPaper.PROMISE, signing.PROMISE_TEXT, code=code, actor=actor)
    else:
        how = "登记纸质签署"
        paper = paper or _newest(file, codes.AttachmentKind.COMMITMENT)
        _check_paper(file, paper, codes.AttachmentKind.COMMITMENT, "承诺书")
    change(file, committed_at=timezone.now(), is_confirmed=True)
    note(file, "sign_commitment", f"{how}承诺书", actor=actor)
    return file


@verb
def confirm(
    file: HouseholdFile, *, seen: bytes, code: PhoneCode | None, authorise: bool, actor: Actor
) -> HouseholdFile:
    """The worker confirms what a cadre filed for her, by a ``code`` sent to her phone.

    ``seen``: `signing.content_of` when she was shown it. She signs the promise with it where it is
    open, and the authorisation if she agrees (``authorise``) and none is in force. Raises NotVisible
    (not hers) or Blocked (also when it was changed since she saw it).
    """
    applicant = queries.as_applicant(file, actor)
    file = hold_for(file, applicant, rules.APPLY, rules.ENTRY, "确认")
    if not queries.is_own(file, actor):
        raise NotVisible
    if file.is_confirmed:
        raise Blocked("您已经确认过这份档案,不用再次确认。")
    if content_of(file) != seen:
        raise Blocked("您看过以后,工会又改了内容。请再看一遍,都对的再确认。")
    sign(file, SignedPaper.CONFIRMATION, signing.CONFIRM_TEXT, code=code, actor=actor)
    change(file, is_confirmed=True)
    note(file, "confirm", "职工本人用手机验证码确认代填的内容", actor=actor)
    if queries.is_promise_open(file):
        file = sign_commitment(file, code=code, actor=applicant)
    if authorise and queries.is_authorisation_open(file):
        sign_authorisation(
            file,
            kinds=signing.AUTHORISE_KINDS,
            until_on=signing.authorised_until(clock.today()),
            signed_how=SignedHow.CODE,
            code=code,
            actor=applicant,
        )
    return file


@verb
def sign_authorisation(
    file: HouseholdFile,
    *,
    kinds: Sequence[str],
    until_on: date,
    signed_how: str,
    actor: Actor,
    paper: Attachment | None = None,
    code: PhoneCode | None = None,
) -> Authorisation:
    """What the household allows to be compared, until when (核对授权书).

    ``signed_how``: by ``code`` on the worker's phone (`signing.sign`), or ``paper`` with its scan. It
    replaces the one in force. Raises NotVisible or Blocked (field named).
    """
    file = hold_for(file, actor, rules.APPLY, None, "签署核对授权书")
    asked = list(dict.fromkeys(ThirdPartyKind(kind) for kind in kinds))
    today = clock.today()
    if not asked:
        raise Blocked("请至少选择一项可以核对的信息。", field="kinds")
    _check_until(until_on)
    is_phone = signed_how == SignedHow.CODE
    if is_phone and not queries.is_own(file, actor):
        raise Blocked("手机签署须由职工本人办理;纸质签署的请上传扫描件。", field="signed_how")
    if is_phone:
        lines = signing.authorisation(asked, until_on)
        sign(file, SignedPaper.AUTHORISATION, lines, code=code, actor=actor)
    else:
        paper = paper or _newest(file, codes.AttachmentKind.AUTHORISATION)
        _check_paper(file, paper, codes.AttachmentKind.AUTHORISATION, "核对授权书")
    file.authorisations.filter(withdrawn_at=None, until_on__gte=today).update(
        withdrawn_at=timezone.now(), updated_at=timezone.now()
    )
    made = Authorisation.objects.create(
        file=file,
        kinds=[kind.value for kind in asked],
        from_on=today,
        until_on=until_on,
        signed_how=SignedHow.CODE if is_phone else SignedHow.PAPER,
        paper=None if is_phone else paper,
        signed_by_id=actor.user_id,
    )
    shown = "、".join(kind.label for kind in asked)
    note(file, "sign_authorisation", f"授权核对{shown},至{until_on}", actor=actor)
    return made


@verb
def withdraw_authorisation(authorisation: Authorisation, *, actor: Actor) -> Authorisation:
    """The worker takes it back: what was not compared yet is not compared any more.

    By herself, or by a cadre to whom she said so. Raises NotVisible or Blocked.
    """
    file = lock(HouseholdFile, authorisation.file_id)
    authorisation = lock(Authorisation, authorisation.pk)
    if not queries.as_applicant(file, actor).may(rules.APPLY, file.scope_path):
        raise NotVisible
    if authorisation.withdrawn_at is not None:
        raise Blocked("这份授权已经撤回。")
    authorisation.withdrawn_at = timezone.now()
    authorisation.save(update_fields=["withdrawn_at", "updated_at"])
    note(file, "withdraw_authorisation", "撤回核对授权", actor=actor)
    if not queries.live_authorisations(file, clock.today()).exists():
        comparison.withdraw(file._meta.label_lower, (file.pk,), why="撤回核对授权", actor=actor)
    return authorisation


def _check_until(until_on: date) -> None:
    today = clock.today()
    if not today <= until_on <= today + timedelta(days=LONGEST_AUTHORISATION):
        raise Blocked("授权截止日期应在今天或之后、两年以内。请重新选择。", field="until_on")


def _newest(file: HouseholdFile, kind: str) -> Attachment | None:
    return file.attachments.filter(kind=kind, removed_at=None).order_by("-pk").first()


def _check_paper(file: HouseholdFile, paper: Attachment | None, kind: str, what: str) -> None:
    is_there = paper is not None and paper.file_id == file.pk and paper.removed_at is None
    if paper is None or not is_there or paper.kind != kind:
        raise Blocked(f"还没有上传签字的{what}。请先在附件中上传扫描件或照片。", field="paper")

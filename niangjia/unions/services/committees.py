"""Terms of office (届次) and officers (工会干部) of the three committees."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from niangjia.kernel import clock, crypto, journal, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import lock, verb
from niangjia.unions import rules
from niangjia.unions.models import Officer, Term, Union
from niangjia.unions.rules import Committee, EmploymentMode, OfficerPost
from niangjia.unions.services.access import require, require_open


@verb
def start_term(
    union: Union,
    *,
    years: int,
    starts_on: date,
    actor: Actor,
    committee: str = Committee.UNION,
    election_form: str = "",
    approval_number: str = "",
) -> Term:
    """Begin a term (届) of a committee; the one before it ends on the same day (换届).

    Officers of the term before leave with it, unless they are appointed again. Raises Blocked,
    NotVisible.
    """
    union = _open_union(union, actor)
    refused = rules.term_refusal(union.union_type, years)
    if refused:
        raise Blocked(refused, field="years")
    if starts_on > clock.today():
        raise Blocked("任期起始日还没有到。请在选举产生并批复之后登记。", field="starts_on")
    current = _current(union, committee)
    if current is not None:
        if starts_on <= current.starts_on:
            raise Blocked(
                f"新一届的起始日应晚于本届的起始日{current.starts_on}。", field="starts_on"
            )
        _end(current, starts_on)
    last = Term.objects.filter(union=union, committee=committee).aggregate(Max("number"))
    term = Term.objects.create(
        union=union,
        committee=committee,
        number=(last["number__max"] or 0) + 1,
        years=years,
        starts_on=starts_on,
        ends_on=rules.term_ends(starts_on, years),
        election_form=election_form,
        approval_number=approval_number,
    )
    journal.record(
        "unions.start_term",
        union,
        actor=actor,
        summary=f"登记{term},任期{years}年({starts_on}至{term.ends_on})",
    )
    return term


@verb
def close_term(term: Term, *, on: date, reason: str, actor: Actor) -> Term:
    """End a term before the next begins (提前终止); its officers leave. Raises Blocked, NotVisible."""
    term = _open_term(term, actor)
    if not term.starts_on <= on <= clock.today():
        raise Blocked(f"结束日期应在{term.starts_on}与今天之间。", field="on")
    _end(term, on)
    journal.record(
        "unions.close_term", term.union, actor=actor, summary=f"{term}于{on}结束", reason=reason
    )
    return term


@verb
def extend_term(term: Term, *, until: date, approval_number: str, actor: Actor) -> Term:
    """Extend a term (延期换届), at most by the policy's months and with the upper union's approval.

    Entered by a post strictly above the union. Raises Blocked, NotVisible.
    """
    term = _open_term(term, actor, above=True)
    values = policy.get(rules.TERM_POLICY.code, term.union.path, clock.today())
    refused = rules.extension_refusal(
        term.ends_on, until, approval_number=approval_number, months=values["extension_months"]
    )
    if refused:
        raise Blocked(refused, field="until")
    term.extended_until, term.extension_approval_number = until, approval_number.strip()
    term.save(update_fields=["extended_until", "extension_approval_number", "updated_at"])
    journal.record(
        "unions.extend_term",
        term.union,
        actor=actor,
        summary=f"{term}延期至{until},批复文号{approval_number}",
    )
    return term


@verb
def appoint_officer(
    union: Union,
    *,
    name: str,
    post: str,
    from_on: date,
    actor: Actor,
    committee: str = Committee.UNION,
    mode: str = EmploymentMode.PART_TIME,
    gender: int = 0,
    phone: str = "",
    email: str = "",
    contract_ends_on: date | None = None,
) -> Officer:
    """Enter an officer (任职) of the committee's current term. Raises Blocked, NotVisible."""
    union = _open_union(union, actor)
    if not name.strip():
        raise Blocked("请填写姓名。", field="name")
    if from_on > clock.today():
        raise Blocked("任职起始日还没有到。", field="from_on")
    sitting = Officer.objects.filter(
        union=union, committee=committee, post=OfficerPost.CHAIR, until_on=None
    ).first()
    if post == OfficerPost.CHAIR and sitting is not None:
        title = rules.post_label(committee, post)
        raise Blocked(f"已有在任{title}{sitting.name}。请先为其办理离任。", field="post")
    officer = Officer.objects.create(
        union=union,
        term=_current(union, committee),
        committee=committee,
        post=post,
        name=name.strip(),
        gender=gender,
        phone_sealed=crypto.seal(phone) if phone else None,
        email=email,
        mode=mode,
        from_on=from_on,
        contract_ends_on=contract_ends_on,
    )
    label = f"{Committee(committee).label}{rules.post_label(committee, post)}"
    journal.record("unions.appoint_officer", union, actor=actor, summary=f"{officer.name}任{label}")
    return officer


@verb
def dismiss_officer(officer: Officer, *, on: date, reason: str, actor: Actor) -> Officer:
    """Enter that an officer left (离任). Raises Blocked, NotVisible."""
    union = lock(Union, officer.union_id)
    require(actor, "unions.edit", union)
    officer = lock(Officer, officer.pk)
    if officer.until_on is not None:
        raise Blocked(f"{officer.name}已于{officer.until_on}离任。")
    if not officer.from_on <= on <= clock.today():
        raise Blocked(f"离任日期应在{officer.from_on}与今天之间。", field="on")
    officer.until_on = on
    officer.save(update_fields=["until_on", "updated_at"])
    title = rules.post_label(officer.committee, officer.post)
    journal.record(
        "unions.dismiss_officer",
        union,
        actor=actor,
        summary=f"{officer.name}自{on}起不再担任{title}",
        reason=reason,
    )
    return officer


def _open_union(union: Union, actor: Actor) -> Union:
    union = lock(Union, union.pk)
    require(actor, "unions.edit", union)
    require_open(union)
    return union


def _open_term(term: Term, actor: Actor, *, above: bool = False) -> Term:
    union = lock(Union, term.union_id)
    require(actor, "unions.edit", union, above=above)
    term = lock(Term, term.pk)
    if term.closed_on is not None:
        raise Blocked(f"{term}已于{term.closed_on}结束。")
    return term


def _current(union: Union, committee: str) -> Term | None:
    return Term.objects.filter(union=union, committee=committee, closed_on=None).first()


def _end(term: Term, on: date) -> None:
    term.closed_on = on
    term.save(update_fields=["closed_on", "updated_at"])
    Officer.objects.filter(term=term, until_on=None, from_on__lte=on).update(until_on=on)

"""The application on the phone (手机申请): saved after every screen, photographed, handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.core.files.base import File

from niangjia.accounts.models import PhoneCode
from niangjia.aid import queries
from niangjia.aid.models import ApplicationDraft, Attachment, HouseholdFile
from niangjia.aid.queries import drafts, phone, reading_back
from niangjia.aid.queries.drafts import Draft
from niangjia.aid.rules import application as form
from niangjia.aid.rules import codes, signing
from niangjia.aid.rules import needs as papers
from niangjia.aid.rules.answers import SIGNED, Answers
from niangjia.aid.rules.asking import Values
from niangjia.aid.services import attaching, filing, flow, household, translating
from niangjia.kernel import clock, filetypes, messages
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import verb
from niangjia.members import queries as members
from niangjia.members.models import Person

KEPT_DAYS = 180
"""Days an untouched draft is kept: it holds what is most private (本系统理解)."""

WARNED_DAYS = 14
"""Days before its end that she is told."""


class Stale(Blocked):
    """Another phone has answered this screen since; ``theirs`` is what it saved."""

    def __init__(self, theirs: Values) -> None:
        super().__init__("这一步已在另一台手机上填过,和您现在填的不一样。请看看用哪一份。")
        self.theirs = theirs


@verb
def save_screen(slug: str, values: Values, *, seen: int, actor: Actor) -> Draft:
    """Keep the answers of one screen; the same twice changes nothing.

    ``seen``: the draft's revision when the page was made. Raises NotVisible, Stale.
    """
    row, draft = _held(actor)
    theirs = draft.answers.of(slug)
    if theirs == dict(values):
        return draft
    if draft.seen.get(slug, 0) > seen:
        raise Stale(theirs)
    return _store(row, draft, draft.answers.with_screen(slug, values), slug)


@verb
def remove_item(slug: str, *, actor: Actor) -> Draft:
    """Take one member, home, accident or help out of the draft, with all that was said of it."""
    row, draft = _held(actor)
    if slug not in draft.answers.screens:
        return draft
    return _store(row, draft, draft.answers.without(slug), "")


@verb
def discard(*, actor: Actor) -> None:
    """Throw the draft away, and withdraw a file that was opened for its photos alone."""
    row, _ = _held(actor)
    row.delete()
    file = drafts.editable_file(actor)
    is_hers = file is not None and file.applicant_user_id == actor.user_id
    if file is not None and is_hers and file.status == codes.FileStatus.DRAFT:
        flow.withdraw(file, actor=queries.as_applicant(file, actor), reason="职工删除了申请草稿")


def warn_old() -> int:
    """Tell whoever's draft ends in two weeks, on one day only; how many."""
    ends_on = clock.today() + timedelta(days=WARNED_DAYS)
    last_touch = ends_on - timedelta(days=KEPT_DAYS)
    rows = ApplicationDraft.objects.filter(updated_at__date=last_touch, user__person__isnull=False)
    for person_id in rows.values_list("user__person", flat=True):
        text = f"您填的困难帮扶申请很久没有动过,到{ends_on}会删除。还要申请的,请接着填。"
        messages.tell(person_id, "申请草稿快要到期", text, url="/m/aid/apply/")
    return len(rows)


def forget_old() -> int:
    """Delete drafts nobody has touched for long."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    return ApplicationDraft.objects.filter(updated_at__lt=before).delete()[0]


# --- Photos --------------------------------------------------------------------------------


@verb
def add_photo(need: str, upload: File[bytes], *, actor: Actor) -> Attachment:
    """Keep a photo for one of the needs; the same photo twice is one. Raises NotVisible, Blocked."""
    row, draft = _held(actor)
    person = _person(actor)
    wanted = _need(draft, need, person)
    file = _open_file(person, actor)
    kept = _same(file, wanted.kind, upload)
    if kept is None:
        upload.seek(0)
        kept = attaching.attach(
            file, kind=wanted.kind, upload=upload, actor=queries.as_applicant(file, actor)
        )
    _prove(row, draft, need, lambda ids: [*ids, str(kept.public_id)])
    return kept


@verb
def use_photo(need: str, paper_id: str, *, actor: Actor) -> None:
    """Let a photo that is there already prove one more need. Raises NotVisible, Blocked."""
    row, draft = _held(actor)
    _need(draft, need, _person(actor))
    if paper_id not in drafts.papers_of(actor):
        raise NotVisible
    _prove(row, draft, need, lambda ids: [*ids, paper_id])


@verb
def drop_photo(need: str, paper_id: str, *, actor: Actor) -> None:
    """Take a photo away from one need; nothing else resting on it, its content is deleted."""
    row, draft = _held(actor)
    paper = drafts.papers_of(actor).get(paper_id)
    draft = _prove(row, draft, need, lambda ids: [one for one in ids if one != paper_id])
    is_used = any(paper_id in ids for ids in draft.answers.papers.values())
    if paper is not None and not is_used:
        attaching.remove_attachment(paper, actor=queries.as_applicant(paper.file, actor))


def _prove(
    row: ApplicationDraft, draft: Draft, need: str, change: Callable[[list[str]], list[str]]
) -> Draft:
    kept = dict(draft.answers.papers)
    kept[need] = list(dict.fromkeys(change(list(kept.get(need, [])))))
    screens = {s: v for s, v in draft.answers.screens.items() if s not in SIGNED}
    return _store(row, draft, replace(draft.answers, screens=screens, papers=kept), "")


def _need(draft: Draft, key: str, person: Person) -> papers.Need:
    found = papers.needs(draft.answers, drafts.own_of(person))
    need = next((one for one in found if one.key == key), None)
    if need is None:
        raise NotVisible
    return need


def _same(file: HouseholdFile, kind: str, upload: File[bytes]) -> Attachment | None:
    """The photo that is kept already: a sending that was repeated on a bad network."""
    digest = hashlib.sha256(filetypes.examine(upload.read()).content).hexdigest()
    return file.attachments.filter(removed_at=None, digest=digest, kind=kind).first()


# --- Handing in ----------------------------------------------------------------------------


@verb
def resume(*, actor: Actor) -> Draft:
    """Make a draft of her own open file (returned, or filed by a cadre), unless there is one."""
    row, draft = _held(actor)
    file = drafts.editable_file(actor)
    if draft.is_begun or file is None:
        return draft
    return _store(row, draft, reading_back.answers_of(file), "")


@verb
def hand_in(*, code: PhoneCode | None, actor: Actor) -> HouseholdFile:
    """Write what was entered, sign both papers by ``code``, submit; the draft is gone then.

    Raises NotVisible, Blocked with everything that is still open.
    """
    row, draft = _held(actor)
    person = _person(actor)
    check_ready(draft, person)
    file = _open_file(person, actor)
    applicant = queries.as_applicant(file, actor)
    entry = translating.entry_of(draft.answers, drafts.own_of(person), drafts.papers_of(actor))
    file = household.write_household(file, entry, actor=applicant)
    file = filing.sign_commitment(file, code=code, actor=applicant)
    filing.sign_authorisation(
        file,
        kinds=signing.AUTHORISE_KINDS,
        until_on=signing.authorised_until(clock.today()),
        signed_how=signing.SignedHow.CODE,
        code=code,
        actor=applicant,
    )
    is_new = file.status == codes.FileStatus.DRAFT
    file = (flow.submit if is_new else flow.resubmit)(file, actor=applicant)
    row.delete()
    return file


def check_ready(draft: Draft, person: Person) -> None:
    """All answered, photographed and signed by name. Raises Blocked with what is open."""
    own, answers = drafts.own_of(person), draft.answers
    open_ones = [title for _, title in form.missing(answers, own, clock.today())]
    open_ones += [f"{one.title}还没有拍照" for one in papers.lacking(answers, own)]
    if open_ones:
        raise Blocked(f"还有{len(open_ones)}处没有填完:{';'.join(open_ones[:5])}。请先补上。")
    if any(slug not in answers.screens for slug in SIGNED):
        raise Blocked("还没有签字,或签字以后又改过内容。请重新签承诺书和核对授权书。")


def _open_file(person: Person, actor: Actor) -> HouseholdFile:
    """Her open file; opened now where there is none. Raises Blocked."""
    file = drafts.editable_file(actor)
    if file is not None:
        return file
    union = phone.union_of(person)
    if union is None:
        raise Blocked("您还没有会籍,不知道由哪个工会受理。请先加入工会,再来申请。")
    return filing.start_file(person, union, actor=actor, by_worker=True)


def _person(actor: Actor) -> Person:
    person = members.person_of(actor.user_id)
    if person is None:
        raise NotVisible
    return person


def _held(actor: Actor) -> tuple[ApplicationDraft, Draft]:
    """The locked draft of this account, made on first use. Raises NotVisible."""
    if actor.user_id is None:
        raise NotVisible
    new = ApplicationDraft(user_id=actor.user_id, sealed=drafts.sealed(Draft()))
    ApplicationDraft.objects.bulk_create([new], ignore_conflicts=True)
    row = ApplicationDraft.objects.select_for_update().get(user_id=actor.user_id)
    return row, drafts.opened(row)


def _store(row: ApplicationDraft, draft: Draft, answers: Answers, slug: str) -> Draft:
    revision = draft.revision + 1
    seen = {**draft.seen, slug: revision} if slug else dict(draft.seen)
    stored = replace(
        draft, answers=answers, revision=revision, seen=seen, screen=slug or draft.screen
    )
    row.sealed, row.revision, row.screen = drafts.sealed(stored), revision, stored.screen
    row.save(update_fields=["sealed", "revision", "screen", "updated_at"])
    return stored

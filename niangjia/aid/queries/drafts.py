"""What a worker has entered on the phone so far, unsealed for herself alone (申请草稿)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from niangjia.aid.models import ApplicationDraft, Attachment, HouseholdFile
from niangjia.aid.queries.files import own_files
from niangjia.aid.rules import EDITABLE
from niangjia.aid.rules.answers import Answers, Own
from niangjia.kernel import clock, crypto
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import IdentityProblem, read_identity
from niangjia.members.models import Person


@dataclass(frozen=True)
class Draft:
    """Her answers, the screen she came to, and when each screen was last saved.

    ``revision`` counts saves; ``seen[slug]`` is the save that last wrote a screen.
    """

    answers: Answers = field(default_factory=Answers)
    screen: str = ""
    revision: int = 0
    seen: Mapping[str, int] = field(default_factory=dict)
    saved_at: datetime | None = None
    begun_at: datetime | None = None

    def kept_as(self, slug: str) -> str:
        """Names this state of a screen: what was typed on it and not sent is put back into no other."""
        begun = self.begun_at.timestamp() if self.begun_at else 0
        return f"{begun:.0f}-{self.seen.get(slug, 0)}"

    @property
    def is_begun(self) -> bool:
        """Whether anything was saved."""
        return self.revision > 0


def draft_of(actor: Actor) -> Draft:
    """The draft of this account; an empty one where there is none."""
    row = ApplicationDraft.objects.filter(user_id=actor.user_id).first() if actor.user_id else None
    return opened(row) if row is not None else Draft()


def opened(row: ApplicationDraft) -> Draft:
    """A stored draft as values."""
    kept = json.loads(crypto.unseal(bytes(row.sealed)))
    answers = Answers(kept["screens"], kept["papers"], kept["used"])
    return Draft(answers, row.screen, row.revision, kept["seen"], row.updated_at, row.created_at)


def sealed(draft: Draft) -> bytes:
    """The ciphertext of a draft's answers."""
    answers = draft.answers
    kept = {
        "screens": answers.screens,
        "papers": answers.papers,
        "used": answers.used,
        "seen": draft.seen,
    }
    return crypto.seal(json.dumps(kept, ensure_ascii=False))


def own_of(person: Person) -> Own:
    """The worker as the register knows her. Raises Blocked where her birth is not known."""
    number = crypto.unseal(bytes(person.identity_sealed))
    born = person.born_on
    if born is None:
        read = read_identity(number, today=clock.today())
        if isinstance(read, IdentityProblem):
            raise Blocked("您的会员资料里没有出生日期,还不能申请。请联系所在工会补填。")
        born = read.birth
    return Own(person.name, number, born, person.id_type)


def editable_file(actor: Actor) -> HouseholdFile | None:
    """Her own file while what was entered may be changed: a draft, or returned for correction."""
    return own_files(actor).filter(status__in=EDITABLE).first()


def papers_of(actor: Actor) -> dict[str, Attachment]:
    """The photos of her own open file by public id."""
    file = editable_file(actor)
    rows = file.attachments.filter(removed_at=None).order_by("pk") if file else ()
    return {str(one.public_id): one for one in rows}

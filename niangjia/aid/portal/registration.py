"""What aid registers for the workers' phone; called once from the app."""

from __future__ import annotations

from collections.abc import Iterator

from niangjia.aid import queries, services
from niangjia.aid.models import Authorisation
from niangjia.aid.queries import case, copying, drafts, own
from niangjia.aid.rules import HOUSEHOLD_FILE
from niangjia.aid.rules import application as form
from niangjia.kernel import privacy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.web import portal
from niangjia.web.portal import Audience, Waiting


def register() -> None:
    """Pages, cards, what waits for her, what she may know of her data."""
    portal.register("aid/", "niangjia.aid.portal.urls")
    portal.objecting("aid.householdfile", "/m/aid/object/{id}/")
    told = "几个小问题,不用登录,不保存"
    portal.card(
        "我可能符合困难条件吗", "/m/aid/check/", "checklist", 40, text=told, audience=Audience.ALL
    )
    told = "生活、看病、孩子上学有困难,申请建档"
    portal.card(
        "申请困难帮扶",
        "/m/aid/apply/",
        "heart-handshake",
        42,
        draft_badge,
        text=told,
        audience=Audience.ALL,
    )
    portal.card("我的帮扶", "/m/aid/", "folder", 44, case_badge, text="办到哪一步、谁在办")
    portal.card("收到的帮扶款", "/m/aid/money/", "cash", 46, text="到账的和在路上的")
    portal.waiting(waiting)
    for label, ids in own.CONCERNING.items():
        privacy.concerning(label, ids)
    for title, rows in copying.SECTIONS.items():
        privacy.section(title, rows)
    privacy.consent("aid", own.authorisations, withdraw_authorisation)


def draft_badge(actor: Actor) -> str:
    """How far she has come."""
    draft = drafts.draft_of(actor)
    step = form.step_of(draft.answers, draft.screen) if draft.is_begun else 0
    return f"填到第 {step} 步" if step else ""


def case_badge(actor: Actor) -> str:
    """The state of her newest file, in a word."""
    file = queries.own_files(actor).first()
    return HOUSEHOLD_FILE.states[file.status] if file else ""


def waiting(actor: Actor) -> Iterator[Waiting]:
    """Files returned to her, or filed for her and not confirmed."""
    for file, what, due_on in case.waiting_of(list(queries.own_files(actor))):
        yield Waiting(what, "/m/aid/", f"档案 {file.number}", due_on)


def withdraw_authorisation(person_id: int, key: str, actor: Actor) -> Authorisation:
    """Withdraw what she allowed to be compared. Raises NotVisible, Blocked."""
    found = own.authorisation_of(person_id, key)
    if found is None:
        raise NotVisible
    return services.withdraw_authorisation(found, actor=actor)

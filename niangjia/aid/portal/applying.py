"""Applying on the phone at /m/aid/apply/: one question per screen, saved after every one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from niangjia.aid import queries
from niangjia.aid.portal.fields import fields_of, lists
from niangjia.aid.portal.summary import of_item, summary_context
from niangjia.aid.queries import drafts, phone
from niangjia.aid.queries.case import case_of
from niangjia.aid.queries.drafts import Draft
from niangjia.aid.rules import EDITABLE, signing
from niangjia.aid.rules import application as form
from niangjia.aid.rules.answers import ABOUT_MEMBER, LOOPS, SIGNED, Answers, Own, split
from niangjia.aid.rules.asking import Screen, Value, read
from niangjia.aid.services import drafting
from niangjia.aid.services.drafting import Stale
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.members import queries as members
from niangjia.members.models import Person
from niangjia.web.desk import actor_of
from niangjia.web.portal import own_page

HERE = "/m/aid/apply/"
CASE = "/m/aid/"
SUMMARY = "summary"
_SIGN_TEXT = {"promise": signing.PROMISE_TEXT, "authorise": signing.AUTHORISE_TEXT}


@dataclass(frozen=True)
class At:
    """Where she stands: who she is, her draft, the screen asked for."""

    actor: Actor
    person: Person
    own: Own
    draft: Draft
    slug: str

    @property
    def answers(self) -> Answers:
        """Everything answered so far."""
        return self.draft.answers


def address(slug: str, *, back: str = "") -> str:
    """``/m/aid/apply/cause/``."""
    query = f"?{urlencode({'back': back})}" if back else ""
    return f"{HERE}{slug}/{query}"


@never_cache
@own_page
def start_view(request: HttpRequest) -> HttpResponse:
    """``/m/aid/apply/``: begin, go on, or learn why not."""
    actor = actor_of(request)
    person = members.person_of(actor.user_id)
    refused = _refusal(person)
    draft = drafts.draft_of(actor)
    file = drafts.editable_file(actor)
    if person is not None and not refused and file is not None and not draft.is_begun:
        draft = drafting.resume(actor=actor)
    step = form.step_of(draft.answers, draft.screen) if draft.screen else 0
    is_correction = file is not None and file.submitted_on is not None
    context = {
        "is_bound": person is not None,
        "refused": refused,
        "draft": draft,
        "step": max(step, 1),
        "total": len(form.STEPS),
        "go_on": (form.after(draft.answers, draft.screen) or "submit") if step else "cause",
        "union": phone.union_of(person) if person else None,
        "kept_days": drafting.KEPT_DAYS,
        "is_correction": is_correction,
        "is_filled": is_correction or (file is not None and file.applicant_user_id is None),
        "asked_for": case_of(file).reason if file is not None and is_correction else "",
    }
    return render(request, "aid/portal/start.html", context)


def _refusal(person: Person | None) -> str:
    """Why she cannot apply now; empty when she can."""
    if person is None:
        return ""
    active = queries.active_file_of(person)
    if active is not None and active.person_id != person.pk:
        return "您已作为家人写在另一份困难职工档案里,不能再单独申请。有疑问请联系所在工会。"
    if active is not None and active.status not in EDITABLE:
        return "您已有一份困难职工档案,不用再申请。"
    if active is None and phone.union_of(person) is None:
        return "您还没有会籍,不知道由哪个工会受理。请先加入工会,再来申请。"
    return ""


def located(request: HttpRequest, slug: str) -> At | None:
    """Who asks for which screen; None: she cannot apply now, the first page says why."""
    actor = actor_of(request)
    person = members.person_of(actor.user_id)
    if person is None or _refusal(person):
        return None
    return At(actor, person, drafts.own_of(person), drafts.draft_of(actor), slug)


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def screen_view(request: HttpRequest, slug: str) -> HttpResponse:
    """``/m/aid/apply/<slug>/``: a question, a list of repeated ones, or the summary."""
    at = located(request, slug)
    if at is None:
        return HttpResponseRedirect(HERE)
    if slug in LOOPS:
        return _list(request, at)
    if slug == SUMMARY:
        context = summary_context(at.answers, at.own, phone.union_of(at.person))
        return render(request, "aid/portal/summary.html", context)
    screen = form.screen_of(at.answers, slug, at.own, clock.today())
    if screen is None:
        messages.warning(request, "没有这一步了,可能已在另一台手机上删除。请从这里继续。")
        return HttpResponseRedirect(_home_of(at, slug))
    if request.method == "GET":
        return _question(request, at, screen)
    return _answer(request, at, screen)


def _home_of(at: At, slug: str) -> str:
    kind, number = split(slug)
    if number and kind in ABOUT_MEMBER:
        return address("members")
    return HERE


def _answer(request: HttpRequest, at: At, screen: Screen) -> HttpResponse:
    typed = lists(request.POST)
    kept = at.answers.of(at.slug)
    answer = read(screen, typed, on=clock.today(), kept=kept)
    errors = dict(answer.errors)
    if not errors or split(at.slug)[0] == "who":  # a number is judged though the name be wrong
        errors = form.refusals(at.answers, at.slug, answer.values, at.own, clock.today()) | errors
    seen = _number(typed.get("seen"))
    if errors:
        at = _keep_numbers(at, screen, answer.values, errors, seen)
        return _question(request, at, screen, errors=errors, typed=typed)
    if at.slug in SIGNED and "confirmed" not in typed:
        context = _frame(at, screen, request) | {
            "text": _SIGN_TEXT[at.slug],
            "today": clock.today(),
        }
        return render(request, "aid/portal/sign_again.html", context)
    try:
        draft = drafting.save_screen(at.slug, answer.values, seen=seen, actor=at.actor)
    except Stale as stale:
        fresh = At(at.actor, at.person, at.own, drafts.draft_of(at.actor), at.slug)
        return _question(request, fresh, screen, stale=stale, typed=typed)
    return HttpResponseRedirect(_next(request, draft, at.slug))


def _keep_numbers(
    at: At, screen: Screen, values: dict[str, Value], errors: dict[str, str], seen: int
) -> At:
    """A number typed rightly is not sent back to the page, so it is kept while the rest is corrected."""
    right = {
        ask.name: values[ask.name]
        for ask in screen.asks
        if ask.is_masked and ask.name not in errors and values.get(ask.name)
    }
    merged = {**at.answers.of(at.slug), **right}
    if not right or merged == at.answers.of(at.slug):
        return at
    try:
        draft = drafting.save_screen(at.slug, merged, seen=seen, actor=at.actor)
    except Stale:
        return at
    return At(at.actor, at.person, at.own, draft, at.slug)


def _number(typed: list[str] | None) -> int:
    text = (typed or ["0"])[-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _next(request: HttpRequest, draft: Draft, slug: str) -> str:
    """On to what follows; back to the summary where the change came from there."""
    following = form.after(draft.answers, slug)
    if request.GET.get("back") == SUMMARY:
        is_inside = following and following not in draft.answers.screens and split(following)[1]
        return address(following, back=SUMMARY) if is_inside else address(SUMMARY)
    return address(following or "submit")


def _frame(at: At, screen: Screen | None, request: HttpRequest) -> dict[str, object]:
    """What every screen shows: where she is, and the way back."""
    step = form.step_of(at.answers, at.slug)
    is_from_summary = request.GET.get("back") == SUMMARY
    previous = SUMMARY if is_from_summary else form.before(at.answers, at.slug)
    return {
        "screen": screen,
        "slug": at.slug,
        "step": step,
        "total": len(form.STEPS),
        "step_title": form.STEPS[step - 1],
        "previous": address(previous) if previous else HERE,
        "seen": at.draft.revision,
        "kept_as": at.draft.kept_as(at.slug),
        "typed_name": request.POST.get("name", ""),
    }


def _question(
    request: HttpRequest,
    at: At,
    screen: Screen,
    *,
    errors: dict[str, str] | None = None,
    stale: Stale | None = None,
    typed: dict[str, list[str]] | None = None,
) -> HttpResponse:
    kept = at.answers.of(at.slug)
    context = _frame(at, screen, request) | {
        "fields": fields_of(screen, kept, errors, typed),
        "theirs": of_item(screen, stale.theirs) if stale else None,
        "refused": stale.reason if stale else "",
        "text": _SIGN_TEXT.get(at.slug),
        "kinds": signing.AUTHORISE_KINDS if at.slug == "authorise" else (),
        "days": signing.AUTHORISE_DAYS,
        "can_remove": split(at.slug)[0] in _REMOVABLE and at.slug in at.answers.screens,
    }
    status = 422 if errors else 409 if stale else 200
    return render(request, "aid/portal/question.html", context, status=status)


_REMOVABLE = {one.kind for one in LOOPS.values()}


# --- Lists ---------------------------------------------------------------------------------


def _list(request: HttpRequest, at: At) -> HttpResponse:
    loop = LOOPS[at.slug]
    if request.method == "POST":
        back = address(SUMMARY) if request.GET.get("back") else None
        return HttpResponseRedirect(back or address(form.after(at.answers, at.slug)))
    unfinished = {slug for slug, _ in form.missing(at.answers, at.own, clock.today())}
    context = _frame(at, None, request) | {
        "loop": loop,
        "rows": [_row(at, f"{loop.kind}-{n}", unfinished) for n in at.answers.numbers(loop.kind)],
        "new": address(form.new_slug(at.answers, loop)),
        "own_name": at.own.name if loop.slug == "members" else "",
    }
    return render(request, "aid/portal/list.html", context)


def _row(at: At, slug: str, unfinished: set[str]) -> dict[str, object]:
    """One member, home, accident or help: in words, where to change it, whether something lacks."""
    kind, number = split(slug)
    slugs = form.of_member(at.answers, number) if kind == "who" else [slug]
    screen = form.screen_of(at.answers, slug, at.own, clock.today())
    lacking = next((one for one in slugs if one in unfinished), "")
    return {
        "slug": slug,
        "text": " · ".join(v for _, v in of_item(screen, at.answers.of(slug))) if screen else "",
        "edit": address(lacking or slug),
        "is_open": bool(lacking),
    }


@own_page
@require_POST
def remove_view(request: HttpRequest) -> HttpResponse:
    """``/m/aid/apply/remove/``: take one of a list out, after asking."""
    slug = request.POST.get("slug", "").replace("\0", "")[:30]
    kind, _ = split(slug)
    listed = next((one.slug for one in LOOPS.values() if one.kind == kind), "")
    at = located(request, slug)
    if at is None or not listed:
        return HttpResponseRedirect(HERE)
    if slug in at.answers.screens and request.POST.get("confirmed") != "1":
        screen = form.screen_of(at.answers, slug, at.own, clock.today())
        shown = of_item(screen, at.answers.of(slug)) if screen else []
        context = {"slug": slug, "shown": shown, "back": address(listed)}
        return render(request, "aid/portal/remove.html", context)
    drafting.remove_item(slug, actor=at.actor)
    messages.success(request, "已删除。")
    return HttpResponseRedirect(address(listed))


@own_page
@require_POST
def discard_view(request: HttpRequest) -> HttpResponse:
    """``/m/aid/apply/discard/``: throw the draft away, after asking."""
    if request.POST.get("confirmed") != "1":
        return render(request, "aid/portal/discard.html")
    try:
        drafting.discard(actor=actor_of(request))
    except Blocked as refusal:
        messages.error(request, refusal.reason)
        return HttpResponseRedirect(HERE)
    messages.success(request, "草稿已删除。")
    return HttpResponseRedirect(CASE)

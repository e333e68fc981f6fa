"""Photos of the papers at /m/aid/apply/papers/: one after the other, each sent by itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from niangjia.aid.models import Attachment
from niangjia.aid.portal.applying import HERE, At, address, located
from niangjia.aid.queries import drafts, own_files, phone
from niangjia.aid.rules import application as form
from niangjia.aid.rules import needs as papers
from niangjia.aid.rules.needs import Need
from niangjia.aid.services import attaching, drafting
from niangjia.kernel.errors import Blocked
from niangjia.web.desk import actor_of
from niangjia.web.portal import own_page

LIST = f"{HERE}papers/"


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def papers_view(request: HttpRequest) -> HttpResponse:
    """``/m/aid/apply/papers/``: what to photograph, and what is there already."""
    at = located(request, "papers")
    if at is None:
        return HttpResponseRedirect(HERE)
    if request.method == "POST":
        return HttpResponseRedirect(address("summary"))
    wanted = papers.needs(at.answers, at.own)
    context = _frame(at) | {
        "rows": [(one, len(at.answers.papers.get(one.key, []))) for one in wanted],
        "open_count": len(papers.lacking(at.answers, at.own)),
        "previous": address("bank"),
    }
    return render(request, "aid/portal/papers.html", context)


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def paper_view(request: HttpRequest, need: str) -> HttpResponse:
    """``/m/aid/apply/papers/<need>/``: take a photo, use one that is there, take one away."""
    at = located(request, "papers")
    if at is None:
        return HttpResponseRedirect(HERE)
    wanted = papers.needs(at.answers, at.own)
    found = next((one for one in wanted if one.key == need), None)
    if found is None:
        messages.warning(request, "这份材料已经不需要了。")
        return HttpResponseRedirect(LIST)
    if request.method == "GET":
        return _page(request, at, found)
    try:
        told = _change(request, at, need)
    except Blocked as refusal:
        return _page(request, at, found, refusal.reason)
    messages.success(request, told)
    return HttpResponseRedirect(f"{LIST}{need}/")


def _change(request: HttpRequest, at: At, need: str) -> str:
    """Do what was asked and say what was done. Raises Blocked."""
    drop, use = request.POST.get("drop", ""), request.POST.get("use", "")
    if drop:
        drafting.drop_photo(need, drop[:40], actor=at.actor)
        return "已去掉这张照片。"
    if use:
        drafting.use_photo(need, use[:40], actor=at.actor)
        return "已用上这张照片。"
    upload = request.FILES.get("photo")
    if not isinstance(upload, UploadedFile):
        raise Blocked("没有收到照片。请先拍照或选择照片,再点“上传”。")
    kept = drafting.add_photo(need, upload, actor=at.actor)
    return f"已上传({filesizeformat(kept.size)})。可以再拍一张,也可以返回。"


def _page(request: HttpRequest, at: At, need: Need, refused: str = "") -> HttpResponse:
    there = drafts.papers_of(at.actor)
    draft = drafts.draft_of(at.actor)
    mine = [there[one] for one in draft.answers.papers.get(need.key, []) if one in there]
    union = phone.union_of(at.person)
    context = _frame(at) | {
        "need": need,
        "mine": mine,
        "others": [one for one in there.values() if one not in mine],
        "limit": phone.photo_limit(union.path if union else "/"),
        "refused": refused,
        "back": LIST,
    }
    return render(request, "aid/portal/paper.html", context, status=422 if refused else 200)


def _frame(at: At) -> dict[str, object]:
    step = form.STEPS.index("证明材料") + 1
    return {"step": step, "total": len(form.STEPS), "step_title": form.STEPS[step - 1]}


@own_page
@require_GET
def content_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """``/m/aid/paper/<id>/``: her own photo, as it was kept."""
    actor = actor_of(request)
    paper = (
        Attachment.objects.filter(public_id=public_id, file__in=own_files(actor), removed_at=None)
        .select_related("file", "file__person")
        .first()
    )
    if paper is None:
        raise Http404
    content, media_type = attaching.read_attachment(paper, actor=actor, reason="")
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response

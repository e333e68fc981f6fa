"""What went wrong, in the face of who asked: below ``/m/`` the workers' phone, else the desk.

Each page says what happened, what is kept, and what to do. None of them reads the database or the
session: that may be what failed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import csrf, defaults

from niangjia.web.guard import is_htmx
from niangjia.web.portal.request import HOME, page_behind

_ON_THE_PAGE = "以前保存过的都还在。刚才这一页上填的,手机一般还留着,回去就能看到;住址、病情、号码这类私密内容要重新填。"


@dataclass(frozen=True)
class Words:
    """``happened``, ``kept`` and ``next`` are sentences; ``is_retried``: the page behind can be tried again."""

    title: str
    happened: str
    kept: str
    next: str
    is_retried: bool = True


UNREADABLE = Words(
    "没有收下",
    "您发来的内容不完整或太长,系统读不了,所以没有收下。",
    _ON_THE_PAGE,
    "请回到刚才那一页,再发一次;文字很多的,写短一些。",
)
FORBIDDEN = Words(
    "这一页不能打开",
    "您的账号不能打开这一页,或不能做这一步。",
    "您的资料没有变动。",
    "请从首页重新进入。该由您办却办不了的,请联系所在工会。",
    is_retried=False,
)
NOT_FOUND = Words(
    "没有这个页面",
    "可能是公示已经期满,地址不完整,或者这一页不是您的。",
    "您的资料没有变动。",
    "请从首页重新进入。",
    is_retried=False,
)
NOT_ALLOWED = Words(
    "要从前一页进来",
    "这一步只能在前一页上点按钮办,不能直接打开或刷新。",
    "您的资料没有变动。",
    "请从首页重新进入,再点一次按钮。",
    is_retried=False,
)
TOO_LARGE = Words(
    "文件太大",
    "照片或文件太大,没有传上来。",
    "前面填好的、传好的都还在。",
    "请回到刚才那一页换一张,或把相机调到普通清晰度重拍;PDF太大的,拆成几份再传。",
)
CRASHED = Words(
    "系统出了差错",
    "这一步没有办成。这是系统的差错,不是您操作错了。",
    _ON_THE_PAGE,
    "请过几分钟回到刚才那一页,再办一次。还是不行,请告诉所在工会什么时候、在哪一步出的错。",
)
EXPIRED = Words(
    "没有提交",
    "页面停留太久,或者您重新登录过。为了安全,这一页不能再用,刚才没有提交。",
    _ON_THE_PAGE,
    "请回到刚才那一页,看一看再点一次。",
)


DESK_CRASHED = "系统出错,这次操作没有完成,数据没有改动。请稍后再试;还不行,请告诉系统管理员。"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read."""
    if not is_phone(request):
        return defaults.bad_request(request, exception)
    return on_phone(request, UNREADABLE, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if not is_phone(request):
        return defaults.permission_denied(request, exception)
    return on_phone(request, FORBIDDEN, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    if not is_phone(request):
        return defaults.page_not_found(request, exception)
    return on_phone(request, NOT_FOUND, 404)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405: a page opened that only a button leads to."""
    if not is_phone(request):
        return _on_desk("405.html", 405)
    return on_phone(request, NOT_ALLOWED, 405)


def too_large(request: HttpRequest, megabytes: int) -> HttpResponse:
    """413: more was sent than ``megabytes``, the limit of a file there."""
    if not is_phone(request):
        reason = f"文件太大,没有上传:单个文件不能超过 {megabytes} MB。请返回上一页,删去图片,或拆成几个文件。"
        return _in_dialog(reason, 413) if is_htmx(request) else _on_desk("413.html", 413, reason)
    return on_phone(request, TOO_LARGE, 413)


def crashed(request: HttpRequest) -> HttpResponse:
    """500."""
    if not is_phone(request):
        return _in_dialog(DESK_CRASHED, 500) if is_htmx(request) else defaults.server_error(request)
    return on_phone(request, CRASHED, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form without its token. ``reason`` is Django's, for its log."""
    if not is_phone(request):
        return csrf.csrf_failure(request, reason)
    return on_phone(request, EXPIRED, 403)


def is_phone(request: HttpRequest) -> bool:
    """Whether a page of the workers' phone was asked for."""
    return request.path_info.startswith(HOME)


def on_phone(request: HttpRequest, words: Words, status: int) -> HttpResponse:
    """The phone's face of it."""
    behind = page_behind(request) if words.is_retried else HOME
    page = render_to_string("portal/failed.html", {"words": words, "behind": behind})
    return _uncached(page, status)


def _on_desk(template: str, status: int, reason: str = "") -> HttpResponse:
    return _uncached(render_to_string(template, {"reason": reason}), status)


def _in_dialog(reason: str, status: int) -> HttpResponse:
    """A dialog of the desk is answered with what fits into it."""
    return _on_desk("desk/refused_fragment.html", status, reason)


def _uncached(page: str, status: int) -> HttpResponse:
    return HttpResponse(page, status=status, headers={"Cache-Control": "private, no-store"})

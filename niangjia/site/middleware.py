"""What holds for every address: size and signs of a request, no blank refusal, the idle time of a session."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from niangjia.web import refusing

GetResponse = Callable[[HttpRequest], HttpResponse]
FORM_ALLOWANCE = 1024 * 1024
"""What the other fields and the multipart frame may add to a file."""
RENEW_AFTER_SECONDS = 60
NUL = "\0"


class UploadLimit:
    """Refuse a request larger than the upload limit before reading it, in plain Chinese."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        larger = settings.NIANGJIA_LARGER_UPLOADS.items()
        limit: int = next(
            (most for prefix, most in larger if request.path.startswith(prefix)),
            settings.NIANGJIA_UPLOAD_LIMIT,
        )
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdigit() and int(declared) > limit + FORM_ALLOWANCE:
            return refusing.too_large(request, limit // 1024 // 1024)
        return self.get_response(request)


class NoBlankRefusal:
    """A page that only a button leads to, opened otherwise, answers 405: with words, not empty."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return refusing.not_allowed(request)
        return response


class NoNul:
    """Leave out of what is typed the one character that the database cannot keep (NUL).

    It is invisible and comes along with text copied from broken files: nobody could find and delete it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Before the view, when the form has been read for its token anyway."""
        if request.method != "POST":
            return
        fields = list(request.POST.lists())
        if any(NUL in value for _name, values in fields for value in values):
            post = request.POST.copy()
            for name, values in fields:
                post.setlist(name, [value.replace(NUL, "") for value in values])
            request.POST = post  # type: ignore[assignment]  # a copy may be changed, the stub's may not


class SlidingSession:
    """Prolong a session that is in use, writing it at most once a minute.

    Django's own `SESSION_SAVE_EVERY_REQUEST` would cost every page a write.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        now = int(time.time())
        is_used = session.accessed and not session.is_empty()
        if is_used and now - session.get("renewed_at", 0) >= RENEW_AFTER_SECONDS:
            session["renewed_at"] = now
        return response

"""Development inbox (试用收件箱): what the try-out gateway kept instead of sending. At /dev/inbox/.

It shows codes, so it opens for two kinds of people alone: whoever sits at the machine (a loopback
address asked for by a loopback name, with no sign of a proxy between), and a system administrator
with second factor. With any real gateway, a database server or TLS it does not exist (`sms.has_inbox`).
"""

from __future__ import annotations

from ipaddress import ip_address

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from niangjia.kernel import crypto, sms
from niangjia.web.guard import actor_of
from niangjia.web.portal.request import address_of

SHOWN = 20
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


@never_cache
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """``/dev/inbox/``: the newest messages."""
    if not sms.has_inbox() or not (is_local(request) or actor_of(request).may("system.manage")):
        raise Http404
    rows = [
        (
            row.at,
            crypto.unseal(bytes(row.phone_sealed)),
            crypto.unseal(bytes(row.text_sealed)),
        )
        for row in sms.inbox()[:SHOWN]
    ]
    return render(request, "portal/inbox.html", {"rows": rows})


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from the machine itself, not through a proxy on it."""
    if any(header in request.META for header in FORWARDED):
        return False
    try:
        is_loopback = ip_address(address_of(request)).is_loopback
    except ValueError:
        return False
    return is_loopback and split_domain_port(request.get_host())[0] in LOCAL_NAMES


urlpatterns = [path("dev/inbox/", inbox, name="dev-inbox")]

"""All addresses: the desk at the root, the portal under m/, the plain admin under sys/."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView


def health(request: HttpRequest) -> HttpResponse:
    """Answer when the web server and the database both work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


admin.site.site_header = admin.site.site_title = "娘家 · 系统维护"

handler400 = "niangjia.web.refusing.bad_request"
handler403 = "niangjia.web.refusing.forbidden"
handler404 = "niangjia.web.refusing.not_found"
handler500 = "niangjia.web.refusing.crashed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("sys/login/", RedirectView.as_view(url=settings.LOGIN_URL, query_string=True)),
    path("sys/", admin.site.urls),
    path("m/", include("niangjia.web.portal.urls")),
    path("", include("niangjia.web.desk.urls")),
]

"""All addresses: the desk at the root, the portal under m/, the plain admin under sys/."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path


def health(request: HttpRequest) -> HttpResponse:
    """Answer when the web server and the database both work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def _landed(module: str) -> bool:
    """Crutch until the web area lands its addresses."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


admin.site.site_header = admin.site.site_title = "娘家 · 系统维护"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("sys/", admin.site.urls),
]
if _landed("niangjia.web.portal.urls"):
    urlpatterns.append(path("m/", include("niangjia.web.portal.urls")))
if _landed("niangjia.web.desk.urls"):
    urlpatterns.append(path("", include("niangjia.web.desk.urls")))

"""Addresses of the workers' pages, from the registry."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from niangjia.web.portal import PAGES, home, notices

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="portal-home"),
    path("notices/", notices.index, name="portal-notices"),
    path("notices/<uuid:public_id>/", notices.detail, name="portal-notice"),
    *(path(prefix, include(module)) for prefix, module in PAGES),
]

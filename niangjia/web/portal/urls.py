"""Addresses of the workers' pages, from the registry."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from niangjia.web.portal import PAGES, notices

urlpatterns: list[URLPattern | URLResolver] = [
    path("", TemplateView.as_view(template_name="portal/home.html"), name="portal-home"),
    path("notices/", notices.index, name="portal-notices"),
    path("notices/<uuid:public_id>/", notices.detail, name="portal-notice"),
    *(path(prefix, include(module)) for prefix, module in PAGES),
]

"""Addresses of the workers' pages, from the registry."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from niangjia.web.portal import PAGES

urlpatterns: list[URLPattern | URLResolver] = [
    path("", TemplateView.as_view(template_name="portal/home.html"), name="portal-home"),
    *(path(prefix, include(module)) for prefix, module in PAGES),
]

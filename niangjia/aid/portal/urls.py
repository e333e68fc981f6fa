"""Addresses of aid on the workers' phone, mounted at /m/aid/."""

from __future__ import annotations

from django.urls import path

from niangjia.aid.portal import check

urlpatterns = [
    path("check/", check.check_view, name="aid-check"),
]

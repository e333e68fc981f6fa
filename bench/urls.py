"""Our addresses, and a stock Django admin of the same persons beside them."""

from __future__ import annotations

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import include, path

from niangjia.members.models import Person
from niangjia.site.urls import urlpatterns as ours


class _Open(AdminSite):
    """Admin with the library's defaults."""


class _PersonAdmin(ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """What one would write first."""

    list_display = ("name", "gender", "born_on", "education", "employment")
    search_fields = ("name", "pinyin")


stock = _Open(name="stock")
stock.register(Person, _PersonAdmin)
urlpatterns = [path("stock/", stock.urls), path("", include(ours))]

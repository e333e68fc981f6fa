"""Addresses of aid on the workers' phone, mounted at /m/aid/."""

from __future__ import annotations

from django.urls import path

from niangjia.aid.portal import (
    applying,
    authorising,
    case,
    check,
    confirm,
    handing_in,
    objecting,
    photos,
)

_FILE = "file/<uuid:public_id>/"

urlpatterns = [
    path("", case.mine_view, name="aid-mine"),
    path("money/", case.money_view, name="aid-money"),
    path(_FILE, case.older_view, name="aid-older"),
    path(f"{_FILE}confirm/", confirm.confirm_view, name="aid-confirm"),
    path(f"{_FILE}confirm/code/", confirm.code_view, name="aid-confirm-code"),
    path(f"{_FILE}authorise/", authorising.authorise_view, name="aid-authorise"),
    path(f"{_FILE}authorise/code/", authorising.code_view, name="aid-authorise-code"),
    path(f"{_FILE}withdraw/", case.withdraw_view, name="aid-withdraw"),
    path(f"{_FILE}appeal/", case.appeal_view, name="aid-appeal"),
    path(f"{_FILE}withdraw-appeal/", case.withdraw_appeal_view, name="aid-withdraw-appeal"),
    path("object/<uuid:public_id>/", objecting.object_view, name="aid-object"),
    path("check/", check.check_view, name="aid-check"),
    path("apply/", applying.start_view, name="aid-apply"),
    path("apply/remove/", applying.remove_view, name="aid-apply-remove"),
    path("apply/discard/", applying.discard_view, name="aid-apply-discard"),
    path("apply/submit/", handing_in.submit_view, name="aid-apply-submit"),
    path("apply/submit/code/", handing_in.submit_code_view, name="aid-apply-submit-code"),
    path("apply/papers/", photos.papers_view, name="aid-apply-papers"),
    path("apply/papers/<slug:need>/", photos.paper_view, name="aid-apply-paper"),
    path("apply/<slug:slug>/", applying.screen_view, name="aid-apply-screen"),
    path("paper/<uuid:public_id>/", photos.content_view, name="aid-paper"),
]

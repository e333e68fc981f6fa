"""A worker joins on a phone 360 px wide, with the keyboard alone; the chair approves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel.ids import Gender, make_identity
from niangjia.members.models import Membership
from niangjia.members.tests.making import BORN_ON
from tests.e2e.conftest import Open, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

Shot = Callable[["Page", str], None]


def test_worker_joins_on_the_phone(tree: Tree, cast: Cast, open_page: Open, shot: Shot) -> None:
    page = open_page(narrow=True)
    page.goto(f"/m/join/{tree.union.join_code}/")
    assert fits(page)
    page.get_by_label("姓名").focus()
    for text in ("张丽华", make_identity("511725", BORN_ON, 1, Gender.FEMALE)[:17] + "0"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the fold of other documents
    page.keyboard.type("13812345678")
    page.get_by_label("不是", exact=True).check()
    page.get_by_label("我已阅读").check()
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("校验码不对").wait_for()
    shot(page, "join-error-360")
    page.get_by_role("textbox", name="证件号码").fill(
        make_identity("511725", BORN_ON, 1, Gender.FEMALE)
    )

    page.get_by_role("button", name="提交申请").click()

    page.wait_for_url("**/m/join/mine/")
    assert page.get_by_text("审核中").is_visible()
    shot(page, "join-mine-360")
    desk = open_page(cast.chair_sun)
    desk.goto("/join-applications/")
    desk.get_by_role("link", name="张丽华").first.click()
    shot(desk, "join-application")
    desk.get_by_role("button", name="同意入会").or_(
        desk.get_by_role("link", name="同意入会")
    ).click()
    desk.get_by_role("button", name="确认").or_(
        desk.get_by_role("button", name="同意入会")
    ).last.click()
    desk.get_by_text("已办理").wait_for()
    page.reload()
    assert page.get_by_text("已入会").is_visible()
    assert Membership.objects.filter(union=tree.union, left_on=None).count() == 1

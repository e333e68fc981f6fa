"""A worker signs in by phone code at 360 px with the keyboard alone, binds, and finds her membership."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from niangjia.accounts.testing import Tree, last_code
from niangjia.members.tests.making import facts_of, member_of
from tests.e2e.conftest import Open, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

Shot = Callable[["Page", str], None]
PHONE = "13800000001"


def type_into(page: Page, name: str, text: str) -> None:
    """Type and press Enter: the page has put the focus there by itself."""
    page.wait_for_function("name => document.activeElement.name === name", arg=name)
    page.keyboard.type(text)
    assert page.locator(f"[name={name}]").input_value() == text
    page.keyboard.press("Enter")


def test_worker_signs_in_and_binds(tree: Tree, open_page: Open, shot: Shot, settings: Any) -> None:
    settings.NIANGJIA_SMS_GATEWAY = "niangjia.kernel.sms.DevelopmentGateway"
    member_of(tree.union)
    page = open_page(narrow=True)
    page.goto("/m/member/")
    type_into(page, "phone", PHONE)
    page.wait_for_url("**/m/sign-in/code/**")
    assert fits(page)

    type_into(page, "code", last_code(PHONE))
    page.wait_for_url("**/m/member/")
    page.get_by_role("link", name="实名绑定").click()
    page.get_by_role("textbox", name="姓名").fill("张丽华")
    page.get_by_role("textbox", name="证件号码").fill(facts_of().identity)
    page.get_by_label("我已阅读告知").check()
    page.get_by_role("button", name="核对").click()

    page.get_by_text("已为您实名绑定").wait_for()
    for address in ("/m/", "/m/me/", "/m/me/looks/", "/m/me/data/", "/m/me/consents/", "/m/join/"):
        page.goto(address)
        assert fits(page), address
    shot(page, "phone-join-360")
    page.goto("/m/")
    shot(page, "phone-home-360")
    page.get_by_role("link", name="我的会籍").click()
    page.get_by_text("渠江纺织厂工会委员会").first.wait_for()

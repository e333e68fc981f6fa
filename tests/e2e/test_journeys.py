"""First journeys: sign in, workbench, list, search, open, edit; wide, narrow, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from niangjia.accounts.testing import PASSWORD, Cast, Tree
from niangjia.unions.models import Union
from tests.e2e.conftest import Open, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

Shot = Callable[["Page", str], None]


def test_sign_in_search_open_edit(cast: Cast, tree: Tree, open_page: Open, shot: Shot) -> None:
    cast.county_zhao.user.second_factor_at = None  # this journey has no telephone at hand
    cast.county_zhao.user.save(update_fields=["second_factor_at"])
    page = open_page()

    page.goto("/unions/")
    assert "/login/?next=%2Funions%2F" in page.url
    page.get_by_label("用户名").fill(cast.county_zhao.user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto("/unions/")

    page.get_by_role("searchbox", name="搜索", exact=True).fill("渠江")
    page.get_by_role("button", name="查询").click()
    page.locator("tbody tr").first.click()
    page.wait_for_url(f"**/unions/{tree.union.code}/")
    page.get_by_role("link", name="编辑").click()
    page.get_by_label("简称").fill("渠江工会")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/unions/{tree.union.code}/")

    assert page.get_by_role("status").first.inner_text().startswith("已保存")
    assert Union.objects.get(pk=tree.union.pk).short_name == "渠江工会"
    shot(page, "journey-edit")


def test_by_keyboard_alone(cast: Cast, tree: Tree, open_page: Open) -> None:
    page = open_page(cast.county_zhao)
    page.goto("/unions/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    page.keyboard.type("渠江")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/unions/{tree.union.code}/")

    assert page.get_by_role("heading", level=1).inner_text().startswith(tree.union.name)


def test_dialog_takes_a_reason_and_a_picked_union(
    cast: Cast, tree: Tree, open_page: Open, shot: Shot
) -> None:
    page = open_page(cast.city_wang)
    page.goto(f"/unions/{tree.union.code}/")

    page.get_by_label("更多操作").click()
    page.locator("a[href$='/do/move/']").first.click()
    dialog = page.locator("#dialog")
    dialog.get_by_role("button", name="层级").first.click()
    tree_dialog = page.get_by_label("按层级选择")
    tree_dialog.get_by_role("button", name="展开达州市总工会").click()
    tree_dialog.get_by_role("button", name="展开大竹县总工会").click()
    shot(page, "journey-tree")
    tree_dialog.locator(".take", has_text=tree.neighbour_township.name).click()

    assert dialog.locator(".ts-control .item").first.inner_text() == tree.neighbour_township.name
    page.keyboard.press("Escape")


@pytest.mark.parametrize("path", ["/", "/unions/", "/unions/511725/", "/members/", "/employers/",
                                  "/jobs/", "/search/?q=渠", "/me/", "/unions/511725/history/"])  # fmt: skip
def test_every_page_fits_a_phone(
    cast: Cast, tree: Tree, open_page: Open, shot: Shot, path: str
) -> None:
    page = open_page(cast.county_zhao, narrow=True)

    response = page.goto(path)

    assert response is not None
    assert response.status == 200
    shot(page, f"narrow-{path.strip('/').replace('/', '-').split('?')[0] or 'home'}")
    assert fits(page)


def test_menu_drawer_opens_and_closes(cast: Cast, open_page: Open) -> None:
    page = open_page(cast.county_zhao, narrow=True)
    page.goto("/unions/")
    menu = page.get_by_role("navigation", name="主菜单")

    assert not menu.is_visible()
    page.get_by_label("打开菜单").click()
    menu.get_by_role("link", name="工作台").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert not menu.is_visible()

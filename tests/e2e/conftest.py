"""Journeys in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from niangjia.accounts.testing import Player

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
WIDE = (1280, 800)
NARROW = (360, 740)
SHOTS = Path(os.environ.get("NIANGJIA_SHOTS", "build/shots"))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    if CHROMIUM is None:
        pytest.skip("没有 chromium:请安装 chromium 和 fonts-noto-cjk 后再运行浏览器测试")
    sync_api = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()
        # While its loop runs in this thread Django's connections are others than before and after: left
        # open by a test that came later, one would keep the test database from being dropped.
        connections.close_all()


Open = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Open]:
    """``open_page(player, narrow=False)``: a fresh page, signed in; script errors fail the test."""
    contexts, faults = [], []

    def open_(player: Player | None = None, *, narrow: bool = False) -> Page:
        width, height = NARROW if narrow else WIDE
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
        )
        contexts.append(context)
        if player is not None:
            value = player.client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if _is_fault(m) else None)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not faults


def _is_fault(message: object) -> bool:
    text = getattr(message, "text", "")
    return getattr(message, "type", "") == "error" and "Failed to load resource" not in text


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """``shot(page, name)``: a picture in build/shots when NIANGJIA_SHOTS is set."""

    def take(page: Page, name: str) -> None:
        if "NIANGJIA_SHOTS" in os.environ:
            SHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SHOTS / f"{name}.png")

    return take


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

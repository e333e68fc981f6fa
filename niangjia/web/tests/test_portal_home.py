"""Home of the workers' phone: cards by audience, what waits first, small pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory

from niangjia.accounts.testing import Cast
from niangjia.kernel.actor import ANONYMOUS, Actor
from niangjia.web import portal
from niangjia.web.portal import Audience, Waiting, registry, safe_next

CHEN = Actor(3, "职工小陈")
DUE = date(2026, 12, 1)


@pytest.fixture
def empty(monkeypatch: Any) -> None:
    """Registries of the test's own."""
    monkeypatch.setattr(registry, "_CARDS", {})
    monkeypatch.setattr(registry, "_SOURCES", [])


@pytest.mark.usefixtures("empty")
def test_cards_by_audience_and_order() -> None:
    portal.card("帮扶", "/m/aid/", "heart", 20, lambda actor: f"{actor.name}的")
    portal.card("入会", "/m/join/", "users-plus", 10, audience=Audience.VISITOR)
    portal.card("公示", "/m/notices/", "bell", 5, lambda actor: "不给访客", audience=Audience.ALL)

    def shown(actor: Actor) -> list[tuple[str, str]]:
        return [(card.label, badge) for card, badge in portal.cards_for(actor)]

    assert shown(ANONYMOUS) == [("公示", ""), ("入会", "")]
    assert shown(CHEN) == [("公示", "不给访客"), ("帮扶", "职工小陈的")]


@pytest.mark.usefixtures("empty")
def test_same_address_is_one_card() -> None:
    portal.card("旧", "/m/aid/", "heart", 20)
    portal.card("新", "/m/aid/", "heart", 20)

    assert [card.label for card, _ in portal.cards_for(CHEN)] == ["新"]


@pytest.mark.usefixtures("empty")
def test_what_waits_is_ordered_by_its_day() -> None:
    def one(actor: Actor) -> Iterator[Waiting]:
        yield Waiting("不急", "/m/a/")
        yield Waiting("急", "/m/b/", due_on=DUE)

    def other(actor: Actor) -> list[Waiting]:
        return [Waiting("更急", "/m/c/", due_on=date(2026, 11, 30))]

    portal.waiting(one)
    portal.waiting(other)

    assert [w.title for w in portal.waiting_for(CHEN)] == ["更急", "急", "不急"]
    assert portal.waiting_for(ANONYMOUS) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("empty")
def test_home_shows_what_waits_before_the_cards(cast: Cast) -> None:
    portal.card("帮扶", "/m/aid/", "heart", 20, lambda actor: "待确认", text="申请和进度")
    portal.waiting(lambda actor: [Waiting("请确认申请", "/m/aid/1/", "县总工会代您填写", DUE)])

    page = cast.worker_chen.client.get("/m/").content.decode()

    assert page.index("请确认申请") < page.index('href="/m/aid/"')
    assert "请在 2026-12-01 前办理" in page
    assert ">待确认<" in page


@pytest.mark.django_db
def test_visitor_finds_the_ways_in_on_a_small_page() -> None:
    answer = Client().get("/m/")

    page = answer.content.decode()
    for address in ("/m/sign-in/", "/m/join/", "/m/join/progress/", "/m/establish/", "/m/notices/"):
        assert f'href="{address}"' in page
    assert "/m/member/" not in page
    assert len(answer.content) < 30_000
    assert page.count("<script") == 1  # the one small file of its own
    assert "no-store" in answer["Cache-Control"]


def test_manifest_names_pages_and_files_that_exist() -> None:
    path = finders.find("niangjia/portal.json")
    assert isinstance(path, str)

    manifest = json.loads(Path(path).read_text(encoding="utf-8"))

    assert manifest["start_url"] == manifest["scope"] == "/m/"
    assert all(finders.find(f"niangjia/{icon['src']}") for icon in manifest["icons"])


def test_style_of_the_phone_is_small() -> None:
    path = finders.find("niangjia/portal.css")
    assert isinstance(path, str)

    assert Path(path).stat().st_size < 12_000


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/m/aid/?step=2", "/m/aid/?step=2"),
        ("https://example.com/m/", "/m/"),
        ("//example.com/m/", "/m/"),
        ("/unions/", "/m/"),
        ("/m/../unions/", "/m/"),
        ("/m/%2e%2e/unions/", "/m/"),
        ("/m//example.com", "/m/"),
        ("/m/\\example.com", "/m/"),
        ("javascript:alert(1)", "/m/"),
        ("", "/m/"),
    ],
)
def test_the_way_back_stays_on_the_workers_pages(asked: str, leads: str) -> None:
    assert safe_next(RequestFactory().get("/m/sign-in/", {"next": asked})) == leads

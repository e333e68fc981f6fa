"""A checked report in a real browser: the menu stays, doubtful words are marked, at 1280 and 360 px."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import jobs
from niangjia.kernel.models import Job
from niangjia.reports.models import CheckedDocument
from niangjia.reports.services import checks as services
from tests.e2e.conftest import Open, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PLAIN = "各级工会加强学习,联系职工,改进作风,工作更加扎实。"
TEXT = "\n".join(
    [
        "渠县总工会2017年总结",
        "发放会员服务卡31.5万张,激活33.2万张。",
        "某职工荣获全国五一劳动奖章一等奖。牵线配对528对,牵手成功264对。",
        *(f"第{n}项工作:{_PLAIN * 4}" for n in range(30)),
        "慰问困难职工356.5户。",
    ]
)


def checked(tree: Tree, cast: Cast) -> CheckedDocument:
    services.submit_text(
        tree.county, "渠县2017年总结", TEXT, published_on=date(2018, 1, 10),
        actor=cast.county_zhao.actor,
    )  # fmt: skip
    jobs.run(Job.objects.latest("pk").pk)
    return CheckedDocument.objects.latest("pk")


def test_the_menu_stays_and_words_are_marked(
    cast: Cast, tree: Tree, open_page: Open, shot: Callable[[Page, str], None]
) -> None:
    document = checked(tree, cast)
    award = document.findings.get(rule="DICT-AWARD")
    page = open_page(cast.county_zhao)
    page.goto(f"/checks/{document.public_id}/")
    shot(page, "check-top")

    page.locator(f"#f{award.position}").click()
    told = page.locator(".mark.told, .fig.told").all_inner_texts()
    shot(page, "check-chosen")
    page.evaluate("window.scrollTo(0, 2000)")
    top = page.locator("header.top").bounding_box()
    side = page.locator(".side").bounding_box()
    bar = page.locator(".check-bar").bounding_box()
    shot(page, "check-scrolled")

    assert "一等奖" in "".join(told)
    assert top is not None
    assert side is not None
    assert bar is not None
    assert (top["y"], side["y"], bar["y"]) == (0, 52, 52)


def test_marks_differ_by_severity_and_a_filter_begins_at_its_first_finding(
    cast: Cast, tree: Tree, open_page: Open
) -> None:
    document = checked(tree, cast)
    page = open_page(cast.county_zhao)
    page.goto(f"/checks/{document.public_id}/?severity=error")

    styles = {
        kind: page.locator(f".fig.doubt-{kind}").first.evaluate(
            "el => getComputedStyle(el).borderBottomStyle"
        )
        for kind in ("error",)
    }
    first = page.locator(".finding").first
    opened = first.evaluate("el => el.classList.contains('open')")
    page.goto(f"/checks/{document.public_id}/")
    styles["warn"] = page.locator(".doubt-warn").first.evaluate(
        "el => getComputedStyle(el).borderBottomStyle"
    )

    assert styles == {"error": "solid", "warn": "dashed"}
    assert opened


def test_the_page_fits_a_telephone(
    cast: Cast, tree: Tree, open_page: Open, shot: Callable[[Page, str], None]
) -> None:
    document = checked(tree, cast)
    page = open_page(cast.county_zhao, narrow=True)
    page.goto(f"/checks/{document.public_id}/")

    page.locator(".mark.doubt").first.click()
    shot(page, "check-narrow")
    page.evaluate("window.scrollTo(0, 2000)")
    top = page.locator("header.top").bounding_box()
    shot(page, "check-narrow-scrolled")

    assert fits(page)
    assert page.locator(".finding.open").count() == 1
    assert top is not None
    assert top["y"] == 0

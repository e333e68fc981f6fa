"""Applying at 360 px on a bad network: what was typed is still there; photos are made smaller."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from niangjia.accounts.testing import Tree
from niangjia.aid.models import Attachment
from niangjia.aid.tests import files, phone
from niangjia.kernel.tests.pictures import chunk, png
from tests.e2e.conftest import Open, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

Shot = Callable[["Page", str], None]


def test_what_was_typed_outlives_a_lost_connection(tree: Tree, open_page: Open, shot: Shot) -> None:
    worker = phone.phone_of(tree)
    page = open_page(worker, narrow=True)
    page.goto(f"{phone.APPLY}unit/")
    page.get_by_label("工作单位").fill("渠江纺织厂")
    page.context.set_offline(True)

    page.get_by_role("button", name="下一步").click()

    page.get_by_text("现在没有网络。您填的内容还在").wait_for()
    assert fits(page)
    shot(page, "aid-offline-360")
    page.context.set_offline(False)
    page.reload()
    page.get_by_text("已恢复您上次填好、还没有发出去的内容").wait_for()
    assert page.get_by_label("工作单位").input_value() == "渠江纺织厂"
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/apply/enterprise/")
    page.goto(f"{phone.APPLY}bank/")
    page.get_by_label("银行卡号").fill("6222020000000000018")
    kept = page.evaluate("JSON.stringify({...sessionStorage})")
    assert "6222" not in kept  # private answers are not left in the browser
    page.route("**/healthz", lambda route: route.abort())
    page.get_by_role("button", name="下一步").click()
    page.get_by_text("现在连不上网络,没有发出去").wait_for()
    assert page.get_by_label("银行卡号").input_value() == "6222020000000000018"


def test_a_large_photo_is_made_smaller_before_it_is_sent(
    tree: Tree, open_page: Open, shot: Shot
) -> None:
    files.adopt_standard(tree)
    worker = phone.phone_of(tree)
    worker.keep()
    page = open_page(worker, narrow=True)
    page.goto(f"{phone.APPLY}papers/{phone.NEEDED[0]}/")
    large = png(60, 40, extra=chunk(b"prVt", bytes(3_000_000)))

    page.get_by_label("拍照", exact=True).set_input_files(
        {"name": "IMG_1.png", "mimeType": "image/png", "buffer": large}
    )

    page.get_by_text(re.compile(r"原来 2\.9 MB,已缩小到 \d+ KB,省流量。")).wait_for()
    assert fits(page)
    page.get_by_role("button", name="上传这张照片").click()
    page.get_by_text("已上传").wait_for()
    shot(page, "aid-photo-360")
    kept = Attachment.objects.get()
    assert (kept.media_type, kept.size < 10_000) == ("image/jpeg", True)

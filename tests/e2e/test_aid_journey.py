"""From a worker's need to money received: phone, unit, county, city, bank, phone, figure.

The way to the county's desk (home visit, notice, township, comparison) is taken by the services; each
has its own tests. What the people of this journey see and press is the browser's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from niangjia.accounts.queries import actor_of
from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Player, Tree, last_code, player
from niangjia.aid import services
from niangjia.aid.models import Grant, HouseholdFile
from niangjia.aid.queries import signing_phone
from niangjia.aid.tests import files, phone
from niangjia.kernel import clock
from niangjia.ledger import services as ledger
from niangjia.ledger.models import PaymentBatch
from niangjia.ledger.tests import builders
from tests.e2e.conftest import Open, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

Shot = Callable[["Page", str], None]


def answer(page: Page, slug: str, data: phone.Data) -> None:
    """Fill one question as she would, and go on."""
    page.goto(f"{phone.APPLY}{slug}/")
    for name, given in data.items():
        for value in [given] if isinstance(given, str) else given:
            choice = page.locator(f"input[name='{name}'][value='{value}']")
            if choice.count():
                choice.check()
            elif page.locator(f"select[name='{name}']").count():
                page.locator(f"select[name='{name}']").select_option(value)
            else:
                page.locator(f"[name='{name}']").fill(value)
    page.locator("form[data-keep] button.btn-main").click()
    page.wait_for_url(lambda url: not url.endswith(f"/{slug}/"))


def apply_on_the_phone(page: Page, worker: phone.Phone, shot: Shot) -> HouseholdFile:
    """Every question in the browser; the photos by the same form without it."""
    for slug, data in phone.QUESTIONS:
        if data:
            answer(page, slug, data)
            assert fits(page), slug
    shot(page, "aid-apply-360")
    for n, need in enumerate(phone.NEEDED):
        assert worker.photograph(need, 10 + n).status_code == 302
    worker.sign()
    page.goto(f"{phone.APPLY}submit/")
    assert fits(page)
    shot(page, "aid-submit-360")
    page.locator("button.btn-main").last.click()
    page.wait_for_url("**/submit/code/")
    page.locator("[name=code]").fill(last_code(signing_phone(actor_of(worker.person.user_id or 0))))
    assert fits(page)
    shot(page, "aid-sign-360")
    page.get_by_role("button", name="签字并提交").click()
    page.wait_for_url("**/m/aid/")
    return HouseholdFile.objects.get(person=worker.person)


def to_the_county(file: HouseholdFile, found: files.Aiders) -> HouseholdFile:
    """Home visit, notice that ran out, township, comparison without a mismatch, decision, plan."""
    files.visited(file, found)
    services.check(file, actor=found.chair.actor)
    services.publish(file, actor=found.chair.actor)
    HouseholdFile.objects.filter(pk=file.pk).update(due_on=clock.today() - timedelta(days=1))
    services.end_notice(files.fresh(file))
    services.endorse(file, actor=found.township.actor)
    services.compare(files.compared(files.fresh(file)), actor=found.county.actor)
    services.decide(file, actor=found.county.actor)
    return files.planned(files.fresh(file), found.county.actor)


def take_step(page: Page, address: str, **fields: str) -> None:
    """Open the page of a step, fill in and confirm."""
    page.goto(address)
    for name, value in fields.items():
        field = page.locator(f"[name='{name}']")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    for box in page.locator("main form input[type=checkbox]").all():  # 已核对…
        box.check()
    page.locator("main form button[type=submit], main form button.btn-main").last.click()
    page.wait_for_url(lambda url: "/do/" not in url)


def figure(page: Page, tree: Tree, name: str) -> int:
    """The tile on the city's dashboard."""
    page.goto(f"/board/{tree.city.code}/")
    tile = page.locator(".tile", has=page.get_by_role("link", name=name, exact=True))
    tile.wait_for()
    return int(tile.locator(".tile-value").evaluate("e => e.firstChild.data").replace(",", ""))


def test_from_need_to_money(
    tree: Tree, cast: Cast, open_page: Open, shot: Shot, settings: Any
) -> None:
    settings.NIANGJIA_SMS_GATEWAY = "niangjia.kernel.sms.DevelopmentGateway"
    files.adopt_standard(tree)
    found = files.aiders(tree, cast)
    leader = player("xian-lingdao", "县领导", tree.county, Role.LEADER)
    finance = player("xian-caiwu", "县财", tree.county, Role.FINANCE)
    money = builders.money(tree, amount="100000", budget="80000")
    worker = phone.phone_of(tree)
    mobile, city = open_page(worker, narrow=True), open_page(found.city)
    before = figure(city, tree, "在档困难职工户")

    file = to_the_county(apply_on_the_phone(mobile, worker, shot), found)
    take_step(open_page(found.county_second), f"/aid/{file.public_id}/do/propose/")
    take_step(city, f"/aid/{file.public_id}/do/approve/")
    assert figure(city, tree, "在档困难职工户") == before + 1

    take_step(
        open_page(found.county),
        f"/aid/{file.public_id}/do/propose_grant/",
        programme=str(money.programme.pk),
        fund=str(money.fund.pk),
        asked_amount="5000",
        grounds="丈夫长期患病",
    )
    grant = Grant.objects.get()
    take_step(open_page(leader), f"/grants/{grant.public_id}/do/approve/", amount="5000")
    pay(open_page(finance), Grant.objects.get(), finance)

    mobile.goto("/m/aid/money/")
    assert mobile.get_by_text("5,000.00").first.is_visible()
    assert fits(mobile)
    shot(mobile, "aid-money-360")
    opens_to_the_record(city, tree, file, shot)


def pay(page: Page, grant: Grant, finance: Player) -> None:
    """Approved and sent by finance; the bank's reply is uploaded in the browser."""
    assert grant.reservation is not None
    payment = ledger.order(grant.reservation, actor=finance.actor)
    batch = ledger.make_batch(payment.union, [payment], actor=finance.actor)
    batch = ledger.send(batch, actor=finance.actor)
    page.goto(f"/batches/{batch.public_id}/reply/")
    reply = builders.reply_text(PaymentBatch.objects.get(pk=batch.pk)).encode("gb18030")
    page.locator("input[type=file]").set_input_files(
        {"name": "回盘.txt", "mimeType": "text/plain", "buffer": reply}
    )
    page.locator("main form button[type=submit], main form button.btn-main").last.click()
    page.wait_for_url("**tab=bank")
    assert Grant.objects.get(pk=grant.pk).status == "paid"


def opens_to_the_record(page: Page, tree: Tree, file: HouseholdFile, shot: Shot) -> None:
    """The household's tile leads to its file; the money's to the payment's facts."""
    assert figure(page, tree, "帮扶资金") == 5000
    shot(page, "board-aid")
    tile = page.locator(".tile", has=page.get_by_role("link", name="在档困难职工户", exact=True))
    tile.get_by_role("link", name="记录").click()
    page.wait_for_url("**/records/**")
    assert page.get_by_text(file.number).first.is_visible()
    page.goto(f"/figures/aid.money/records/?union={tree.city.code}")
    assert page.get_by_text("5,000").first.is_visible()
    shot(page, "aid-money-records")

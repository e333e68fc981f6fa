"""Signing in by phone code: once, briefly, few tries, no telling who is known, no posts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from niangjia.accounts import queries, services
from niangjia.accounts.middleware import load_actor
from niangjia.accounts.models import PhoneCode, SignIn, User
from niangjia.accounts.rules import CodePurpose, Role, read_phone
from niangjia.accounts.testing import (
    PASSWORD,
    Cast,
    Tree,
    last_code,
    phone_sign_in,
)
from niangjia.kernel import crypto
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Entry, TextMessage

PHONE = "13812345678"
MORNING = datetime.fromisoformat("2026-11-20T09:00:00+08:00")
INBOX = "niangjia.kernel.sms.DevelopmentGateway"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inbox(settings: Any) -> None:
    """Messages are kept, whatever database the tests run on."""
    settings.NIANGJIA_SMS_GATEWAY = INBOX


@pytest.fixture
def clock() -> Iterator[Any]:
    """A morning that only the test moves on."""
    with time_machine.travel(MORNING, tick=False) as moved:
        yield moved


def ask(client: Client, phone: str = PHONE) -> Any:
    return client.post("/m/sign-in/", {"phone": phone})


def answer(client: Client, code: str) -> Any:
    return client.post("/m/sign-in/code/", {"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def is_in(client: Client) -> bool:
    return "sign-in" not in client.get("/m/me/").headers.get("Location", "")


# --- The way in ---------------------------------------------------------------------------


def test_number_then_code_then_in(tree: Tree) -> None:
    client = Client()

    asked = ask(client, " 138 1234-5678 ")
    page = client.get(asked["Location"]).content.decode()
    entered = answer(client, last_code(PHONE))

    assert asked["Location"] == "/m/sign-in/code/"
    assert "138****5678" in page
    assert PHONE not in page
    assert entered["Location"] == "/m/"
    assert "手机尾号5678,您好" in client.get("/m/").content.decode()
    user = User.objects.get(phone_blind=services.phone_blind(PHONE))
    assert not user.has_usable_password()
    logged = SignIn.objects.get()
    assert (logged.username, logged.outcome) == (user.username, "ok")
    assert logged.union_id == tree.province.pk


def test_it_leads_back_to_the_page_asked_for_and_nowhere_else(tree: Tree) -> None:
    led = Client().get("/m/member/")

    assert led["Location"] == "/m/sign-in/?next=%2Fm%2Fmember%2F"
    assert phone_sign_in(Client(), PHONE, "/m/member/")["Location"] == "/m/member/"
    for place in ("https://example.com/", "//example.com", "/unions/", "/m@example.com"):
        assert phone_sign_in(Client(), "13800000001", place)["Location"] == "/m/"
        PhoneCode.objects.all().delete()


def test_second_time_is_the_same_account(tree: Tree) -> None:
    phone_sign_in(Client(), PHONE)
    phone_sign_in(Client(), PHONE)

    assert User.objects.filter(phone_blind__isnull=False).count() == 1
    assert Entry.objects.filter(verb="accounts.open_by_phone").count() == 1


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("13812345678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("1381234567", ""),
        ("23812345678", ""),
        ("138123456789", ""),
        ("", ""),
        ("一三八", ""),
    ],
)
def test_phones_as_people_type_them(typed: str, read: str) -> None:
    assert read_phone(typed) == read


def test_what_is_no_number_sends_nothing(tree: Tree) -> None:
    page = ask(Client(), "12345").content.decode()

    assert "请填写11位手机号码" in page
    assert TextMessage.objects.count() == 0


def test_signing_out_ends_the_session(tree: Tree) -> None:
    client = Client()
    phone_sign_in(client, PHONE)

    client.post("/m/sign-out/")

    assert not is_in(client)
    assert SignIn.objects.order_by("-id")[0].outcome == "sign_out"


# --- Codes --------------------------------------------------------------------------------


def test_code_ends_after_five_minutes(tree: Tree, clock: Any) -> None:
    client = Client()
    ask(client)
    clock.shift(timedelta(minutes=5))

    page = answer(client, last_code(PHONE)).content.decode()

    assert "这个验证码已失效" in page
    assert not is_in(client)
    assert User.objects.filter(phone_blind__isnull=False).count() == 0


def test_code_works_once(tree: Tree) -> None:
    client = Client()
    ask(client)
    row, code = PhoneCode.objects.get(), last_code(PHONE)

    services.use_code(row.pk, CodePurpose.SIGN_IN, code)

    with pytest.raises(Blocked, match="已失效"):
        services.use_code(row.pk, CodePurpose.SIGN_IN, code)
    assert "已失效" in answer(client, code).content.decode()


def test_code_is_for_one_purpose(tree: Tree) -> None:
    row, code = services.make_code(PHONE, CodePurpose.CONFIRM)

    with pytest.raises(Blocked, match="已失效"):
        services.use_code(row.pk, CodePurpose.SIGN_IN, code)

    row.refresh_from_db()
    assert (row.try_count, row.used_at) == (0, None)


def test_sixth_try_fails_even_with_the_right_code(tree: Tree) -> None:
    client = Client()
    ask(client)
    code = last_code(PHONE)

    for _ in range(5):
        assert "验证码" in answer(client, wrong(code)).content.decode()
    page = answer(client, code).content.decode()

    assert "这个验证码已失效" in page
    assert not is_in(client)
    assert PhoneCode.objects.get().try_count == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        PhoneCode.objects.update(try_count=6)


def test_code_belongs_to_the_browser_that_asked(tree: Tree) -> None:
    ask(Client())
    other = Client()

    led = answer(other, last_code(PHONE))

    assert led["Location"] == "/m/sign-in/"
    assert not is_in(other)


def test_next_code_waits_a_minute(tree: Tree, clock: Any) -> None:
    client = Client()
    ask(client)
    clock.shift(timedelta(seconds=20))

    early = ask(Client()).content.decode()
    clock.shift(timedelta(seconds=41))
    again = client.post("/m/sign-in/again/", follow=True).content.decode()

    assert "请40秒后再获取" in early
    assert "验证码已重新发送" in again
    assert TextMessage.objects.count() == 2
    assert answer(client, last_code(PHONE))["Location"] == "/m/"


def test_phone_gets_six_codes_an_hour(tree: Tree, clock: Any) -> None:
    for _ in range(6):
        assert ask(Client()).status_code == 302
        clock.shift(timedelta(seconds=61))

    page = ask(Client()).content.decode()

    assert "向这个号码发验证码的次数太多" in page
    assert TextMessage.objects.count() == 6


def test_nothing_but_the_message_knows_the_code(
    tree: Tree, capsys: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    ask(client)
    code = last_code(PHONE)
    answer(client, wrong(code))
    answer(client, code)

    row = PhoneCode.objects.get()
    stored = bytes(row.code_blind) + bytes(row.phone_sealed) + bytes(row.phone_blind)
    journal = json.dumps(list(Entry.objects.values("summary", "reason", "changes")))
    sessions = str(dict(client.session))
    assert code.encode() not in stored
    assert code not in journal + sessions + caplog.text
    assert PHONE not in journal + sessions + caplog.text
    assert PHONE not in str(list(SignIn.objects.values_list("username", flat=True)))
    assert f"{PHONE}:" in capsys.readouterr().err  # the console of the try-out, as documented


# --- Nobody learns who is known -----------------------------------------------------------


def test_known_and_unknown_numbers_are_answered_alike(tree: Tree) -> None:
    services.open_by_phone("13800000001")
    pages = []

    for phone in ("13800000001", "13800000002"):
        client = Client()
        first = ask(client, phone)
        shown = client.get(first["Location"]).content.decode()
        after = answer(client, wrong(last_code(phone))).content.decode()
        token = "csrfmiddlewaretoken"
        pages.append(
            [first.status_code, first["Location"]]
            + [
                line.replace(phone[-4:], "")
                for text in (shown, after)
                for line in text.splitlines()
                if token not in line
            ]
        )

    assert pages[0] == pages[1]


def test_closed_account_is_told_only_after_the_right_code(tree: Tree) -> None:
    user = services.open_by_phone(PHONE)
    user.is_active = False
    user.save(update_fields=["is_active"])
    client = Client()

    asked = ask(client)
    page = answer(client, last_code(PHONE)).content.decode()

    assert asked.status_code == 302
    assert "这个账号已停用" in page
    assert not is_in(client)


# --- Sessions -----------------------------------------------------------------------------


def test_session_key_changes_at_sign_in(tree: Tree) -> None:
    client = Client()
    ask(client)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value

    answer(client, last_code(PHONE))

    fixed = Client()
    fixed.cookies[settings.SESSION_COOKIE_NAME] = before
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert not is_in(fixed)


def test_idle_phone_signs_in_again(tree: Tree, clock: Any, settings: Any) -> None:
    settings.NIANGJIA_PHONE_IDLE_SECONDS = 3600
    client = Client()
    phone_sign_in(client, PHONE)

    clock.shift(timedelta(minutes=59))
    assert is_in(client)
    clock.shift(timedelta(minutes=59))
    assert is_in(client)
    clock.shift(timedelta(minutes=61))
    led = client.get("/m/me/")

    assert led["Location"] == "/m/sign-in/?next=%2Fm%2Fme%2F&idle=1"
    assert "已自动退出" in client.get(led["Location"]).content.decode()


# --- No posts by this way -----------------------------------------------------------------


def test_cadre_with_the_same_phone_keeps_two_accounts(tree: Tree, cast: Cast) -> None:
    zhao = cast.county_zhao.user
    zhao.phone_sealed = crypto.seal(PHONE)
    zhao.save(update_fields=["phone_sealed"])
    client = Client()

    phone_sign_in(client, PHONE)

    user = User.objects.get(phone_blind=services.phone_blind(PHONE))
    assert user.pk != zhao.pk
    for address in ("/", "/members/", "/unions/", "/journal/", "/users/", "/jobs/", "/me/"):
        assert client.get(address)["Location"] == "/m/", address
        assert client.post(address)["Location"] == "/m/", address
    assert cast.county_zhao.client.get("/members/").status_code == 200


def test_phone_session_carries_no_post_whatever_the_data_say(tree: Tree, cast: Cast) -> None:
    """Even where a cadre's own account were signed in by phone: the session decides."""
    client = Client()
    client.force_login(cast.county_zhao.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["by_phone"] = True
    session["second_factor"] = cast.county_zhao.user.second_factor_at.isoformat()
    session.save()

    response = client.get("/m/")

    actor = load_actor(response.wsgi_request)
    assert (actor.grants, actor.second_factor) == ((), False)
    assert client.get("/members/")["Location"] == "/m/"


def test_worker_account_is_never_given_a_post(tree: Tree, cast: Cast) -> None:
    user = services.open_by_phone(PHONE)

    with pytest.raises(Blocked, match="职工用手机开通的账号"):
        services.appoint(user, tree.county, Role.ORGANISATION, actor=SYSTEM)
    with pytest.raises(DatabaseError, match="不能任职"), transaction.atomic():
        cast.county_zhao.user.posts.update(user=user)
    with pytest.raises(DatabaseError, match="有任职的账号"), transaction.atomic():
        User.objects.filter(pk=cast.county_zhao.user.pk).update(
            phone_blind=crypto.blind("phone", "13800000009"), union=None
        )

    assert queries.actor_of(user.pk).grants == ()
    assert cast.county_zhao.user.posts.count() == 1


def test_worker_account_has_no_password_way_in(tree: Tree) -> None:
    user = services.open_by_phone(PHONE)
    client = Client()

    for password in ("", "!", PASSWORD):
        client.post("/login/", {"username": user.username, "password": password})

    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("who", ["county_zhao", "chair_sun", "worker_chen", "stranger"])
def test_passwords_still_open_the_workers_pages(cast: Cast, who: str) -> None:
    assert getattr(cast, who).client.get("/m/me/").status_code == 200

"""Signing in: password, lock, one-time code, forced change, idle time, sign-in log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from niangjia.accounts import queries, services
from niangjia.accounts.models import RecoveryCode, SecondFactor, SignIn, User
from niangjia.accounts.rules import Role, SignInOutcome
from niangjia.accounts.testing import PASSWORD, Cast, Player, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible

MORNING = datetime.fromisoformat("2026-11-20T09:00:00+08:00")


@pytest.fixture
def cadre(tree: Tree) -> User:
    """A cadre without second factor yet."""
    user = services.create_user(
        "xian-sun", "县孙", PASSWORD, union=tree.county, must_change=False, actor=SYSTEM
    )
    services.appoint(user, tree.county, Role.ORGANISATION, actor=SYSTEM)
    return user


@pytest.fixture
def viewer(tree: Tree) -> User:
    """A cadre whose role needs no second factor."""
    user = services.create_user(
        "xian-cai", "县财", PASSWORD, union=tree.county, must_change=False, actor=SYSTEM
    )
    services.appoint(user, tree.county, Role.AUDIT, actor=SYSTEM)
    return user


def sign_in(client: Client, username: str, password: str = PASSWORD, next_: str = "/") -> Any:
    return client.post("/login/", {"username": username, "password": password, "next": next_})


def outcomes(username: str) -> list[str]:
    rows = SignIn.objects.filter(username=username).order_by("id")
    return list(rows.values_list("outcome", flat=True))


def enrol(user: User) -> tuple[User, SecondFactor, list[str]]:
    actor = queries.actor_of(user.pk)
    factor = services.start_second_factor(user, actor=actor)
    code = services.current_code(factor, timezone.now() - timedelta(seconds=30))
    user, recovery = services.confirm_second_factor(user, code, actor=actor)
    factor.refresh_from_db()
    return user, factor, recovery


def test_right_password_leads_to_the_page_asked_for(viewer: User) -> None:
    client = Client()

    answer = sign_in(client, "XIAN-CAI ", next_="/me/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/me/")
    assert client.get("/me/").status_code == 200
    assert outcomes("xian-cai") == ["ok"]
    assert SignIn.objects.get().address == "127.0.0.1"


def test_sign_in_never_leads_to_another_site(viewer: User) -> None:
    answer = sign_in(Client(), "xian-cai", next_="https://example.com/")

    assert answer.headers["Location"] == "/"


def test_wrong_password_says_so_and_is_logged(viewer: User) -> None:
    answer = sign_in(Client(), "xian-cai", "wrong-password")

    assert "用户名或密码不对,也可能账号已停用。" in answer.content.decode()
    assert outcomes("xian-cai") == ["wrong"]


def test_unknown_user_is_answered_like_a_wrong_password(tree: Tree) -> None:
    answer = sign_in(Client(), "nobody-here", "wrong-password")

    assert "用户名或密码不对,也可能账号已停用。" in answer.content.decode()
    attempt = SignIn.objects.get()
    assert (attempt.user_id, attempt.union_id) == (None, tree.province.pk)


def test_deactivated_account_does_not_sign_in(viewer: User) -> None:
    services.deactivate(viewer, reason="退休", actor=SYSTEM)

    answer = sign_in(Client(), "xian-cai")

    assert answer.status_code == 200
    assert outcomes("xian-cai") == ["wrong"]


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(viewer: User) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        for attempt in range(4):
            client = Client(HTTP_USER_AGENT=f"browser {attempt}")  # rotating does not help
            assert sign_in(client, "xian-cai", "wrong-password").status_code == 200
        fifth = sign_in(Client(), "xian-cai", "wrong-password")
        clock.shift(timedelta(minutes=5))
        right_but_locked = sign_in(Client(), "xian-cai")
        clock.shift(timedelta(minutes=10, seconds=1))
        after = sign_in(Client(), "xian-cai")

    assert fifth.status_code == 429
    assert "请在15分钟后(09:15)再试" in fifth.content.decode()
    assert right_but_locked.status_code == 429
    assert "请在10分钟后(09:15)再试" in right_but_locked.content.decode()
    assert after.status_code == 302
    assert outcomes("xian-cai") == ["wrong"] * 4 + ["locked", "locked", "ok"]


def test_wrong_password_warns_before_the_lock(viewer: User) -> None:
    for _ in range(2):
        answer = sign_in(Client(), "xian-cai", "wrong-password")

    assert "再错3次将锁定15分钟" in answer.content.decode()


def test_security_administrator_unlocks(tree: Tree, viewer: User) -> None:
    for _ in range(5):
        sign_in(Client(), "xian-cai", "wrong-password")
    keeper = services.create_user(
        "xian-an", "县安全", PASSWORD, union=tree.county, must_change=False, actor=SYSTEM
    )
    services.appoint(keeper, tree.county, Role.SECURITY_ADMIN, actor=SYSTEM)

    services.unlock(
        viewer, reason="本人核实", actor=queries.actor_of(keeper.pk, second_factor=True)
    )

    assert sign_in(Client(), "xian-cai").status_code == 302


def test_unlocking_is_refused_to_everybody_of_the_cast(viewer: User, cast: Cast) -> None:
    for player in cast:
        with pytest.raises(NotVisible):
            services.unlock(viewer, reason="越权", actor=player.actor)


def test_temporary_password_must_be_changed_first(tree: Tree) -> None:
    user, temporary = services.open_account("xin-ren", "新人", union=tree.county, actor=SYSTEM)
    client = Client()
    sign_in(client, "xin-ren", temporary)

    led = client.get("/unions/")
    weak = client.post(
        "/me/password/", {"old": temporary, "new": "xin-ren-2026", "again": "xin-ren-2026"}
    )
    changed = client.post(
        "/me/password/",
        {"old": temporary, "new": "Qujiang#2026", "again": "Qujiang#2026", "next": "/me/"},
    )

    assert led.headers["Location"] == "/me/password/?next=%2Funions%2F"
    assert "密码不能包含用户名" in weak.content.decode()
    assert changed.headers["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    user.refresh_from_db()
    assert user.check_password("Qujiang#2026")
    assert not user.must_change_password


def test_common_password_is_refused(viewer: User) -> None:
    with pytest.raises(Blocked, match="太常见") as refusal:
        services.change_password(viewer, PASSWORD, "password123", actor=queries.actor_of(viewer.pk))

    assert refusal.value.field == "new"


def test_wrong_old_password_changes_nothing(viewer: User) -> None:
    with pytest.raises(Blocked, match="原密码不对"):
        services.change_password(
            viewer, "wrong-password", "Qujiang#2026", actor=queries.actor_of(viewer.pk)
        )

    viewer.refresh_from_db()
    assert viewer.check_password(PASSWORD)


def test_cadre_with_sensitive_rights_is_led_to_the_second_factor(cadre: User) -> None:
    client = Client()

    answer = sign_in(client, "xian-sun", next_="/me/")
    page = client.get("/me/second-factor/")

    assert answer.headers["Location"] == "/me/second-factor/?next=%2Fme%2F"
    assert "data:image/svg+xml" in page.content.decode()
    assert client.get("/me/").status_code == 200  # she works without those permissions


def test_enrolment_opens_the_sensitive_rights(tree: Tree, cadre: User) -> None:
    client = Client()
    sign_in(client, "xian-sun")
    client.get("/me/second-factor/")
    factor = SecondFactor.objects.get(user=cadre)

    wrong = client.post("/me/second-factor/", {"code": "000000"})
    code = services.current_code(factor, timezone.now())
    right = client.post("/me/second-factor/", {"code": code})

    assert "验证码不对" in wrong.content.decode()
    assert "它们只显示这一次" in right.content.decode()
    assert RecoveryCode.objects.filter(user=cadre).count() == 8
    assert client.get("/posts/new/").status_code == 200


def test_second_step_is_due_once_enrolled(cadre: User) -> None:
    _, factor, _ = enrol(cadre)
    client = Client()

    first = sign_in(client, "xian-sun", next_="/me/")
    before = client.get("/me/")
    wrong = client.post("/login/code/", {"code": "123456", "next": "/me/"})
    code = services.current_code(factor, timezone.now())
    right = client.post("/login/code/", {"code": code, "next": "/me/"})

    assert first.headers["Location"] == "/login/code/?next=%2Fme%2F"
    assert before.headers["Location"].startswith("/login/")
    assert "验证码不对" in wrong.content.decode()
    assert right.headers["Location"] == "/me/"
    assert client.get("/posts/new/").status_code == 200
    assert outcomes("xian-sun") == ["wrong_code", "ok"]


def test_code_works_once(cadre: User) -> None:
    user, factor, _ = enrol(cadre)
    code = services.current_code(factor, timezone.now())

    assert services.check_code(user, code)
    assert not services.check_code(user, code)


def test_recovery_code_works_once(cadre: User) -> None:
    user, _, recovery = enrol(cadre)

    assert services.check_code(user, recovery[0].upper())
    assert not services.check_code(user, recovery[0])
    assert queries.recovery_codes_left(user) == 7


def test_five_wrong_codes_lock_the_factor(cadre: User) -> None:
    user, factor, _ = enrol(cadre)
    with time_machine.travel(MORNING, tick=False) as clock:
        for _ in range(5):
            assert not services.check_code(user, "000000")
        with pytest.raises(Blocked, match=r"请在15分钟后\(09:15\)再试"):
            services.check_code(user, services.current_code(factor, timezone.now()))
        clock.shift(timedelta(minutes=15, seconds=1))
        SecondFactor.objects.update(last_step=0)  # the enrolment was "later" than this morning
        assert services.check_code(user, services.current_code(factor, timezone.now()))


def test_resetting_the_factor_takes_the_rights_from_open_sessions(tree: Tree, cast: Cast) -> None:
    zhao: Player = cast.county_zhao
    assert zhao.client.get("/posts/new/").status_code == 200
    keeper = services.create_user(
        "xian-an", "县安全", PASSWORD, union=tree.county, must_change=False, actor=SYSTEM
    )
    services.appoint(keeper, tree.county, Role.SECURITY_ADMIN, actor=SYSTEM)
    actor = queries.actor_of(keeper.pk, second_factor=True)

    services.reset_second_factor(zhao.user, reason="手机丢失", actor=actor)

    assert zhao.client.get("/posts/new/").status_code == 403
    with pytest.raises(Blocked, match="没有启用二次验证"):
        services.reset_second_factor(zhao.user, reason="再来一次", actor=actor)


def test_idle_session_ends_with_a_message_and_returns(viewer: User) -> None:
    client = Client()
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client, "xian-cai")
        clock.shift(timedelta(minutes=29))
        assert client.get("/me/").status_code == 200
        clock.shift(timedelta(minutes=31))
        led = client.get("/posts/?q=fang")
        page = client.get(led.headers["Location"])

    assert led.headers["Location"] == ("/login/?next=%2Fposts%2F%3Fq%3Dfang&idle=1")
    assert "您已超过30分钟没有操作" in page.content.decode()


def test_visitor_is_not_told_of_idling() -> None:
    led = Client().get("/me/")

    assert led.headers["Location"] == "/login/?next=%2Fme%2F"


def test_fragment_of_an_ended_session_sends_the_whole_page_to_sign_in(viewer: User) -> None:
    client = Client()
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client, "xian-cai")
        clock.shift(timedelta(minutes=31))
        answer = client.get(
            "/me/",
            headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/unions/?page=2"},
        )

    assert answer.headers["HX-Redirect"] == "/login/?next=%2Funions%2F%3Fpage%3D2&idle=1"


def test_signing_out_is_logged(viewer: User) -> None:
    client = Client()
    sign_in(client, "xian-cai")

    answer = client.post("/logout/")

    assert answer.headers["Location"] == "/login/"
    assert outcomes("xian-cai") == ["ok", "sign_out"]
    assert client.get("/me/").status_code == 302


def test_password_reset_ends_open_sessions(viewer: User) -> None:
    client = Client()
    sign_in(client, "xian-cai")

    temporary = services.reset_password(viewer, reason="本人忘记", actor=SYSTEM)

    assert client.get("/me/").status_code == 302
    viewer.refresh_from_db()
    assert viewer.must_change_password
    assert viewer.check_password(temporary)


def test_sign_in_log_cannot_be_changed_or_deleted(viewer: User) -> None:
    services.record_sign_in("xian-cai", "127.0.0.1", SignInOutcome.WRONG)

    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        SignIn.objects.update(outcome="ok")
    with pytest.raises(DatabaseError, match="六个月内不能删除"), transaction.atomic():
        SignIn.objects.all().delete()

    assert outcomes("xian-cai") == ["wrong"]


def test_null_bytes_are_left_out_and_the_attempt_is_kept(tree: Tree) -> None:
    answer = sign_in(Client(), "xian\0cai", "x")

    assert answer.status_code == 200
    attempt = SignIn.objects.get()
    assert (attempt.username, attempt.outcome == "ok") == ("xiancai", False)


def test_plain_admin_has_no_sign_in_of_its_own() -> None:
    answer = Client().get("/sys/login/?next=/sys/")

    assert answer.headers["Location"] == "/login/?next=/sys/"

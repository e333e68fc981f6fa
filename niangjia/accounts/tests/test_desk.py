"""The desks of users, posts, journal and sign-in log."""

from __future__ import annotations

from typing import Any

import pytest

from niangjia.accounts import queries, services
from niangjia.accounts.desk.logs import JournalDesk, SignInDesk
from niangjia.accounts.desk.posts import PostDesk
from niangjia.accounts.desk.users import UserDesk
from niangjia.accounts.models import Post, SignIn, User
from niangjia.accounts.rules import Role, SignInOutcome
from niangjia.accounts.testing import Cast, Player, Tree, player
from niangjia.kernel import journal
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry
from niangjia.web.testing import DeskTests

CADRES = ("county_zhao", "city_wang", "province_li")


class TestUserDesk(DeskTests):
    desk = UserDesk
    insiders = CADRES
    search_text = "zhen-wu"

    def make(self, tree: Tree, cast: Cast) -> User:
        return player("zhen-wu", "镇吴", tree.township, Role.ORGANISATION).user


class TestPostDesk(DeskTests):
    desk = PostDesk
    insiders = CADRES
    search_text = "zhen-wu"
    act_data = {"dismiss": {"reason": "轮岗"}}

    def make(self, tree: Tree, cast: Cast) -> Post:
        return player("zhen-wu", "镇吴", tree.township, Role.ORGANISATION).user.posts.get()


class TestJournalDesk(DeskTests):
    desk = JournalDesk
    insiders = CADRES
    search_text = "系统"

    def make(self, tree: Tree, cast: Cast) -> Entry:
        return journal.record("unions.edit", tree.union, actor=SYSTEM, summary="修改住所")

    def label(self, made: Any) -> str:
        return "修改住所"


class TestSignInDesk(DeskTests):
    """Only the audit administrator reads it; nobody of the cast does."""

    desk = SignInDesk
    insiders = ()
    outsiders = ("county_zhao", "city_wang", "province_li", "neighbour_qian")

    def make(self, tree: Tree, cast: Cast) -> SignIn:
        player("zhen-wu", "镇吴", tree.township, Role.ORGANISATION)
        return services.record_sign_in("zhen-wu", "10.0.0.1", SignInOutcome.WRONG)

    def label(self, made: Any) -> str:
        return "10.0.0.1"

    def test_list_costs_little(self, made: Any, cast: Cast) -> None:
        pytest.skip("没有业务角色能看登录日志,由下面的测试检查")

    test_search_finds_it_for_insiders_alone = test_list_costs_little
    test_acts_open_or_say_why_not = test_list_costs_little


@pytest.fixture
def keeper(tree: Tree) -> Player:
    """县系统: the county's system administrator."""
    return player("xian-xitong", "县系统", tree.county, Role.SYSTEM_ADMIN)


@pytest.fixture
def auditor(tree: Tree) -> Player:
    """县审计: the county's audit administrator."""
    return player("xian-shenji", "县审计", tree.county, Role.AUDIT_ADMIN)


def test_auditor_reads_the_sign_ins_of_her_subtree_alone(
    tree: Tree, cast: Cast, auditor: Player
) -> None:
    services.record_sign_in("chang-sun", "10.0.0.1", SignInOutcome.WRONG)
    services.record_sign_in("lin-qian", "10.0.0.2", SignInOutcome.WRONG)
    services.record_sign_in("nobody", "10.0.0.3", SignInOutcome.WRONG)

    page = auditor.client.get("/sign-ins/").content.decode()

    assert "10.0.0.1" in page
    assert "10.0.0.2" not in page
    assert "10.0.0.3" not in page


def test_auditor_reads_the_journal_and_no_business_data(
    tree: Tree, cast: Cast, auditor: Player
) -> None:
    journal.record(
        "reveal", tree.union, actor=cast.county_zhao.actor, summary="查看手机号码", reason="核对身份",
        is_read=True,
    )  # fmt: skip
    journal.record("unions.edit", tree.union, actor=SYSTEM, summary="修改住所")

    reads = auditor.client.get("/journal/?preset=reads").content.decode()

    assert "查看手机号码" in reads
    assert "修改住所" not in reads
    for closed in ("/unions/", "/members/", "/employers/", "/establishments/"):
        assert auditor.client.get(closed).status_code == 403, closed


def test_administrator_opens_an_account_and_sees_the_password_once(
    tree: Tree, keeper: Player
) -> None:
    answer = keeper.client.post(
        "/users/new/",
        {"username": "Xin-Ren", "name": "新人", "union": tree.township.code, "email": ""},
    )

    user = User.objects.get(username="xin-ren")
    page = answer.content.decode()
    password = page.split("临时密码是 ")[1].split(" ")[0]
    assert answer.status_code == 200
    assert user.check_password(password)
    assert user.must_change_password
    assert password not in keeper.client.get(f"/users/{user.public_id}/").content.decode()


def test_administrator_does_not_open_accounts_in_the_next_county(
    tree: Tree, keeper: Player
) -> None:
    before = User.objects.count()

    answer = keeper.client.post(
        "/users/new/", {"username": "xin-ren", "name": "新人", "union": tree.neighbour.code}
    )

    assert "不在您的管理范围内" in answer.content.decode()
    assert User.objects.count() == before


def test_organisation_cadre_opens_no_account(cast: Cast) -> None:
    assert cast.county_zhao.client.get("/users/new/").status_code == 403


def test_administrator_appoints_no_business_post(tree: Tree, cast: Cast, keeper: Player) -> None:
    newcomer = player("xin-ren", "新人", tree.county, None)

    answer = keeper.client.post(
        f"/users/{newcomer.user.public_id}/do/appoint/",
        {"union": tree.county.code, "role": "organisation"},
    )

    assert "不能任命“组织”" in answer.content.decode()
    assert not newcomer.user.posts.exists()


def test_cadre_appoints_on_the_page(tree: Tree, cast: Cast) -> None:
    newcomer = player("xin-ren", "新人", tree.county, None)

    answer = cast.county_zhao.client.post(
        f"/users/{newcomer.user.public_id}/do/appoint/",
        {"union": tree.township.code, "role": "aid"},
    )

    assert answer.status_code == 302
    assert newcomer.user.posts.get().title == "临巴镇总工会帮扶"


def test_next_countys_user_cannot_be_guessed(cast: Cast, keeper: Player) -> None:
    qian = cast.neighbour_qian.user
    before = qian.password

    for act in ("reset_password", "deactivate", "appoint"):
        address = f"/users/{qian.public_id}/do/{act}/"
        assert keeper.client.post(address, {"reason": "试一试"}).status_code == 404

    qian.refresh_from_db()
    assert (qian.password, qian.is_active) == (before, True)


def test_reset_password_is_told_once_on_the_page(tree: Tree, cast: Cast, keeper: Player) -> None:
    zhao = cast.county_zhao.user

    answer = keeper.client.post(
        f"/users/{zhao.public_id}/do/reset_password/", {"reason": "本人忘记"}
    )

    password = answer.content.decode().split("临时密码是 ")[1].split(" ")[0]
    zhao.refresh_from_db()
    assert zhao.check_password(password)
    entry = Entry.objects.filter(verb="accounts.reset_password").get()
    assert (entry.reason, entry.summary) == ("本人忘记", "重置xian-zhao的密码")


def test_the_journal_is_sorted_by_kind_in_chinese(tree: Tree, cast: Cast, keeper: Player) -> None:
    zhao = cast.county_zhao.user
    keeper.client.post(f"/users/{zhao.public_id}/do/reset_password/", {"reason": "本人忘记"})

    accounts = cast.city_wang.client.get("/journal/", {"verb": "accounts."}).context["found"]
    unions = cast.city_wang.client.get("/journal/", {"verb": "unions."}).context["found"]

    assert "accounts.reset_password" in {row.verb for row in accounts.rows}
    assert {row.object_label for row in unions.rows} == {"unions.union"}
    assert {queries.object_kind(row) for row in unions.rows} == {"工会"}


def test_user_picker_stays_in_scope(cast: Cast) -> None:
    answer = cast.county_zhao.client.get("/pick/users/", {"q": "lin"})

    assert answer.json() == {"items": []}


def test_everybody_sees_her_own_account(cast: Cast) -> None:
    for one in cast:
        page = one.client.get("/me/")
        assert page.status_code == 200
        assert one.user.username in page.content.decode()

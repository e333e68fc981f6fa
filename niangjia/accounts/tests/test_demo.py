"""The demo cast, its codes, and the first accounts of a real installation."""

from __future__ import annotations

import argparse

import pytest
from django.utils import timezone

from niangjia.accounts import demo, queries, services
from niangjia.accounts.models import Post, User
from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.site.commands import createadmin, demo_code
from niangjia.unions.models import Region, Union


def test_cast_covers_every_role_and_level(tree: Tree) -> None:
    made = demo.create_cast(tree.city)

    assert len(made) == 3 * 9 + 3 + 2
    assert set(Post.objects.values_list("role", flat=True)) == set(Role)
    by_prefix = {
        prefix: set(
            Post.objects.filter(user__username__startswith=f"{prefix}-").values_list(
                "union__code", flat=True
            )
        )
        for prefix in ("sheng", "shi", "xian", "zhen", "jiceng")
    }
    assert by_prefix == {
        "sheng": {"51"},
        "shi": {"5117"},
        "xian": {"511724"},
        "zhen": {"511724101"},
        "jiceng": {"511724101-0001"},
    }


def test_cast_is_made_once(tree: Tree) -> None:
    first = demo.create_cast(tree.city)

    assert demo.create_cast(tree.city) == first
    assert User.objects.count() == 32
    assert [one.username for one in demo.existing_cast()] == [one.username for one in first]


def test_cast_signs_in_with_the_documented_password(tree: Tree, client: object) -> None:
    demo.create_cast(tree.city)

    answer = client.post("/login/", {"username": "shi-zuzhi", "password": demo.PASSWORD})  # type: ignore[attr-defined]

    assert answer.headers["Location"].startswith("/me/second-factor/")


def test_demo_code_enrols_without_a_phone(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    demo.create_cast(tree.city)
    user = User.objects.get(username="shi-zuzhi")
    actor = queries.actor_of(user.pk)
    services.start_second_factor(user, actor=actor)

    assert demo_code.run(argparse.Namespace(user="shi-zuzhi")) == 0
    code = capsys.readouterr().out.strip()
    user, _ = services.confirm_second_factor(user, code, actor=actor)

    assert user.second_factor_at is not None
    assert user.second_factor_at <= timezone.now()


def test_demo_code_never_answers_for_a_real_account(
    tree: Tree, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.create_cast(tree.city)
    services.start_second_factor(
        services.create_user("zhen-ren", "真人", demo.PASSWORD, union=tree.city, actor=SYSTEM),
        actor=SYSTEM,
    )

    assert demo_code.run(argparse.Namespace(user="zhen-ren")) == 2
    assert capsys.readouterr().out == ""


def test_first_start_opens_the_administrators(tree: Tree) -> None:
    union, accounts = services.first_start("5117")

    assert union == tree.city
    assert [(one.username, one.role) for one in accounts] == [
        ("5117-xitong", "系统管理员"),
        ("5117-anquan", "安全管理员"),
        ("5117-shenji", "审计管理员"),
        ("5117-zuzhi", "组织"),
    ]
    assert User.objects.get(username="5117-zuzhi").check_password(accounts[3].password)
    with pytest.raises(Blocked, match="已有系统管理员"):
        services.first_start("5117")


def test_first_start_enters_the_top_of_an_empty_tree(db: None) -> None:
    Region.objects.bulk_create([Region(code="51", name="四川省", level=1)], ignore_conflicts=True)

    union, _ = services.first_start("51")

    assert (union.name, union.parent, union.code) == ("四川省总工会", None, "51")
    assert Union.objects.count() == 1


def test_first_start_refuses_an_unknown_code(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    assert createadmin.run(argparse.Namespace(union="9999")) == 2
    assert "没有编码为9999的工会" in capsys.readouterr().err

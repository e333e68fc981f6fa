"""Roles, appointing and passwords as tables."""

from __future__ import annotations

import pytest

from niangjia.accounts import rules
from niangjia.accounts.rules import Role


def test_every_permission_of_a_role_has_a_label() -> None:
    named = frozenset().union(*rules.PERMISSIONS.values()) | rules.NEEDS_SECOND_FACTOR

    assert named - rules.PERMISSION_LABELS.keys() == set()


def test_every_role_has_permissions() -> None:
    assert set(rules.PERMISSIONS) == set(Role)


@pytest.mark.parametrize("admin", rules.ADMINISTRATORS)
def test_administrators_see_no_business_data(admin: Role) -> None:
    areas = {code.split(".")[0] for code in rules.PERMISSIONS[admin]}

    assert areas <= {"accounts", "journal", "signins", "policy", "system"}


GRANTS = {
    Role.ORGANISATION: {
        Role.LEADER,
        Role.ORGANISATION,
        Role.FINANCE,
        Role.AID,
        Role.LAW,
        Role.AUDIT,
        Role.CHAIR,
    },
    Role.SYSTEM_ADMIN: {Role.SYSTEM_ADMIN},
    Role.SECURITY_ADMIN: {Role.SECURITY_ADMIN},
    Role.AUDIT_ADMIN: {Role.AUDIT_ADMIN},
}


@pytest.mark.parametrize("appointer", GRANTS)
def test_nobody_grants_more_than_she_holds(appointer: Role) -> None:
    held = rules.PERMISSIONS[appointer]

    assert {role for role in Role if rules.grant_refusal(role, held) is None} == GRANTS[appointer]
    assert "accounts.appoint" in held


def test_refusal_names_what_is_missing() -> None:
    refused = rules.grant_refusal(Role.AUDIT_ADMIN, rules.PERMISSIONS[Role.ORGANISATION])

    assert refused == (
        "不能任命“审计管理员”:该角色含有您在此工会没有的权限(导出登录日志、查看登录日志)。"
        "请由具备这些权限的上级办理。"
    )


@pytest.mark.parametrize(
    ("wanted", "held", "is_refused"),
    [
        (Role.SYSTEM_ADMIN, [], False),
        (Role.SYSTEM_ADMIN, [Role.SYSTEM_ADMIN], False),
        (Role.SYSTEM_ADMIN, [Role.SECURITY_ADMIN], True),
        (Role.AUDIT_ADMIN, [Role.SYSTEM_ADMIN], True),
        (Role.SECURITY_ADMIN, [Role.ORGANISATION], True),
        (Role.ORGANISATION, [Role.AUDIT_ADMIN], True),
        (Role.ORGANISATION, [Role.LEADER, Role.FINANCE], False),
    ],
)
def test_three_administrators_are_kept_apart(
    wanted: Role, held: list[str], is_refused: bool
) -> None:
    assert (rules.separation_refusal(wanted, held) is not None) is is_refused


@pytest.mark.parametrize(
    ("role", "level", "union_type", "is_refused"),
    [
        (Role.CHAIR, 70, 1, False),
        (Role.CHAIR, 40, 2, True),
        (Role.ORGANISATION, 70, 1, False),
        (Role.SYSTEM_ADMIN, 40, 2, False),
        (Role.SYSTEM_ADMIN, 50, 2, True),
        (Role.AUDIT_ADMIN, 70, 1, True),
    ],
)
def test_roles_exist_where_they_belong(
    role: Role, level: int, union_type: int, is_refused: bool
) -> None:
    assert (rules.place_refusal(role, level, union_type) is not None) is is_refused


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short-7", "密码至少10个字符,现在是7个。请加长。"),
        ("Xian-Zhao-2026", "密码不能包含用户名。请换一个。"),
        ("8620451973", "密码不能全是数字。请加入字母或符号。"),
        ("aaaabbbbaaaa", "密码中不同的字符太少,容易被猜中。请换一个。"),
        ("Niangjia-2026", None),
        ("春风又绿江南岸明月何时", None),
    ],
)
def test_password_policy(password: str, reason: str | None) -> None:
    assert rules.password_refusal(password, "xian-zhao") == reason


def test_sensitive_rights_wait_for_the_second_factor() -> None:
    without = rules.permissions_of(Role.ORGANISATION, second_factor=False)
    with_factor = rules.permissions_of(Role.ORGANISATION, second_factor=True)

    assert with_factor - without == {
        "members.reveal",
        "unions.reveal",
        "unions.reorganise",
        "establishment.approve",
        "establishment.reveal",
        "accounts.appoint",
    }
    assert not rules.needs_second_factor([Role.AUDIT])
    assert rules.needs_second_factor([Role.AUDIT, Role.LEADER])

"""Roles, what they permit, who may appoint whom, and passwords (账号与任职). Pure.

Three administrators are kept apart (三员分立, GB/T 22239-2019, level 3): the system administrator
makes accounts but sees no business data, the security administrator unlocks, resets second
factors and keeps policy, the audit administrator reads the journal and nothing else.

One rule governs every appointment: nobody grants what she does not hold there herself, the work
of the trade departments apart (``TRADES``). So the organisation cadre appoints business posts, and
each administrator only her own kind below.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from niangjia.kernel.choices import TextCode
from niangjia.kernel.ids import is_mobile
from niangjia.unions.rules import UnionLevel, UnionType


class Role(TextCode):
    """角色. A role is a named set of permissions; where it holds is the post's union."""

    LEADER = "leader", "领导"
    ORGANISATION = "organisation", "组织"
    FINANCE = "finance", "财务"
    AID = "aid", "帮扶"
    LAW = "law", "法律"
    AUDIT = "audit", "经审"
    CHAIR = "chair", "基层工会主席"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


class SignInOutcome(TextCode):
    """登录结果."""

    OK = "ok", "成功"
    WRONG = "wrong", "密码错误"
    LOCKED = "locked", "已锁定"
    WRONG_CODE = "wrong_code", "验证码错误"
    SIGN_OUT = "sign_out", "退出"


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)

PERMISSION_LABELS: dict[str, str] = {
    "unions.view": "查看工会",
    "unions.edit": "维护工会信息",
    "unions.reorganise": "调整工会(划转、合并、分立、注销)",
    "unions.export": "导出工会",
    "unions.reveal": "查看工会干部敏感信息",
    "employers.view": "查看用人单位",
    "employers.edit": "维护用人单位",
    "employers.import": "导入用人单位",
    "employers.export": "导出用人单位",
    "members.view": "查看会员",
    "members.edit": "维护会员",
    "members.import": "导入会员",
    "members.export": "导出会员",
    "members.review": "审核入会申请",
    "members.transfer": "办理会籍转接",
    "members.reveal": "查看会员敏感信息",
    "members.card": "办理会员卡",
    "members.merge": "合并重复人员",
    "establishment.view": "查看建会申请",
    "establishment.apply": "提出建会申请",
    "establishment.review": "审核建会申请",
    "establishment.approve": "批准建会",
    "establishment.reveal": "查看建会联系人敏感信息",
    "establishment.export": "导出建会申请",
    "ledger.view": "查看资金",
    "ledger.edit": "办理资金入账、预算",
    "ledger.approve": "审批付款",
    "ledger.pay": "办理付款批次",
    "ledger.reveal": "查看收款账号",
    "ledger.export": "导出资金",
    "comparison.view": "查看数据比对",
    "comparison.exchange": "交换比对数据",
    "comparison.review": "核实比对结果",
    "comparison.export": "导出比对结果",
    "aid.view": "查看困难职工档案",
    "aid.apply": "申请、补正困难职工档案",
    "aid.check": "入户核实、公示、走访",
    "aid.review": "乡镇(街道)复核",
    "aid.county": "县级比对、审核",
    "aid.approve": "市级审批",
    "aid.grant": "提出救助发放",
    "aid.policy": "维护认定和救助标准",
    "aid.reveal": "查看困难职工敏感信息",
    "aid.export": "导出困难职工档案",
    "campaigns.view": "查看帮扶活动",
    "campaigns.edit": "维护帮扶活动",
    "campaigns.deliver": "发放慰问品、慰问金",
    "campaigns.export": "导出帮扶活动",
    "accounts.view": "查看账号与任职",
    "accounts.edit": "维护账号",
    "accounts.appoint": "任免",
    "accounts.unlock": "解锁账号、重置二次验证",
    "accounts.export": "导出账号与任职",
    "journal.view": "查看日志",
    "journal.export": "导出日志",
    "signins.view": "查看登录日志",
    "signins.export": "导出登录日志",
    "figures.view": "查看统计",
    "figures.report": "报送数据",
    "figures.export": "导出统计",
    "figures.close": "封存期间数据",
    "targets.view": "查看目标",
    "targets.edit": "维护目标",
    "targets.assign": "确定目标责任人",
    "targets.export": "导出目标",
    "reports.view": "查看报告",
    "reports.edit": "编写报告",
    "reports.freeze": "定稿报告",
    "reports.export": "导出报告",
    "checks.view": "查看数据核对",
    "checks.edit": "核对报告数据",
    "checks.export": "导出核对结果",
    "policy.view": "查看政策参数",
    "policy.edit": "维护政策参数",
    "system.manage": "系统管理",
}

_VIEW = frozenset(
    {
        "unions.view",
        "employers.view",
        "members.view",
        "policy.view",
        "figures.view",
        "figures.export",
        "targets.view",
        "reports.view",
        "reports.export",
        "checks.view",
        "checks.export",
    }
)
_WRITE_FIGURES = frozenset({"figures.report", "reports.edit", "checks.edit"})
_CHAIR = (
    _VIEW
    | _WRITE_FIGURES
    | {
        "unions.edit",
        "unions.export",
        "unions.reveal",
        "employers.edit",
        "employers.import",
        "employers.export",
        "members.edit",
        "members.import",
        "members.export",
        "members.review",
        "members.transfer",
        "members.reveal",
        "members.card",
        "members.merge",
        "establishment.view",
        "establishment.apply",
        "aid.view",
        "aid.apply",
        "aid.check",
        "campaigns.view",
        "campaigns.edit",
        "campaigns.deliver",
        "ledger.view",
        "journal.view",
        "targets.assign",
    }
)
_AID = frozenset(
    {
        "aid.view",
        "aid.apply",
        "aid.check",
        "aid.review",
        "aid.county",
        "aid.approve",
        "aid.grant",
        "aid.policy",
        "aid.reveal",
        "aid.export",
        "comparison.view",
        "comparison.exchange",
        "comparison.review",
        "comparison.export",
        "campaigns.view",
        "campaigns.edit",
        "campaigns.deliver",
        "campaigns.export",
        "ledger.view",
        "members.reveal",
    }
)
_LEDGER = frozenset(
    {
        "ledger.view",
        "ledger.edit",
        "ledger.approve",
        "ledger.pay",
        "ledger.reveal",
        "ledger.export",
    }
)
_JOURNAL = frozenset({"journal.view", "journal.export"})

TRADES = _AID | _LEDGER
"""What trade departments do: the organisation cadre appoints to it without holding it herself."""

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.LEADER: _VIEW
    | {
        "establishment.view",
        "establishment.approve",
        "aid.view",
        "aid.approve",
        "ledger.view",
        "ledger.approve",
        "campaigns.view",
        "comparison.view",
        "journal.view",
        "targets.edit",
        "targets.assign",
        "targets.export",
        "reports.freeze",
    },
    Role.ORGANISATION: _CHAIR
    | _JOURNAL
    | {
        "unions.reorganise",
        "establishment.review",
        "establishment.approve",
        "establishment.reveal",
        "establishment.export",
        "accounts.view",
        "accounts.appoint",
        "accounts.export",
        "figures.close",
        "targets.edit",
        "targets.export",
        "reports.freeze",
    },
    Role.FINANCE: _VIEW | _WRITE_FIGURES | _LEDGER,
    Role.AID: _VIEW | _WRITE_FIGURES | _AID,
    Role.LAW: _VIEW | _WRITE_FIGURES,
    Role.AUDIT: _VIEW
    | _JOURNAL
    | {"checks.edit", "ledger.view", "ledger.export", "aid.view", "campaigns.view"},
    Role.CHAIR: _CHAIR,
    Role.SYSTEM_ADMIN: frozenset(
        {
            "accounts.view",
            "accounts.edit",
            "accounts.appoint",
            "accounts.export",
            "system.manage",
        }
    ),
    Role.SECURITY_ADMIN: frozenset(
        {"accounts.view", "accounts.unlock", "accounts.appoint", "policy.view", "policy.edit"}
    ),
    Role.AUDIT_ADMIN: _JOURNAL
    | {"signins.view", "signins.export", "accounts.view", "accounts.appoint"},
}

NEEDS_SECOND_FACTOR = frozenset(
    {
        "members.reveal",
        "unions.reveal",
        "unions.reorganise",
        "establishment.approve",
        "establishment.reveal",
        "accounts.edit",
        "accounts.appoint",
        "accounts.unlock",
        "aid.approve",
        "aid.policy",
        "aid.reveal",
        "comparison.exchange",
        "ledger.approve",
        "ledger.pay",
        "ledger.reveal",
        "policy.edit",
        "system.manage",
    }
)
"""Granted only in a session confirmed by a one-time code (二次验证)."""


def permissions_of(role: str, *, second_factor: bool) -> frozenset[str]:
    """What the role permits in a session with or without the second factor."""
    held = PERMISSIONS[Role(role)]
    return held if second_factor else held - NEEDS_SECOND_FACTOR


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles should enrol a second factor."""
    return any(PERMISSIONS[Role(role)] & NEEDS_SECOND_FACTOR for role in roles)


def grant_refusal(role: str, held: frozenset[str]) -> str | None:
    """Why somebody who holds ``held`` at a union may not give ``role`` there."""
    missing = PERMISSIONS[Role(role)] - held - TRADES
    if not missing:
        return None
    named = "、".join(PERMISSION_LABELS[code] for code in sorted(missing)[:3])
    return (
        f"不能任命“{Role(role).label}”:该角色含有您在此工会没有的权限({named}"
        f"{'等' if len(missing) > 3 else ''})。请由具备这些权限的上级办理。"
    )


def separation_refusal(role: str, held: Iterable[str]) -> str | None:
    """三员分立: an administrator's role excludes every role of another kind (GB/T 22239 8.1.6)."""
    wanted = Role(role)
    for other in (Role(code) for code in held):
        if other == wanted or not {other, wanted} & set(ADMINISTRATORS):
            continue
        return (
            f"不能任命“{wanted.label}”:此人现任“{other.label}”。系统、安全、审计三类管理员"
            "须由不同的人担任,也不得兼任业务岗位(三员分立)。请先免去原任职,或另选他人。"
        )
    return None


def place_refusal(role: str, level: int, union_type: int) -> str | None:
    """Which roles exist at which kind of union."""
    wanted = Role(role)
    if wanted == Role.CHAIR and union_type != UnionType.GRASSROOTS:
        return "“基层工会主席”只能在基层工会任职。总工会的负责人请选“领导”。"
    if wanted in ADMINISTRATORS and level > UnionLevel.COUNTY_INDUSTRY:
        return f"“{wanted.label}”只设在县级及以上总工会。请在县总工会办理。"
    return None


# --- Passwords ----------------------------------------------------------------------------

PASSWORD_MIN_LENGTH = 10
_NAME_IN_PASSWORD = 3
LOCK_AFTER_FAILURES = 5
LOCK_MINUTES = 15


def password_refusal(password: str, username: str) -> str | None:
    """密码要求, apart from the list of common passwords (checked against Django's)."""
    if len(password) < PASSWORD_MIN_LENGTH:
        return f"密码至少{PASSWORD_MIN_LENGTH}个字符,现在是{len(password)}个。请加长。"
    if len(username) >= _NAME_IN_PASSWORD and username.lower() in password.lower():
        return "密码不能包含用户名。请换一个。"
    if password.isdigit():
        return "密码不能全是数字。请加入字母或符号。"
    if len(set(password)) < 4:
        return "密码中不同的字符太少,容易被猜中。请换一个。"
    return None


# --- Phone codes --------------------------------------------------------------------------


class CodePurpose(TextCode):
    """What a code sent to a phone is for (短信验证码用途)."""

    SIGN_IN = "sign_in", "登录"
    CONFIRM = "confirm", "确认身份"


CODE_DIGITS = 6
CODE_MINUTES = 5
CODE_TRIES = 5
CODE_RESEND_SECONDS = 60
PHONE_ATTEMPTS_AN_HOUR = {
    "code_pair": 6,
    "code_phone": 12,
    "code_device": 20,
    "prove_user": 5,
}
"""``code_pair``: one address for one phone, so that a stranger elsewhere uses up his own codes and not
hers; ``code_phone``: all strangers together, so that nobody's phone is flooded; ``code_device``: one
browser for all phones. A device she has used before is no stranger. Codes that were used count for
nothing. An address as such has the installation's limit."""


def read_phone(text: str) -> str:
    """The 11 digits of a mobile as people type it (+86, spaces, full width); empty if it is none."""
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char not in " -\u3000")
    digits = digits.removeprefix("+86").removeprefix("0086")
    return digits if is_mobile(digits) else ""

"""Rules of legal personality (工会法人资格). Pure.

Source: 基层工会法人登记管理办法 (总工办发〔2020〕20号, in force 2021-01-01) art. 2, 26, 27.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from niangjia.unions.rules.codes import OrgType, UnionStatus
from niangjia.unions.rules.terms import PolicyDefault, add_months

CERTIFICATE_POLICY = PolicyDefault(
    "unions.certificate",
    "工会法人资格证书",
    {"least_years": 3, "most_years": 5, "renewal_days": 30},
    "基层工会法人登记管理办法(总工办发〔2020〕20号)第二十六条、第二十七条",
    {
        "least_years": "有效期最短(年)",
        "most_years": "有效期最长(年)",
        "renewal_days": "届满前可换证(天)",
    },
)


def holder_refusal(*, org_type: int | None, status: int) -> str | None:
    """Why the union cannot hold a certificate, or None."""
    if org_type == OrgType.BRANCH:
        return "分会、小组不具备工会法人资格,不能登记证书。请登记在它所属的工会名下。"
    if status != UnionStatus.NORMAL:
        return "只有状态为“正常”的工会可以登记法人资格证书。"
    return None


def validity_refusal(
    issued_on: date, valid_until: date, *, policy: Mapping[str, int]
) -> str | None:
    """Why the certificate's period is wrong, or None: 3 to 5 years, as the committee's term.

    One day of tolerance, because both the last day and the day after are written.
    """
    earliest = add_months(issued_on, policy["least_years"] * 12) - timedelta(days=1)
    latest = add_months(issued_on, policy["most_years"] * 12)
    if earliest <= valid_until <= latest:
        return None
    return (
        f"证书有效期应为{policy['least_years']}至{policy['most_years']}年"
        f"({earliest}至{latest}之间),现填{valid_until}。请对照证书核对。"
    )


def renewal_opens_on(valid_until: date, *, policy: Mapping[str, int]) -> date:
    """First day of the renewal window: the 30 days before expiry."""
    return valid_until - timedelta(days=policy["renewal_days"])


def renewal_derivation(issued_on: date, valid_until: date, *, policy: Mapping[str, int]) -> str:
    """How the day for renewing was found."""
    opens = renewal_opens_on(valid_until, policy=policy)
    return (
        f"证书{issued_on}发,有效期至{valid_until};届满前{policy['renewal_days']}天"
        f"({opens}起)办理换证。依据:{CERTIFICATE_POLICY.basis}。"
    )


def renewal_refusal(valid_until: date, on: date, *, policy: Mapping[str, int]) -> str | None:
    """Why the certificate cannot be renewed on that day, or None. Late renewal is allowed."""
    opens = renewal_opens_on(valid_until, policy=policy)
    if on >= opens:
        return None
    return f"证书有效期至{valid_until},{opens}起(届满前{policy['renewal_days']}天内)才能办理换证。"

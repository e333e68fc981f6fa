"""Parameters of membership that differ by place and year (政策参数). Pure; declared by apps."""

from __future__ import annotations

from typing import NamedTuple


class PolicyDefault(NamedTuple):
    """Code, Chinese name, default values and legal basis of one parameter set."""

    code: str
    label: str
    default: dict[str, int]
    basis: str


POLICIES = (
    PolicyDefault(
        "members.join_review",
        "入会申请审核期限(工作日)",
        {"days": 15},
        "上海市总工会网上入会办法:15个工作日内联系申请人",
    ),
    PolicyDefault(
        "members.transfer_confirm",
        "转会确认期限(工作日),到期视为同意",
        {"days": 15},
        "工会会员会籍管理办法(2016)第三条:一次入会、动态接转;期限由省级工会确定",
    ),
    PolicyDefault(
        "members.card_verify",
        "会员服务卡资料核对期限(工作日)",
        {"days": 5},
        "会员服务卡管理办法(省级工会制定)",
    ),
    PolicyDefault(
        "members.card_produce",
        "会员服务卡制卡期限(工作日)",
        {"days": 10},
        "上海工会会员服务卡办理须知:10个工作日内通知领卡",
    ),
    PolicyDefault(
        "members.card_deliver",
        "会员服务卡发放期限(工作日)",
        {"days": 10},
        "会员服务卡管理办法(省级工会制定)",
    ),
)

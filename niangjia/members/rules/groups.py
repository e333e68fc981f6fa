"""Groups of workers (八大群体, 新就业形态) whom unions count separately. Pure.

Sources: 全总《推进货车司机等群体入会工作方案》(2018-03), eight groups; 全总 2021-07 campaign for new
forms of employment, four key groups (domain 01 §1.5). The two lists overlap: truck drivers and
couriers are on both, and 网约送餐员 of 2018 are the 外卖配送员 of 2021, so one answer to "what do
you do" gives one tag or two.
"""

from __future__ import annotations

from niangjia.kernel.choices import TextCode
from niangjia.members.rules.lifecycle import TagKind


class Group8(TextCode):
    """八大群体."""

    TRUCK_DRIVER = "truck_driver", "货车司机"
    COURIER = "courier", "快递员"
    CARE_WORKER = "care_worker", "护工护理员"
    DOMESTIC_WORKER = "domestic_worker", "家政服务员"
    SHOP_ASSISTANT = "shop_assistant", "商场信息员"
    FOOD_DELIVERY = "food_delivery", "网约送餐员"
    ESTATE_AGENT = "estate_agent", "房产中介员"
    SECURITY_GUARD = "security_guard", "保安员"


class NewForm4(TextCode):
    """新就业形态劳动者四个重点群体."""

    TRUCK_DRIVER = "truck_driver", "货车司机"
    RIDE_HAILING = "ride_hailing", "网约车司机"
    COURIER = "courier", "快递员"
    FOOD_DELIVERY = "food_delivery", "外卖配送员"


class WorkerGroup(TextCode):
    """What a worker ticks on the phone (就业群体): the union of both lists, each trade once."""

    TRUCK_DRIVER = "truck_driver", "货车司机"
    RIDE_HAILING = "ride_hailing", "网约车司机"
    COURIER = "courier", "快递员"
    FOOD_DELIVERY = "food_delivery", "外卖配送员(网约送餐员)"
    CARE_WORKER = "care_worker", "护工护理员"
    DOMESTIC_WORKER = "domestic_worker", "家政服务员"
    SHOP_ASSISTANT = "shop_assistant", "商场信息员"
    ESTATE_AGENT = "estate_agent", "房产中介员"
    SECURITY_GUARD = "security_guard", "保安员"


TAG_CODES: dict[TagKind, tuple[tuple[str, str], ...]] = {
    TagKind.GROUP8: tuple(Group8.choices()),
    TagKind.NEW_FORM: tuple(NewForm4.choices()),
}
"""Which codes a kind of tag takes; kinds that are not here take any short text or none."""


def tags_of(group: str) -> tuple[tuple[TagKind, str], ...]:
    """Tags (kind, code) that follow from the worker's group; none for no group."""
    found: list[tuple[TagKind, str]] = []
    if group in set(Group8):
        found.append((TagKind.GROUP8, group))
    if group in set(NewForm4):
        found.append((TagKind.NEW_FORM, group))
    return tuple(found)


def tag_refusal(kind: str, code: str) -> str | None:
    """Why such a tag does not exist, or None."""
    allowed = TAG_CODES.get(TagKind(kind))
    if allowed is None or code in dict(allowed):
        return None
    return f"“{TagKind(kind).label}”须从目录中选择一个群体。"


def tag_label(kind: str, code: str) -> str:
    """How a tag is shown: ``八大群体·快递员``, ``农民工``."""
    name = TagKind(kind).label
    text = dict(TAG_CODES.get(TagKind(kind), ())).get(code, code)
    return f"{name}·{text}" if text else name

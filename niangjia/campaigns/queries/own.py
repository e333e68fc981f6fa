"""What campaigns hold of a person: for “谁看过我的资料” and “下载我的数据”."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from niangjia.campaigns.models import Beneficiary, Delivery, Help
from niangjia.kernel.privacy import Row

CONCERNING: Mapping[str, Callable[[int], Iterable[int]]] = {
    "campaigns.beneficiary": lambda person_id: Beneficiary.objects.filter(
        person=person_id
    ).values_list("pk", flat=True),
    "campaigns.delivery": lambda person_id: Delivery.objects.filter(person=person_id).values_list(
        "pk", flat=True
    ),
    "campaigns.help": lambda person_id: Help.objects.filter(person=person_id).values_list(
        "pk", flat=True
    ),
}


def lists(person_id: int) -> Sequence[Row]:
    """The lists she stands on."""
    rows = Beneficiary.objects.filter(person=person_id).select_related("campaign", "union")
    return [
        {
            "活动": row.campaign.name,
            "所在工会": row.union.name,
            "开户银行": row.bank_name,
            "移出日期": row.removed_on,
        }
        for row in rows.order_by("pk")
    ]


def deliveries(person_id: int) -> Sequence[Row]:
    """What she got in campaigns, what was taken back included."""
    rows = Delivery.objects.filter(person=person_id).select_related("campaign")
    return [
        {
            "活动": row.campaign.name,
            "日期": row.given_on,
            "内容": "、".join(str(line.item) for line in row.lines.all()),
            "金额(元)": row.amount,
            "签收方式": row.get_receipt_kind_display(),
            "签收人": row.signer,
            "撤回日期": row.taken_back_on,
        }
        for row in rows.prefetch_related("lines__item__goods").order_by("pk")
    ]


SECTIONS = {"慰问和活动名单": lists, "收到的慰问和物资": deliveries}

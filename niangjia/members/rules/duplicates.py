"""Life cycle of a pair of persons who may be one (疑似重复), and when two look alike. Pure.

Source: domain 02 §2.3: near-duplicate (name + birth + phone) → review queue. A phone alone is no
ground: families share one.
"""

from __future__ import annotations

from niangjia.kernel.workflow import Step, Workflow
from niangjia.members.rules.lifecycle import DuplicateStatus

DUPLICATE = Workflow.of(
    "duplicate",
    "疑似重复",
    [(s.value, s.label) for s in DuplicateStatus],
    Step(
        "merge",
        "是同一人,合并",
        (DuplicateStatus.OPEN,),
        DuplicateStatus.MERGED,
        "members.merge",
        needs_reason=True,
    ),
    Step(
        "dismiss",
        "不是同一人",
        (DuplicateStatus.OPEN,),
        DuplicateStatus.DISMISSED,
        "members.merge",
        is_primary=False,
    ),
)


def likeness(*, same_birth: bool, same_phone: bool) -> str:
    """Why two persons of one name look like one, in words; empty when they do not."""
    grounds = [
        text for text, holds in (("出生日期", same_birth), ("手机号码", same_phone)) if holds
    ]
    return "姓名、" + "、".join(grounds) + "相同" if grounds else ""

"""Papers of a file (附件): who may read them, what may be added when, how large. Pure."""

from __future__ import annotations

from niangjia.aid.rules import flow
from niangjia.aid.rules.codes import FileStatus

LIMITS = "aid.attachment"
"""Code of the dated parameter below."""
MEGABYTES, COUNT = 10, 100
LIMITS_BASIS = "本系统默认:手机照片一般3至6MB;可按本地存储条件调整"

READERS = ("aid.check", "aid.review", "aid.county", "aid.approve", "aid.reveal")
"""Who works on a file reads its papers; whoever may only look at files does not (最小必要)."""
WRITERS = ("aid.apply", "aid.check", "aid.county")


def adding_refusal(status: str, *, is_own: bool) -> str | None:
    """Why nothing can be added now. A worker adds while she may correct; a cadre while it is active."""
    state = FileStatus(status).label
    if is_own and status not in flow.EDITABLE:
        return f"档案现在是“{state}”,本人不能再补充材料。需要补充时请联系工会退回补正。"
    if status not in flow.ACTIVE:
        return f"档案现在是“{state}”,不能再添加材料。"
    return None


def removing_refusal(status: str, *, is_own: bool, use: str) -> str | None:
    """Why a paper cannot be removed: what rests on it (``use``) was already looked at by somebody."""
    state = FileStatus(status).label
    if status in flow.EDITABLE:
        return None
    if is_own:
        return f"档案现在是“{state}”,本人不能再删除材料。传错的请告诉工会。"
    if use:
        return f"这份材料是{use}的凭证,档案现在是“{state}”,不能删除。请先退回补正。"
    return adding_refusal(status, is_own=False)

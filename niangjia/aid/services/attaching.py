"""Papers of a file (附件): added, read with a reason, removed. Content is sealed in the vault."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from niangjia.aid.models import (
    Accident,
    Attachment,
    Authorisation,
    ExpenditureLine,
    HouseholdFile,
    HouseholdMember,
    IncomeLine,
    OutsideAid,
)
from niangjia.aid.rules import codes, papers
from niangjia.kernel import clock, filetypes, journal, policy, vault
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb

AREA = "aid"
_LINES = (IncomeLine, ExpenditureLine, Accident, OutsideAid)
_MEGABYTE = 1024 * 1024
_LONG_NUMBER = re.compile(r"\d{7,}[Xx]?")

policy.declare(
    papers.LIMITS,
    "困难职工档案附件",
    default={"megabytes": papers.MEGABYTES, "count": papers.COUNT},
    basis=papers.LIMITS_BASIS,
    labels={"megabytes": "每份大小(MB)", "count": "每份档案件数"},
)


@verb
def attach(
    file: HouseholdFile,
    *,
    kind: str,
    upload: File[bytes],
    actor: Actor,
    member: HouseholdMember | None = None,
) -> Attachment:
    """Keep a paper: a JPEG or PNG photo or a PDF by content; where it was taken is left out.

    The worker herself or a cadre of the file. Raises NotVisible, Blocked with what is wrong with it.
    """
    file = lock(HouseholdFile, file.pk)
    is_own = _require(file, actor, papers.WRITERS)
    refused = papers.adding_refusal(file.status, is_own=is_own)
    if refused:
        raise Blocked(refused)
    if member is not None and member.file_id != file.pk:
        raise NotVisible
    _check_limits(file, upload)
    examined = filetypes.examine(upload.read())
    digest = hashlib.sha256(examined.content).hexdigest()
    kept = file.attachments.filter(removed_at=None)
    if kept.filter(digest=digest, kind=kind).exists():
        raise Blocked(
            "这份材料已经上传过了,不用再传。要作证明的,在“证明材料”里选它。", field="upload"
        )
    found = Attachment.objects.create(
        file=file,
        member=member,
        kind=codes.AttachmentKind(kind),
        name=_name(upload.name or "", examined.media_type),
        media_type=examined.media_type,
        size=len(examined.content),
        digest=digest,
        path=vault.store(AREA, examined.content),
        uploaded_by_id=actor.user_id,
    )
    told = ",已去除拍摄位置" if examined.had_place else ""
    _record("attach", file, actor, f"添加材料:{found.get_kind_display()}{told}")
    return found


def read_attachment(attachment: Attachment, *, actor: Actor, reason: str) -> tuple[bytes, str]:
    """Content and media type. Raises NotVisible, Blocked (no reason given, removed, damaged).

    The look is journalled before the content is returned; the worker's at her own papers is not.
    """
    with transaction.atomic():
        file = attachment.file
        is_own = _require(file, actor, papers.READERS, attachment.uploaded_by_id)
        if attachment.removed_at is not None:
            raise Blocked("这份材料已被删除,不能再查看。")
        if not is_own:
            _record_look(attachment, actor, reason)
        content = vault.read(attachment.path)
        if hashlib.sha256(content).hexdigest() != attachment.digest:
            raise Blocked("这份材料的文件与登记的不一致,不能打开。请告诉系统管理员。")
        return content, attachment.media_type


@verb
def remove_attachment(attachment: Attachment, *, actor: Actor, reason: str = "") -> Attachment:
    """Delete the content of a paper that was added by mistake; the line stays. A reason for cadres.

    What it proved (while the file may be corrected) no longer counts. Raises NotVisible, Blocked.
    """
    file = lock(HouseholdFile, attachment.file_id)
    attachment = lock(Attachment, attachment.pk)
    is_own = _require(file, actor, papers.WRITERS)
    if attachment.removed_at is not None:
        raise Blocked("这份材料已经删除了。")
    use = _use(attachment)
    refused = papers.removing_refusal(file.status, is_own=is_own, use=use)
    if refused:
        raise Blocked(refused)
    if not is_own and not reason.strip():
        raise Blocked("请写明删除原因,该记录会保留备查。", field="reason")
    for line in _LINES:
        line.objects.filter(file=file, evidence=attachment).update(evidence=None)
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=["removed_at", "updated_at"])
    path = attachment.path
    transaction.on_commit(lambda: vault.remove(path))
    summary = f"删除材料:{attachment.get_kind_display()}"
    _record("remove_attachment", file, actor, summary, reason)
    return attachment


def sweep_attachments() -> int:
    """Delete files that no attachment names: left by a crash or a refused upload. Twice is harmless."""
    return vault.sweep(AREA, _known)


def _known(addresses: list[str]) -> Iterable[str]:
    rows = Attachment.objects.filter(path__in=addresses, removed_at=None)
    return rows.values_list("path", flat=True)


def _require(
    file: HouseholdFile, actor: Actor, permissions: Iterable[str], uploader: int | None = None
) -> bool:
    """Whether it is her own case; NotVisible for whoever has no business with it."""
    if actor.user_id is not None and actor.user_id == file.person.user_id:
        return True
    is_uploader = uploader is not None and uploader == actor.user_id
    if not is_uploader and not any(actor.may(one, file.scope_path) for one in permissions):
        raise NotVisible
    if is_uploader and not actor.may("aid.view", file.scope_path):
        raise NotVisible
    return False


def _check_limits(file: HouseholdFile, upload: File[bytes]) -> None:
    limits = policy.get(papers.LIMITS, file.scope_path, clock.today())
    megabytes, count = int(limits["megabytes"]), int(limits["count"])
    if upload.size > megabytes * _MEGABYTE:
        raise Blocked(
            f"文件有{upload.size / _MEGABYTE:.1f}MB,超过{megabytes}MB。"
            "请把相机调到普通清晰度重拍,或只上传需要的几页。",
            field="upload",
        )
    if file.attachments.filter(removed_at=None).count() >= count:
        raise Blocked(f"这份档案已有{count}份材料,不能再加。请删除重复的或合并成PDF。")


def _name(given: str, media_type: str) -> str:
    """The user's name for it: no folders, control signs, identity numbers; the ending of its type."""
    plain = "".join(
        sign for sign in given.replace("\\", "/") if unicodedata.category(sign)[0] != "C"
    )
    stem = _LONG_NUMBER.sub("…", PurePosixPath(plain).stem).strip(" .")[:100] or "材料"
    return stem + filetypes.EXTENSIONS[media_type]


def _use(attachment: Attachment) -> str:
    """What rests on it, in words; empty when nothing."""
    for line in _LINES:
        if line.objects.filter(file_id=attachment.file_id, evidence=attachment).exists():
            return f"“{line._meta.verbose_name}”"
    signed = Authorisation.objects.filter(paper=attachment, withdrawn_at=None)
    return "核对授权" if signed.exists() else ""


def _record_look(attachment: Attachment, actor: Actor, reason: str) -> None:
    if len(reason.strip()) < 4:
        raise Blocked("不能查看:请写明查看原因(不少于 4 个字),该记录会保留备查。", field="reason")
    journal.record(
        "aid.read_attachment",
        attachment.file,
        actor=actor,
        summary=f"查看材料:{attachment.get_kind_display()}",
        reason=reason,
        is_read=True,
    )


def _record(what: str, file: HouseholdFile, actor: Actor, summary: str, reason: str = "") -> None:
    journal.record(f"aid.{what}", file, actor=actor, summary=summary, reason=reason)

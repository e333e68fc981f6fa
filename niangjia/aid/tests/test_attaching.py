"""Papers of a file: who may add, read and remove them, and what becomes of the content."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Player, Tree, player
from niangjia.aid import services
from niangjia.aid.models import Attachment, HouseholdFile, IncomeLine
from niangjia.aid.rules.codes import FileStatus
from niangjia.aid.tests.papers import photo
from niangjia.kernel import clock, policy, vault
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry
from niangjia.kernel.tests.pictures import jpeg, tiff
from niangjia.members.models import Person
from niangjia.members.tests.making import member_of

pytestmark = pytest.mark.django_db

REASON = "审核困难申请材料"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: object) -> Path:
    settings.NIANGJIA_FILES = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's wrapper
    return tmp_path


@pytest.fixture
def worker(tree: Tree, cast: Cast) -> Person:
    person = member_of(tree.union).person
    person.user = cast.worker_chen.user
    person.save(update_fields=["user"])
    return person


@pytest.fixture
def file(tree: Tree, worker: Person) -> HouseholdFile:
    return services.start_file(worker, tree.union, actor=SYSTEM)


@pytest.fixture
def aide(tree: Tree) -> Player:
    return player("xian-bangfu", "县帮扶", tree.county, Role.AID)


def kept(root: Path) -> int:
    return len(list(root.glob("vault/aid/*/*")))


def attach(
    file: HouseholdFile, who: Player, upload: ContentFile[bytes] | None = None
) -> Attachment:
    return services.attach(file, kind="diagnosis", upload=upload or photo(), actor=who.actor)


def test_the_worker_and_her_cadres_may_add_and_nobody_else(
    file: HouseholdFile, cast: Cast, aide: Player, root: Path
) -> None:
    refused = {cast.neighbour_qian.user.pk, cast.stranger.user.pk}  # the others stand above it

    for shade, who in enumerate((*cast, aide)):
        before = kept(root)
        if who.user.pk in refused:
            with pytest.raises(NotVisible):
                attach(file, who, photo(shade))
            assert kept(root) == before
        else:
            attach(file, who, photo(shade))
            assert kept(root) == before + 1

    assert file.attachments.count() == 6


def test_looking_needs_a_reason_and_is_kept(file: HouseholdFile, cast: Cast, aide: Player) -> None:
    paper = attach(file, cast.worker_chen)

    with pytest.raises(Blocked, match="查看原因"):
        services.read_attachment(paper, actor=aide.actor, reason=" 看 ")
    content, media_type = services.read_attachment(paper, actor=aide.actor, reason=REASON)

    look = Entry.objects.get(is_read=True)
    assert (content, media_type) == (photo().read(), "image/png")
    assert (look.object_label, look.object_id) == ("aid.householdfile", file.pk)
    assert (look.actor_id, look.reason, look.summary) == (aide.user.pk, REASON, "查看材料:诊断证明")


def test_her_own_look_needs_no_reason_and_leaves_no_line(file: HouseholdFile, cast: Cast) -> None:
    paper = attach(file, cast.worker_chen)

    services.read_attachment(paper, actor=cast.worker_chen.actor, reason="")

    assert not Entry.objects.filter(is_read=True).exists()


def test_others_see_nothing(file: HouseholdFile, tree: Tree, cast: Cast, aide: Player) -> None:
    paper = attach(file, cast.worker_chen)
    leader = player("xian-lingdao", "县领导", tree.county, Role.LEADER)
    neighbour = player("lin-bangfu", "邻县帮扶", tree.neighbour, Role.AID)

    for who in (cast.neighbour_qian, cast.stranger, neighbour):
        with pytest.raises(NotVisible):
            services.read_attachment(paper, actor=who.actor, reason=REASON)
        with pytest.raises(NotVisible):
            services.remove_attachment(paper, actor=who.actor, reason=REASON)
    with pytest.raises(NotVisible):  # may approve, but only with the second factor
        services.read_attachment(paper, actor=leader.plain_actor, reason=REASON)

    assert not Entry.objects.filter(is_read=True).exists()
    assert vault.read(paper.path)


@pytest.mark.parametrize("content", [b"", b"MZ\x90\0 not a photo", b"<html></html>"])
def test_a_photo_that_is_not_a_photo_leaves_nothing(
    file: HouseholdFile, cast: Cast, root: Path, content: bytes
) -> None:
    with pytest.raises(Blocked):
        attach(file, cast.chair_sun, ContentFile(content, name="照片.jpg"))

    assert not Attachment.objects.exists()
    assert not kept(root)


def test_the_name_is_cleaned_and_the_place_is_left_out(file: HouseholdFile, cast: Cast) -> None:
    taken = jpeg(exif=tiff(has_place=True))
    upload = ContentFile(taken, name="../..\\陈某\u202e511725198001011234.exe")

    paper = attach(file, cast.worker_chen, upload)

    assert paper.name == "陈某….jpg"
    assert paper.media_type == "image/jpeg"
    assert Entry.objects.get(verb="aid.attach").summary == "添加材料:诊断证明,已去除拍摄位置"
    assert len(vault.read(paper.path)) < len(taken)


def test_the_same_photo_is_kept_once_a_kind(file: HouseholdFile, cast: Cast, root: Path) -> None:
    attach(file, cast.worker_chen)

    with pytest.raises(Blocked, match="已经上传过"):
        attach(file, cast.chair_sun)
    services.attach(file, kind="identity", upload=photo(), actor=cast.chair_sun.actor)

    assert file.attachments.count() == kept(root) == 2


def test_size_and_number_are_policy(file: HouseholdFile, tree: Tree, cast: Cast) -> None:
    policy.adopt(
        "aid.attachment",
        path=tree.county.path,
        from_on=clock.today(),
        params={"megabytes": 1, "count": 1},
        basis="县办法",
        actor=SYSTEM,
    )

    with pytest.raises(Blocked, match=r"1\.2MB,超过1MB"):
        attach(file, cast.chair_sun, ContentFile(bytes(1_258_291), name="大.jpg"))
    attach(file, cast.chair_sun)
    with pytest.raises(Blocked, match="已有1份材料"):
        attach(file, cast.chair_sun, photo(7))


def test_a_member_of_another_household_is_refused(
    file: HouseholdFile, tree: Tree, cast: Cast
) -> None:
    person = member_of(tree.union, number=9).person
    other = services.start_file(person, tree.union, actor=SYSTEM)
    member = other.members.get()

    with pytest.raises(NotVisible):
        services.attach(
            file, kind="identity", upload=photo(), member=member, actor=cast.chair_sun.actor
        )


@pytest.mark.parametrize(
    ("status", "by_worker", "by_cadre"),
    [
        (FileStatus.DRAFT, True, True),
        (FileStatus.RETURNED, True, True),
        (FileStatus.COUNTY, False, True),
        (FileStatus.IN_FILE, False, True),
        (FileStatus.CLOSED, False, False),
    ],
)
def test_when_papers_may_be_added(
    file: HouseholdFile, cast: Cast, status: FileStatus, by_worker: bool, by_cadre: bool
) -> None:
    HouseholdFile.objects.filter(pk=file.pk).update(
        status=status,
        category="deep",
        file_level="national",
        exited_on=clock.today(),
        filed_on=clock.today(),
    )

    for shade, (who, may) in enumerate(((cast.worker_chen, by_worker), (cast.chair_sun, by_cadre))):
        if may:
            attach(file, who, photo(shade))
        else:
            with pytest.raises(Blocked, match="档案现在是"):
                attach(file, who, photo(shade))

    assert file.attachments.count() == by_worker + by_cadre


@pytest.mark.django_db(transaction=True)
def test_removing_keeps_the_line_and_takes_the_content(
    file: HouseholdFile, cast: Cast, root: Path
) -> None:
    paper = attach(file, cast.worker_chen)
    member = file.members.get()
    line = IncomeLine.objects.create(
        file=file, member=member, kind="wage", year_amount=1, evidence=paper
    )

    with pytest.raises(Blocked, match="删除原因"):
        services.remove_attachment(paper, actor=cast.chair_sun.actor)
    services.remove_attachment(paper, actor=cast.chair_sun.actor, reason="传错了人")

    paper.refresh_from_db()
    line.refresh_from_db()
    assert paper.removed_at is not None
    assert not line.has_evidence
    assert kept(root) == 0
    with pytest.raises(Blocked, match="已被删除"):
        services.read_attachment(paper, actor=cast.chair_sun.actor, reason=REASON)
    assert attach(file, cast.worker_chen).pk != paper.pk  # may be given anew


def test_what_was_looked_at_cannot_lose_its_proof(file: HouseholdFile, cast: Cast) -> None:
    paper, loose = attach(file, cast.worker_chen), attach(file, cast.worker_chen, photo(3))
    member = file.members.get()
    IncomeLine.objects.create(file=file, member=member, kind="wage", year_amount=1, evidence=paper)
    HouseholdFile.objects.filter(pk=file.pk).update(status=FileStatus.COUNTY)

    with pytest.raises(Blocked, match="“收入明细”的凭证"):
        services.remove_attachment(paper, actor=cast.chair_sun.actor, reason="传错了人")
    with pytest.raises(Blocked, match="本人不能再删除"):
        services.remove_attachment(loose, actor=cast.worker_chen.actor)
    services.remove_attachment(loose, actor=cast.chair_sun.actor, reason="与申请无关")

    assert Attachment.objects.get(removed_at=None) == paper


def test_a_swapped_or_lost_file_is_told(file: HouseholdFile, cast: Cast, root: Path) -> None:
    first, second = attach(file, cast.worker_chen), attach(file, cast.worker_chen, photo(3))
    (root / second.path).replace(root / first.path)

    for paper, told in ((first, "不一致"), (second, "备份")):
        with pytest.raises(Blocked, match=told):
            services.read_attachment(paper, actor=cast.chair_sun.actor, reason=REASON)


def test_a_rolled_back_upload_is_swept_later(file: HouseholdFile, cast: Cast, root: Path) -> None:
    paper = attach(file, cast.worker_chen)
    with transaction.atomic():
        attach(file, cast.worker_chen, photo(3))
        transaction.set_rollback(True)  # as a crash before the commit would
    for one in root.glob("vault/aid/*/*"):
        os.utime(one, (time.time() - 2 * vault.ORPHAN_SECONDS,) * 2)

    assert kept(root) == 2
    assert services.sweep_attachments() == 1
    assert services.sweep_attachments() == 0
    assert vault.read(paper.path) == photo().read()

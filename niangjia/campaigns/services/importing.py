"""Lists of names from Excel (名单导入): every row checked first, then one batch that can be undone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from niangjia.campaigns.models import Beneficiary, Campaign, ListBatch, ListFinding
from niangjia.campaigns.rules import Audience, BatchState, CampaignStatus
from niangjia.campaigns.services.access import EDIT, require
from niangjia.campaigns.services.listing import put_account
from niangjia.kernel import excel, jobs, journal, vault
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.excel.container import MAX_FILE_BYTES
from niangjia.kernel.excel.reading import is_blank
from niangjia.kernel.findings import Finding, Severity
from niangjia.kernel.verbs import lock, verb
from niangjia.ledger.services.reserving import account_refusal
from niangjia.members import queries as members
from niangjia.members.models import Membership, Person
from niangjia.unions.models import Union

VAULT = "campaigns"
NUMBER, NAME, IDENTITY, ACCOUNT, BANK = "活动编号", "姓名", "证件号码", "银行账号", "开户银行"
NEEDED = (NUMBER, NAME, IDENTITY)
_HEADER_WITHIN = 20
_MOST_ROWS = 20_000
_OPEN = (CampaignStatus.PLANNED, CampaignStatus.RUNNING)


@dataclass(frozen=True)
class Line:
    """One good row: who, for which campaign, and her account if given."""

    row: int
    campaign: Campaign
    person: Person
    union: Union
    account: str
    bank: str
    is_known: bool


@dataclass
class Read:
    """What a sheet says, and everything wrong with it."""

    rows: int = 0
    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    layout: excel.Layout | None = None
    workbook: excel.Workbook | None = None

    def refuse(self, row: int, column: str, code: str, message: str) -> None:
        """Add an error."""
        self.findings.append(Finding(row, column, code, Severity.ERROR, message))


@verb
def receive(content: bytes, name: str, union: Union, *, actor: Actor) -> ListBatch:
    """Keep an uploaded list, sealed. Raises NotVisible, UnusableFile."""
    require(actor, EDIT, union.path)
    if len(content) > MAX_FILE_BYTES:
        raise excel.UnusableFile("文件超过50MB上限。请删去图片和多余的表,或拆成几份上传。")
    return ListBatch.objects.create(
        union=union,
        file_name=name[:200],
        file_path=vault.store(VAULT, content),
        actor_id=actor.user_id,
    )


@verb
def check(batch: ListBatch, *, actor: Actor) -> ListBatch:
    """Check every row and keep the findings. Raises NotVisible; a bad file is told in the batch."""
    batch = lock(ListBatch, batch.pk)
    require(actor, EDIT, batch.union.path)
    batch.findings.all().delete()
    try:
        with _plain(batch) as path:
            found = _read(path, batch.union)
    except excel.UnusableFile as error:
        batch.state, batch.message = BatchState.FAILED, str(error)[:300]
        batch.save(update_fields=["state", "message", "updated_at"])
        return batch
    ListFinding.objects.bulk_create(
        ListFinding(
            batch=batch,
            row=f.row,
            column=f.column,
            code=f.code,
            severity=f.severity.value,
            message=f.message[:300],
        )
        for f in found.findings
    )
    batch.state = BatchState.CHECKED
    batch.row_count, batch.accepted_count = found.rows, len(found.lines)
    batch.refused_count = len({f.row for f in found.findings})
    batch.unchanged_count = sum(line.is_known for line in found.lines)
    batch.message = "" if found.lines else "没有可以导入的行。请按下面的说明改正后重新上传。"
    batch.save()
    return batch


@verb
def commit(batch: ListBatch, *, actor: Actor) -> ListBatch:
    """Put the good rows on their lists; the sheet is looked at again. NotVisible or Blocked."""
    batch = lock(ListBatch, batch.pk)
    require(actor, EDIT, batch.union.path)
    if batch.state != BatchState.CHECKED:
        raise Blocked("这一批已经导入或撤销。请刷新页面。")
    with _plain(batch) as path:
        found = _read(path, batch.union)
    made = []
    for line in found.lines:
        if line.is_known:
            continue
        one = Beneficiary(campaign=line.campaign, person=line.person, union=line.union, batch=batch)
        put_account(one, line.account, line.bank)
        made.append(one)
    Beneficiary.objects.bulk_create(made)
    batch.state = BatchState.COMMITTED
    batch.accepted_count = len(found.lines)
    batch.unchanged_count = len(found.lines) - len(made)
    batch.message = f"已导入:名单增加{len(made)}人,已在名单的{batch.unchanged_count}人未改动。"
    path_kept, batch.file_path = batch.file_path, ""
    batch.save()
    transaction.on_commit(lambda: vault.remove(path_kept))
    journal.record("list.import", batch, actor=actor, summary=batch.message)
    return batch


@verb
def undo(batch: ListBatch, *, reason: str, actor: Actor) -> ListBatch:
    """Take the people of a batch off their lists, while nobody of them got anything."""
    batch = lock(ListBatch, batch.pk)
    require(actor, EDIT, batch.union.path)
    if batch.state != BatchState.COMMITTED:
        raise Blocked("这一批还没有导入,或已经撤销。")
    if batch.beneficiaries.filter(deliveries__isnull=False).exists():
        raise Blocked("这一批中已有人领取,不能整批撤销。请在名单中逐个移出其他人员。")
    if not reason.strip():
        raise Blocked("请写明撤销原因。", field="reason")
    count, _ = batch.beneficiaries.all().delete()
    batch.state, batch.message = BatchState.UNDONE, f"已撤销,移出{count}人。"
    batch.save(update_fields=["state", "message", "updated_at"])
    said = f"撤销名单导入:移出{count}人"
    journal.record("list.undo", batch, actor=actor, summary=said, reason=reason)
    return batch


def marked(batch: ListBatch) -> tuple[Path, str] | None:
    """The user's own file with the errors marked; None once it was taken in."""
    if not batch.file_path or batch.state != BatchState.CHECKED:
        return None
    with _plain(batch) as path:
        found = _read(path, batch.union)
        if found.workbook is None or found.layout is None or not found.findings:
            return None
        folder = jobs.files_root() / "lists"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / f"{batch.public_id}.xlsx"
        excel.mark_workbook(found.workbook, found.layout, target, found.findings)
        target.chmod(0o600)
    return target, f"已标注-{batch.file_name}"


@contextmanager
def _plain(batch: ListBatch) -> Iterator[Path]:
    """The uploaded file in a private folder for as long as it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(vault.read(batch.file_path))
        yield path


def _read(path: Path, union: Union) -> Read:
    """Every row of the sheet, checked. Raises UnusableFile."""
    workbook = excel.open_workbook(path)
    sheet = next((s for s in workbook.sheets if s.is_visible), workbook.sheets[0])
    rows = workbook.rows(sheet)
    header = _header(rows)
    columns = {str(cell).strip().lstrip("*"): n for n, cell in enumerate(rows[header])}
    found = Read(layout=excel.Layout(sheet, header + 1, columns), workbook=workbook)
    data = [(n, row) for n, row in enumerate(rows[header + 1 :], header + 2) if not is_blank(row)]
    if len(data) > _MOST_ROWS:
        raise excel.UnusableFile(f"名单有{len(data)}行,一次最多{_MOST_ROWS}行。请拆成几份上传。")
    cells = [(n, {name: _text(row, at) for name, at in columns.items()}) for n, row in data]
    found.rows = len(cells)
    _check_rows(found, cells, union)
    return found


def _check_rows(found: Read, cells: Sequence[tuple[int, dict[str, str]]], union: Union) -> None:
    campaigns = {
        one.number: one
        for one in Campaign.objects.filter(
            number__in={row[NUMBER].upper() for _, row in cells}, union__path__startswith=union.path
        ).select_related("union")
    }
    blinds = {members.identity_blind(row[IDENTITY].upper()) for _, row in cells if row[IDENTITY]}
    people = {bytes(p.identity_blind): p for p in Person.objects.filter(identity_blind__in=blinds)}
    homes = {
        one.person_id: one.union
        for one in Membership.objects.filter(
            person__in=people.values(), left_on=None
        ).select_related("union")
    }
    known = set(
        Beneficiary.objects.filter(campaign__in=campaigns.values()).values_list(
            "campaign_id", "person_id"
        )
    )
    seen: set[tuple[int, int]] = set()
    for number, row in cells:
        _check_row(found, number, row, campaigns, people, homes, known=known, seen=seen)


def _check_row(  # noqa: PLR0917 - the tables that the rows meet
    found: Read,
    number: int,
    row: Mapping[str, str],
    campaigns: Mapping[str, Campaign],
    people: Mapping[bytes, Person],
    homes: Mapping[int, Union],
    *,
    known: set[tuple[int, int]],
    seen: set[tuple[int, int]],
) -> None:
    campaign = campaigns.get(row[NUMBER].upper())
    if campaign is None:
        return found.refuse(
            number, NUMBER, "CAMPAIGN", "没有这个编号的活动,或不属于所选工会。请在活动页核对编号。"
        )
    if campaign.status not in _OPEN or campaign.audience == Audience.NONE:
        return found.refuse(number, NUMBER, "CLOSED", "活动已结束,或是不记名活动,不能再加名单。")
    if not row[IDENTITY]:
        return found.refuse(
            number,
            IDENTITY,
            "IDENTITY",
            "没有证件号码,无法核对身份。没有证件的请登记为不记名人数。",
        )
    person = people.get(members.identity_blind(row[IDENTITY].upper()))
    if person is None or person.pk not in homes:
        return found.refuse(
            number, IDENTITY, "UNKNOWN", "这个证件号码不是在册会员。请核对号码,或先办理入会。"
        )
    if person.name != row[NAME]:
        return found.refuse(number, NAME, "NAME", "姓名与该证件号码登记的不一致。请核对。")
    home = homes[person.pk]
    if not home.path.startswith(campaign.union.path):
        return found.refuse(number, NAME, "ELSEWHERE", f"此人属于{home.name},不在主办工会范围内。")
    if (campaign.pk, person.pk) in seen:
        return found.refuse(number, NAME, "TWICE", "同一活动中此人出现了两次。请只留一行。")
    account = row.get(ACCOUNT, "")
    refused = account_refusal(account) if account else None
    if refused:
        return found.refuse(number, ACCOUNT, "ACCOUNT", refused)
    seen.add((campaign.pk, person.pk))
    found.lines.append(
        Line(
            row=number,
            campaign=campaign,
            person=person,
            union=home,
            account=account,
            bank=row.get(BANK, ""),
            is_known=(campaign.pk, person.pk) in known,
        )
    )
    return None


def _header(rows: Sequence[Sequence[excel.Cell]]) -> int:
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        if set(NEEDED) <= {str(cell).strip().lstrip("*") for cell in row}:
            return index
    raise excel.UnusableFile(f"表中没有“{'、'.join(NEEDED)}”这几列。请补上列名后重新上传。")


def _text(row: Sequence[excel.Cell], at: int) -> str:
    """A cell as text; whole numbers, which Excel keeps as floats, without ``.0``."""
    cell = row[at] if at < len(row) else ""
    if isinstance(cell, float):
        return f"{cell:.0f}"
    return str(cell).strip()

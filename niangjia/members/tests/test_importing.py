"""Importing a member sheet: checked against the register, committed as one batch, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.accounts.testing import Cast, Tree
from niangjia.employers.models import Coverage, Employer
from niangjia.kernel import crypto
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.excel import UnusableFile
from niangjia.kernel.models import Entry
from niangjia.members import queries, services
from niangjia.members.models import (
    Conflict,
    ImportBatch,
    ImportFinding,
    Membership,
    MembershipEvent,
    Person,
    Tag,
)
from niangjia.members.rules.header import Column
from niangjia.members.services import importing, sheetfiles, undoing
from niangjia.members.tests.bringing import bring, codes, counts, members, people
from niangjia.members.tests.sheets import identity, person, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: object) -> Path:
    """Uploaded files of the test stay in its own folder."""
    folder = tmp_path / "files"
    settings.NIANGJIA_FILES = str(folder)  # type: ignore[attr-defined]  # pytest-django's wrapper
    return folder


# --- Committing ---------------------------------------------------------------------------


def test_good_rows_become_members_with_everything_the_sheet_says(
    tree: Tree, tmp_path: Path
) -> None:
    batch, outcome = bring(tmp_path, people(1, 2), tree.union)

    assert counts(outcome) == (2, 2, 0, 0, 0)
    assert set(members(tree.union)) == {identity(1), person(2)[Column.ID_NUMBER]}
    first = Membership.objects.get(person__identity_blind=queries.identity_blind(identity(1)))
    someone = first.person
    assert (someone.name, someone.pinyin, someone.initials) == ("张伟", "zhangwei", "zw")
    assert crypto.unseal(bytes(someone.phone_sealed or b"")) == "13800000001"
    assert someone.phone_blind is not None
    assert bytes(someone.phone_blind) == queries.phone_blind("13800000001")
    assert (someone.gender, someone.born_on) == (1, date(1970, 1, 2))
    assert (someone.ethnicity, someone.education, someone.skill) == (1, 30, 4)
    assert (someone.politics, someone.household_type, someone.employment) == (13, 3, 1)
    assert (first.status, first.entry_kind, first.joined_on) == ("active", "join", date(2016, 5, 3))
    assert first.employer_name == "达川区宏达机械制造有限公司"
    assert first.batch_id == batch.pk
    event = MembershipEvent.objects.get(membership=first)
    assert (event.kind, event.on, event.batch_id) == (1, date(2016, 5, 3), batch.pk)
    assert Tag.objects.filter(kind="migrant", code="", person=someone, batch=batch).count() == 1


def test_a_batch_has_one_journal_entry_and_its_counts(tree: Tree, tmp_path: Path) -> None:
    rows = [*people(1, 2), *people(3, ETHNICITY="火星族")[2:]]

    batch, _ = bring(tmp_path, rows, tree.union)

    entry = Entry.objects.get(verb="members.import")
    assert entry.union_id == tree.union.pk
    assert entry.summary == (
        "导入会员表“会员.xlsx”到渠江纺织厂工会委员会:共3行,登记2行,已在册0行,有错误1行"
    )
    assert (batch.state, batch.row_count, batch.accepted_count) == ("committed", 3, 2)
    assert (batch.refused_count, batch.warned_count) == (1, 0)
    finding = ImportFinding.objects.get(batch=batch)
    assert (finding.row, finding.column, finding.code) == (5, "民族", "unknown_code")


def test_the_same_file_again_changes_nothing(tree: Tree, tmp_path: Path) -> None:
    rows = people(1, 2, 3)
    bring(tmp_path, rows, tree.union)
    before = list(Membership.objects.values().order_by("id"))
    people_before = list(Person.objects.values().order_by("id"))

    _, outcome = bring(tmp_path, rows, tree.union)

    assert counts(outcome) == (3, 3, 0, 3, 3)
    assert {code for _, code, _ in codes(outcome)} == {"already_member"}
    assert list(Membership.objects.values().order_by("id")) == before
    assert list(Person.objects.values().order_by("id")) == people_before
    assert MembershipEvent.objects.count() == 3
    assert Tag.objects.count() == 3


def test_a_member_elsewhere_gets_a_ticket_that_offers_a_transfer(
    tree: Tree, tmp_path: Path
) -> None:
    bring(tmp_path, people(1), tree.other_union)

    _, outcome = bring(tmp_path, people(1, 2), tree.union)

    assert codes(outcome) == [(3, "conflict_elsewhere", "error")]
    assert "临巴建材厂工会委员会" in outcome.findings[0].message
    assert "转会" in outcome.findings[0].message
    ticket = Conflict.objects.get()
    assert (ticket.union, ticket.membership.union) == (tree.union, tree.other_union)
    assert (ticket.status, ticket.source) == ("open", "import")
    assert ticket.due_on is not None
    assert len(members(tree.union)) == 1


def test_a_phone_known_in_the_register_is_a_warning(tree: Tree, tmp_path: Path) -> None:
    bring(tmp_path, people(1), tree.other_union)

    _, outcome = bring(tmp_path, people(2, PHONE="13800000001"), tree.union)

    assert codes(outcome) == [(3, "shared_phone", "warn")]
    assert counts(outcome) == (1, 1, 0, 1, 0)


def test_another_name_under_the_same_number_is_refused(tree: Tree, tmp_path: Path) -> None:
    bring(tmp_path, people(1), tree.union)
    current = Membership.objects.get()
    services.resign(current, on=date(2018, 1, 1), actor=SYSTEM, reason="本人申请")

    _, outcome = bring(tmp_path, people(1, NAME="王五", CHANGED_ON="20200101"), tree.union)

    assert codes(outcome) == [(3, "conflict_elsewhere", "error")]
    assert outcome.findings[0].column == "姓名"


def test_joining_again_needs_a_later_day(tree: Tree, tmp_path: Path) -> None:
    bring(tmp_path, people(1), tree.union)
    services.resign(Membership.objects.get(), on=date(2018, 1, 1), actor=SYSTEM, reason="本人申请")

    _, early = bring(tmp_path, people(1, CHANGED_ON="20170601"), tree.union)
    _, again = bring(tmp_path, people(1, CHANGED_ON="20190101", SKILL="技师"), tree.union)
    _, same_as_first = bring(tmp_path, people(1), tree.other_union)

    assert codes(early) == [(3, "date_invalid", "error")]
    assert codes(again) == []
    assert codes(same_as_first) == [(3, "conflict_elsewhere", "error")]
    assert Person.objects.count() == 1
    assert Membership.objects.filter(left_on=None).count() == 1


def test_employer_is_linked_by_name_when_the_union_covers_it(tree: Tree, tmp_path: Path) -> None:
    day = date(2015, 1, 1)
    employer = Employer.objects.create(
        union=tree.county, name="达川区宏达机械制造有限公司", region=tree.county.region,
        unit_type=1, is_public=False, industry="C", counted_on=day, registered_on=day,
    )  # fmt: skip
    Coverage.objects.create(union=tree.union, employer=employer, valid=DateRange(day, None))

    bring(tmp_path, people(1), tree.union)

    assert Membership.objects.get().employer_id == employer.pk


# --- Changes of members -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reason", "status", "exit_kind"),
    [("保留", "失业", "retained", None), ("转出", "劳动(工作)关系发生变化", "ended", 4),
     ("除名", "因犯罪被开除会籍", "ended", 5), ("退会", "个人要求退会", "ended", 6)],
)  # fmt: skip
def test_changes_of_members_are_applied_once(
    tree: Tree, tmp_path: Path, change: str, reason: str, status: str, exit_kind: int | None
) -> None:
    bring(tmp_path, people(1, 2), tree.union)
    rows = people(1, CHANGE=change, REASON=reason, CHANGED_ON="20200601")

    batch, outcome = bring(tmp_path, rows, tree.union)
    _, again = bring(tmp_path, rows, tree.union)

    assert codes(outcome) == []
    changed = Membership.objects.get(person__identity_blind=queries.identity_blind(identity(1)))
    assert (changed.status, changed.exit_kind) == (status, exit_kind)
    assert date(2020, 6, 1) in (changed.left_on, changed.retained_on)
    event = MembershipEvent.objects.get(batch=batch)
    assert (event.membership_id, event.on) == (changed.pk, date(2020, 6, 1))
    assert codes(again) == [(3, "already_member", "warn")]
    assert MembershipEvent.objects.count() == 3


def test_changes_of_others_are_refused(tree: Tree, tmp_path: Path) -> None:
    bring(tmp_path, people(1), tree.other_union)

    _, outcome = bring(tmp_path, people(1, 2, CHANGE="退会"), tree.union)

    assert codes(outcome) == [
        (3, "conflict_elsewhere", "error"),
        (4, "conflict_elsewhere", "error"),
    ]
    assert Membership.objects.get().left_on is None
    assert Person.objects.count() == 1


def test_a_change_before_the_last_one_is_refused(tree: Tree, tmp_path: Path) -> None:
    bring(tmp_path, people(1), tree.union)

    _, outcome = bring(tmp_path, people(1, CHANGE="退会", CHANGED_ON="20150101"), tree.union)

    assert codes(outcome) == [(3, "date_invalid", "error")]


# --- Staged in the desk -------------------------------------------------------------------


def test_upload_check_commit(tree: Tree, cast: Cast, tmp_path: Path, files: Path) -> None:
    actor = cast.chair_sun.actor
    path = save(tmp_path / "会员.xlsx", [*people(1, 2), *people(3, PHONE="1")[2:]])
    batch = importing.receive(path, "本厂 会员.xlsx", tree.union, actor=actor)

    checked = importing.stage(batch, actor=actor)
    nothing_yet = Membership.objects.count()
    committed = importing.commit(batch, actor=actor)

    batch.refresh_from_db()
    assert counts(checked) == counts(committed) == (3, 2, 1, 0, 0)
    assert nothing_yet == 0
    assert len(members(tree.union)) == 2
    assert batch.state == "committed"
    with pytest.raises(Blocked, match="已导入"):
        importing.commit(batch, actor=actor)
    stored = b"".join(file.read_bytes() for file in files.rglob("*") if file.is_file())
    assert identity(1).encode() not in stored
    assert b"PK\x03\x04" not in stored[:200]


def test_the_marked_sheet_comes_back(tree: Tree, tmp_path: Path) -> None:
    path = save(tmp_path / "会员.xlsx", people(1, ETHNICITY="火星族"))
    batch = importing.receive(path, "会员.xlsx", tree.union, actor=SYSTEM)
    importing.stage(batch, actor=SYSTEM)

    marked = sheetfiles.marked(batch)

    assert marked is not None
    assert marked[1] == "会员(检查结果).xlsx"
    assert marked[0].read_bytes().startswith(b"PK")


def test_what_the_register_refuses_since_the_check_is_left_out(tree: Tree, tmp_path: Path) -> None:
    path = save(tmp_path / "会员.xlsx", people(1, 2))
    batch = importing.receive(path, "会员.xlsx", tree.union, actor=SYSTEM)
    checked = importing.stage(batch, actor=SYSTEM)
    bring(tmp_path, people(1), tree.other_union)

    committed = importing.commit(batch, actor=SYSTEM)

    assert codes(checked) == []
    assert codes(committed) == [(3, "conflict_elsewhere", "error")]
    assert len(members(tree.union)) == 1


def test_an_unusable_file_fails_the_batch(tree: Tree, tmp_path: Path) -> None:
    path = tmp_path / "会员.xlsx"
    path.write_bytes(b"name,id\n")
    batch = importing.receive(path, "会员.xlsx", tree.union, actor=SYSTEM)

    with pytest.raises(UnusableFile, match="另存为"):
        importing.stage(batch, actor=SYSTEM)

    batch.refresh_from_db()
    assert batch.state == "failed"


def test_a_dry_run_writes_nothing(tree: Tree, tmp_path: Path) -> None:
    outcome = importing.check_file(
        save(tmp_path / "会员.xlsx", people(1, 2)), tree.union, actor=SYSTEM
    )

    assert counts(outcome) == (2, 2, 0, 0, 0)
    assert not Person.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("step", ["make_persons", "write_changes", "open_tickets"])
def test_dying_in_the_middle_leaves_nothing(
    tree: Tree, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"niangjia.members.services.effects.{step}", die)

    with pytest.raises(KeyboardInterrupt):
        bring(tmp_path, people(1, 2), tree.union)

    assert not Person.objects.exists()
    assert not Membership.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not Entry.objects.filter(verb="members.import").exists()


def test_cancelling_while_rows_are_taken_in_leaves_nothing(tree: Tree, tmp_path: Path) -> None:
    def stop(_done: int) -> None:
        raise InterruptedError

    path = save(tmp_path / "会员.xlsx", people(1, 2))

    with pytest.raises(InterruptedError):
        importing.import_file(path, tree.union, actor=SYSTEM, tell=stop)

    assert not Person.objects.exists()


# --- Access -------------------------------------------------------------------------------


def test_only_those_responsible_import_and_undo(tree: Tree, cast: Cast, tmp_path: Path) -> None:
    path = save(tmp_path / "会员.xlsx", people(1))
    batch, _ = importing.import_file(path, tree.union, actor=cast.chair_sun.actor)

    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            importing.check_file(path, tree.union, actor=player.actor)
        with pytest.raises(NotVisible):
            importing.receive(path, "会员.xlsx", tree.union, actor=player.actor)
        with pytest.raises(NotVisible):
            importing.import_file(path, tree.union, actor=player.actor)
        with pytest.raises(NotVisible):
            undoing.undo(batch, actor=player.actor, reason="捣乱")

    assert ImportBatch.objects.count() == Membership.objects.count() == 1


def test_federations_take_no_members(tree: Tree, tmp_path: Path) -> None:
    with pytest.raises(Blocked, match="不是基层工会"):
        bring(tmp_path, people(1), tree.county)


def test_backslashes_and_scripts_are_plain_text(tree: Tree, tmp_path: Path) -> None:
    rows = people(1, NAME="<script>alert(1)</script>", EMPLOYER="a\\N\\tb\\", NATIVE_PLACE="\\.")

    bring(tmp_path, rows, tree.union)

    stored = Membership.objects.select_related("person").get()
    assert stored.person.name == "<script>alert(1)</script>"
    assert (stored.employer_name, stored.person.native_place) == ("a\\N\\tb\\", "\\.")


def test_a_long_sheet_goes_in_part_by_part(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_PART", 2)
    told: list[int] = []
    bring(tmp_path, people(9), tree.other_union)
    rows = people(1, 2, 3, 9, 4)
    rows += people(1, 5, PHONE="13800000001")[2:]

    path = save(tmp_path / "会员.xlsx", rows)
    batch, outcome = importing.import_file(path, tree.union, actor=SYSTEM, tell=told.append)

    assert told == [1, 3, 5, 7]  # the first part is a short one
    assert codes(outcome) == [
        (6, "conflict_elsewhere", "error"),
        (8, "duplicate_in_file", "error"),
        (9, "shared_phone", "warn"),
    ]
    assert len(members(tree.union)) == Membership.objects.filter(batch=batch).count() == 5

"""What is entered about a household (家庭情况): members, income, expenditure, homes, misfortune, help had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError

from niangjia.aid import queries, rules
from niangjia.aid.models import (
    Accident,
    ExpenditureLine,
    Home,
    HouseholdFile,
    HouseholdMember,
    IncomeLine,
    OutsideAid,
)
from niangjia.aid.services.access import change, forget, hold_for, note
from niangjia.aid.services.entries import (
    PLAIN,
    SEALED,
    AccidentEntry,
    ExpenditureEntry,
    HomeEntry,
    HouseholdEntry,
    IncomeEntry,
    MemberEntry,
    OutsideAidEntry,
)
from niangjia.aid.services.news import tell_written
from niangjia.kernel import clock, crypto, ids
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import yuan
from niangjia.kernel.verbs import verb
from niangjia.members import queries as members
from niangjia.members.rules.identity import Refusal, read_document
from niangjia.members.rules.people import check_name

__all__ = [
    "AccidentEntry",
    "ExpenditureEntry",
    "HomeEntry",
    "HouseholdEntry",
    "IncomeEntry",
    "MemberEntry",
    "OutsideAidEntry",
    "write_household",
]

LARGEST = Decimal(10) ** 12
MOST_MEMBERS = 300
MOST_LINES = 2_000
FROM_REGISTER = ("ethnicity", "politics", "education")


@verb
def write_household(file: HouseholdFile, entry: HouseholdEntry, *, actor: Actor) -> HouseholdFile:
    """Replace what was entered, before submission or at the yearly re-check.

    Members that stay keep their rows (papers, grants and comparisons point at them). What a cadre
    writes the worker confirms anew. Raises NotVisible or Blocked (field named).
    """
    file = hold_for(file, actor, rules.APPLY, rules.ENTRY, "修改家庭情况")
    _check(file, entry)
    _write_file(file, entry.file)
    rows = _write_members(file, entry.members)
    _write_lines(file, entry, rows)
    is_own = queries.is_own(file, actor)
    hands = {*file.entered_by_ids} | ({actor.user_id} if actor.user_id is not None else set())
    change(file, entered_by_ids=sorted(hands), is_confirmed=is_own)
    counts = f"{len(rows)}人,收入{len(entry.incomes)}项,刚性支出{len(entry.expenditures)}项"
    note(file, "write", f"填写家庭情况:{counts}", actor=actor)
    if not is_own:
        tell_written(file)
    return file


def _check(file: HouseholdFile, entry: HouseholdEntry) -> None:
    """What could not be stored. Raises Blocked; ``queries.problems_of`` tells the rest."""
    count = len(entry.members)
    if not 0 < count <= MOST_MEMBERS:
        raise Blocked(f"家庭成员应为1至{MOST_MEMBERS}人,现在是{count}人。请核对。", field="members")
    if sum(one.is_worker for one in entry.members) != 1:
        raise Blocked("请标明家庭成员中哪一位是申请职工本人。", field="members")
    lines: list[IncomeEntry | ExpenditureEntry | OutsideAidEntry] = [
        *entry.incomes,
        *entry.expenditures,
        *entry.outside_aid,
    ]
    if len(lines) + len(entry.homes) + len(entry.accidents) > MOST_LINES:
        raise Blocked(f"收入、支出等明细最多{MOST_LINES}项。请合并同类项目。")
    if any(not 0 <= line.member < count for line in lines):
        raise Blocked("有明细没有对应的家庭成员。请选择成员。", field="members")
    papers = [one.evidence for one in lines] + [one.evidence for one in entry.accidents]
    if any(one and (one.file_id != file.pk or one.removed_at is not None) for one in papers):
        raise Blocked("所选证明材料不在这份档案中,或已删除。请重新选择。")


def _write_file(file: HouseholdFile, given: Mapping[str, Any]) -> None:
    unknown = given.keys() - {*PLAIN, *SEALED}
    if unknown:
        raise TypeError(f"not entered in a file: {sorted(unknown)}")
    values: dict[str, Any] = {name: given[name] for name in PLAIN if name in given}
    for name in ("allowance_month_amount", "saving_amount", "investment_amount"):
        if name in values:
            values[name] = _money(values[name], _label(file, name), name)
    phone = given.get("phone")
    if phone and not ids.is_mobile(phone):
        raise Blocked("手机应为11位号码。请核对。", field="phone")
    account = "".join(str(given.get("bank_account") or "").split())
    if account and not (account.isascii() and account.isdigit() and 8 <= len(account) <= 32):
        raise Blocked("银行账号应为8至32位数字。请核对。", field="bank_account")
    for name in SEALED:
        if name in given:
            text = account if name == "bank_account" else str(given[name] or "").strip()
            values[f"{name}_sealed"] = crypto.seal(text) if text else None
    if values:
        change(file, **values)
        _clean(file, "档案", set(values))


# --- Members ------------------------------------------------------------------------------


def _write_members(file: HouseholdFile, entries: Sequence[MemberEntry]) -> list[HouseholdMember]:
    """The rows in the order of entry: those that stay keep their row."""
    values = [_values(entry, n) for n, entry in enumerate(entries)]
    persons = queries.persons_by_document(
        (one["id_type"], one["identity_blind"]) for one in values if one["identity_blind"]
    )
    kept = _by_key(file)
    rows: list[HouseholdMember] = []
    new: list[HouseholdMember] = []
    for one in values:
        one["person"] = persons.get((one["id_type"], one["identity_blind"] or b""))
        row = kept.pop(_key(one), None)
        if row is None:
            row = HouseholdMember(file=file)
            new.append(row)
        for name, value in one.items():
            setattr(row, name, value)
        _clean(row, one["name"] or f"第{len(rows) + 1}名家庭成员")
        rows.append(row)
    _is_the_worker(file, rows)
    _drop(kept.values())
    _store(rows, new)
    forget(file)
    return rows


def _values(entry: MemberEntry, n: int) -> dict[str, Any]:
    """The entry as column values: documents in their one form, secrets sealed."""
    named = entry.name.strip()
    who = named or f"第{n + 1}名家庭成员"
    number, born, gender = _document(entry)
    if born is None:
        raise Blocked(f"请填写{who}的出生日期,或正确的证件号码。", field=f"members[{n}].born_on")
    if entry.phone and not ids.is_mobile(entry.phone):
        raise Blocked(f"{who}的手机应为11位号码。请核对。", field=f"members[{n}].phone")
    plain = {
        name: getattr(entry, name)
        for name in MemberEntry.__dataclass_fields__
        if name not in ("identity_number", "phone", "disease", "name", "born_on", "gender")
    }
    for name in ("fee_amount", "public_fee_amount"):
        plain[name] = _money(plain[name], f"{who}的学费", f"members[{n}].{name}")
    return plain | {
        "position": n,
        "name": check_name(entry.name, whose=f"{who}的", field=f"members[{n}].name")
        if named
        else "",
        "born_on": born,
        "gender": gender,
        "identity_sealed": crypto.seal(number) if number else None,
        "identity_blind": members.identity_blind(number) if number else None,
        "phone_sealed": crypto.seal(entry.phone) if entry.phone else None,
        "disease_sealed": crypto.seal(entry.disease) if entry.disease else None,
    }


def _document(entry: MemberEntry) -> tuple[str, date | None, int]:
    """The number in its one form, and birth and gender as far as they are known.

    A number that is wrong is kept as it was typed: ``problems_of`` says what is wrong with it.
    """
    typed = entry.identity_number.strip().upper()
    read = read_document(entry.id_type, typed, today=clock.today()) if typed else None
    if read is None or isinstance(read, Refusal):
        return typed[:40], entry.born_on, entry.gender
    return read.number, entry.born_on or read.born_on, entry.gender or read.gender or 0


_Key = tuple[Any, ...]


def _key(values: Mapping[str, Any]) -> _Key:
    """What makes two entries the same person: the document, else name and birth."""
    blind = values["identity_blind"]
    if blind:
        return (values["id_type"], bytes(blind))
    return (values["name"], values["born_on"])


def _by_key(file: HouseholdFile) -> dict[_Key, HouseholdMember]:
    return {_key(vars(row)): row for row in file.members.order_by("-pk")}


def _is_the_worker(file: HouseholdFile, rows: Sequence[HouseholdMember]) -> None:
    """The worker's entry carries her own document. Raises Blocked."""
    person = file.person
    for row in rows:
        if not row.is_worker:
            continue
        same = bytes(row.identity_blind or b"") == bytes(person.identity_blind)
        if not same or row.id_type != person.id_type:
            raise Blocked(
                f"申请职工本人的证件号码与人员登记中{person.name}的不一致。请核对号码。",
                field="members",
            )
        row.person = person
        for name in FROM_REGISTER:
            if getattr(row, name) is None:
                setattr(row, name, getattr(person, name))


def _drop(rows: Any) -> None:
    for row in rows:
        try:
            row.delete()
        except ProtectedError:
            raise Blocked(
                f"{row.name}已有救助发放记录,不能从档案中删去。不再共同生活的,请改填“不共同生活”。",
                field="members",
            ) from None


def _store(rows: Sequence[HouseholdMember], new: Sequence[HouseholdMember]) -> None:
    """Set-based, in an order in which no constraint is met on the way."""
    names = [
        one.name
        for one in HouseholdMember._meta.concrete_fields
        if one.name not in ("id", "file", "created_at", "updated_at", "is_active")
    ]
    added = {id(row) for row in new}
    stay = [row for row in rows if id(row) not in added]
    HouseholdMember.objects.filter(pk__in=[row.pk for row in stay]).update(is_worker=False)
    HouseholdMember.objects.bulk_update(stay, names, batch_size=500)
    HouseholdMember.objects.bulk_create(new, batch_size=500)


# --- Lines --------------------------------------------------------------------------------


def _write_lines(
    file: HouseholdFile, entry: HouseholdEntry, rows: Sequence[HouseholdMember]
) -> None:
    """Lines have no life of their own: they are written anew."""
    for related in (file.incomes, file.expenditures, file.homes, file.accidents, file.outside_aid):
        related.all().delete()
    _create(
        IncomeLine(file=file, member=rows[one.member], **_paid(one, "收入"))
        for one in entry.incomes
    )
    _create(
        ExpenditureLine(file=file, member=rows[one.member], **_paid(one, "刚性支出"))
        for one in entry.expenditures
    )
    _create(
        Home(file=file, housing=one.housing, area=_money(one.area, "住房面积", "homes"))
        for one in entry.homes
    )
    _create(
        Accident(
            file=file,
            **vars(one) | {"loss_amount": _money(one.loss_amount, "意外损失", "accidents")},
        )
        for one in entry.accidents
    )
    _create(
        OutsideAid(
            file=file,
            **vars(one)
            | {"member": rows[one.member], "amount": _money(one.amount, "救助金额", "outside_aid")},
        )
        for one in entry.outside_aid
    )


def _paid(one: IncomeEntry | ExpenditureEntry, what: str) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "year_amount": _money(one.year_amount, f"{what}金额", "year_amount"),
        "evidence": one.evidence,
        "note": one.note,
    }


def _create(lines: Any) -> None:
    made: list[Model] = list(lines)
    for line in made:
        _clean(line, str(line._meta.verbose_name))
    if made:
        type(made[0])._default_manager.bulk_create(made, batch_size=500)


def _money(value: Decimal | int | str, what: str, where: str) -> Decimal:
    """An amount that fits the column to the fen. Raises Blocked."""
    amount = Decimal(value)
    if not amount.is_finite() or abs(amount) >= LARGEST:
        raise Blocked(f"{what}不是可用的数字。请填写以元为单位的数字。", field=where)
    if amount != yuan(amount):
        raise Blocked(f"{what}{amount}多于两位小数。请填写到分。", field=where)
    return amount


def _label(row: Model, name: str) -> str:
    """What the column is called in Chinese."""
    return next((str(one.verbose_name) for one in row._meta.fields if one.name == name), name)


def _clean(row: Model, who: str, names: set[str] | None = None) -> None:
    """Codes and lengths as the columns allow. Raises Blocked."""
    skipped = {one.name for one in row._meta.fields if one.is_relation or one.name == "born_on"}
    if names is not None:
        skipped |= {one.name for one in row._meta.fields} - names
    try:
        row.clean_fields(exclude=skipped)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Blocked(f"{who}的“{_label(row, name)}”填写不对:{messages[0]}", field=name) from None

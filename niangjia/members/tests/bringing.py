"""Bringing synthetic sheets into a union, and what came of it, for the tests of the import."""

from __future__ import annotations

from pathlib import Path

from niangjia.kernel import crypto
from niangjia.kernel.actor import SYSTEM
from niangjia.members.models import ImportBatch, Membership
from niangjia.members.rules.cells import Cell
from niangjia.members.services import importing
from niangjia.members.services.importing import Outcome
from niangjia.members.tests.sheets import person, save, sheet
from niangjia.unions.models import Union


def people(*numbers: int, **changed: Cell) -> list[list[Cell]]:
    return sheet(*(person(number, **changed) for number in numbers))


def bring(path: Path, rows: list[list[Cell]], union: Union) -> tuple[ImportBatch, Outcome]:
    return importing.import_file(save(path / "会员.xlsx", rows), union, actor=SYSTEM)


def codes(outcome: Outcome) -> list[tuple[int, str, str]]:
    return [(f.row, f.code, f.severity.value) for f in outcome.findings]


def counts(outcome: Outcome) -> tuple[int, int, int, int, int]:
    return (
        outcome.rows,
        outcome.accepted,
        outcome.refused,
        outcome.warned,
        outcome.unchanged,
    )


def members(union: Union) -> list[str]:
    rows = Membership.objects.filter(union=union, left_on=None).order_by("id")
    return [crypto.unseal(bytes(m.person.identity_sealed)) for m in rows.select_related("person")]

"""Unions and members of tests with any history, also those that services would refuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.members.models import Membership, Person, Tag
from niangjia.unions.models import Affiliation, Region, TreePath, Union
from niangjia.unions.services.creating import next_ids

D = date.fromisoformat


@dataclass
class Federation:
    """Rows written straight to the tables: histories that services would refuse are wanted too."""

    unions: list[Union] = field(default_factory=list)
    persons: int = 0

    def union(
        self, parent: Union | None, *places: tuple[str, str | None, str], **values: object
    ) -> Union:
        """A union; ``places`` are (from, until, parent path) of its past, the first since ever."""
        region, _ = Region.objects.get_or_create(code="51", defaults={"name": "川", "level": 1})
        pk = next_ids(1)[0]
        made = Union.objects.create(
            pk=pk, path=f"{parent.path if parent else '/'}{pk}/",
            code=f"51-{len(self.unions)}", name="某工会", region=region, parent=parent,
            **{"level": 70, "union_type": 1, "org_form": 4, "founded_on": D("2000-01-01")} | values,
        )  # fmt: skip
        for n, (start, end, above) in enumerate(
            places or [("", None, getattr(parent, "path", "/"))]
        ):
            TreePath.objects.create(
                union=made,
                path=f"{above}{made.pk}/",
                valid=DateRange(D(start) if n else None, D(end) if end else None),
            )
        if parent:
            valid = DateRange(D("2000-01-01"), None)
            Affiliation.objects.create(
                union=made, parent=parent, kind="territorial", is_counting=True, valid=valid
            )
        self.unions.append(made)
        return made

    def member(
        self,
        *episodes: tuple[Union, str, str | None],
        gender: int = 1,
        level: int = 1,
        verified: str = "2000-01-01",
        exits: tuple[int, int] = (6, 5),
        entry: str = "join",
    ) -> Person:
        """A person with episodes one after the other; all but the first are transfers.

        ``verified``: the day, if the level is one of those verified.
        """
        self.persons += 1
        mark = self.persons.to_bytes(16, "big")
        person = Person.objects.create(
            name="某某",
            identity_sealed=b"",
            identity_blind=mark,
            gender=gender,
            verified_level=level,
            verified_on=D(verified) if level >= 2 else None,
        )
        for number, (union, start, end) in enumerate(episodes):
            is_last = number == len(episodes) - 1
            Membership.objects.create(
                person=person, union=union, joined_on=D(start), left_on=D(end) if end else None,
                status="ended" if end else "active", entry_kind="transfer" if number else entry,
                exit_kind=(exits[0] if is_last else 4) if end else None,
                exit_reason=exits[1] if is_last and end else None,
            )  # fmt: skip
        return person


def tag(person: Person, kind: str, start: str, end: str | None, code: str = "") -> None:
    Tag.objects.create(
        person=person,
        kind=kind,
        code=code,
        valid=DateRange(D(start), D(end) if end else None),
        source="t",
    )

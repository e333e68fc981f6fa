"""Who takes part when the tree is reorganised (划转、合并、分立、撤销).

Higher areas hang things on a union: memberships, posts, coverage of employers. They register a
participant from their ``apps.ready``; the services of this area ask each one first what would
happen (``preview``) and then to do it (``apply``), inside the one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from niangjia.kernel.actor import Actor
from niangjia.kernel.choices import TextCode
from niangjia.unions.models import Union


class PlanKind(TextCode):
    """What kind of reorganisation."""

    MOVE = "move", "划转"
    MERGE = "merge", "合并"
    SPLIT = "split", "分立"
    CLOSE = "close", "撤销"


@dataclass(frozen=True)
class Plan:
    """What happens to one union.

    MOVE: ``union`` with all below it goes under ``to``; nothing changes hands. MERGE and CLOSE:
    what hangs on ``union`` goes to ``to`` (None: nobody takes it; a participant that still holds
    something refuses), and ``union`` ends. SPLIT: what belongs to the employers ``employer_ids``
    goes to ``to``, which a preview knows only by ``to_name``; ``union`` goes on.
    """

    kind: PlanKind
    union: Union
    to: Union | None
    on: date
    reason: str
    to_name: str = ""
    employer_ids: tuple[int, ...] | None = None

    @property
    def destination(self) -> str:
        """Name of where things go."""
        return self.to.name if self.to else self.to_name


class Participant(Protocol):
    """What an area does when a union it hangs things on is reorganised."""

    def preview(self, plan: Plan) -> list[str]:
        """Chinese lines saying what would change and how much of it. Raises Blocked."""
        ...

    def apply(self, plan: Plan, actor: Actor) -> int:
        """Do it; returns how many memberships moved (0 for other things). Raises Blocked."""
        ...


Choices = list[tuple[int, str]]
PARTICIPANTS: list[Participant] = []
SPLITTERS: list[Callable[[Union], Choices]] = []


def register(participant: Participant) -> Participant:
    """Let an area take part; called once from its ``apps.ready``."""
    PARTICIPANTS.append(participant)
    return participant


def offer_employers(choices: Callable[[Union], Choices]) -> None:
    """Let the area of employers say which of them a split may part; called once."""
    SPLITTERS.append(choices)


def splittable(union: Union) -> Choices:
    """Keys and names of the employers that can go with a part of the union."""
    return [choice for offer in SPLITTERS for choice in offer(union)]


def preview(plan: Plan) -> list[str]:
    """What all participants would do. Raises Blocked."""
    return [line for participant in PARTICIPANTS for line in participant.preview(plan)]


def apply(plan: Plan, actor: Actor) -> int:
    """Let all participants do it; returns how many memberships moved. Raises Blocked."""
    return sum(participant.apply(plan, actor) for participant in PARTICIPANTS)

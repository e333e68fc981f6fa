"""What a worker has answered so far (申请的答案), by screen. Pure.

A slug names a screen of one application: ``cause``; ``health-2`` is that of family member 2, the worker
herself is 1. Numbers are never used again, so a screen left open on another phone cannot write over
somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from niangjia.aid.rules.asking import Values
from niangjia.members.rules.codes import IdType

WORKER = 1
"""Her own number among the family."""


@dataclass(frozen=True)
class Own:
    """The worker, as the register knows her."""

    name: str
    identity_number: str
    born_on: date
    id_type: int = IdType.RESIDENT


@dataclass(frozen=True)
class Answers:
    """Everything answered so far. ``papers``: need → ids of the photos that prove it."""

    screens: Mapping[str, Values] = field(default_factory=dict)
    papers: Mapping[str, list[str]] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)
    """Highest number ever given, by kind of repeated screen."""

    def of(self, slug: str) -> Values:
        """What is kept for one screen."""
        return self.screens.get(slug, {})

    def text(self, slug: str, name: str) -> str:
        """One kept text; empty when there is none."""
        value = self.of(slug).get(name, "")
        return value if isinstance(value, str) else ""

    def document(self, number: int) -> tuple[int, str]:
        """Kind and number of a family member's document; residents' where no kind was chosen."""
        slug = f"who-{number}"
        return int(self.text(slug, "id_type") or IdType.RESIDENT), self.text(slug, "identity")

    def picked(self, slug: str, name: str) -> list[str]:
        """The choices made."""
        value = self.of(slug).get(name, [])
        return value if isinstance(value, list) else []

    def numbers(self, kind: str) -> list[int]:
        """Which numbers of a repeated screen there are, in order."""
        return list(self._numbers.get(kind, ()))

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        """All of them, found once: a page of a large family asks for every screen of everybody."""
        found: dict[str, list[int]] = {}
        for kind, number in sorted(split(slug) for slug in self.screens):
            if number:
                found.setdefault(kind, []).append(number)
        return found

    def with_screen(self, slug: str, values: Values) -> Answers:
        """The same with one screen answered; what was signed before is not signed any more."""
        kind, number = split(slug)
        used = dict(self.used)
        if number:
            used[kind] = max(used.get(kind, 0), number)
        kept = {s: v for s, v in self.screens.items() if s not in SIGNED or slug in SIGNED}
        return replace(self, screens=kept | {slug: dict(values)}, used=used)

    def without(self, slug: str) -> Answers:
        """The same without one member, home, accident or help, and its papers."""
        kind, number = split(slug)
        gone = {f"{one}-{number}" for one in (OF_MEMBER if kind == "who" else (kind,))}
        screens = {s: v for s, v in self.screens.items() if s not in gone and s not in SIGNED}
        papers = {
            need: ids
            for need, ids in self.papers.items()
            if not any(need == one or need.startswith(f"{one}-") for one in gone)
        }
        return replace(self, screens=screens, papers=papers)


@dataclass(frozen=True)
class Loop:
    """A question that is asked again and again: family, homes, accidents, help had."""

    slug: str
    kind: str
    title: str
    help: str
    add: str
    first: int = 1


LOOPS = {
    one.slug: one
    for one in (
        Loop("members", "who", "家里还有谁?",
             "和您一起生活的人都要填:丈夫或妻子、孩子、老人。您自己不用再填。", "添加一位家人", 2),
        Loop("homes", "home", "家里住的、名下的房子有哪些?", "租的、借的也写上。", "添加一处房子"),
        Loop("accidents", "accident", "最近一年,家里遇到过意外或大病吗?",
             "车祸、工伤、火灾、灾害、大病都算。没有的,直接点“下一步”。", "添加一件事"),
        Loop("outside", "help", "今年和去年,得到过别的单位的帮助吗?",
             "民政、学校、慈善会等给的都写上,不影响您申请。没有的,直接点“下一步”。", "添加一次帮助"),
    )
}  # fmt: skip
LIST_OF = {one.kind: one.slug for one in LOOPS.values()}
ABOUT_MEMBER = (
    "who",
    "relation",
    "state",
    "job",
    "live",
    "more",
    "school",
    "fee",
    "health",
    "illness",
    "disability",
    "insurance",
)
OF_MEMBER = (*ABOUT_MEMBER, "income", "spend")
SIGNED = ("promise", "authorise")


def split(slug: str) -> tuple[str, int]:
    """``who-2`` → ("who", 2); a screen that comes once has number 0."""
    kind, _, number = slug.partition("-")
    return (kind, int(number)) if number.isascii() and number.isdigit() else (slug, 0)

"""What areas register for the workers' phone: pages, cards of its home, tasks that wait for her."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from niangjia.kernel.actor import Actor

PAGES: list[tuple[str, str]] = []


def register(prefix: str, module: str) -> None:
    """Mount ``module`` (it has ``urlpatterns``) at ``/m/<prefix>``; called from an AppConfig.ready()."""
    PAGES.append((prefix, module))


class Audience(StrEnum):
    """Who sees a card of the home page."""

    VISITOR = "visitor"
    WORKER = "worker"
    ALL = "all"


@dataclass(frozen=True)
class Card:
    """One way into an area from the home page.

    ``icon`` is a name of the sprite (site/icons.txt); ``badge`` a few words about her (“待确认”,
    “2 条”) or empty; ``text`` one line that says what is behind it.
    """

    label: str
    url: str
    icon: str
    order: int
    badge: Callable[[Actor], str] | None = None
    text: str = ""
    audience: Audience = Audience.WORKER


_CARDS: dict[str, Card] = {}


def card(
    label: str,
    url: str,
    icon: str,
    order: int,
    badge: Callable[[Actor], str] | None = None,
    *,
    text: str = "",
    audience: Audience = Audience.WORKER,
) -> None:
    """Put a card on the home page; the lower order stands first."""
    _CARDS[url] = Card(label, url, icon, order, badge, text, audience)


def cards_for(actor: Actor) -> list[tuple[Card, str]]:
    """The cards this person sees, each with its badge."""
    own = Audience.VISITOR if actor.user_id is None else Audience.WORKER
    shown = [c for c in _CARDS.values() if c.audience in (own, Audience.ALL)]
    shown.sort(key=lambda c: c.order)
    return [(c, c.badge(actor) if c.badge and actor.user_id else "") for c in shown]


@dataclass(frozen=True)
class Waiting:
    """Something only she can do next (等我办), by its legal day if there is one."""

    title: str
    url: str
    text: str = ""
    due_on: date | None = None


_SOURCES: list[Callable[[Actor], Iterable[Waiting]]] = []


def waiting(source: Callable[[Actor], Iterable[Waiting]]) -> None:
    """Register what an area waits for from the signed-in worker."""
    _SOURCES.append(source)


def waiting_for(actor: Actor) -> list[Waiting]:
    """Everything that waits for her: dated things first, the earliest on top."""
    if actor.user_id is None:
        return []
    found = [one for source in _SOURCES for one in source(actor)]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max))


_OBJECTING: dict[str, str] = {}


def objecting(label: str, url: str) -> None:
    """Where anybody objects to a public notice about a kind of object; ``{id}`` is the notice's own.

    ``label`` as ``"aid.householdfile"``.
    """
    _OBJECTING[label.lower()] = url


def objection_url(label: str, public_id: object) -> str:
    """Where to object to a notice; empty where it is done in person."""
    return _OBJECTING.get(label, "").replace("{id}", str(public_id))

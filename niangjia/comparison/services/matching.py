"""Who is who in an answer: digests by equality, numbers and names by the linkage engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa
from django.conf import settings

from niangjia.comparison import rules
from niangjia.comparison.linkage import explain, prepare
from niangjia.comparison.linkage.backend import Backend, DuckBackend, SparkBackend
from niangjia.comparison.linkage.gathering import Gathered
from niangjia.comparison.linkage.linking import Link, link
from niangjia.comparison.models import Exchange, ExchangePerson
from niangjia.comparison.rules.sheet import Line
from niangjia.comparison.services import files
from niangjia.comparison.services.exporting import identity_of
from niangjia.comparison.transport import envelope
from niangjia.kernel import crypto
from niangjia.kernel.indicators.engines import spark


@dataclass(frozen=True)
class Recognised:
    """One of our persons and the line that is hers (or may be)."""

    person_id: int
    line: Line
    kind: rules.MatchKind
    weight: float | None = None
    parts: list[dict[str, object]] = field(default_factory=list)


class Recogniser(Protocol):
    """Is given the lines of an answer as they are read, and says in the end whose they are."""

    def take(self, line: Line) -> None:
        """The next line."""

    def recognise(self, tell: Callable[[str], None]) -> list[Recognised]:
        """At most one line a person and one person a line; strangers' lines are dropped here."""


def recogniser(exchange: Exchange) -> Recogniser:
    """By digest or by evidence, as the exchange was agreed."""
    persons = list(exchange.persons.filter(gone_at=None).order_by("pk"))
    if exchange.protection == rules.Protection.HASHED:
        return _ByDigest(persons, crypto.unseal(bytes(exchange.secret_sealed or b"")))
    return _ByEvidence(persons)


class _ByDigest:
    """Equal digests; the lines of others are not even kept."""

    def __init__(self, persons: list[ExchangePerson], secret: str) -> None:
        self._wanted = {envelope.digest(identity_of(p), secret): p.pk for p in persons}
        self._found: list[Recognised] = []

    def take(self, line: Line) -> None:
        pk = self._wanted.get(line.identity)
        if pk is not None:
            self._found.append(Recognised(pk, line, rules.MatchKind.EXACT))

    def recognise(self, tell: Callable[[str], None]) -> list[Recognised]:
        return self._found


class _ByEvidence:
    """Numbers, names and the rest, by the linkage engine."""

    def __init__(self, persons: list[ExchangePerson]) -> None:
        self._ours = _ours(persons)
        self._gathered = Gathered()
        self.take = self._gathered.add

    def recognise(self, tell: Callable[[str], None]) -> list[Recognised]:
        backend = configured_backend()
        try:
            links = link(self._ours, self._gathered.table(), backend, tell=tell)
        finally:
            backend.close()
        lines = self._gathered.lines(one.right_id for one in links)
        return [_recognised(one, lines[one.right_id]) for one in links]


def configured_backend() -> Backend:
    """Where the installation links (``NIANGJIA_LINKAGE_ENGINE``). Raises Blocked without Spark."""
    if settings.NIANGJIA_LINKAGE_ENGINE == "spark":
        return SparkBackend(spark.session())
    return DuckBackend(files.folder())


def _recognised(one: Link, line: Line) -> Recognised:
    return Recognised(
        one.left_id,
        line,
        rules.MatchKind(one.kind.value),
        one.weight if one.parts else None,
        explain.as_data(one.parts),
    )


def _ours(persons: list[ExchangePerson]) -> pa.Table:
    return pa.table(
        {
            "id": [person.pk for person in persons],
            "name": [person.name for person in persons],
            "identity": [identity_of(person) or None for person in persons],
            "born": [f"{p.born_on:%Y%m%d}" if p.born_on else None for p in persons],
            "gender": [person.gender for person in persons],
            "region": [person.region for person in persons],
        },
        schema=prepare.COLUMNS,
    )

"""Who is who in an answer: digests by equality, numbers and names by the linkage engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa
from django.conf import settings

from niangjia.comparison import rules
from niangjia.comparison.linkage import explain, prepare
from niangjia.comparison.linkage.backend import Backend, DuckBackend, SparkBackend
from niangjia.comparison.linkage.linking import Link, link
from niangjia.comparison.models import Exchange, ExchangePerson
from niangjia.comparison.rules.sheet import Line, Reading
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


def recognise(
    exchange: Exchange, reading: Reading, tell: Callable[[str], None]
) -> list[Recognised]:
    """At most one line a person and one person a line; strangers' lines are dropped here."""
    persons = list(exchange.persons.filter(gone_at=None).order_by("pk"))
    if exchange.protection == rules.Protection.HASHED:
        return _by_digest(exchange, persons, reading)
    return _by_evidence(persons, reading, tell)


def _by_digest(
    exchange: Exchange, persons: list[ExchangePerson], reading: Reading
) -> list[Recognised]:
    secret = crypto.unseal(bytes(exchange.secret_sealed or b""))
    lines = {line.identity: line for line in reading.lines}
    found = []
    for person in persons:
        line = lines.get(envelope.digest(identity_of(person), secret))
        if line is not None:
            found.append(Recognised(person.pk, line, rules.MatchKind.EXACT))
    return found


def _by_evidence(
    persons: list[ExchangePerson], reading: Reading, tell: Callable[[str], None]
) -> list[Recognised]:
    backend = _backend()
    try:
        links = link(_ours(persons), _theirs(reading.lines), backend, tell=tell)
    finally:
        backend.close()
    lines = {line.row: line for line in reading.lines}
    return [_recognised(one, lines[one.right_id]) for one in links]


def _backend() -> Backend:
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


def _theirs(lines: list[Line]) -> pa.Table:
    return pa.table(
        {
            "id": [line.row for line in lines],
            "name": [line.name for line in lines],
            "identity": [line.identity or None for line in lines],
            "born": [f"{x.born_on:%Y%m%d}" if x.born_on else None for x in lines],
            "gender": [line.gender for line in lines],
            "region": [line.region for line in lines],
        },
        schema=prepare.COLUMNS,
    )

"""What reserving money costs when a fund has many reservations already: it should stay the same."""

from __future__ import annotations

import json
import statistics
import sys
import time
from decimal import Decimal
from typing import Any

from bench import home

MANY = 10_000
SAMPLE = 200
"""Reservations that a point of the curve is the median of."""
PEOPLE = 500


def main() -> None:
    """Print the measurements as JSON."""
    home.ready("small")
    taken = _reservations(MANY)
    found: dict[str, Any] = {"reservations": MANY}
    for after in (0, 1_000, MANY - SAMPLE):
        part = taken[after : after + SAMPLE]
        found[f"reserve_after_{after}_ms"] = statistics.median(part) * 1000
    found["reserve_1000_s"] = sum(taken[:1_000])
    found["reserve_10000_s"] = sum(taken)
    found["last_to_first"] = (
        found[f"reserve_after_{MANY - SAMPLE}_ms"] / found["reserve_after_0_ms"]
    )
    json.dump(found, sys.stdout)


def _reservations(count: int) -> list[float]:
    """Seconds of each reservation, one transaction each, all in one new fund."""
    from niangjia.kernel import clock
    from niangjia.kernel.actor import SYSTEM
    from niangjia.ledger import services
    from niangjia.ledger.rules import FundSource, ProgrammeKind
    from niangjia.ledger.services import Payee
    from niangjia.members.models import Person
    from niangjia.unions.models import Union

    year = clock.today().year
    county = Union.objects.get(code="511725")
    fund = services.open_fund(county, "基准资金", FundSource.OWN_UNION, year=year, actor=SYSTEM)
    services.receive(fund, Decimal(10_000_000), actor=SYSTEM)
    programme = services.open_programme(
        county, "基准项目", ProgrammeKind.SUMMER, from_on=clock.today(), actor=SYSTEM
    )
    services.set_budget(fund, programme, Decimal(9_000_000), year=year, actor=SYSTEM)
    people = list(Person.objects.order_by("pk")[:PEOPLE])
    taken: list[float] = []
    for number in range(count):
        person = people[number % PEOPLE]
        payee = Payee(person, "", person.name, f"6222{person.pk:012}", "工商银行渠县支行")
        began = time.perf_counter()
        services.reserve(
            fund,
            programme,
            Decimal("100.50"),
            subject=person,
            payee=payee,
            use="summer",
            year=year,
            key=f"bench:{fund.pk}:{number}",
            actor=SYSTEM,
        )
        taken.append(time.perf_counter() - began)
    return taken


if __name__ == "__main__":
    main()

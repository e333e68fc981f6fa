"""How large a demo federation is, and for which day its numbers are exact. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Scale:
    """A size of the demo.

    On ``as_of`` there are exactly ``unions`` grass-roots unions and ``members`` members under
    ``root``; from ``since`` to ``as_of``, both included, exactly ``founded`` of the unions were
    founded and ``joined`` of the members joined, and nobody else. After ``as_of`` life goes on
    until today: as many join as leave, as many unions are founded as closed, so that today's
    totals are the same again.
    """

    code: str
    root: str
    as_of: date
    since: date
    unions: int
    founded: int
    members: int
    joined: int
    seed: int = 20170630

    @property
    def is_small(self) -> bool:
        """Whether it is made through services one by one."""
        return self.code == "small"


_SINCE, _AS_OF = date(2012, 7, 1), date(2017, 6, 30)

SCALES = {
    "small": Scale("small", "5117", _AS_OF, _SINCE, 498, 188, 62_500, 20_150),
    "full": Scale("full", "5117", _AS_OF, _SINCE, 9_968, 3_759, 1_250_000, 403_000),
    "province": Scale(
        "province",
        "51",
        date(2023, 11, 30),
        date(2018, 12, 1),
        55_100,
        14_200,
        6_939_600,
        1_480_000,
    ),
}

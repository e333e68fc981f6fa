"""One question about the figures of a text. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.wording import whole

Place = Figure | tuple[int, int]
_LONGEST = 14


@dataclass(frozen=True)
class Question:
    """What is asked (``words`` follow the quotations) about which places; at least ``least`` of them."""

    rule: str
    words: str
    places: Sequence[Place]
    least: int = 1

    @staticmethod
    def quoted(reading: Reading, place: Place) -> str:
        """A place as the question quotes it: a figure with its label."""
        if not isinstance(place, Figure):
            return reading.page.slice(*place)
        cut = len(place.label) > _LONGEST
        label = f"…{whole(place.label[-_LONGEST:])}" if cut else place.label
        return place.text if label in place.text else f"{label}{place.text}"

"""How much of what a union could type it typed (填报占比), of the union alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from niangjia.kernel.indicators import Engine, Figure, Rate, TreeOf, by_children, get, nothing
from niangjia.statistics.rules.board import TYPED_SHARE
from niangjia.unions.models import Union


@dataclass(frozen=True)
class Own:
    """The share of one union without what is below it, with its two parts."""

    share: Figure
    typed: Figure
    typeable: Figure

    @property
    def words(self) -> str:
        """As people read it; of a union that is not asked to type anything, that."""
        if self.share.value is None:
            return "本级没有要填报的指标"
        return f"本级 {self.share.value}%(可填报 {self.typeable.value:,} 个,已填报 {self.typed.value:,} 个)"


def own_share(union: Union, on: date, tree: TreeOf = "dated", engine: Engine | None = None) -> Own:
    """By the same definition as the figure itself, from the node's own rows."""
    rate = get(TYPED_SHARE)
    assert isinstance(rate, Rate)
    codes = (rate.code, rate.numerator.code, rate.denominator.code)
    found = by_children(codes, union.pk, on=on, tree=tree, engine=engine).get(union.pk)
    return Own(*((found or nothing(codes, on=on))[code] for code in codes))

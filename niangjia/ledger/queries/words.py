"""Words for the uses of money (用途): each area that pays names its own codes."""

from __future__ import annotations

from collections.abc import Mapping

from niangjia.ledger.rules import STUDY_LOAN, ProgrammeKind

USES: dict[str, str] = {
    **{kind.value: kind.label for kind in ProgrammeKind},
    STUDY_LOAN: "助学贷款",
}
"""Use code → Chinese word; ledger's own programme kinds to begin with."""


def name_uses(words: Mapping[str, str]) -> None:
    """Add an area's codes, at start-up."""
    USES.update(words)


def use_label(code: str) -> str:
    """The word for a use; a code nobody named stands for itself."""
    return USES.get(code, code)

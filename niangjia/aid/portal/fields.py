"""Fields of a question as a page draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from niangjia.aid.rules.asking import Ask, Kind, Screen, Values, shown

_MODES = {
    Kind.MONEY: "decimal",
    Kind.AREA: "decimal",
    Kind.COUNT: "numeric",
    Kind.POSTCODE: "numeric",
    Kind.PHONE: "tel",
}


@dataclass(frozen=True)
class Field:
    """One field: what is asked, what stands in it, what is wrong with it.

    ``masked`` says what is kept of a number that is not shown again.
    """

    ask: Ask
    value: str
    picked: frozenset[str]
    masked: str
    error: str
    is_alone: bool
    """The title asks it already."""

    @property
    def is_set(self) -> bool:
        """Whether it is answered by choosing."""
        return self.ask.kind in (Kind.CHOICE, Kind.CHOICES)

    @property
    def input_type(self) -> str:
        """Type of the options, or of the input itself."""
        types = {
            Kind.CHOICE: "radio",
            Kind.CHOICES: "checkbox",
            Kind.DAY: "date",
            Kind.TERM: "date",
        }
        return types.get(self.ask.kind, "text")

    @property
    def is_list(self) -> bool:
        """Whether one of a long list is chosen."""
        return self.ask.kind == Kind.PICK

    @property
    def mode(self) -> str:
        """Which keyboard the phone shows."""
        return _MODES.get(self.ask.kind, "")

    @property
    def is_long(self) -> bool:
        """Whether it wants several lines."""
        return self.ask.kind == Kind.LONG

    @property
    def described(self) -> str:
        """Ids of what a screen reader says with the field: its help, what is kept, its fault."""
        parts = {"kept": self.masked, "help": self.ask.help, "err": self.error}
        return " ".join(f"{self.ask.name}-{part}" for part, text in parts.items() if text)

    @property
    def aria(self) -> SafeString:
        """What ties an input to those, and says that it is wrong."""
        wrong = SafeString(' aria-invalid="true"' if self.error else "")
        told = format_html(' aria-describedby="{}"', self.described) if self.described else ""
        return format_html("{}{}", wrong, told)

    @property
    def is_kept_by_browser(self) -> bool:
        """Whether the browser may hold it until it is sent."""
        return not (self.ask.is_masked or self.ask.is_private)


def fields_of(
    screen: Screen,
    values: Values,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Sequence[str]] | None = None,
) -> list[Field]:
    """The fields with what is kept, or with what was typed where something is wrong.

    A number that was typed rightly is never sent back to the page.
    """
    wrong = errors or {}
    found = []
    for ask in screen.asks:
        kept = values.get(ask.name, "")
        entered = list((typed or {}).get(ask.name, ())) if typed is not None else None
        if ask.is_masked:
            value = entered[-1] if entered and ask.name in wrong else ""
            masked = shown(ask, kept)
        else:
            value, masked = _text(entered, kept), ""
        found.append(
            Field(
                ask,
                value,
                frozenset(kept if isinstance(kept, list) else [kept])
                if entered is None
                else frozenset(entered),
                masked,
                wrong.get(ask.name, ""),
                len(screen.asks) == 1 and screen.title.endswith(("?", "?")),
            )
        )
    return found


def _text(entered: list[str] | None, kept: str | list[str]) -> str:
    if entered is not None:
        return entered[-1] if entered else ""
    return kept if isinstance(kept, str) else ""


def lists(posted: QueryDict) -> dict[str, list[str]]:
    """Everything typed, by field; NUL characters, which no database takes, left out."""
    return {name: [str(one).replace("\0", "") for one in values] for name, values in posted.lists()}

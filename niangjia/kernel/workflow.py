"""Life cycles as one frozen table: steps with permission, guards, deadline. Pure.

Buttons, to-dos, deadlines, diagrams and tests are derived from the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from niangjia.kernel.actor import Actor
from niangjia.kernel.clock import CalendarDays, WorkingDays
from niangjia.kernel.errors import Blocked, NotVisible


class Stateful(Protocol):
    """What a life cycle needs to know of its object."""

    status: str

    @property
    def scope_path(self) -> str:
        """Tree path of the union the object belongs to."""
        ...


# A guard looks at the object (each life cycle knows its own) and returns the Chinese refusal.
Guard = Callable[[Any, Actor], str | None]


@dataclass(frozen=True)
class Step:
    """One arrow of a life cycle.

    ``above``: only a post strictly above the object's union may take it.
    ``within``: how long the object may wait in a source state for this step;
    ``policy``: code of the dated parameter that overrides its number of days.
    ``notice``: entering the target starts a public notice (公示) of so many calendar days.
    ``automatic``: taken by the system alone (clock ran out, notice ended); shows no button.
    ``scope``: attribute of the object with the tree path where the permission must hold, for
    objects that two unions share.
    """

    code: str
    label: str
    source: tuple[str, ...]
    target: str
    permission: str
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    above: bool = False
    within: WorkingDays | CalendarDays | None = None
    policy: str = ""
    notice: CalendarDays | None = None
    automatic: bool = False
    is_primary: bool = True
    scope: str = "scope_path"

    def is_permitted(self, subject: Any, actor: Actor) -> bool:
        """Whether the actor holds the step's permission where the object belongs."""
        return actor.may(self.permission, getattr(subject, self.scope), above=self.above)

    def refusal(self, subject: Any, actor: Actor, reason: str | None) -> str | None:
        """The first Chinese reason against taking this step now, or None.

        ``reason`` None means "not asked yet" (drawing a button), so a missing one is no refusal.
        """
        if self.needs_reason and reason is not None and not reason.strip():
            return f"不能办理“{self.label}”:请写明原因。"
        for guard in self.guards:
            refused = guard(subject, actor)
            if refused:
                return refused
        return None


@dataclass(frozen=True)
class Option:
    """A step the actor has the right to take, and why it cannot be taken now (None: it can)."""

    step: Step
    refusal: str | None


@dataclass(frozen=True)
class Workflow:
    """A life cycle: states (code → Chinese label), its first state, and its steps."""

    code: str
    label: str
    states: dict[str, str]
    initial: str
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, code: str, label: str, states: Iterable[tuple[str, str]], *steps: Step) -> Workflow:
        """Check the table while building it: unknown states and double codes are errors."""
        known = dict(states)
        codes = [step.code for step in steps]
        if len(codes) != len(set(codes)):
            raise ValueError(f"{code}: a step code is used twice")
        for step in steps:
            unknown = {*step.source, step.target} - known.keys()
            if unknown:
                raise ValueError(f"{code}.{step.code}: unknown states {sorted(unknown)}")
        return cls(code, label, known, next(iter(known)), steps)

    def step(self, code: str) -> Step:
        """The step of that code. Raises KeyError."""
        for step in self.steps:
            if step.code == code:
                return step
        raise KeyError(code)

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """Steps that leave the state."""
        return tuple(step for step in self.steps if state in step.source)

    def waiting_states(self, permission: str) -> tuple[str, ...]:
        """States in which somebody with the permission has something to do."""
        return tuple(
            state
            for state in self.states
            if any(s.permission == permission and not s.automatic for s in self.steps_from(state))
        )

    def is_final(self, state: str) -> bool:
        """Whether nothing leaves the state."""
        return not self.steps_from(state)

    def require(
        self, code: str, subject: Stateful, actor: Actor, *, reason: str | None = None
    ) -> Step:
        """The step, if this actor may take it now. Raises NotVisible or Blocked."""
        step = self.step(code)
        if not step.is_permitted(subject, actor):
            raise NotVisible
        if step.automatic and not actor.is_system:
            raise NotVisible
        if subject.status not in step.source:
            state = self.states.get(subject.status, subject.status)
            raise Blocked(
                f"不能办理“{step.label}”:当前状态是“{state}”,可能已被他人处理。请刷新页面后再看。"
            )
        refused = step.refusal(subject, actor, reason)
        if refused:
            raise Blocked(refused)
        return step

    def options(self, subject: Stateful, actor: Actor) -> list[Option]:
        """Buttons for this actor: permitted steps from the current state, refusals included."""
        return [
            Option(step, step.refusal(subject, actor, None))
            for step in self.steps_from(subject.status)
            if not step.automatic and step.is_permitted(subject, actor)
        ]

    def mermaid(self) -> str:
        """State diagram for docs/areas."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {code}: {label}" for code, label in self.states.items()]
        for step in self.steps:
            lines += [f"    {source} --> {step.target}: {step.label}" for source in step.source]
        lines += [f"    {code} --> [*]" for code in self.states if self.is_final(code)]
        return "\n".join(lines)

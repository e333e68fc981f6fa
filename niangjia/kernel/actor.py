"""Who acts: a user with the posts (任职) she holds today, or the system itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Grant:
    """One post: its union's tree path (``/1/5/``) and what its role permits there and below."""

    union_id: int
    path: str
    role: str
    title: str
    permissions: frozenset[str]


@dataclass(frozen=True)
class Actor:
    """The one on whose behalf something is read or written.

    ``second_factor`` is true once the session was confirmed by TOTP; permissions named in
    ``accounts.rules.NEEDS_SECOND_FACTOR`` are only granted then (the loader leaves them out).
    """

    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    is_system: bool = False
    second_factor: bool = False

    @property
    def label(self) -> str:
        """How the journal names the actor: name and first post."""
        return f"{self.name}({self.grants[0].title})" if self.grants else self.name

    def with_system_rights(self) -> Actor:
        """The same person carrying out what follows from her decision and is no right of hers.

        Only for a service that has checked the decision itself; the journal still names her.
        """
        return replace(self, is_system=True)

    def roots(self, permission: str) -> tuple[str, ...]:
        """Tree paths under which the permission holds; nested ones are folded into the upper."""
        paths = sorted({g.path for g in self.grants if permission in g.permissions})
        kept: list[str] = []
        for path in paths:
            if not any(path.startswith(upper) for upper in kept):
                kept.append(path)
        return tuple(kept)

    def may(self, permission: str, path: str | None = None, *, above: bool = False) -> bool:
        """Whether the permission holds at ``path`` (anywhere when None).

        ``above`` asks for a post strictly above the path: nobody approves her own union's case.
        """
        if self.is_system:
            return True
        roots = [g.path for g in self.grants if permission in g.permissions]
        if path is None:
            return bool(roots)
        return any(path.startswith(root) and not (above and path == root) for root in roots)


SYSTEM = Actor(user_id=None, name="系统", is_system=True)
ANONYMOUS = Actor(user_id=None, name="访客")

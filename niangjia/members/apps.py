"""App registration of niangjia.members (会员)."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """会员."""

    name = "niangjia.members"
    label = "members"
    verbose_name = "会员"

    def ready(self) -> None:
        """Declare policy parameters and take part when unions are reorganised."""
        from niangjia.kernel import policy  # models are ready only now
        from niangjia.members.rules.policies import POLICIES
        from niangjia.members.services.reorganising import MembersTakePart
        from niangjia.unions import reorganise

        for declared in POLICIES:
            policy.declare(
                declared.code, declared.label, default=declared.default, basis=declared.basis
            )
        reorganise.register(MembersTakePart())
        from niangjia.members import desk  # noqa: F401  # registers the desks

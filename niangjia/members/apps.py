"""App registration of niangjia.members (会员)."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """会员."""

    name = "niangjia.members"
    label = "members"
    verbose_name = "会员"

    def ready(self) -> None:
        """Declare the area's policy parameters."""
        from niangjia.kernel import policy  # models are ready only now
        from niangjia.members.rules.policies import POLICIES

        for declared in POLICIES:
            policy.declare(
                declared.code, declared.label, default=declared.default, basis=declared.basis
            )

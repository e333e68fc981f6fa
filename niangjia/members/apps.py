"""App registration of niangjia.members (会员)."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """会员."""

    name = "niangjia.members"
    label = "members"
    verbose_name = "会员"

    def ready(self) -> None:
        """Declare policy, register desks, jobs and phone pages, take part in reorganisation."""
        from niangjia.kernel import policy  # models are ready only now
        from niangjia.members import desk, tasks  # noqa: F401  # register themselves
        from niangjia.members.rules.policies import POLICIES
        from niangjia.members.services.reorganising import MembersTakePart
        from niangjia.unions import reorganise
        from niangjia.web import portal

        for declared in POLICIES:
            policy.declare(
                declared.code, declared.label, default=declared.default, basis=declared.basis
            )
        reorganise.register(MembersTakePart())
        portal.register("join/", "niangjia.members.portal.joining")
        portal.register("member/", "niangjia.members.portal.own")

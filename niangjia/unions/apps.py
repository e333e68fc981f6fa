"""App registration of niangjia.unions (工会组织)."""

from __future__ import annotations

from django.apps import AppConfig


class UnionsConfig(AppConfig):
    """工会组织."""

    name = "niangjia.unions"
    label = "unions"
    verbose_name = "工会组织"

    def ready(self) -> None:
        """Declare the dated parameters (政策参数) of this area and register its pages."""
        from niangjia.kernel import policy  # needs the app registry
        from niangjia.unions import rules

        for one in (
            rules.TERM_POLICY,
            rules.WOMEN_POLICY,
            rules.SIZE_POLICY,
            rules.CERTIFICATE_POLICY,
        ):
            policy.declare(
                one.code, one.label, default=one.default, basis=one.basis, labels=one.labels
            )
        from niangjia.unions import desk  # noqa: F401  # registers itself

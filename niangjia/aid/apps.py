"""App registration of niangjia.aid (困难职工帮扶)."""

from __future__ import annotations

from django.apps import AppConfig


class AidConfig(AppConfig):
    """困难职工帮扶."""

    name = "niangjia.aid"
    label = "aid"
    verbose_name = "困难职工帮扶"

    def ready(self) -> None:
        """Declare the dated parameters."""
        from niangjia.aid.rules.policies import POLICIES  # needs no registry; kept with its use
        from niangjia.kernel import policy

        for one in POLICIES:
            policy.declare(
                one.code, one.label, default=one.default, basis=one.basis, labels=one.labels
            )

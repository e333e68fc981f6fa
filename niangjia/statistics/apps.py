"""App registration of niangjia.statistics (统计)."""

from __future__ import annotations

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """统计."""

    name = "niangjia.statistics"
    label = "statistics"
    verbose_name = "统计"

    def ready(self) -> None:
        """Register desks, dashboards, jobs and policy."""
        from niangjia.kernel import policy  # models are ready only now
        from niangjia.statistics import desk, tasks  # noqa: F401  # register themselves
        from niangjia.statistics.rules import reporting, snapshots
        from niangjia.statistics.rules.targets import SCORE_POLICY

        for one in (snapshots, reporting):
            policy.declare(
                one.POLICY,
                one.POLICY_LABEL,
                default=one.POLICY_DEFAULT,
                basis=one.POLICY_BASIS,
                labels=one.POLICY_LABELS,
            )
        policy.declare(
            SCORE_POLICY.code,
            SCORE_POLICY.label,
            default=SCORE_POLICY.default,
            basis=SCORE_POLICY.basis,
            labels=SCORE_POLICY.labels,
        )

"""App registration of niangjia.comparison (数据比对)."""

from __future__ import annotations

from django.apps import AppConfig


class ComparisonConfig(AppConfig):
    """数据比对."""

    name = "niangjia.comparison"
    label = "comparison"
    verbose_name = "数据比对"

    def ready(self) -> None:
        """Declare the dated parameters, register pages and jobs."""
        from niangjia.comparison import (  # models are ready only now
            desk,  # noqa: F401
            queries,
            rules,
            tasks,  # noqa: F401
        )
        from niangjia.kernel import policy, privacy

        for one in rules.PARAMETERS:
            policy.declare(one.code, one.label, default={"days": one.days}, basis=one.basis)
        policy.declare(
            rules.REQUIRED,
            rules.REQUIRED_LABEL,
            default=rules.REQUIRED_DEFAULT,
            basis=rules.REQUIRED_BASIS,
            labels={kind.value: kind.label for kind in rules.ThirdPartyKind},
        )
        privacy.section("数据比对", queries.copy_rows)

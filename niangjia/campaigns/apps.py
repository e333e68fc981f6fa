"""App registration of niangjia.campaigns (帮扶活动)."""

from __future__ import annotations

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """帮扶活动."""

    name = "niangjia.campaigns"
    label = "campaigns"
    verbose_name = "帮扶活动"

    def ready(self) -> None:
        """Declare the dated parameter, hear of payments, register pages and jobs."""
        from niangjia.aid.queries import help as had
        from niangjia.campaigns import desk, rules, services, tasks  # noqa: F401  # needs the app registry
        from niangjia.campaigns.queries import own
        from niangjia.campaigns.queries.had import goods_had, pairings_had
        from niangjia.campaigns.services.reorganising import CampaignsTakePart
        from niangjia.kernel import policy, privacy
        from niangjia.ledger.services import on_paid
        from niangjia.unions import reorganise

        policy.declare(
            "campaigns.summing",
            "活动结束后汇总期限(天)",
            default={"days": rules.CLOSING_DAYS},
            basis="本系统默认",
        )
        on_paid("campaigns.delivery", services.settle)
        for label, ids in own.CONCERNING.items():
            privacy.concerning(label, ids)
        for title, rows in own.SECTIONS.items():
            privacy.section(title, rows)
        reorganise.register(CampaignsTakePart())
        had.register("campaigns.goods", goods_had)
        had.register("campaigns.pairings", pairings_had)

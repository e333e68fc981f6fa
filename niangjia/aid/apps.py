"""App registration of niangjia.aid (困难职工帮扶)."""

from __future__ import annotations

from django.apps import AppConfig


class AidConfig(AppConfig):
    """困难职工帮扶."""

    name = "niangjia.aid"
    label = "aid"
    verbose_name = "困难职工帮扶"

    def ready(self) -> None:
        """Declare the dated parameters, listen to the ledger, register the pages."""
        from niangjia.aid import desk  # noqa: F401  # registers itself
        from niangjia.aid.portal import registration  # models are ready only now
        from niangjia.aid.rules.codes import AidType  # needs no registry; kept with its use
        from niangjia.aid.rules.policies import POLICIES
        from niangjia.aid.services.comparing import waiting_for_comparison
        from niangjia.aid.services.granting import settle  # models are ready only now
        from niangjia.aid.services.reorganising import AidTakesPart
        from niangjia.comparison import services as comparison
        from niangjia.kernel import policy
        from niangjia.ledger import queries, services
        from niangjia.unions import reorganise

        registration.register()
        services.on_paid("aid.grant", settle)
        comparison.register_source("aid.files", "待比对的困难职工家庭", waiting_for_comparison)
        queries.name_uses({kind.value: kind.label for kind in AidType})
        reorganise.register(AidTakesPart())
        for one in POLICIES:
            policy.declare(
                one.code, one.label, default=one.default, basis=one.basis, labels=one.labels
            )

"""App registration of niangjia.establishment (建会)."""

from __future__ import annotations

from django.apps import AppConfig


class EstablishmentConfig(AppConfig):
    """建会."""

    name = "niangjia.establishment"
    label = "establishment"
    verbose_name = "建会"

    def ready(self) -> None:
        """Declare the dated parameters, register the pages."""
        from niangjia.establishment import desk, rules  # noqa: F401  # needs the app registry
        from niangjia.kernel import policy
        from niangjia.web import portal

        for one in rules.PARAMETERS:
            policy.declare(one.code, one.label, default={"days": one.days}, basis=one.basis)
        portal.register("establish/", "niangjia.establishment.portal")
        told = "单位还没有工会,由联系人申请;也可查进度"
        portal.card(
            "申请建立工会",
            "/m/establish/",
            "building-community",
            70,
            text=told,
            audience=portal.Audience.ALL,
        )

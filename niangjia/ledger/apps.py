"""App registration of niangjia.ledger (资金)."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """资金."""

    name = "niangjia.ledger"
    label = "ledger"
    verbose_name = "资金"

    def ready(self) -> None:
        """Declare the dated parameters, register the pages, take part in reorganisations."""
        from niangjia.kernel import policy, privacy  # needs the app registry
        from niangjia.ledger import desk, rules, tasks  # noqa: F401  # pages and jobs register on import
        from niangjia.ledger.queries.received import CONCERNING
        from niangjia.ledger.services import on_paid, settle_loan
        from niangjia.ledger.services.reorganising import LedgerTakesPart
        from niangjia.unions import reorganise

        for term in rules.TERMS:
            policy.declare(term.code, term.label, default={"days": term.days}, basis=term.basis)
        for one in rules.PARAMETERS:
            policy.declare(
                one.code,
                one.label,
                default=one.default,
                basis=one.basis,
                labels=one.labels,
                refusal=one.refusal,
                hints=one.hints,
            )
        for label, ids in CONCERNING.items():
            privacy.concerning(label, ids)
        reorganise.register(LedgerTakesPart())
        on_paid("ledger.studyloan", settle_loan)

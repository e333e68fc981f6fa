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

        for declared in POLICIES:
            policy.declare(
                declared.code, declared.label, default=declared.default, basis=declared.basis
            )
        reorganise.register(MembersTakePart())
        _register_phone_pages()


def _register_phone_pages() -> None:
    """Joining, my membership, my page; and what members keep that concerns a person."""
    from niangjia.accounts.services import Proof, prove_with  # models are ready only now
    from niangjia.kernel import privacy
    from niangjia.members.portal.registration import register_cards
    from niangjia.members.queries import own
    from niangjia.members.services import binding, copying
    from niangjia.web import portal

    portal.register("join/", "niangjia.members.portal.joining")
    portal.register("member/", "niangjia.members.portal.own")
    portal.register("me/", "niangjia.members.portal.me")
    register_cards()
    for label, ids in own.CONCERNING.items():
        privacy.concerning(label, ids)
    for title, rows in own.SECTIONS.items():
        privacy.section(title, rows)
    privacy.consent("join", own.join_consents, copying.withdraw_join_consent)
    prove_with(Proof("本人身份证号码的后六位", binding.is_bound, binding.proves))

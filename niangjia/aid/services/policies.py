"""Adopting what decides and limits (救助标准): rules, ceilings, the county's monthly standard."""

from __future__ import annotations

from niangjia.aid.rules import adopting
from niangjia.aid.rules.adopting import Proposal
from niangjia.kernel import policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Policy
from niangjia.kernel.scope import the_visible
from niangjia.kernel.verbs import verb
from niangjia.unions.models import Union


@verb
def adopt(proposal: Proposal, *, actor: Actor) -> Policy:
    """Put the proposed values in force at their union and below.

    What holds there until then ends on that day. Raises NotVisible without ``aid.policy`` there,
    Blocked with the reason (wrong level, no basis, values that would judge wrongly, a later set).
    """
    check(proposal, actor=actor)
    return policy.adopt(
        proposal.kind.value,
        path=proposal.path,
        from_on=proposal.from_on,
        params=proposal.params,
        basis=proposal.basis,
        actor=actor.with_system_rights(),  # aid.policy was asked for; policy.edit is another right
    )


def check(proposal: Proposal, *, actor: Actor) -> Union:
    """The union that would adopt it. Raises NotVisible, Blocked."""
    if not actor.may("aid.policy", proposal.path):
        raise NotVisible
    union: Union = the_visible(Union.objects.filter(path=proposal.path))
    refused = adopting.refusal(proposal, union.level)
    if refused:
        raise Blocked(refused)
    return union

"""What every verb of this area begins with: the row locked, the actor's right, the right moment."""

from __future__ import annotations

from niangjia.comparison import rules
from niangjia.comparison.models import Exchange, Mismatch
from niangjia.kernel.actor import Actor
from niangjia.kernel.verbs import advance, lock
from niangjia.members import queries as members


def hold(exchange: Exchange) -> Exchange:
    """Hold the union, then lock the exchange: parents first.

    Held only as it is (FOR SHARE): a large answer takes minutes to write, and whoever signs in or is
    admitted there meanwhile must not wait for it.
    """
    members.hold_union(exchange.union_id)
    return lock(Exchange, exchange.pk)


def hold_task(mismatch: Mismatch) -> Mismatch:
    """Lock the exchange, then its task."""
    hold(mismatch.exchange)
    return lock(Mismatch, mismatch.pk)


def step(
    exchange: Exchange, code: str, *, actor: Actor, reason: str = "", summary: str = ""
) -> Exchange:
    """Take a step of the life cycle on the locked exchange. Raises NotVisible or Blocked."""
    taken = rules.EXCHANGE.require(code, exchange, actor, reason=reason)
    advance(exchange, rules.EXCHANGE, taken, actor=actor, reason=reason, summary=summary)
    return keep_in_validity(exchange)


def keep_in_validity(exchange: Exchange) -> Exchange:
    """No term outlives the data: a live exchange is due by its expiry at the latest."""
    due = rules.due_within(exchange.status, exchange.due_on, exchange.expires_on)
    if due != exchange.due_on:
        exchange.due_on = due
        exchange.save(update_fields=["due_on", "updated_at"])
    return exchange

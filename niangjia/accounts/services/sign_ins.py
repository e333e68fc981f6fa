"""The sign-in log (登录日志) and unlocking."""

from __future__ import annotations

from axes.utils import reset

from niangjia.accounts import rules
from niangjia.accounts.models import SecondFactor, SignIn, User
from niangjia.kernel import journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.unions.models import Union


def record_sign_in(username: str, address: str | None, outcome: rules.SignInOutcome) -> SignIn:
    """Append one attempt, whoever it was; what is kept by no union (an unknown name, a worker's
    account) stands at the top of the tree, whose auditors see it."""
    user = User.objects.filter(username=username).first()
    return SignIn.objects.create(
        user=user,
        union_id=(user.union_id if user else None) or _top_union_id(),
        username=username[:40],
        address=address,
        outcome=outcome,
    )


@verb
def unlock(user: User, *, reason: str, actor: Actor) -> User:
    """Lift the lock after too many wrong passwords or codes (解锁). Raises NotVisible."""
    user = lock(User, user.pk)
    if not actor.may("accounts.unlock", user.scope_path):
        raise NotVisible
    reset(username=user.username)
    SecondFactor.objects.filter(user=user).update(failure_count=0, locked_until=None)
    journal.record(
        "accounts.unlock", user, actor=actor, summary=f"解锁账号{user.username}", reason=reason
    )
    return user


def _top_union_id() -> int | None:
    return Union.objects.filter(parent=None).order_by("pk").values_list("pk", flat=True).first()

"""百人以上未建会清零: the countdown of a federation and of each one below it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from niangjia.employers import queries
from niangjia.employers.models import Employer
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.scope import the_visible
from niangjia.unions.models import Union
from niangjia.unions.queries import ancestors, picker_roots
from niangjia.web.desk import Dashboard, actor_of, register

PERMISSION = "employers.view"
SHOWN = 50


@register
class HundredCountdown(Dashboard):
    """百人以上未建会清零."""

    slug = "hundred"
    title = "百人以上未建会"
    menu = ("组织", 35)
    permission = PERMISSION
    template = "employers/countdown.html"

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """The countdown of the union asked for (``?union=code``), the actor's own by default."""
        actor = actor_of(request)
        union = _asked(actor, request.GET.get("union", "").replace("\0", "")[:24])
        total, rows = queries.countdown(union, on=clock.today())
        waiting = queries.hundred_without_union(
            Employer.objects.visible_to(actor, PERMISSION).filter(
                union__path__startswith=union.path
            )
        )
        return {
            "union": union,
            "year": clock.today().year,
            "total": total,
            "rows": rows,
            "waiting": waiting.select_related("union").order_by("-worker_count", "-id")[:SHOWN],
            "line": [u for u in ancestors(union)[:-1] if actor.may(PERMISSION, u.path)],
        }


def _asked(actor: Actor, code: str) -> Union:
    if code:
        asked: Union = the_visible(Union.objects.visible_to(actor, PERMISSION).filter(code=code))
        return asked
    first = picker_roots(actor, PERMISSION).first()
    if first is None:
        raise NotVisible
    return first

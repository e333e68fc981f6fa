"""收支汇总: what came, went and is left at a level, and that all ways of adding up agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.money import ZERO, show_yuan
from niangjia.kernel.scope import the_visible
from niangjia.ledger import queries
from niangjia.ledger.models import Programme
from niangjia.ledger.queries.statement import Flow
from niangjia.ledger.rules import FundSource
from niangjia.unions.models import Union
from niangjia.unions.queries import ancestors, picker_roots
from niangjia.web.desk import Dashboard, actor_of, register
from niangjia.web.figures import asked, presets

PERMISSION = "ledger.view"
Line = tuple[str, str, str]


@register
class Statement(Dashboard):
    """收支汇总 of a union and all below it (``?union=code``), this year so far by default."""

    slug = "money"
    title = "收支汇总"
    menu = ("资金", 60)
    permission = PERMISSION
    template = "ledger/statement.html"

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """The statement, and the help paid, added up by source, use, programme, union and payee."""
        actor = actor_of(request)
        union = _asked(actor, request.GET.get("union", "").replace("\0", "")[:24])
        period = asked(request.GET)
        total = queries.totals(union.path, period.start, period.end)
        spenders = queries.spenders(union, period.start, period.end)
        days = f"from={period.start}&to={period.end}"
        listed = (
            f"/payments/?status=paid&under={union.code}"
            f"&paid_on_from={period.start}&paid_on_to={period.end}"
        )
        ways: dict[str, Mapping[Any, Decimal]] = {
            "来源": total.by_source,
            "用途": total.by_use,
            "项目": total.by_programme,
            "收款人": total.by_payee,
            "工会": {one.union: one.amount for one in spenders},
        }
        return {
            "union": union,
            "line": [u for u in ancestors(union)[:-1] if actor.may(PERMISSION, u.path)],
            "period": period,
            "presets": [(name, query) for name, query in presets(clock.today())],
            "flows": [_row(f) for f in queries.statement(union.path, period.start, period.end)],
            "seal": queries.last_seal(union),
            "total": total,
            "amount": show_yuan(total.amount),
            "may_board": actor.may("figures.view", union.path),
            "listed": listed,
            "by_source": _lines(
                total.by_source,
                lambda code: FundSource(code).label,
                lambda code: f"{listed}&fund__source={code}",
            ),
            "by_use": _lines(total.by_use, queries.use_label),
            "by_programme": _programmes(total.by_programme, listed),
            "by_union": [
                (
                    one.union.name if one.union else f"{union.name}(本级)",
                    show_yuan(one.amount),
                    f"?union={one.union.code}&{days}" if one.union else "",
                )
                for one in spenders
            ],
            "ways": "、".join(ways),
            "wrong": [
                (name, show_yuan(sum(parts.values(), ZERO)))
                for name, parts in ways.items()
                if sum(parts.values(), ZERO) != total.amount
            ],
        }


def _asked(actor: Actor, code: str) -> Union:
    if code:
        found: Union = the_visible(Union.objects.visible_to(actor, PERMISSION).filter(code=code))
        return found
    first = picker_roots(actor, PERMISSION).first()
    if first is None:
        raise NotVisible
    return first


def _row(flow: Flow) -> dict[str, str]:
    amounts = (
        "opening",
        "received",
        "passed_in",
        "passed_out",
        "handed",
        "paid",
        "lent",
        "closing",
    )
    name = FundSource(flow.source).label if flow.source else "合计"
    return {"name": name, **{each: f"{getattr(flow, each):,.2f}" for each in amounts}}


def _lines(
    parts: Mapping[Any, Decimal],
    name: Callable[[Any], str],
    link: Callable[[Any], str] = lambda key: "",
) -> list[Line]:
    """Name, amount and where its payments are listed; the greatest first."""
    ordered = sorted(parts.items(), key=lambda part: (-part[1], str(part[0])))
    return [(name(key), show_yuan(amount), link(key)) for key, amount in ordered]


def _programmes(parts: Mapping[int, Decimal], listed: str) -> list[Line]:
    found = Programme.objects.in_bulk(list(parts))
    return _lines(
        parts,
        lambda key: found[key].name,
        lambda key: f"{listed}&q={found[key].code}",
    )

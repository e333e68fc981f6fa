"""Cadres at every level above one grass-roots union, each with every permission of aid."""

from __future__ import annotations

from niangjia.aid.rules import flow
from niangjia.kernel.actor import Actor, Grant

UNIT, TOWNSHIP, COUNTY, CITY = "/1/2/3/4/", "/1/2/3/", "/1/2/", "/1/"
EVERYTHING = frozenset({flow.APPLY, flow.CHECK, flow.REVIEW, flow.COUNTY, flow.APPROVE})


def cadre(user_id: int, path: str) -> Actor:
    return Actor(user_id, "干部", (Grant(int(path[-2]), path, "aid", "帮扶", EVERYTHING),))


CHAIR, CLERK, ZHAO, WANG = (
    cadre(n, path) for n, path in ((10, UNIT), (20, TOWNSHIP), (30, COUNTY), (40, CITY))
)
NEIGHBOUR = cadre(50, "/1/9/")
STRANGER = Actor(60, "陌生人")

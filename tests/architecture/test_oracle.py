"""The oracle: every address with every one of the cast, against visibility computed by brute force.

Brute force knows nothing of paths, scopes or ``visible_to``: it climbs from an object's union to the
root, one parent at a time, and looks for a post in force whose role grants the permission.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters
from django.utils import timezone

from niangjia.accounts.models import Post
from niangjia.accounts.rules import PERMISSIONS, Role
from niangjia.accounts.testing import Cast, Player, Tree
from niangjia.kernel import jobs
from niangjia.kernel.models import Job
from niangjia.unions.models import Union
from niangjia.web.desk.declare import DESKS, Desk
from niangjia.web.pickers import PICKERS
from niangjia.web.testing import REFUSED
from tests.architecture.collect import desk_tests

OPEN_TO_ALL = ("login/", "logout/", "m/", "healthz", "sys/", "static/")
# Pickers that on purpose reach beyond the actor's posts, and why.
WIDE_PICKERS = {"open_unions": "转会可以转往任何工会,只列名称"}
# Rows that a second union sees, and the way to it.
OTHER_SIDE = {"members.transfer": "target"}
SAMPLES = {
    "int": "1",
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": "01a1fc40-bde1-7ee0-a072-96b20a51018b",
}


def line_of(union: Union | None) -> Iterator[int]:
    """The union and everything above it."""
    while union is not None:
        yield union.pk
        union = Union.objects.get(pk=union.parent_id) if union.parent_id else None


def holds(player: Player, permission: str, union: Union | None) -> bool:
    """Whether some post in force at the union or above grants the permission."""
    today = timezone.localdate()
    posts = Post.objects.filter(user=player.user, valid__contains=today, dismissed_at=None)
    at = {p.union_id for p in posts if permission in PERMISSIONS[Role(p.role)]}
    return bool(at & set(line_of(union)))


def follow(obj: Any, path: str) -> Any:
    """The end of a field path; many-to-one steps only."""
    for part in path.split("__") if path else ():
        obj = getattr(obj, part) if obj is not None else None
    return obj


def sees(player: Player, desk: Desk, obj: Any) -> bool:
    """Brute force: post at or above the object's union, or her own row."""
    permission = desk.view_permission
    if not any(permission in g.permissions for g in player.actor.grants):
        return False
    owner = getattr(desk.model, "OWNER", "")
    if owner and follow(obj, owner) == player.user.pk:
        return True
    sides = [desk.model.SCOPE]
    if desk.model._meta.label_lower in OTHER_SIDE:
        sides.append(OTHER_SIDE[desk.model._meta.label_lower])
    return any(holds(player, permission, follow(obj, side)) for side in sides)


def is_plainly_scoped(desk: Desk) -> bool:
    """Whether its rows follow SCOPE and OWNER alone, so that brute force can say what is right."""
    return hasattr(desk.model, "SCOPE") and type(desk).rows is Desk.rows


def listed(player: Player, desk: Desk) -> set[Any]:
    """All rows of the list, page by page."""
    found: set[Any] = set()
    cursor = ""
    while True:
        response = player.client.get(desk.list_url(), {"cursor": cursor} if cursor else {})
        if response.status_code != 200:
            return found
        page = response.context["found"]
        found |= {row.pk for row in page.rows}
        if not page.next_cursor:
            return found
        cursor = page.next_cursor


def pages(desk: Desk, obj: Any) -> list[str]:
    """Every address of one object."""
    url = desk.url_of(obj)
    workflow = desk.workflow
    steps = [s.code for s in workflow.steps] if workflow else []
    acts = [*steps, *(act.code for act in desk.acts)]
    return [
        url,
        f"{url}history/",
        f"{url}edit/",
        *(f"{url}tab/{tab.code or f'r{n}'}/" for n, tab in enumerate(desk.all_tabs())),
        *(f"{url}do/{code}/" for code in acts),
        *(f"{url}reveal/{name}/" for name in (*desk.reveals, "password")),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", sorted(desk_tests()))
def test_every_page_agrees_with_brute_force(slug: str, tree: Tree, cast: Cast) -> None:
    desk = DESKS[slug]
    if not is_plainly_scoped(desk):
        pytest.skip("这类记录的可见范围另有规定,由本领域的测试核对")
    desk_tests()[slug]().make(tree, cast)
    rows = list(desk.model.objects.all()[:40])

    for player in cast:
        right = {row.pk for row in rows if sees(player, desk, row)}
        assert listed(player, desk) & {row.pk for row in rows} == right, player.user.name
        if not desk.has_pages:
            continue
        for row in rows:
            opened = player.client.get(desk.url_of(row)).status_code
            assert (opened == 200) is (row.pk in right), (player.user.name, row, opened)
            if row.pk not in right:
                for address in pages(desk, row):
                    assert player.client.get(address).status_code in REFUSED, address
                    assert player.client.post(address).status_code in (*REFUSED, 405), address


@pytest.mark.django_db
@pytest.mark.parametrize("slug", sorted(desk_tests()))
def test_counts_and_exports_agree_with_brute_force(slug: str, tree: Tree, cast: Cast) -> None:
    desk = DESKS[slug]
    if not is_plainly_scoped(desk) or not desk.can_export:
        pytest.skip("不导出,或可见范围另有规定")
    desk_tests()[slug]().make(tree, cast)
    rows = list(desk.model.objects.all())

    for player in cast:
        if not player.actor.may(desk.export_permission):
            assert player.client.post(f"/{slug}/export/").status_code in REFUSED
            continue
        player.client.post(f"/{slug}/export/")
        job = jobs.run(Job.objects.filter(kind="desk.export").latest("pk").pk)
        assert job.result["rows"] == sum(sees(player, desk, row) for row in rows)
        for other in cast:
            if other is not player:
                address = f"/jobs/{job.public_id}/file/"
                assert other.client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PICKERS))
def test_pickers_offer_what_brute_force_allows(name: str, tree: Tree, cast: Cast) -> None:
    picker = PICKERS[name]
    model = picker.table()
    if name in WIDE_PICKERS or not hasattr(model, "SCOPE"):
        pytest.skip(WIDE_PICKERS.get(name, "公开的字典"))

    for player in cast:
        for permission in (picker.permission, "unions.reorganise", "no.such"):
            for text in ("", "渠", "大竹", "5117", "lbz", "x"):
                query = {"q": text, "permission": permission}
                response = player.client.get(f"/pick/{name}/", query)
                for item in response.json()["items"]:
                    row = model._default_manager.get(**{picker.key: item["value"]})
                    union = follow(row, model.SCOPE)
                    assert holds(player, permission, union), (player.user.name, item)


def addresses(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """Every address of the site with its parameters filled by samples."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + _filled(pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + _filled(pattern)


def _filled(pattern: URLPattern | URLResolver) -> str:
    route = str(pattern.pattern)
    names = {type(c): n for n, c in get_converters().items()}
    for parameter, converter in getattr(pattern.pattern, "converters", {}).items():
        kind = names.get(type(converter), "str")
        for text in (f"<{kind}:{parameter}>", f"<{parameter}>"):
            route = route.replace(text, SAMPLES.get(kind, "x"))
    return route


@pytest.mark.django_db
def test_nothing_opens_without_signing_in() -> None:
    client = Client()
    walked = 0

    for address in addresses(get_resolver().url_patterns):
        if address.startswith(OPEN_TO_ALL):
            continue
        for answer in (client.get(f"/{address}"), client.post(f"/{address}")):
            sent_away = answer.status_code == 302 and answer["Location"].startswith("/login/")
            assert sent_away or answer.status_code in (404, 405), address
        walked += 1

    assert walked > 50


@pytest.mark.django_db
def test_people_without_posts_open_only_their_own_pages(cast: Cast) -> None:
    own = ("", "jobs/", "search/", "me/", "account/", "pick/")

    for address in addresses(get_resolver().url_patterns):
        if address.startswith(OPEN_TO_ALL) or address == "" or address.startswith(own[1:]):
            continue
        for player in (cast.stranger, cast.worker_chen):
            answer = player.client.get(f"/{address}")
            assert answer.status_code in (403, 404, 405), (address, answer.status_code)

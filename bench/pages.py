"""Pages and searches at seven million members against a stock Django admin on the same tables."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench import home

ROUNDS = 15
FIGURES_OF = {"township": "511725102", "county": "511725", "city": "5117", "province": "51"}


def main() -> None:
    """Print the measurements as JSON."""
    home.ready("province")
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = ["*"]
    settings.ROOT_URLCONF = "bench.urls"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM members_membership")
        (members,) = cursor.fetchone()
    found: dict[str, Any] = {"memberships": members}
    found |= _lists() | _board() | _admin() | _moving()
    json.dump(found, sys.stdout)


def _median(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Milliseconds, the median after one warm-up."""
    work()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def _client(username: str) -> Any:
    from django.test import Client

    from niangjia.accounts.models import User

    client = Client()
    client.force_login(
        User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def _lists() -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from niangjia.kernel import crypto
    from niangjia.members.models import Person

    client = _client("sheng-zuzhi")
    person = Person.objects.get(pk=4_000_000)
    phone = crypto.unseal(bytes(person.phone_sealed or b""))
    searches = {
        "identity": crypto.unseal(bytes(person.identity_sealed)),
        "phone": phone,
        "name": person.name,
        "pinyin": person.pinyin,
        "initials": person.initials,
    }

    def get(url: str) -> Any:
        page = client.get(url)
        assert page.status_code == 200, (url, page.status_code)
        return page

    found: dict[str, Any] = {"list_ms": _median(lambda: get("/members/"))}
    with CaptureQueriesContext(connection) as queries:
        page = get("/members/")
    found |= {"list_kb": len(page.content) / 1024, "list_queries": len(queries)}
    for kind, text in searches.items():
        found[f"search_{kind}_ms"] = _median(partial(get, f"/members/?q={text}"))
    found["picker_ms"] = max(
        _median(partial(get, f"/pick/unions/?q={text}")) for text in ("渠县", "qux", "511725")
    )
    found["picker_tree_ms"] = _median(lambda: get("/pick/unions/tree/"))
    for name, code in FIGURES_OF.items():
        url = f"/unions/{code}/tab/figures/?numbers=1&from=2023-01-01&to=2023-11-30"
        found[f"figures_{name}_ms"] = _median(partial(get, url), 3)
    return found


def _board() -> dict[str, Any]:
    """The leader's dashboard of the province: the page, then its parts as the browser asks for them."""
    from niangjia.kernel.indicators import snapshot
    from niangjia.statistics.queries import source

    if source.fresh_snapshot() is None:  # the province is counted from one
        snapshot.renew(snapshot.home(), keep=1)
    client = _client("sheng-lingdao")

    def get(url: str) -> None:
        page = client.get(url)
        assert page.status_code == 200, (url, page.status_code)

    urls = {"page": "/board/", "tiles": "/board/51/tiles/", "trend": "/board/51/trend/"}
    urls |= {"sparks": "/board/51/sparks/", "children": "/board/51/children/"}
    return {f"board_{name}_ms": _median(partial(get, url), 3) for name, url in urls.items()}


def _admin() -> dict[str, Any]:
    from django.test import Client

    from niangjia.accounts.models import User
    from niangjia.members.models import Person

    root, _ = User.objects.get_or_create(
        username="bench-root", defaults={"name": "基准", "is_superuser": True}
    )
    client = Client()
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    name = Person.objects.get(pk=4_000_000).name

    def get(url: str) -> Any:
        page = client.get(url)
        assert page.status_code == 200, (url, page.status_code)
        return page

    return {
        "admin_list_ms": _median(lambda: get("/stock/members/person/"), 3),
        "admin_search_ms": _median(lambda: get(f"/stock/members/person/?q={name}"), 3),
    }


def _moving() -> dict[str, Any]:
    """A county with all below it under another city, and back by rolling the transaction back."""
    from django.db import transaction

    from niangjia.kernel import clock
    from niangjia.kernel.actor import SYSTEM
    from niangjia.unions import services
    from niangjia.unions.models import Union

    county, to = Union.objects.get(code="511725"), Union.objects.get(code="5116")
    below = Union.objects.filter(path__startswith=county.path).count()

    def work() -> None:
        with transaction.atomic():
            union = Union.objects.get(pk=county.pk)
            services.move(union, to=to, on=clock.today(), reason="基准测试", actor=SYSTEM)
            transaction.set_rollback(True)

    return {"move_ms": _median(work, 7), "move_unions": below}


if __name__ == "__main__":
    main()

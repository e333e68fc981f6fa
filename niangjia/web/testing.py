"""The test base of every desk: it lists, searches, opens, edits, acts, exports, with and without right.

class TestUnionDesk(DeskTests):
    desk = UnionDesk
    search_text = "渠江"

    def make(self, tree, cast):
        return tree.union
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, TypeAlias

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from niangjia.kernel import jobs
from niangjia.kernel.models import Entry, Job, JobState, Transition
from niangjia.web.desk.declare import DESKS, Desk

# Of accounts.testing, a higher layer: fixtures bring them.
Cast: TypeAlias = Any
Player: TypeAlias = Any
Tree: TypeAlias = Any

MOST_QUERIES = 6
MOST_BYTES = 50_000
REFUSED = (403, 404)


class DeskTests:
    """Subclass per desk; ``make`` returns an object that the ``insiders`` see and ``outsiders`` do not."""

    desk: ClassVar[type[Desk]]
    insiders: ClassVar[tuple[str, ...]] = ("county_zhao", "city_wang", "province_li")
    outsiders: ClassVar[tuple[str, ...]] = ("neighbour_qian",)
    nobodies: ClassVar[tuple[str, ...]] = ("worker_chen", "stranger")
    search_text: ClassVar[str] = ""
    """Text that finds the made object."""
    edit_data: ClassVar[dict[str, Any]] = {}
    """What the first insider posts to the edit form; the object must have changed afterwards."""
    act_data: ClassVar[dict[str, dict[str, Any]]] = {}
    """Act or step code → what the first insider posts; it must succeed."""
    starts_empty: ClassVar[bool] = False
    """Whether tests of the class's own need a federation without the made object."""

    def make(self, tree: Tree, cast: Cast) -> Any:
        """The object under test."""
        raise NotImplementedError

    def prepare(self, tree: Tree, cast: Cast) -> None:
        """More for the cast before anybody signs in: another post, a parameter."""

    @pytest.fixture(scope="class")
    @classmethod
    def world(cls, django_db_setup: None, django_db_blocker: Any, federation: Any) -> Iterator[Any]:
        """Tree, cast and object, built once for the class: each test rolls back to them."""
        if cls.starts_empty:
            yield None
            return
        desk = cls()
        with django_db_blocker.unblock(), transaction.atomic():
            tree, cast = federation(desk.prepare)
            made = desk.make(tree, cast)
            for player in cast:
                player.client.get("/m/")  # signed in once, the session renewed
            yield tree, cast, made
            transaction.set_rollback(True)

    @pytest.fixture
    def place(self, world: Any, db: None, federation: Any) -> tuple[Tree, Cast]:
        """The small federation and the people at it."""
        found: tuple[Tree, Cast] = federation(self.prepare) if world is None else world[:2]
        return found

    @pytest.fixture
    def tree(self, place: tuple[Tree, Cast]) -> Tree:
        """The small federation."""
        return place[0]

    @pytest.fixture
    def cast(self, place: tuple[Tree, Cast]) -> Cast:
        """The people at it."""
        return place[1]

    @pytest.fixture
    def made(self, world: Any, place: tuple[Tree, Cast]) -> Any:
        """The object, as the database has it."""
        if world is None:
            return self.make(*place)
        return type(world[2])._default_manager.get(pk=world[2].pk)

    # --- Reading --------------------------------------------------------------------------

    def test_nobody_signed_in_is_sent_to_sign_in(self, made: Any) -> None:
        for address in self.addresses(made):
            response = Client().get(address)
            assert response.status_code == 302, address
            assert response["Location"].startswith("/login/"), address

    def test_people_without_posts_get_nothing(self, made: Any, cast: Cast) -> None:
        for player in self.players(cast, self.nobodies):
            for address in self.addresses(made):
                response = player.client.get(address)
                assert response.status_code in REFUSED, address
                assert self.label(made) not in response.content.decode(), address

    def test_outsiders_do_not_learn_of_it(self, made: Any, cast: Cast) -> None:
        for player in self.players(cast, self.outsiders):
            for address in self.addresses(made)[1:]:
                response = player.client.get(address)
                assert response.status_code in REFUSED, address
                assert self.label(made) not in response.content.decode(), address
            if player.client.get(self.instance.list_url()).status_code == 200:
                assert made.pk not in self.listed(player)

    def test_insiders_open_it(self, made: Any, cast: Cast) -> None:
        for player in self.players(cast, self.insiders):
            assert made.pk in self.listed(player)
            if self.instance.has_pages:
                url = self.instance.url_of(made)
                page = player.client.get(url)
                assert page.status_code == 200
                for code, _ in page.context["tabs"]:
                    assert player.client.get(f"{url}?tab={code}").status_code == 200, code
                assert player.client.get(f"{url}history/").status_code == 200

    def test_list_costs_little(self, made: Any, cast: Cast) -> None:
        client = self.first(cast).client
        client.get("/jobs/")  # renews the session, once a minute

        with CaptureQueriesContext(connection) as queries:
            response = client.get(self.instance.list_url())

        assert len(queries) <= MOST_QUERIES, [q["sql"][:120] for q in queries]
        assert len(response.content) <= MOST_BYTES

    def test_search_finds_it_for_insiders_alone(self, made: Any, cast: Cast) -> None:
        if self.instance.search is None:
            pytest.skip("这个列表没有搜索")
        assert self.search_text, "give search_text"

        assert made.pk in self.listed(self.first(cast), q=self.search_text)
        for player in self.players(cast, self.outsiders):
            if player.client.get(self.instance.list_url()).status_code == 200:
                assert made.pk not in self.listed(player, q=self.search_text)

    def test_export_holds_what_the_list_shows(self, made: Any, cast: Cast) -> None:
        if not self.instance.can_export:
            pytest.skip("这个列表不导出")
        for name in (*self.insiders, *self.outsiders, *self.nobodies):
            player = getattr(cast, name)
            address = f"/{self.instance.slug}/export/"
            response = player.client.post(address)
            if not player.actor.may(self.instance.export_permission):
                assert response.status_code in REFUSED
                continue
            assert response.status_code == 302
            job = jobs.run(Job.objects.filter(kind="desk.export").latest("pk").pk)
            assert job.state == JobState.DONE, job.message
            seen = self.instance.rows(player.actor, self.instance.view_permission).count()
            assert job.result["rows"] == seen

    # --- Writing --------------------------------------------------------------------------

    def test_edit_changes_it_for_those_who_may(self, made: Any, cast: Cast) -> None:
        if self.instance.form is None or not self.instance.can_edit or not self.edit_data:
            pytest.skip("没有编辑,或未给出 edit_data")
        address = f"{self.instance.url_of(made)}edit/"
        before = self.stored(made)

        for player in self.players(cast, (*self.outsiders, *self.nobodies)):
            assert player.client.post(address, self.edit_data).status_code in REFUSED
        assert self.stored(made) == before

        response = self.first(cast).client.post(address, self.edit_data)
        assert response.status_code == 302, errors_of(response)
        assert self.stored(made) != before

    def test_acts_without_right_change_nothing(self, made: Any, cast: Cast) -> None:
        before = (self.stored(made), Transition.objects.count(), Entry.objects.count())

        for code in self.act_codes():
            address = f"{self.instance.url_of(made)}do/{code}/"
            for player in self.players(cast, (*self.outsiders, *self.nobodies)):
                data = {"reason": "试一试", "confirmed": "1", **self.act_data.get(code, {})}
                assert player.client.post(address, data).status_code in REFUSED, code

        after = (self.stored(made), Transition.objects.count(), Entry.objects.count())
        assert after == before

    def test_acts_open_or_say_why_not(self, made: Any, cast: Cast) -> None:
        for code in self.act_codes():
            address = f"{self.instance.url_of(made)}do/{code}/"
            response = self.first(cast).client.get(address)
            assert response.status_code in (200, 403, 422), code

    def test_given_acts_succeed(self, made: Any, cast: Cast) -> None:
        for code, data in self.act_data.items():
            address = f"{self.instance.url_of(made)}do/{code}/"
            response = self.first(cast).client.post(address, {"confirmed": "1", **data})
            is_told = response.status_code == 200 and "plain-value" in response.content.decode()
            assert response.status_code == 302 or is_told, (code, errors_of(response))

    # --- Help -----------------------------------------------------------------------------

    @property
    def instance(self) -> Desk:
        """The registered desk."""
        return DESKS[self.desk.slug]

    def players(self, cast: Cast, names: tuple[str, ...]) -> list[Player]:
        """Members of the cast by name."""
        return [getattr(cast, name) for name in names]

    def first(self, cast: Cast) -> Player:
        """The insider who acts."""
        player: Player = getattr(cast, self.insiders[0])
        return player

    def label(self, made: Any) -> str:
        """Text by which a leak would show."""
        return str(made)

    def stored(self, made: Any) -> dict[str, Any]:
        """The row as it stands in the database."""
        return dict(type(made)._default_manager.filter(pk=made.pk).values().get())

    def listed(self, player: Player, **query: str) -> set[Any]:
        """Keys of the rows on the first page of the list."""
        response = player.client.get(self.instance.list_url(), query)
        assert response.status_code == 200
        return {row.pk for row in response.context["found"].rows}

    def act_codes(self) -> list[str]:
        """Codes of all acts and steps with a button."""
        if not self.instance.has_pages:
            return []
        workflow = self.instance.workflow
        steps = (
            [s.code for s in workflow.steps if s.code in self.instance.verbs] if workflow else []
        )
        return [*steps, *(act.code for act in self.instance.acts)]

    def addresses(self, made: Any) -> list[str]:
        """The list and every page of the object."""
        found = [self.instance.list_url()]
        if self.instance.has_pages:
            url = self.instance.url_of(made)
            found += [url, f"{url}history/"]
            if self.instance.form is not None and self.instance.can_edit:
                found.append(f"{url}edit/")
            found += [f"{url}do/{code}/" for code in self.act_codes()]
            found += [f"{url}reveal/{name}/" for name in self.instance.reveals]
        return found


def errors_of(response: Any) -> str:
    """Form errors of an answer, for a readable failure."""
    form = (response.context or {}).get("form")
    return (
        str(form.errors.as_json(escape_html=False))
        if form is not None
        else response.content.decode()[:2000]
    )

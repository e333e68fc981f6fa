"""The test helper that signs a worker in."""

from __future__ import annotations

from niangjia.accounts.testing import Tree, worker_client
from niangjia.members.tests.making import member_of


def test_worker_client_is_the_bound_person(tree: Tree) -> None:
    own = member_of(tree.union)

    client = worker_client(own.person)

    assert tree.union.name in client.get("/m/member/").content.decode()
    own.person.refresh_from_db()
    assert own.person.user.name == own.person.name

"""Public notices on the phone: anybody reads the live ones, nobody the others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from niangjia.accounts.testing import Tree
from niangjia.kernel import clock, notices
from niangjia.kernel.models import PublicNotice

pytestmark = pytest.mark.django_db


def publish(tree: Tree, title: str, *, from_days: int, to_days: int) -> PublicNotice:
    today = clock.today()
    return notices.publish(
        tree.union,
        union_id=tree.county.pk,
        title=title,
        lines=["张* 委员候选人"],
        starts_on=today + timedelta(days=from_days),
        ends_on=today + timedelta(days=to_days),
    )


def test_a_stranger_reads_live_notices_with_the_masked_lines(tree: Tree, client: Client) -> None:
    notice = publish(tree, "候选人公示", from_days=-6, to_days=0)

    listed = client.get("/m/notices/").content.decode()
    shown = client.get(f"/m/notices/{notice.public_id}/").content.decode()

    assert "候选人公示" in listed
    assert tree.county.name in listed
    assert "张* 委员候选人" in listed
    assert "张* 委员候选人" in shown


@pytest.mark.parametrize(("from_days", "to_days"), [(-8, -1), (1, 7)])
def test_a_notice_is_gone_outside_its_days(
    tree: Tree, client: Client, from_days: int, to_days: int
) -> None:
    notice = publish(tree, "候选人公示", from_days=from_days, to_days=to_days)

    assert "候选人公示" not in client.get("/m/notices/").content.decode()
    gone = client.get(f"/m/notices/{notice.public_id}/")
    assert gone.status_code == 404
    assert "公示已经期满" in gone.content.decode()
    assert 'href="/m/"' in gone.content.decode()


def test_a_withdrawn_notice_is_gone(tree: Tree, client: Client) -> None:
    notice = publish(tree, "候选人公示", from_days=0, to_days=6)
    notices.withdraw(tree.union)

    assert client.get(f"/m/notices/{notice.public_id}/").status_code == 404


def test_script_in_a_notice_is_text(tree: Tree, client: Client) -> None:
    notice = publish(tree, "<script>alert(1)</script>", from_days=0, to_days=6)

    assert b"<script>alert" not in client.get(f"/m/notices/{notice.public_id}/").content

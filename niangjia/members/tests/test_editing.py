"""Editing a member over what somebody else has saved meanwhile."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.members.models import Membership
from niangjia.members.tests.making import member_of

pytestmark = pytest.mark.django_db


def test_an_edit_over_a_newer_one_of_the_same_member_is_refused(cast: Cast, tree: Tree) -> None:
    """What is edited stands with the person, whose row the membership's own stamp does not tell of."""
    address = f"/members/{member_of(tree.union).public_id}/edit/"
    seen = cast.county_zhao.client.get(address).context["seen_at"]
    form = {"phone": "", "education": "20", "seen_at": seen}
    assert cast.city_wang.client.post(address, {**form, "name": "张丽花"}).status_code == 302

    late = cast.county_zhao.client.post(address, {**form, "name": "张丽画"})

    assert f"没有保存:您打开这一页以后,{cast.city_wang.actor.label}在" in late.content.decode()
    assert Membership.objects.get().person.name == "张丽花"

"""The self-test as a visitor meets it: open to everybody, one question a page, nothing stored."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from niangjia.accounts.testing import Tree, worker_client
from niangjia.aid.models import ApplicationDraft
from niangjia.aid.tests import files
from niangjia.kernel.models import Entry
from niangjia.members.tests.making import member_of

HERE = "/m/aid/check/"
COUNTY = f"{HERE}?in=511725"
PLAIN: dict[str, Any] = {
    "identity": "employed",
    "living": "city",
    "people": "3",
    "income": "3750",
    "medical": "8550",
    "needs": "0",
    "accident": "none",
    "homes": "1",
}


@pytest.fixture
def visitor(tree: Tree) -> Client:
    files.adopt_standard(tree)
    return Client()


def asked(page: str) -> str:
    """Which question a page asks."""
    found = re.search(r'name="at" value="(\w+)"', page)
    return found[1] if found else ""


def carried(page: str) -> dict[str, list[str]]:
    """The answers a page carries along, as a browser posts them."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', page):
        found.setdefault(name, []).append(value)
    return found


def answer_all(visitor: Client, answers: dict[str, Any], address: str = COUNTY) -> str:
    """Question by question as the pages ask, to the result."""
    page = visitor.get(address).content.decode()
    while asked(page):
        names = set(re.findall(r' name="(\w+)"', page)) & answers.keys()
        mine = {name: answers[name] for name in names}
        response = visitor.post(address, carried(page) | mine)
        assert response.status_code == 200, (asked(page), response.content.decode())
        page = response.content.decode()
        if "测一测的结果" in page:
            break
    return page


def test_everybody_is_told_without_signing_in_and_nothing_is_stored(visitor: Client) -> None:
    before = Entry.objects.count()

    page = answer_all(visitor, PLAIN)

    assert "可能符合条件" in page
    assert "减去看病、上学等必要支出后约 1,012.50 元" in page
    assert "1,062.00 元" in page
    assert "也不保证能建档" in page
    assert "结论:认定为" not in page  # an estimate decides nothing
    assert (Entry.objects.count(), Session.objects.count()) == (before, 0)
    assert not ApplicationDraft.objects.exists()


def test_one_goes_back_and_finds_what_was_typed(visitor: Client) -> None:
    page = visitor.post(COUNTY, {"at": "work", "identity": "retired"}).content.decode()

    back = visitor.post(COUNTY, carried(page) | {"living": "farm", "back": "1"}).content.decode()

    assert asked(page) == "living"
    assert asked(back) == "work"
    assert 'value="retired" checked' in back
    assert carried(back)["living"] == ["farm"]


def test_a_wrong_answer_is_told_beside_the_field(visitor: Client) -> None:
    given = {"at": "income", "identity": "employed", "living": "city"}
    given |= {"people": "3", "income": "-5"}

    response = visitor.post(COUNTY, given)

    page = response.content.decode()
    assert response.status_code == 422
    assert "全家月收入不能是负数。没有就填0。" in page
    assert 'value="-5"' in page


def test_a_page_that_was_tampered_with_starts_where_it_is_wrong(visitor: Client) -> None:
    given = {**PLAIN, "at": "others", "people": "0"}

    page = visitor.post(COUNTY, given).content.decode()

    assert asked(page) == "people"


def test_a_county_without_a_standard_says_so(visitor: Client) -> None:
    page = answer_all(visitor, PLAIN, f"{HERE}?in=511724")

    assert "大竹县还没有在这里公布困难职工的认定标准" in page


def test_a_member_is_measured_by_the_standard_of_her_own_union(visitor: Client, tree: Tree) -> None:
    own = worker_client(member_of(tree.union).person)

    assert "按我所在工会的标准测一测" in own.get(HERE).content.decode()
    assert "可能符合条件" in answer_all(own, PLAIN, f"{HERE}?in=own")


def test_places_lead_to_the_county(visitor: Client) -> None:
    first = visitor.get(HERE).content.decode()

    assert 'href="/m/aid/check/?in=511725"' in first
    assert visitor.get(f"{HERE}?in=%00").status_code == 200
    assert visitor.get(f"{HERE}?in=999999").status_code == 200

"""Binding an account as a worker does it, for tests."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from niangjia.accounts import services as accounts
from niangjia.accounts.models import User
from niangjia.accounts.testing import phone_sign_in
from niangjia.members.models import Person
from niangjia.members.tests.making import facts_of

PHONE = "13800000001"  # of making.facts_of("张丽华", 1)


def signed_in(phone: str = PHONE) -> Client:
    client = Client()
    phone_sign_in(client, phone)
    return client


def user_of(phone: str = PHONE) -> User:
    return User.objects.get(phone_blind=accounts.phone_blind(phone))


def claim_to_be(client: Client, number: int = 1, name: str = "张丽华", **facts: Any) -> Any:
    values = facts_of(name, number, **facts)
    data = {"name": values.name, "identity": values.identity, "consents": "on"}
    return client.post("/m/me/bind/", data)


def code_on(page: str) -> str:
    found = re.search(r'<p class="big">([0-9A-Z-]{9})</p>', page)
    assert found is not None
    return found.group(1)


def bound_to(person: Person) -> int | None:
    return Person.objects.values_list("user_id", flat=True).get(pk=person.pk)

"""Whose accounts belong to a household, cadre accounts included: nobody decides her own case."""

from __future__ import annotations

from collections.abc import Iterable

from niangjia.accounts.models import User
from niangjia.kernel import crypto
from niangjia.members import queries as members
from niangjia.members.models import Person


def accounts_of(persons: Iterable[Person], union_id: int) -> frozenset[int]:
    """Accounts bound to these persons, and cadre accounts that are plainly theirs.

    A cadre has an account of her own beside the one of her phone. It is taken for hers when the name is
    the same and so is the phone, or the union that keeps it is the one she is a member of: rather a
    namesake too many is kept out of a case than a relative let in.
    """
    people = list(persons)
    found = {person.user_id for person in people if person.user_id is not None}
    phones = {bytes(person.phone_blind) for person in people if person.phone_blind}
    cadres = User.objects.filter(name__in={person.name for person in people}, phone_blind=None)
    for user in cadres:
        is_same_phone = user.phone_sealed is not None and (
            members.phone_blind(crypto.unseal(bytes(user.phone_sealed))) in phones
        )
        if is_same_phone or user.union_id == union_id:
            found.add(user.pk)
    return frozenset(found)

"""Exchanges and answers for the tests, made as the cadres would make them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import FOUNDED_ON, Cast, Tree
from niangjia.comparison import rules, services
from niangjia.comparison.models import AnswerFile, Exchange
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.ids import Gender, make_identity

K = rules.ThirdPartyKind
BORN = date(1975, 3, 2)
NAMES = ("王小明", "李建华", "张伟", "陈丽娟")
KINDS = (K.ALLOWANCE, K.VEHICLE, K.MARRIAGE)


def identity(number: int) -> str:
    """A valid number of a woman of 渠县."""
    return make_identity("511725", BORN + timedelta(days=number), number, Gender.FEMALE)


def other_valid(number: int) -> str:
    """Another valid number with the n-th person's birthday, county and gender."""
    return make_identity("511725", BORN + timedelta(days=number), 77, Gender.FEMALE)


def compared(number: int, **changes: Any) -> rules.Compared:
    """The n-th person, of a file of her own, authorised for a month."""
    given: dict[str, Any] = {
        "subject_label": "aid.householdfile",
        "subject_id": 100 + number,
        "person_id": None,
        "name": NAMES[number],
        "identity": identity(number),
        "born_on": BORN + timedelta(days=number),
        "gender": 2,
        "authorised_until": clock.today() + timedelta(days=30),
        "ours": {K.ALLOWANCE: "none", K.MARRIAGE: "married"},
    }
    return rules.Compared(**(given | changes))


def appoint(tree: Tree, cast: Cast) -> None:
    """县赵, 市王, 省李 and 邻县钱 also keep the aid desk of their unions."""
    from niangjia.accounts import services as accounts  # only where a database is

    for player, union in (
        (cast.province_li, tree.province),
        (cast.city_wang, tree.city),
        (cast.county_zhao, tree.county),
        (cast.neighbour_qian, tree.neighbour),
    ):
        accounts.appoint(player.user, union, Role.AID, from_on=FOUNDED_ON, actor=SYSTEM)


def requested(tree: Tree, actor: Actor, count: int = 4, **changes: Any) -> Exchange:
    """An exchange with civil affairs about the first persons."""
    given: dict[str, Any] = {
        "kinds": KINDS,
        "authority": "渠县民政局",
        "purpose": "困难职工家庭经济状况核对",
        "expires_on": clock.today() + timedelta(days=30),
        "file_format": rules.FileFormat.CSV_GB18030,
    }
    persons = changes.pop("persons", None) or [compared(n) for n in range(count)]
    return services.request(tree.county, persons, actor=actor, **(given | changes))


def exported(tree: Tree, actor: Actor, count: int = 4, **changes: Any) -> Exchange:
    """The same, sent."""
    exchange = requested(tree, actor, count, **changes)
    services.export_file(exchange, actor=actor)
    exchange.refresh_from_db()
    return exchange


def line(number: int, **changes: str) -> dict[str, str]:
    """What civil affairs says of the n-th person: all as we have it."""
    return {
        "姓名": NAMES[number],
        "证件号码": identity(number),
        "出生日期": str(BORN + timedelta(days=number)),
        "性别": "女",
        "低保": "无",
        "车辆": "0",
        "婚姻": "已婚",
    } | changes


def sheet(
    lines: Sequence[Mapping[str, str]], *, total: int | str | None = -1, encoding: str = "gb18030"
) -> bytes:
    """A CSV of these lines with a right total, unless told otherwise (None: no total line)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(lines[0])
    writer.writerows(one.values() for one in lines)
    if total is not None:
        writer.writerow(["合计", str(len(lines) if total == -1 else total)])
    return text.getvalue().encode(encoding)


def closed(exchange: Exchange, content: bytes) -> bytes:
    """The file as the authority would encrypt it."""
    from niangjia.comparison.transport import envelope  # as above

    return envelope.encrypt(content, services.secret_of(exchange, actor=SYSTEM))


def answered(exchange: Exchange, content: bytes, actor: Actor) -> AnswerFile:
    """Receive and import a plain sheet."""
    file = services.receive(exchange, closed(exchange, content), "答复.csv.sm4", actor=actor)
    return services.import_answer(file, actor=actor)

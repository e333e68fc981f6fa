"""A person's own copy of her data, and withdrawing what she agreed to (个人信息保护法 arts. 15, 45)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from niangjia.kernel import clock, excel, journal, messages, privacy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.privacy import Consent, Row
from niangjia.kernel.verbs import verb
from niangjia.members import queries
from niangjia.members.models import JoinApplication, Person
from niangjia.members.services.joining import applicant, withdraw

FORMS: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""Ending of the file → its media type."""


@verb
def copy_data(person: Person, form: str, *, actor: Actor) -> bytes:
    """Everything registered areas keep of her, as one file; on record. Raises NotVisible."""
    if actor.user_id is None or person.user_id != actor.user_id:
        raise NotVisible
    sections = privacy.copy_of(person.pk)
    journal.record(
        "privacy.copy",
        person,
        actor=actor,
        summary=f"下载自己的数据({form})",
        reason="本人行使查阅、复制权",
        is_read=True,
    )
    return _as_json(sections) if form == "json" else _as_workbook(sections)


@verb
def withdraw_consent(person: Person, code: str, key: str, *, actor: Actor) -> Consent:
    """Withdraw one of her consents; its area does what follows. Raises NotVisible, Blocked."""
    if actor.user_id is None or person.user_id != actor.user_id:
        raise NotVisible
    withdrawn = privacy.withdraw_consent(person.pk, code, key, actor=actor)
    journal.record(
        "privacy.withdraw_consent", person, actor=actor, summary=f"撤回授权:{withdrawn.title}"
    )
    messages.tell(person.pk, f"已撤回授权:{withdrawn.title}", withdrawn.effect)
    return withdrawn


def withdraw_join_consent(person_id: int, key: str, actor: Actor) -> JoinApplication:
    """Without consent the application to join ends. Raises NotVisible, Blocked."""
    found = queries.own_applications(person_id).filter(public_id=key).first()
    if found is None:
        raise NotVisible
    return withdraw(found, actor=applicant(found), reason="本人撤回授权")


def _as_json(sections: Mapping[str, Sequence[Row]]) -> bytes:
    whole = {
        "说明": "您在工会系统中的个人数据。含证件号码等敏感信息,请妥善保管。",
        "生成时间": clock.now().astimezone(clock.CHINA).isoformat(timespec="seconds"),
        "资料": sections,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_plain).encode()


def _as_workbook(sections: Mapping[str, Sequence[Row]]) -> bytes:
    made = BytesIO()
    excel.write_book(made, (_table(title, rows) for title, rows in sections.items()))
    return made.getvalue()


def _table(title: str, rows: Sequence[Row]) -> excel.Table:
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["没有记录"]
    return excel.Table(
        title,
        [excel.Column(name) for name in names],
        [[_local(row.get(name)) for name in names] for row in rows],
        watermark="本人下载,含敏感个人信息,请妥善保管。",
    )


def _local(value: excel.Value) -> excel.Value:
    return value.astimezone(clock.CHINA) if isinstance(value, datetime) else value


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(clock.CHINA).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return str(value)

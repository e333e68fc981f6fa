"""Ask an authority about persons (发起比对), take the question back, finish it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from niangjia.comparison import rules
from niangjia.comparison.models import Exchange, ExchangePerson
from niangjia.comparison.rules.sheet import normal_identity
from niangjia.comparison.services.access import hold, keep_in_validity, step
from niangjia.comparison.services.forgetting import forget_persons
from niangjia.comparison.transport import envelope
from niangjia.kernel import clock, crypto, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.ids import new_number
from niangjia.kernel.verbs import start, verb
from niangjia.unions.models import Union

MOST_PERSONS = 200_000
_SHORTEST_PURPOSE = 4
_SHOWN = 5
_INSERTED_AT_ONCE = 2_000


@verb
def request(
    union: Union,
    persons: Sequence[rules.Compared],
    *,
    kinds: Sequence[rules.ThirdPartyKind],
    authority: str,
    purpose: str,
    expires_on: date,
    protection: str = rules.Protection.ENCRYPTED,
    file_format: str = rules.FileFormat.XLSX,
    actor: Actor,
) -> Exchange:
    """Open an exchange about these persons (比对批次). Raises NotVisible or Blocked.

    All or nothing: one person without a live authorisation (核对授权) refuses the request by name.
    """
    if not actor.may("comparison.exchange", union.path):
        raise NotVisible
    _check(union, kinds, authority, purpose, expires_on)
    _check_persons(persons, protection)
    exchange = Exchange.objects.create(
        number=new_number("BD", clock.today()),
        union=union,
        authority=authority.strip(),
        kinds=[kind.value for kind in rules.ThirdPartyKind if kind in kinds],
        purpose=purpose.strip(),
        protection=protection,
        file_format=file_format,
        secret_sealed=crypto.seal(envelope.new_secret()),
        expires_on=expires_on,
        person_count=len(persons),
        requested_by_id=actor.user_id,
    )
    rows = (_row(exchange, number, one) for number, one in enumerate(persons, 1))
    ExchangePerson.objects.bulk_create(rows, batch_size=_INSERTED_AT_ONCE)
    summary = f"发起比对:向{exchange.authority}查询{len(persons)}人的{exchange.kinds_text}"
    start(exchange, rules.EXCHANGE, actor=actor, summary=summary)
    return keep_in_validity(exchange)


@verb
def finish(exchange: Exchange, *, actor: Actor, reason: str = "") -> Exchange:
    """Close an exchange whose tasks are done (办结). Raises NotVisible or Blocked."""
    return step(hold(exchange), "finish", actor=actor)


@verb
def cancel(exchange: Exchange, *, reason: str, actor: Actor) -> Exchange:
    """Take the question back (撤销); identities go at once. Raises NotVisible or Blocked."""
    exchange = step(hold(exchange), "cancel", actor=actor, reason=reason)
    forget_persons(exchange, exchange.persons.all(), "本批已撤销")
    exchange.secret_sealed = None
    exchange.save(update_fields=["secret_sealed", "updated_at"])
    return exchange


def latest_expiry(union: Union) -> date:
    """The last day until which an exchange of the union may keep anything."""
    today = clock.today()
    keep = int(policy.get(rules.KEEP.code, union.path, today)["days"])
    return rules.last_day(today, keep)


def _check(
    union: Union, kinds: Sequence[str], authority: str, purpose: str, expires_on: date
) -> None:
    if not authority.strip():
        raise Blocked("请写明向哪个部门比对。", field="authority")
    if not kinds:
        raise Blocked("请至少选择一项比对内容。", field="kinds")
    if len(purpose.strip()) < _SHORTEST_PURPOSE:
        raise Blocked("请写明比对用途(不少于4个字),它会写在交换文件上并保留备查。", field="purpose")
    last = latest_expiry(union)
    if not clock.today() < expires_on <= last:
        raise Blocked(
            f"有效期应在明天至{last}之间。到期后身份信息和对方数据自动清除。", field="expires_on"
        )


def _check_persons(persons: Sequence[rules.Compared], protection: str) -> None:
    if not persons:
        raise Blocked("没有要比对的人。请先选择有有效授权的档案。")
    if len(persons) > MOST_PERSONS:
        raise Blocked(f"一批最多{MOST_PERSONS:,}人。请按县或按月分批提交。")
    today = clock.today()
    refused = [(one, why) for one in persons if (why := rules.refusal(one, today))]
    if refused:
        named = ";".join(f"{one.name or '(无姓名)'}:{why}" for one, why in refused[:_SHOWN])
        more = f";另有{len(refused) - _SHOWN}人" if len(refused) > _SHOWN else ""
        raise Blocked(f"不能提交比对:{named}{more}")
    if protection == rules.Protection.HASHED:
        without = [one.name for one in persons if not one.identity.strip()]
        if without:
            named = "、".join(without[:_SHOWN])
            raise Blocked(
                f"只给摘要的交换要求每人都有证件号码,{named}等{len(without)}人没有。"
                "请补全,或改用整体加密(SM4)。",
                field="protection",
            )


def _row(exchange: Exchange, number: int, one: rules.Compared) -> ExchangePerson:
    identity = normal_identity(one.identity)
    assert one.authorised_until is not None  # rules.refusal has looked
    return ExchangePerson(
        exchange=exchange,
        line_no=number,
        subject_label=one.subject_label,
        subject_id=one.subject_id,
        person_id=one.person_id,
        name=one.name.strip(),
        id_type=one.id_type,
        identity_sealed=crypto.seal(identity) if identity else None,
        identity_blind=crypto.blind("identity", identity) if identity else None,
        born_on=one.born_on,
        gender=one.gender,
        region=one.region[:6] or _region_of(one.id_type, identity),
        ours={str(kind): code for kind, code in one.ours.items() if code},
        authorised_until=one.authorised_until,
    )


def _region_of(id_type: int, identity: str) -> str:
    return identity[:6] if id_type == rules.RESIDENT_ID and identity[:6].isdigit() else ""

"""The list that goes to the authority (导出名单)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from niangjia.comparison import rules
from niangjia.comparison.models import Exchange, ExchangePerson
from niangjia.comparison.rules import header
from niangjia.comparison.services import files
from niangjia.comparison.services.access import hold, step
from niangjia.comparison.services.forgetting import forget_persons
from niangjia.comparison.transport import envelope, tables
from niangjia.kernel import clock, crypto, journal, privacy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.verbs import verb
from niangjia.members.models import Person

_GENDERS = {1: "男", 2: "女"}
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Exported:
    """The file for the authority, and how many persons are on it."""

    content: bytes
    file_name: str
    person_count: int


@verb
def export_file(exchange: Exchange, *, actor: Actor) -> Exported:
    """Make the list of everybody with a live authorisation. Raises NotVisible or Blocked.

    The columns of the results stand there empty: the authority fills them in and sends the file
    back, or sends one of its own with the same headings and a last line “合计”.
    """
    exchange = hold(exchange)
    today = clock.today()
    ended = exchange.persons.filter(authorised_until__lt=today)
    forget_persons(exchange, ended, "核对授权已到期")
    taken = rules.EXCHANGE.require(rules.export_step(exchange.status), exchange, actor)
    secret = crypto.unseal(bytes(exchange.secret_sealed or b""))
    kinds = [rules.ThirdPartyKind(kind).label for kind in exchange.kinds]
    is_hashed = exchange.protection == rules.Protection.HASHED
    titles = (header.NUMBER, *(_HASHED if is_hashed else _FULL), *kinds)
    total = (header.TOTAL, str(exchange.person_count), f"批次{exchange.number}")
    rows = [*_rows(exchange, secret, len(kinds)), total]
    content = tables.write(titles, rows, exchange.file_format, _note(exchange), files.folder())
    name = f"比对名单_{exchange.number}{tables.SUFFIXES[rules.FileFormat(exchange.file_format)]}"
    if not is_hashed:
        content, name = envelope.encrypt(content, secret), name + envelope.SUFFIX
    exchange.exported_at = timezone.now()
    exchange.save(update_fields=["exported_at", "updated_at"])
    checksum = envelope.checksum(content).hex()[:16]
    summary = (
        f"导出{exchange.person_count}人,用途:{exchange.purpose};"
        f"有效期至{exchange.expires_on};文件SM3 {checksum}…"
    )
    step(exchange, taken.code, actor=actor, summary=summary)
    _tell_those_on_it(exchange, actor)
    return Exported(content, name, exchange.person_count)


def _tell_those_on_it(exchange: Exchange, actor: Actor) -> None:
    """Everybody on the list sees on her phone that it went out, to whom and what for."""
    entry = journal.record(
        "exchange.provide",
        exchange,
        actor=actor,
        summary=f"把比对名单提供给{exchange.authority}",
        reason=exchange.purpose,
        is_read=True,
    )
    held = exchange.persons.filter(gone_at=None, person__isnull=False)
    ids = held.values_list("person_id", flat=True).iterator(chunk_size=_AT_ONCE)
    privacy.disclosed(entry.pk, Person._meta.label_lower, ids)


def secret_of(exchange: Exchange, *, actor: Actor) -> str:
    """The key or salt to hand to the authority. Raises NotVisible."""
    if not actor.may("comparison.exchange", exchange.scope_path) or not exchange.secret_sealed:
        raise NotVisible
    return crypto.unseal(bytes(exchange.secret_sealed))


_HASHED = (header.DIGEST,)
_FULL = (header.NAME, header.IDENTITY, header.BORN, header.GENDER, header.REGION)


def _rows(exchange: Exchange, secret: str, blank: int) -> Iterator[tuple[str, ...]]:
    tail = ("",) * blank
    live = exchange.persons.filter(gone_at=None).order_by("line_no")
    for person in live.iterator(chunk_size=_AT_ONCE):
        identity = identity_of(person)
        if exchange.protection == rules.Protection.HASHED:
            yield (str(person.line_no), envelope.digest(identity, secret), *tail)
            continue
        yield (
            str(person.line_no),
            person.name,
            identity,
            person.born_on.isoformat() if person.born_on else "",
            _GENDERS.get(person.gender, ""),
            person.region,
            *tail,
        )


def identity_of(person: ExchangePerson) -> str:
    """The number in clear, empty when there is none (any more)."""
    return crypto.unseal(bytes(person.identity_sealed)) if person.identity_sealed else ""


def _note(exchange: Exchange) -> str:
    return (
        f"{exchange.union.name}向{exchange.authority}比对,批次{exchange.number}。"
        f"用途:{exchange.purpose}。仅限本用途使用,有效期至{exchange.expires_on},到期请销毁。"
        f"查无此人请填“未查到”;填好后保留最后一行“合计”发回。"
    )

"""Long work goes to the queue: checked here while the session is confirmed, done by ``tasks``."""

from __future__ import annotations

from collections.abc import Iterable

from niangjia.comparison import rules
from niangjia.comparison.models import AnswerFile, Exchange
from niangjia.comparison.services.access import hold
from niangjia.comparison.services.answering import receive
from niangjia.comparison.services.exporting import secret_of
from niangjia.kernel import clock, jobs, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import verb

EXPORT = "comparison.export"
IMPORT = "comparison.import"


@verb
def queue_export(exchange: Exchange, *, actor: Actor) -> Exchange:
    """Have the list made; it waits under “我的任务”. Raises NotVisible or Blocked."""
    exchange = hold(exchange)
    rules.EXCHANGE.require(rules.export_step(exchange.status), exchange, actor)
    jobs.start(EXPORT, f"导出比对名单 {exchange.number}", {"exchange": exchange.pk}, actor=actor)
    return exchange


@verb
def queue_answer(
    exchange: Exchange, content: bytes | Iterable[bytes], file_name: str, *, actor: Actor
) -> AnswerFile:
    """Receive an answer and have it read. Raises NotVisible or Blocked (the same file again)."""
    file = receive(exchange, content, file_name, actor=actor)
    if file.state == rules.AnswerState.IMPORTED:
        raise Blocked(
            f"这份文件已于{clock.local_day(file.created_at)}导入过(《{file.file_name}》),没有再次导入。",
            field="file",
        )
    jobs.start(IMPORT, f"导入比对答复:{file.file_name}", {"file": file.pk}, actor=actor)
    return file


@verb
def show_secret(exchange: Exchange, *, reason: str, actor: Actor) -> str:
    """The key of the exchange once more, on record. Raises NotVisible."""
    secret = secret_of(exchange, actor=actor)
    journal.record(
        "exchange.secret",
        exchange,
        actor=actor,
        summary="查看本批密钥",
        reason=reason,
        is_read=True,
    )
    return secret

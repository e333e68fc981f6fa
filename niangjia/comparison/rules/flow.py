"""The life cycles of an exchange (比对批次) and of a review task (核实事项). Pure.

Values go at the exchange's expiry at the latest; what is still open then lapses, and the comparison
has to be made again.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from niangjia.comparison.rules.codes import ExchangeStatus as S
from niangjia.comparison.rules.codes import TaskStatus as T
from niangjia.comparison.rules.policies import ANSWER, REVIEW
from niangjia.kernel.actor import Actor
from niangjia.kernel.clock import WorkingDays
from niangjia.kernel.workflow import Step, Workflow


class Exchanged(Protocol):
    """What the guards read of an exchange."""

    person_count: int
    open_task_count: int


class Reviewed(Protocol):
    """What the guards read of a review task."""

    concerned_user_id: int | None
    """The worker's own account, if she has one."""


def has_persons(subject: Exchanged, actor: Actor) -> str | None:
    """There is somebody to ask about."""
    if not subject.person_count:
        return "不能导出:本批已没有可以比对的人(授权到期或已撤回)。请取得有效授权后另建一批。"
    return None


def all_reviewed(subject: Exchanged, actor: Actor) -> str | None:
    """No task of the exchange is open."""
    if subject.open_task_count:
        return f"不能办结:还有{subject.open_task_count}项待核实。请先在“比对核实”中办完。"
    return None


def not_own_result(subject: Reviewed, actor: Actor) -> str | None:
    """Nobody decides what was found about herself."""
    if actor.user_id is not None and subject.concerned_user_id == actor.user_id:
        return "不能核实关于自己的比对结果。请由本级其他人或上级办理。"
    return None


EXCHANGE = Workflow.of(
    "exchange",
    "数据比对",
    S.choices(),
    Step(
        "export",
        "导出名单",
        source=(S.PREPARED,),
        target=S.EXPORTED,
        permission="comparison.exchange",
        guards=(has_persons,),
    ),
    Step(
        "export_again",
        "重新导出",
        source=(S.EXPORTED,),
        target=S.EXPORTED,
        permission="comparison.exchange",
        guards=(has_persons,),
        is_primary=False,
    ),
    Step(
        "answer",
        "导入答复",
        source=(S.EXPORTED, S.ANSWERED),
        target=S.ANSWERED,
        permission="comparison.exchange",
        within=WorkingDays(ANSWER.days),
        policy=ANSWER.code,
    ),
    Step(
        "finish",
        "办结",
        source=(S.ANSWERED,),
        target=S.FINISHED,
        permission="comparison.review",
        guards=(all_reviewed,),
        within=WorkingDays(REVIEW.days),
        policy=REVIEW.code,
    ),
    Step(
        "cancel",
        "撤销",
        source=(S.PREPARED, S.EXPORTED),
        target=S.CANCELLED,
        permission="comparison.exchange",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "expire",
        "到期清除",
        source=(S.PREPARED, S.EXPORTED, S.ANSWERED, S.FINISHED),
        target=S.EXPIRED,
        permission="comparison.exchange",
        automatic=True,
    ),
)

TASK = Workflow.of(
    "mismatch",
    "比对核实",
    T.choices(),
    Step(
        "close",
        "填写核实结论",
        source=(T.OPEN,),
        target=T.CLOSED,
        permission="comparison.review",
        guards=(not_own_result,),
        within=WorkingDays(REVIEW.days),
        policy=REVIEW.code,
    ),
    Step(
        "lapse",
        "失效",
        source=(T.OPEN,),
        target=T.LAPSED,
        permission="comparison.review",
        automatic=True,
    ),
)


def export_step(status: str) -> str:
    """Code of the step that makes the list in that state."""
    return "export_again" if status == S.EXPORTED else "export"


def last_day(today: date, keep: int) -> date:
    """The latest expiry that an exchange may have."""
    return date.fromordinal(today.toordinal() + keep)


def due_within(status: str, due_on: date | None, expires_on: date) -> date | None:
    """The term of a live exchange, or its last day of validity when that is earlier or all there is."""
    if status not in (S.PREPARED, S.EXPORTED, S.ANSWERED):
        return due_on
    return expires_on if due_on is None else min(due_on, expires_on)


def expiry_in_words(expires_on: date) -> str:
    """Why something is due on the last day of validity."""
    return (
        f"本批有效期至{expires_on}(发起时商定),到期自动清除名单和对方数据,没办完的失效;"
        "所以办理期限不晚于这一天。依据:个人信息保护法第十九条。"
    )

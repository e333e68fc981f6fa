"""数据比对: exchanges with other authorities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile

from niangjia.comparison import forms, queries, rules, services
from niangjia.comparison.models import AnswerFile, Exchange, ExchangePerson
from niangjia.kernel.actor import Actor
from niangjia.members.queries import own_union_code
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Masked,
    Number,
    Preset,
    Related,
    Status,
    Text,
    Timeline,
    UnionSubtree,
    register,
)
from niangjia.web.desk.declare import Due
from niangjia.web.desk.writing import Told

_TONES = {"waiting": "wait", "refused": "bad", "imported": "ok", "failed": "off"}


def _export(exchange: Exchange, *, actor: Actor) -> Told:
    services.queue_export(exchange, actor=actor)
    return Told(exchange, _key_text(exchange, services.secret_of(exchange, actor=actor)))


def _show_secret(exchange: Exchange, *, reason: str, actor: Actor) -> Told:
    secret = services.show_secret(exchange, reason=reason, actor=actor)
    return Told(exchange, _key_text(exchange, secret))


def _key_text(exchange: Exchange, secret: str) -> str:
    what = "加密密钥" if exchange.protection == rules.Protection.ENCRYPTED else "摘要用的盐"
    return (
        f"本批{what}:{secret}\n请用电话等另外的途径告知对方经办人,不要和文件一起发送。\n"
        "名单文件在“我的任务”中下载。"
    )


def _answer(exchange: Exchange, *, file: UploadedFile[bytes], actor: Actor) -> Exchange:
    services.queue_answer(exchange, file.chunks(), file.name or "答复文件", actor=actor)
    return exchange


def _reach(exchange: Exchange) -> str:
    if exchange.protection == rules.Protection.HASHED:
        return "只有号码完全相同的人;号码有错、缺号码或用旧号码的会显示“未查到”"
    return "号码相同的人,以及号码有错或缺号码、但姓名和出生日期等吻合的人"


def _files(exchange: Exchange, actor: Actor) -> Iterable[AnswerFile]:
    return queries.files_of(exchange)


def _remark(file: AnswerFile) -> str:
    """What the counts beside it do not say."""
    if file.state != rules.AnswerState.IMPORTED:
        return file.message
    return f"另有{file.stranger_count}行与本批无关" if file.stranger_count else ""


def _findings(exchange: Exchange, actor: Actor) -> Iterable[Any]:
    return queries.findings_of(exchange)


def _persons(exchange: Exchange, actor: Actor) -> Iterable[ExchangePerson]:
    return queries.persons_of(exchange)


def _tasks(exchange: Exchange, actor: Actor) -> Iterable[Any]:
    return queries.tasks_of(exchange)


@register
class ExchangeDesk(Desk):
    """数据比对."""

    slug = "exchanges"
    model = Exchange
    title = "数据比对"
    noun = "比对批次"
    menu = ("帮扶", 30)
    area = "comparison"
    related = ("union",)
    columns = (
        Link("number"),
        Text("authority"),
        Computed("比对内容", lambda row: row.kinds_text),
        Text("union"),
        Number("person_count", unit="人"),
        Number("open_task_count", unit="项"),
        Status("status"),
        Day("due_on"),
        Day("expires_on"),
    )
    card = ("number", "authority", "status", "open_task_count")
    filters = (
        Choice("status"),
        UnionSubtree("union"),
        Preset("overdue", "超过办理期限", queries.overdue),
    )
    search = staticmethod(queries.find_exchanges)
    search_hint = "批次编号或比对部门"
    in_global_search = False
    list_intro = (
        "把已签核对授权的人交民政等部门核对:导出名单 → 对方填好发回 → 导入答复 → 核实不一致 → 办结。"
        "对方数据只留有无、类别、数量段,到期自动清除。"
    )
    empty_hint = "还没有比对批次。档案到“数据比对”环节后,在档案页面提请比对。"
    form = forms.ExchangeForm
    create_permission = "comparison.exchange"
    edit_permission = "comparison.exchange"
    can_edit = False
    workflow = rules.EXCHANGE
    verbs: ClassVar[Any] = {
        "export": _export,
        "export_again": _export,
        "answer": _answer,
        "finish": services.finish,
        "cancel": services.cancel,
    }
    step_forms: ClassVar[Any] = {"answer": forms.AnswerForm}
    acts = (
        Act(
            "secret",
            "查看密钥",
            "comparison.exchange",
            _show_secret,
            form=forms.ReasonForm,
            hidden_when=lambda row: row.status not in rules.LIVE,
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "比对",
                "number",
                "authority",
                Computed("比对内容", lambda row: row.kinds_text),
                "purpose",
                "union",
                Number("person_count", unit="人"),
                Number("open_task_count", unit="项"),
            ),
            Group(
                "交换文件",
                "protection",
                Computed("能查出谁", _reach),
                "file_format",
                "expires_on",
                "exported_at",
                "answered_at",
                "due_on",
            ),
        ),
        Related(
            "答复文件",
            _files,
            (
                "file_name",
                Status("state", tones=_TONES),
                Text("kinds_text"),
                Number("row_count", unit="行"),
                Number("exact_count", unit="人"),
                Number("probable_count", unit="人"),
                Number("possible_count", unit="人"),
                Number("not_found_count", unit="人"),
                Number("mismatch_count", unit="项"),
                Computed("说明", _remark),
                Day("created_at", "收到时间"),
            ),
            add_act="answer",
            code="files",
            empty="还没有收到答复。",
        ),
        Related(
            "文件错误",
            _findings,
            (
                Text("file__file_name", "文件"),
                Computed("行号", lambda row: row.row or None),
                "column",
                "message",
            ),
            code="findings",
            empty="没有错误。",
        ),
        Related(
            "名单",
            _persons,
            (
                Number("line_no"),
                "name",
                Masked("identity"),
                Computed("结果", queries.results_in_words),
                Day("authorised_until"),
                Text("gone_reason"),
            ),
            code="persons",
        ),
        Related(
            "核实事项",
            _tasks,
            (
                Link("person__name", "姓名"),
                "task_kind",
                "data_kind",
                Status("status", tones={"open": "wait", "closed": "ok", "lapsed": "off"}),
                Day("due_on"),
                "outcome",
            ),
            link="mismatches",
            more=lambda row: f"/mismatches/?q={row.number}",
            code="tasks",
            empty="没有需要核实的事项。",
        ),
        Timeline(),
    )

    def derive(self, dues: Sequence[Due]) -> Mapping[int, str]:
        """Where the validity of the exchange ends before the term."""
        found = queries.expiring(Exchange, (due.pk for due in dues))
        return {pk: rules.expiry_in_words(on) for pk, on in found.items()}

    @property
    def can_create(self) -> bool:  # type: ignore[override]  # a constant elsewhere
        """Whether some area offers a list; otherwise exchanges are asked for from its own pages."""
        return bool(services.SOURCES)

    def initial(self, actor: Actor, data: Mapping[str, str]) -> dict[str, Any]:
        """The actor's own union, where she has one."""
        return {
            "union": own_union_code(actor, "comparison.exchange"),
            **super().initial(actor, data),
        }

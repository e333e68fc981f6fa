"""Bank file layouts (批量代发文件格式) as data: what stands in a line, head and tail. Pure.

A layout is described in Chinese words that a cadre can compare with her bank's own description. The
two shipped kinds are the ones banks commonly ask for; none is the specification of a certain bank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TypeVar

from niangjia.ledger.rules.codes import FileFormat, ReplyOutcome

LINE, ACCOUNT, NAME, BANK, AMOUNT, FEN = "序号", "账号", "户名", "开户行", "金额", "金额(分)"
PURPOSE, NUMBER, BLANK, RESULT, NOTE = "用途", "付款单号", "空", "结果", "说明"
BATCH, DAY, COUNT, TOTAL = "批次号", "日期", "总笔数", "总金额"
PAYER_ACCOUNT, PAYER_NAME, SUM = "付款账号", "付款户名", "合计"

SENT_ITEMS = (LINE, ACCOUNT, NAME, BANK, AMOUNT, FEN, PURPOSE, NUMBER, BLANK)
REPLY_ITEMS = (LINE, ACCOUNT, NAME, BANK, AMOUNT, FEN, PURPOSE, NUMBER, BLANK, RESULT, NOTE)
SUM_ITEMS = (BATCH, DAY, COUNT, TOTAL, PAYER_ACCOUNT, PAYER_NAME, SUM, BLANK)
NONE = "无"
"""In a policy: leave out what the base layout has."""

V = TypeVar("V")
_ENCODINGS = {"GB18030": "gb18030", "UTF-8": "utf-8"}
_SEPARATORS = {"竖线": "|", "逗号": ",", "制表符": "\t", "|": "|", ",": ","}
_FORMATS = {"文本": FileFormat.TEXT, "Excel": FileFormat.XLSX}


class BadLayout(ValueError):  # noqa: N818 - reads as what it is
    """A layout that cannot be used; the message is Chinese."""


@dataclass(frozen=True)
class Layout:
    """How a file to the bank and its reply look. ``has_titles``: a line of column titles.

    ``success``, ``failed`` and ``returned`` are the bank's words for the outcome of a line.
    """

    format: FileFormat
    encoding: str
    separator: str
    has_titles: bool
    head: tuple[str, ...]
    columns: tuple[str, ...]
    tail: tuple[str, ...]
    reply_head: tuple[str, ...]
    reply_columns: tuple[str, ...]
    reply_tail: tuple[str, ...]
    success: tuple[str, ...]
    failed: tuple[str, ...]
    returned: tuple[str, ...]
    purpose: str
    payer_account: str
    payer_name: str

    def as_json(self) -> dict[str, object]:
        """For keeping with the batch."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Layout:
        """The layout of a batch as it was kept."""
        values = {
            name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
        }
        values["format"] = FileFormat(str(kept["format"]))
        return cls(**values)  # type: ignore[arg-type]  # written by as_json

    @property
    def extension(self) -> str:
        """Ending of the file's name."""
        if self.format == FileFormat.XLSX:
            return "xlsx"
        return "csv" if self.separator == "," else "txt"

    def outcome(self, word: str) -> ReplyOutcome | None:
        """What the bank's word means, None when it is not known."""
        for words, outcome in (
            (self.success, ReplyOutcome.PAID),
            (self.failed, ReplyOutcome.FAILED),
            (self.returned, ReplyOutcome.RETURNED),
        ):
            if word in words:
                return outcome
        return None


SHIPPED: dict[str, dict[str, str]] = {
    "竖线分隔文本": {
        "format": "文本",
        "encoding": "GB18030",
        "separator": "竖线",
        "titles": "无",
        "head": "批次号 日期 总笔数 总金额",
        "columns": "序号 账号 户名 金额 开户行 用途",
        "tail": "无",
        "reply_head": "批次号 日期 总笔数 总金额",
        "reply_columns": "序号 账号 户名 金额 结果 说明",
        "reply_tail": "无",
    },
    "Excel表格": {
        "format": "Excel",
        "encoding": "UTF-8",
        "separator": "逗号",
        "titles": "有",
        "head": "无",
        "columns": "序号 户名 账号 开户行 金额 用途",
        "tail": "合计 总笔数 空 空 总金额",
        "reply_head": "无",
        "reply_columns": "序号 户名 账号 金额 结果 说明",
        "reply_tail": "合计 总笔数 空 总金额",
    },
    "逗号分隔文本": {
        "format": "文本",
        "encoding": "UTF-8",
        "separator": "逗号",
        "titles": "有",
        "head": "无",
        "columns": "序号 账号 户名 金额(分) 用途",
        "tail": "合计 总笔数 空 总金额",
        "reply_head": "无",
        "reply_columns": "序号 账号 户名 金额(分) 结果 说明",
        "reply_tail": "合计 总笔数 空 总金额",
    },
}
"""Base layouts by name; a policy names one and overrides what its bank wants otherwise."""

DEFAULT: dict[str, str] = {
    "layout": "竖线分隔文本",
    "format": "",
    "encoding": "",
    "separator": "",
    "titles": "",
    "head": "",
    "columns": "",
    "tail": "",
    "reply_head": "",
    "reply_columns": "",
    "reply_tail": "",
    "success": "成功 交易成功",
    "failed": "失败 交易失败",
    "returned": "退回 退汇 退票",
    "purpose": "工会帮扶款",
    "payer_account": "",
    "payer_name": "",
}
"""Default of the dated policy ``ledger.bank_file``; empty means: as the base layout has it."""

LABELS = {
    "layout": "基础格式(竖线分隔文本、Excel表格、逗号分隔文本)",
    "format": "文件类型(文本、Excel)",
    "encoding": "编码(GB18030、UTF-8)",
    "separator": "分隔符(竖线、逗号、制表符)",
    "titles": "栏目标题行(有、无)",
    "head": "首行内容",
    "columns": "明细各栏",
    "tail": "末行内容",
    "reply_head": "回盘首行内容",
    "reply_columns": "回盘明细各栏",
    "reply_tail": "回盘末行内容",
    "success": "回盘表示成功的词",
    "failed": "回盘表示失败的词",
    "returned": "回盘表示退回的词",
    "purpose": "用途文字",
    "payer_account": "付款账号",
    "payer_name": "付款户名",
}

_AS_BASE = "不填为基础格式的。"
_SUMS = f"用空格隔开,可用:{' '.join(SUM_ITEMS)}。写“{NONE}”为没有这一行;{_AS_BASE}"
_OUTCOMES = "多个词用空格隔开,照银行回盘中的写法。"
HINTS = {
    **dict.fromkeys(("format", "encoding", "separator", "titles"), _AS_BASE),
    **dict.fromkeys(("head", "tail", "reply_head", "reply_tail"), _SUMS),
    "columns": f"用空格隔开,可用:{' '.join(SENT_ITEMS)}。{_AS_BASE}",
    "reply_columns": f"用空格隔开,可用:{' '.join(REPLY_ITEMS)}。{_AS_BASE}",
    **dict.fromkeys(("success", "failed", "returned"), _OUTCOMES),
    **dict.fromkeys(("payer_account", "payer_name"), "首行或末行要写时填写。"),
}
"""How each value is written."""


def read(params: Mapping[str, object]) -> Layout:
    """The layout a policy describes. Raises BadLayout with the Chinese reason."""
    given = {name: str(value or "").strip() for name, value in params.items()}
    base = SHIPPED.get(given.get("layout", ""))
    if base is None:
        raise BadLayout(f"银行文件的基础格式应为{'、'.join(SHIPPED)}之一。")
    merged = {**DEFAULT, **given, **{n: given.get(n) or base[n] for n in base}}
    layout = Layout(
        format=_one_of(_FORMATS, merged["format"], "文件类型"),
        encoding=_one_of(_ENCODINGS, merged["encoding"].upper(), "编码"),
        separator=_one_of(_SEPARATORS, merged["separator"], "分隔符"),
        has_titles=merged["titles"] == "有",
        head=_items(merged["head"], SUM_ITEMS, "首行内容"),
        columns=_items(merged["columns"], SENT_ITEMS, "明细各栏"),
        tail=_items(merged["tail"], SUM_ITEMS, "末行内容"),
        reply_head=_items(merged["reply_head"], SUM_ITEMS, "回盘首行内容"),
        reply_columns=_items(merged["reply_columns"], REPLY_ITEMS, "回盘明细各栏"),
        reply_tail=_items(merged["reply_tail"], SUM_ITEMS, "回盘末行内容"),
        success=_words(merged["success"]),
        failed=_words(merged["failed"]),
        returned=_words(merged["returned"]),
        purpose=merged["purpose"],
        payer_account=merged["payer_account"],
        payer_name=merged["payer_name"],
    )
    _check(layout)
    return layout


def refusal(params: Mapping[str, object]) -> str | None:
    """Why no file could be written by this policy, or None."""
    try:
        read(params)
    except BadLayout as error:
        return str(error)
    return None


def _check(layout: Layout) -> None:
    amounts = {AMOUNT, FEN}
    for columns, needed in (
        (layout.columns, {ACCOUNT, NAME}),
        (layout.reply_columns, {LINE, RESULT}),
    ):
        missing = needed - set(columns)
        if missing or not amounts & set(columns):
            wanted = "、".join(sorted(missing)) or "金额"
            raise BadLayout(f"银行文件格式缺少“{wanted}”栏。请在政策参数“银行文件格式”中补上。")
    if not layout.success or not layout.failed:
        raise BadLayout("银行文件格式没有写明回盘中表示成功、失败的词。请在政策参数中补上。")


def _one_of(known: Mapping[str, V], word: str, what: str) -> V:
    if word not in known:
        raise BadLayout(f"银行文件格式的{what}“{word}”不认识,可用:{'、'.join(known)}。")
    return known[word]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace("、", " ").split())


def _items(text: str, known: tuple[str, ...], what: str) -> tuple[str, ...]:
    words = _words(text)
    if words == (NONE,):
        return ()
    unknown = [word for word in words if word not in known]
    if unknown:
        raise BadLayout(
            f"银行文件格式的{what}中“{'、'.join(unknown)}”不认识,可用:{'、'.join(known)}。"
        )
    return words

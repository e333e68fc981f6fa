"""Verbs of reports (报告): start, write, take over changed records, freeze, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.reports import queries
from niangjia.reports.models import (
    Report,
    ReportNote,
    ReportTemplate,
    ReportText,
    TemplateVersion,
)
from niangjia.reports.queries.drafts import Written
from niangjia.reports.rules.flow import REPORT, explanation_refusal, text_refusal
from niangjia.reports.services import figures
from niangjia.statistics.queries.source import one_view
from niangjia.unions.models import Union

EDIT = "reports.edit"
_EARLIEST = date(1949, 1, 1)


@verb
def create_report(
    template: ReportTemplate, union: Union, begin: date, end: date, *, title: str = "", actor: Actor
) -> Report:
    """A draft from the latest text of a template. Raises NotVisible, Blocked (field named)."""
    if not actor.may(EDIT, union.path):
        raise NotVisible
    if not queries.usable_for(union).filter(pk=template.pk).exists():
        raise Blocked("这个模板已停用,或不是本级和上级的模板。请另选一个。", field="template")
    _check_period(begin, end)
    text = queries.text_of(template)
    report = Report(template=text, union=union, start=begin, end=end, body=text.text)
    written = queries.write_text(text.text, union, begin, end, actor=actor)
    report.title = (title.strip() or written.title or template.title)[:200]
    report.save()
    _append_text(report, actor)
    figures.store(report, written, renew=True)
    start(report, REPORT, actor=actor, summary=f"起草报告“{report.title}”")
    return report


@verb
def edit_report(
    report: Report, *, title: str, body: str, seen_version: int | None = None, actor: Actor
) -> Report:
    """Save the text, even with errors in it. Raises NotVisible, Blocked (field named).

    Figures that are new in the text are written; those there before keep what was written, so that
    changed records show as old → new until ``refresh``. ``seen_version`` is what the editor began
    from: a text saved in between is not overwritten.
    """
    report = _hold(report, actor)
    if not title.strip():
        raise Blocked("请填写标题。", field="title")
    refused = text_refusal(body)
    if refused:
        raise Blocked(refused, field="body")
    if seen_version is not None and seen_version != report.version:
        raise Blocked(newer_version(report.texts.get(number=report.version), actor), field="body")
    changes = journal.changes_of(report, {"title": title.strip()[:200]})
    if report.body == body and not changes:
        return report
    report.body = body
    report.version += 1
    report.save(update_fields=["title", "body", "version", "updated_at"])
    _append_text(report, actor)
    figures.store(report, queries.write_report(report, actor=actor), renew=False)
    journal.record(
        "reports.edit", report, actor=actor, changes=changes,
        summary=f"修改报告“{report.title}”,现为第{report.version}版",
    )  # fmt: skip
    return report


@verb
def set_period(report: Report, *, begin: date, end: date, actor: Actor) -> Report:
    """Write the report about another period. Raises NotVisible, Blocked (field named)."""
    report = _hold(report, actor)
    _check_period(begin, end)
    changes = journal.changes_of(report, {"start": begin, "end": end})
    report.save(update_fields=["start", "end", "updated_at"])
    figures.store(report, queries.write_report(report, actor=actor), renew=True)
    journal.record(
        "reports.set_period", report, actor=actor, summary=f"报告期改为 {report.period}",
        changes=changes,
    )  # fmt: skip
    return report


@verb
def refresh(report: Report, *, actor: Actor) -> Report:
    """Take over today's values of every figure. Raises NotVisible or Blocked."""
    report = _hold(report, actor)
    written = queries.write_report(report, actor=actor)
    _refuse_problems(written, "更新数据")
    changed = queries.changes(report, written)
    figures.store(report, written, renew=True)
    journal.record(
        "reports.refresh",
        report,
        actor=actor,
        summary=f"按现在的记录更新报告数据,{len(changed)} 个数有变化",
        changes={c.label[:60]: (c.old_words, c.new_words) for c in changed[:20]},
    )
    return report


def freeze(
    report: Report,
    *,
    seen: str = "",
    seen_text: str = "",
    explanations: Mapping[str, str] | None = None,
    actor: Actor,
) -> Report:
    """Freeze the report (定稿): all figures of one moment, sealed, entered into the register.

    ``seen`` is the digest of the figures that the freezer looked at, ``seen_text`` that of title,
    text and period: what changed since then stops the freezing. ``explanations`` answer each doubt
    by its key. Raises NotVisible or Blocked; nothing is left half-way.
    """
    REPORT.require("freeze", report, actor)
    with one_view():
        current = Report.objects.select_related("union", "template__template").get(pk=report.pk)
        if seen_text and seen_text != queries.text_digest(current):
            raise Blocked(
                f"您看过预览之后,这份报告的文字或报告期又改过(现为第{current.version}版)。"
                "请看过新的正文再定稿。"
            )
        written = queries.write_report(current, actor=actor)
    return _freeze(current, written, seen, dict(explanations or {}), actor=actor)


@verb
def _freeze(
    seen_report: Report, written: Written, seen: str, explanations: dict[str, str], *, actor: Actor
) -> Report:
    report = lock(Report, seen_report.pk)
    step = REPORT.require("freeze", report, actor)
    if (report.version, report.start, report.end) != (
        seen_report.version,
        seen_report.start,
        seen_report.end,
    ):
        raise Blocked("定稿时别人修改了这份报告。请刷新页面,看过之后再定稿。")
    _check_freezable(report, written, seen)
    doubts = queries.doubts(report, written)
    _check_explained(doubts, explanations)
    ReportNote.objects.bulk_create(
        ReportNote(
            report=report,
            doubt=doubt.words[:500],
            explanation=explanations[doubt.key].strip()[:500],
            said_by_id=actor.user_id,
            said_by=actor.label[:100],
        )
        for doubt in doubts
    )
    figures.store(report, written, renew=True)
    figures.seal(report, written, actor)
    advance(report, REPORT, step, actor=actor, summary=f"定稿,校验码 {report.sha256[:16]}…")
    figures.publish_all(report, written, actor)
    return report


@verb
def withdraw(report: Report, *, reason: str, actor: Actor) -> Report:
    """Take back a frozen report and its published figures; both stay to be read.

    Raises NotVisible or Blocked.
    """
    report = lock(Report, report.pk)
    step = REPORT.require("withdraw", report, actor, reason=reason)
    figures.withdraw_all(report, reason, actor)
    return advance(report, REPORT, step, actor=actor, reason=reason)


@verb
def drop(report: Report, *, reason: str, actor: Actor) -> Report:
    """Give up a draft. Raises NotVisible or Blocked."""
    report = lock(Report, report.pk)
    step = REPORT.require("drop", report, actor, reason=reason)
    return advance(report, REPORT, step, actor=actor, reason=reason)


def newer_version(saved: ReportText | TemplateVersion, actor: Actor) -> str:
    """Who saved a version while this one was being typed: somebody, or she in another window."""
    own = actor.user_id is not None and saved.saved_by_id == actor.user_id
    who = "您在别的窗口" if own else f"{saved.saved_by}在您编辑时"
    return f"{who}保存了第{saved.number}版。请先复制您的文字,刷新页面后再改。"


def _hold(report: Report, actor: Actor) -> Report:
    """The locked draft, if the actor may write it."""
    report = lock(Report, report.pk)
    if not actor.may(EDIT, report.scope_path):
        raise NotVisible
    if not report.is_draft:
        raise Blocked(
            f"这份报告{report.get_status_display()},不能再修改。要更正,请撤回后另写一份。"
        )
    return report


def _check_period(begin: date, end: date) -> None:
    if begin > end:
        raise Blocked(f"报告期的起日 {begin} 晚于止日 {end},请对调。", field="begin")
    if begin < _EARLIEST:
        raise Blocked("报告期的起日太早。请核对年份。", field="begin")
    if end.year > clock.today().year + 1:
        raise Blocked("报告期的止日太远,那时还没有记录。请核对年份。", field="end")


def _check_freezable(report: Report, written: Written, seen: str) -> None:
    _refuse_problems(written, "定稿")
    if report.end > clock.today():
        raise Blocked(f"报告期到 {report.end} 才结束,现在的数还不是最后的数。请到期后再定稿。")
    if seen and seen != written.digest:
        raise Blocked("您看过预览之后,记录又有变化,报告里的数不一样了。请重新预览后再定稿。")


def _refuse_problems(written: Written, verb_: str) -> None:
    if written.problems:
        first = "".join(str(problem) for problem in written.problems[:3])
        more = f" 等{len(written.problems)}处" if len(written.problems) > 3 else ""
        raise Blocked(f"不能{verb_}:正文有错。{first}{more}")


def _check_explained(doubts: list[queries.Doubt], explanations: Mapping[str, str]) -> None:
    for doubt in doubts:
        refused = explanation_refusal(explanations.get(doubt.key, ""))
        if refused:
            words = doubt.words.removesuffix("。")
            raise Blocked(f"不能定稿:{words}。{refused}", field=doubt.key)


def _append_text(report: Report, actor: Actor) -> None:
    ReportText.objects.create(
        report=report,
        number=report.version,
        title=report.title,
        body=report.body,
        saved_by_id=actor.user_id,
        saved_by=actor.label[:100],
    )

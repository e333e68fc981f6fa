"""Verbs of report templates (报告模板): installing the shipped ones, making and changing one's own."""

from __future__ import annotations

import hashlib

from niangjia.kernel import journal
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.reports import queries
from niangjia.reports.models import ReportTemplate, TemplateVersion
from niangjia.reports.rules.flow import TemplateKind, text_refusal
from niangjia.reports.rules.shipped import SHIPPED
from niangjia.reports.services.reports import newer_version
from niangjia.unions.models import Union

EDIT = "reports.edit"


@verb
def ensure_shipped() -> list[ReportTemplate]:
    """Install the templates that ship with the system; a changed text becomes a new version.

    Run at every start, by the demo and by the command line; running it again changes nothing.
    """
    found = []
    for one in SHIPPED:
        template, _ = ReportTemplate.objects.get_or_create(
            code=one.code, defaults={"title": one.title, "kind": one.kind.value, "union": None}
        )
        template = lock(ReportTemplate, template.pk)
        latest = template.versions.order_by("-number").first()
        if latest is None or latest.sha256 != _sha256(one.text):
            template.title = one.title
            template.save(update_fields=["title", "updated_at"])
            _append(template, one.text, "随系统提供", SYSTEM)
        found.append(template)
    return found


@verb
def create_template(
    union: Union, title: str, kind: str, text: str, *, actor: Actor
) -> ReportTemplate:
    """A template of the union's own. Raises NotVisible, Blocked (field named)."""
    if not actor.may(EDIT, union.path):
        raise NotVisible
    _check(title, kind, text)
    union = lock(Union, union.pk)
    number = ReportTemplate.objects.filter(union=union).count() + 1
    template = ReportTemplate.objects.create(
        code=f"{union.code.lower()}-t{number}", union=union, title=title.strip(), kind=kind
    )
    _append(template, text, "新建", actor)
    journal.record(
        "reports.template_create", template, actor=actor, summary=f"新建报告模板“{template.title}”"
    )
    return template


@verb
def edit_template(
    template: ReportTemplate,
    *,
    title: str,
    kind: str,
    text: str,
    note: str = "",
    seen_version: int | None = None,
    actor: Actor,
) -> ReportTemplate:
    """A new version of one's own template. Raises NotVisible, Blocked (field named).

    ``seen_version`` is what the editor began from: a version saved in between is not overwritten.
    """
    template = _hold(template, actor)
    _check(title, kind, text)
    if seen_version is not None and seen_version != template.version:
        latest = template.versions.get(number=template.version)
        raise Blocked(newer_version(latest, actor), field="text")
    changes = journal.changes_of(template, {"title": title.strip(), "kind": kind})
    template.save(update_fields=["title", "kind", "updated_at"])
    latest = template.versions.get(number=template.version)
    if latest.sha256 != _sha256(text):
        _append(template, text, note, actor)
    journal.record(
        "reports.template_edit",
        template,
        actor=actor,
        summary=f"修改报告模板“{template.title}”,现为第{template.version}版",
        changes=changes,
    )
    return template


@verb
def retire_template(template: ReportTemplate, *, reason: str, actor: Actor) -> ReportTemplate:
    """No new reports start from it; those there are keep it. Raises NotVisible or Blocked."""
    return _set_retired(template, True, "停用", reason, actor)


@verb
def revive_template(template: ReportTemplate, *, reason: str, actor: Actor) -> ReportTemplate:
    """It may be used again. Raises NotVisible or Blocked."""
    return _set_retired(template, False, "恢复使用", reason, actor)


def _set_retired(
    template: ReportTemplate, retired: bool, word: str, reason: str, actor: Actor
) -> ReportTemplate:
    template = _hold(template, actor)
    if template.is_retired == retired:
        raise Blocked(f"这个模板已经{word},可能别人刚刚办理过。请刷新页面。")
    if not reason.strip():
        raise Blocked(f"请写明{word}的原因。", field="reason")
    template.is_retired = retired
    template.save(update_fields=["is_retired", "updated_at"])
    journal.record(
        "reports.template_retire" if retired else "reports.template_revive",
        template,
        actor=actor,
        summary=f"{word}报告模板“{template.title}”",
        reason=reason,
    )
    return template


def _hold(template: ReportTemplate, actor: Actor) -> ReportTemplate:
    """The locked template, if the actor may change it."""
    template = lock(ReportTemplate, template.pk)
    if template.is_shipped:
        raise Blocked("随系统提供的模板不能修改。请“另存为本级模板”,在自己的模板上改。")
    if not actor.may(EDIT, template.scope_path):
        raise NotVisible
    return template


def _check(title: str, kind: str, text: str) -> None:
    if not title.strip():
        raise Blocked("请填写模板名称。", field="title")
    if kind not in {code for code, _ in TemplateKind.choices()}:
        raise Blocked("没有这种模板类别。请从列表中选择。", field="kind")
    if not text.strip():
        raise Blocked("模板正文是空的。请写入正文,或从已有模板另存。", field="text")
    refused = text_refusal(text)
    if refused:
        raise Blocked(refused, field="text")
    problems = queries.problems_of(text)
    if problems:
        first = "\n".join(str(problem) for problem in problems[:20])
        raise Blocked(f"模板正文有{len(problems)}处错,没有保存。\n{first}", field="text")


def _append(template: ReportTemplate, text: str, note: str, actor: Actor) -> None:
    template.version += 1
    template.save(update_fields=["version", "updated_at"])
    TemplateVersion.objects.create(
        template=template,
        number=template.version,
        text=text,
        sha256=_sha256(text),
        note=note[:200],
        saved_by_id=actor.user_id,
        saved_by=actor.label[:100],
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

"""Acts on a file that are no steps: signing, visits, plan, deciding, comparison, disputes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from niangjia.aid import rules, services
from niangjia.aid.forms import files as forms
from niangjia.aid.models import Attachment, HouseholdFile, HouseholdMember, Measure
from niangjia.aid.rules import codes
from niangjia.aid.services.comparing import COMPARED_IN
from niangjia.aid.services.deciding import DECIDABLE
from niangjia.aid.services.planning import PLANNED_IN
from niangjia.kernel.actor import Actor
from niangjia.web.desk import Act

_S = codes.FileStatus


def only_in(*states: str) -> Callable[[HouseholdFile], bool]:
    """Hide an act outside these states."""
    return lambda file: file.status not in states


def needs_open_measure(file: HouseholdFile) -> str | None:
    """There is something to note progress of."""
    if file.measures.filter(state__in=codes.OPEN_MEASURES).exists():
        return None
    return "没有待办的帮扶措施。请先添加措施。"


def needs_plan_room(file: HouseholdFile) -> str | None:
    """Each of the seven measures stands once."""
    if file.measures.count() < len(codes.MeasureKind):
        return None
    return "七项措施都已列入。请在原措施上登记进展。"


def needs_papers(file: HouseholdFile) -> str | None:
    """There is a paper to remove."""
    return None if file.attachments.filter(removed_at=None).exists() else "还没有材料。"


# --- Services as acts -----------------------------------------------------------------------


@transaction.atomic
def _sign_commitment(
    file: HouseholdFile, *, actor: Actor, upload: UploadedFile[bytes] | None = None
) -> HouseholdFile:
    paper = _kept(file, codes.AttachmentKind.COMMITMENT, upload, actor)
    return services.sign_commitment(file, paper=paper, actor=actor)


@transaction.atomic
def _sign_authorisation(
    file: HouseholdFile,
    *,
    kinds: list[str],
    until_on: date,
    actor: Actor,
    upload: UploadedFile[bytes] | None = None,
) -> HouseholdFile:
    paper = _kept(file, codes.AttachmentKind.AUTHORISATION, upload, actor)
    services.sign_authorisation(
        file, kinds=kinds, until_on=until_on, signed_how="paper", paper=paper, actor=actor
    )
    return file


def _kept(
    file: HouseholdFile, kind: str, upload: UploadedFile[bytes] | None, actor: Actor
) -> Attachment | None:
    if upload is None:
        return None
    return services.attach(file, kind=kind, upload=upload, actor=actor)


def _attach(
    file: HouseholdFile,
    *,
    kind: str,
    upload: UploadedFile[bytes],
    actor: Actor,
    member: HouseholdMember | None = None,
) -> HouseholdFile:
    services.attach(file, kind=kind, upload=upload, member=member, actor=actor)
    return file


def _remove_paper(
    file: HouseholdFile, *, attachment: Attachment, reason: str, actor: Actor
) -> HouseholdFile:
    services.remove_attachment(attachment, reason=reason, actor=actor)
    return file


def _record_visit(file: HouseholdFile, *, actor: Actor, **cleaned: Any) -> HouseholdFile:
    services.record_visit(file, actor=actor, **cleaned)
    return file


def _add_measure(file: HouseholdFile, *, actor: Actor, **cleaned: Any) -> HouseholdFile:
    services.add_measure(file, actor=actor, **cleaned)
    return file


def _progress(
    file: HouseholdFile, *, measure: Measure, text: str, state: str, actor: Actor
) -> HouseholdFile:
    services.note_progress(measure, text, state, actor=actor)
    return file


def _waive(file: HouseholdFile, *, measure: Measure, reason: str, actor: Actor) -> HouseholdFile:
    services.waive_measure(measure, reason=reason, actor=actor)
    return file


def _decide(file: HouseholdFile, *, actor: Actor) -> HouseholdFile:
    services.decide(file, actor=actor)
    return file


def _compare(file: HouseholdFile, *, actor: Actor, **cleaned: Any) -> HouseholdFile:
    services.request_comparison([file], actor=actor, **cleaned)
    return file


def _object(file: HouseholdFile, *, actor: Actor, **cleaned: Any) -> HouseholdFile:
    services.raise_objection(file, actor=actor, **cleaned)
    return file


def _appeal(file: HouseholdFile, *, text: str, actor: Actor) -> HouseholdFile:
    services.file_appeal(file, text=text, actor=actor)
    return file


def _act(
    code: str,
    label: str,
    permission: str,
    service: Callable[..., Any],
    form: Any,
    *states: str,
    when: Callable[[HouseholdFile], str | None] = lambda file: None,
    help_text: str = "",
) -> Act:
    return Act(
        code,
        label,
        permission,
        service,
        form=form,
        when=when,
        hidden_when=only_in(*(states or rules.ACTIVE)),
        help=help_text,
    )


ACTS = (
    _act(
        "sign_commitment",
        "登记承诺书",
        rules.APPLY,
        _sign_commitment,
        forms.CommitmentForm,
        *rules.EDITABLE,
    ),
    _act(
        "record_visit",
        "登记走访",
        rules.CHECK,
        _record_visit,
        forms.VisitForm,
        *(_S.SUBMITTED, *rules.FILED, _S.EXITED, _S.FOLLOWED),
    ),
    _act(
        "raise_objection",
        "登记异议",
        rules.CHECK,
        _object,
        forms.ObjectionForm,
        *(_S.NOTICE, _S.INQUIRY),
        help_text="登记后公示暂停计时,由县级调查。",
    ),
    _act(
        "request_comparison",
        "提请比对",
        rules.COUNTY,
        _compare,
        forms.CompareForm,
        *COMPARED_IN,
        help_text="只比对职工授权的内容;多户一起比对请到“数据比对”。",
    ),
    _act("decide", "按现行标准认定", rules.COUNTY, _decide, None, *DECIDABLE),
    _act("set_plan", "帮扶计划", rules.CHECK, services.set_plan, forms.PlanForm, *PLANNED_IN),
    _act(
        "add_measure",
        "添加措施",
        rules.CHECK,
        _add_measure,
        forms.MeasureForm,
        *PLANNED_IN,
        when=needs_plan_room,
    ),
    _act(
        "progress",
        "登记措施进展",
        rules.CHECK,
        _progress,
        forms.ProgressForm,
        *PLANNED_IN,
        when=needs_open_measure,
    ),
    _act(
        "waive_measure",
        "免除措施",
        rules.COUNTY,
        _waive,
        forms.WaiveForm,
        *PLANNED_IN,
        when=needs_open_measure,
    ),
    _act(
        "record_recovery",
        "记录脱困条件",
        rules.CHECK,
        services.record_recovery,
        forms.RecoveryForm,
        *(_S.IN_FILE, _S.RECHECK),
    ),
    _act(
        "file_appeal",
        "代为提出申诉",
        rules.APPLY,
        _appeal,
        forms.AppealForm,
        *(_S.REFUSED, _S.REMOVED),
    ),
    _act(
        "sign_authorisation",
        "登记核对授权书",
        rules.APPLY,
        _sign_authorisation,
        forms.AuthorisationForm,
    ),
    _act("attach", "添加材料", rules.APPLY, _attach, forms.AttachForm),
    _act(
        "remove_paper",
        "删除材料",
        rules.APPLY,
        _remove_paper,
        forms.RemovePaperForm,
        when=needs_papers,
    ),
)

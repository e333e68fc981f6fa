"""Her own copy of what aid keeps of her (下载我的数据), section by section (个人信息保护法 art. 45).

Her own numbers in clear; a family member's stay masked, they are that person's. Who objected to her
notice and what a comparison found are not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from niangjia.aid.models import Appeal, ApplicationDraft, Grant, HouseholdMember
from niangjia.aid.queries import drafts, money, reading_back
from niangjia.aid.queries.own import authorisations, files_of
from niangjia.aid.rules import HOUSEHOLD_FILE, telling
from niangjia.aid.rules import application as form
from niangjia.aid.rules.answers import WORKER, Answers, Own, split
from niangjia.aid.rules.asking import Ask, Values, shown
from niangjia.kernel import clock, crypto, ids, journal, notices
from niangjia.kernel.privacy import Row
from niangjia.members.models import Person


def _open(sealed: bytes | memoryview | None) -> str:
    return crypto.unseal(bytes(sealed)) if sealed else ""


def _files_rows(person_id: int) -> list[Row]:
    return [
        {
            "档案编号": row.number,
            "所在工会": row.union.name,
            "状态": row.get_status_display(),
            "困难类别": row.get_category_display(),
            "建档标准": row.get_file_level_display(),
            "主要致困原因": row.get_main_cause_display(),
            "情况说明": row.cause_note,
            "工作状态": row.get_identity_display(),
            "工作单位": row.work_unit,
            "居住地址": _open(row.address_sealed),
            "手机": _open(row.phone_sealed),
            "银行账号": _open(row.bank_account_sealed),
            "开户行": row.bank_name,
            "储蓄(元)": row.saving_amount,
            "投资性净资产(元)": row.investment_amount,
            "申请日期": row.submitted_on,
            "建档日期": row.filed_on,
            "脱困日期": row.exited_on,
            "终止日期": row.ended_on,
        }
        for row in files_of(person_id)
    ]


def _member_rows(person_id: int) -> list[Row]:
    """Her own diagnosis in clear; a family member's number stays masked: it is that person's."""
    rows = HouseholdMember.objects.filter(file__in=files_of(person_id)).select_related("file")
    return [
        {
            "档案编号": row.file.number,
            "姓名": row.name,
            "与户主关系": row.get_relation_display(),
            "证件号码": _open(row.identity_sealed)
            if row.is_worker
            else ids.mask_identity(_open(row.identity_sealed)),
            "出生日期": row.born_on,
            "工作状态": row.get_identity_display(),
            "健康状况": row.get_health_display(),
            "疾病": _open(row.disease_sealed),
            "共同生活": row.lives_together,
        }
        for row in rows.order_by("file", "position")
    ]


def _money_rows(person_id: int) -> list[Row]:
    found: list[Row] = []
    for file in files_of(person_id):
        for name, rows in (("收入", file.incomes), ("刚性支出", file.expenditures)):
            found += [
                {
                    "档案编号": file.number,
                    "类别": name,
                    "家庭成员": row.member.name,
                    "项目": row.get_kind_display(),
                    "一年(元)": row.year_amount,
                    "有凭证": row.has_evidence,
                }
                for row in rows.select_related("member").order_by("pk")
            ]
    return found


def _paper_rows(person_id: int) -> list[Row]:
    return [
        {
            "档案编号": file.number,
            "材料": row.get_kind_display(),
            "文件名": row.name,
            "大小(字节)": row.size,
            "上传时间": row.created_at,
            "删除时间": row.removed_at,
        }
        for file in files_of(person_id)
        for row in file.attachments.order_by("pk")
    ]


def _decision_rows(person_id: int) -> list[Row]:
    return [
        {
            "档案编号": file.number,
            "认定时间": row.at,
            "困难类别": row.get_category_display(),
            "不符合的原因": ";".join(row.refusals),
            "认定过程": "\n".join(row.trace),
        }
        for file in files_of(person_id)
        for row in file.decisions.order_by("pk")
    ]


def _appeal_rows(person_id: int) -> list[Row]:
    rows = Appeal.objects.filter(file__in=files_of(person_id)).select_related("file")
    return [
        {
            "档案编号": row.file.number,
            "申诉编号": row.number,
            "理由": row.text,
            "状态": row.get_status_display(),
            "答复": row.answer,
        }
        for row in rows.order_by("pk")
    ]


def _grant_rows(person_id: int) -> list[Row]:
    rows = Grant.objects.filter(person=person_id).select_related("programme", "fund__union")
    return [
        {
            "救助编号": row.number,
            "救助类型": row.get_aid_type_display(),
            "项目": row.programme.name,
            "出资工会": row.fund.union.name,
            "金额(元)": row.amount,
            "状态": row.get_status_display(),
            "到账日期": row.paid_on,
        }
        for row in rows.order_by("pk")
    ]


def _signature_rows(person_id: int) -> list[Row]:
    return [
        {
            "档案编号": file.number,
            "文书": row.get_paper_display(),
            "签字人": row.name,
            "签署时间": row.signed_at,
            "文书内容": row.text,
            "文书校验码": row.digest,
        }
        for file in files_of(person_id)
        for row in file.signatures.order_by("pk")
    ]


def _step_rows(person_id: int) -> list[Row]:
    """The way each file took; reasons as far as they were written for her."""
    return [
        {
            "档案编号": file.number,
            "时间": row.at,
            "办理": HOUSEHOLD_FILE.step(row.step).label if row.step != "start" else "开始申请",
            "意见": row.reason if row.step in telling.REASON_IS_TOLD else "",
        }
        for file in files_of(person_id)
        for row in journal.transitions_of(file)
    ]


def _visit_rows(person_id: int) -> list[Row]:
    return [
        {
            "档案编号": file.number,
            "日期": row.on,
            "类别": row.get_kind_display(),
            "情况": row.findings,
            "属实": row.is_true,
        }
        for file in files_of(person_id)
        for row in file.visits.order_by("pk")
    ]


def _measure_rows(person_id: int) -> list[Row]:
    return [
        {
            "档案编号": file.number,
            "措施": row.get_kind_display(),
            "目标": row.goal,
            "期限": row.until_on,
            "状态": row.get_state_display(),
        }
        for file in files_of(person_id)
        for row in file.measures.order_by("pk")
    ]


def _notice_rows(person_id: int) -> list[Row]:
    return [
        {
            "档案编号": file.number,
            "公示起": row.starts_on,
            "公示止": row.ends_on,
            "公示内容": "\n".join(row.lines),
        }
        for file in files_of(person_id)
        for row in notices.of(file).order_by("pk")
    ]


def _authorisation_rows(person_id: int) -> list[Row]:
    return [
        {
            "授权": one.title,
            "用途": one.purpose,
            "给谁": one.recipients,
            "授权起": one.given_on,
            "授权止": one.until_on,
            "状态": one.state,
        }
        for one in authorisations(person_id)
    ]


def _payment_rows(person_id: int) -> list[Row]:
    """Payments to her from any fund, not from a file alone."""
    return [
        {
            "付款编号": row.number,
            "用途": row.what,
            "项目": row.programme,
            "付款工会": row.giver,
            "金额(元)": row.amount,
            "状态": row.state,
            "到账日期": row.on,
        }
        for row in money.received_by_worker(Person.objects.get(pk=person_id))
    ]


# --- What she entered, question by question ---------------------------------------------------


def _answer_rows(person_id: int) -> list[Row]:
    return [
        {"档案编号": file.number, **row}
        for file in files_of(person_id)
        for row in _in_words(reading_back.answers_of(file), drafts.own_of(file.person))
    ]


def _draft_rows(person_id: int) -> list[Row]:
    person = Person.objects.get(pk=person_id)
    draft = ApplicationDraft.objects.filter(user_id=person.user_id or 0).first()
    if draft is None:
        return []
    rows = _in_words(drafts.opened(draft).answers, drafts.own_of(person))
    return [{"上次保存": draft.updated_at, **row} for row in rows]


def _in_words(answers: Answers, own: Own) -> Iterator[Row]:
    for _, slug in form.all_screens(answers):
        screen = form.screen_of(answers, slug, own, clock.today())
        kept = answers.of(slug)
        is_hers = split(slug)[1] in (0, WORKER)
        for ask in screen.asks if screen else ():
            if kept.get(ask.name):
                title = screen.title if screen else ""
                yield {"问题": title, "填写项": ask.label, "回答": _told(ask, kept, is_hers)}


def _told(ask: Ask, kept: Values, is_hers: bool) -> str:
    value = kept[ask.name]
    return value if is_hers and ask.is_masked and isinstance(value, str) else shown(ask, value)


SECTIONS: Mapping[str, Callable[[int], Sequence[Row]]] = {
    "困难职工档案": _files_rows,
    "档案中填写的内容": _answer_rows,
    "档案中的家庭成员": _member_rows,
    "档案中的收入和支出": _money_rows,
    "档案中的材料": _paper_rows,
    "档案办理经过": _step_rows,
    "走访": _visit_rows,
    "公示": _notice_rows,
    "核对授权": _authorisation_rows,
    "困难认定": _decision_rows,
    "帮扶措施": _measure_rows,
    "申诉": _appeal_rows,
    "手机签署": _signature_rows,
    "救助发放": _grant_rows,
    "收到的款项": _payment_rows,
    "未提交的帮扶申请": _draft_rows,
}

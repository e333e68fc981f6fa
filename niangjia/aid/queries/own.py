"""What aid keeps of a person, for herself: her copy, who looked, what she agreed to (个人信息)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from niangjia.aid.models import (
    Appeal,
    ApplicationDraft,
    Authorisation,
    Grant,
    HouseholdFile,
    HouseholdMember,
)
from niangjia.aid.rules.codes import ThirdPartyKind
from niangjia.kernel import clock, crypto, ids
from niangjia.kernel.privacy import Consent, Row
from niangjia.members.models import Person


def _files(person_id: int) -> QuerySet[HouseholdFile]:
    """Her own files; also those of whoever was found to be the same human."""
    same = Q(person=person_id) | Q(person__merged_into=person_id)
    return HouseholdFile.objects.filter(same).select_related("union", "person").order_by("pk")


def _about(person_id: int) -> QuerySet[HouseholdFile]:
    """Files that say something of her: her own, and those in which she stands as family."""
    family = HouseholdMember.objects.filter(person=person_id).values("file")
    return HouseholdFile.objects.filter(Q(pk__in=_files(person_id).values("pk")) | Q(pk__in=family))


def _keys(rows: QuerySet[HouseholdFile] | QuerySet[Grant] | QuerySet[Appeal]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


CONCERNING: Mapping[str, Callable[[int], Iterable[int]]] = {
    "aid.householdfile": lambda person_id: _keys(_about(person_id)),
    "aid.grant": lambda person_id: _keys(Grant.objects.filter(person=person_id)),
    "aid.appeal": lambda person_id: _keys(Appeal.objects.filter(file__in=_files(person_id))),
}


# --- Her copy ------------------------------------------------------------------------------


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
        for row in _files(person_id)
    ]


def _member_rows(person_id: int) -> list[Row]:
    """Her own diagnosis in clear; a family member's number stays masked: it is that person's."""
    rows = HouseholdMember.objects.filter(file__in=_files(person_id)).select_related("file")
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
    for file in _files(person_id):
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
        for file in _files(person_id)
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
        for file in _files(person_id)
        for row in file.decisions.order_by("pk")
    ]


def _appeal_rows(person_id: int) -> list[Row]:
    rows = Appeal.objects.filter(file__in=_files(person_id)).select_related("file")
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
        for file in _files(person_id)
        for row in file.signatures.order_by("pk")
    ]


def _draft_rows(person_id: int) -> list[Row]:
    user_id = Person.objects.filter(pk=person_id).values_list("user_id", flat=True).first()
    rows = ApplicationDraft.objects.filter(user_id=user_id) if user_id else ()
    return [{"上次保存": row.updated_at, "保存次数": row.revision} for row in rows]


SECTIONS: Mapping[str, Callable[[int], Sequence[Row]]] = {
    "困难职工档案": _files_rows,
    "档案中的家庭成员": _member_rows,
    "档案中的收入和支出": _money_rows,
    "档案中的材料": _paper_rows,
    "困难认定": _decision_rows,
    "申诉": _appeal_rows,
    "手机签署": _signature_rows,
    "救助发放": _grant_rows,
    "未提交的帮扶申请": _draft_rows,
}


# --- What she agreed to --------------------------------------------------------------------


def authorisations(person_id: int) -> list[Consent]:
    """What she allows to be compared with other authorities, from and until."""
    rows = Authorisation.objects.filter(file__in=_files(person_id)).select_related("file")
    today = clock.today()
    return [_consent(row, today) for row in rows.order_by("pk")]


def _consent(row: Authorisation, today: date) -> Consent:
    is_live = row.withdrawn_at is None and row.until_on >= today
    state = "有效" if is_live else "已撤回" if row.withdrawn_at else "已到期"
    kinds = "、".join(ThirdPartyKind(kind).label for kind in row.kinds)
    return Consent(
        key=str(row.pk),
        title=f"核对授权(档案 {row.file.number})",
        purpose=f"认定困难职工时核对:{kinds}",
        given_on=row.from_on,
        state=state,
        is_live=is_live,
        recipients="民政等部门(只给核对结果)、办理这份档案的工会",
        until_on=row.until_on,
        can_withdraw=is_live,
        effect="撤回以后不再核对。还没有核对完的申请可能办不下去;已经建档的,年度复核时要重新授权。",
    )


def authorisation_of(person_id: int, key: str) -> Authorisation | None:
    """One of hers, by the key of its consent."""
    if not (key.isascii() and key.isdigit()):
        return None
    return Authorisation.objects.filter(pk=int(key), file__in=_files(person_id)).first()

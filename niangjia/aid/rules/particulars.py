"""Particulars of the worker and her family (民族、学历、单位、合同), domain 04 §4.2. Pure data.

No rule looks at them, the national form asks for them: a few optional fields to a screen, so that
the application stays short. Screens of the family carry the number of the member (``more-2``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from niangjia.aid.rules.asking import Ask, Choices, Kind, Screen, Values, options
from niangjia.aid.rules.person_codes import EnterpriseState, Marriage, ModelWorker, Registration
from niangjia.members.rules.codes import EDUCATION, ETHNICITY, GENDER, POLITICS
from niangjia.unions.rules.codes import Industry, UnitType

FIRST_SCHOOL_YEAR = 1950


def _numbered(labels: Mapping[int, str], *kept: int) -> Choices:
    """Options of a numbered code list; only those ``kept`` where any are named."""
    return tuple((str(code), labels[code]) for code in kept or labels)


def _known(name: str, label: str, choices: Choices, help_text: str = "") -> Ask:
    """Chosen from a long list, by whoever knows it."""
    return Ask(name, label, Kind.PICK, required=False, choices=choices, help=help_text)


ABOUT = (
    _known("ethnicity", "民族", _numbered(ETHNICITY.labels)),
    _known("politics", "政治面貌", _numbered(POLITICS.labels)),
    _known("education", "学历", _numbered(EDUCATION.labels)),
    _known("model_worker", "是劳动模范吗", options(*ModelWorker)),
)
EMPLOYER = (
    _known(
        "unit_type",
        "单位是哪一类",
        tuple((str(one.value), one.label) for one in UnitType),
        "营业执照上有。说不清的不选。",
    ),
    _known("industry", "属于哪个行业", options(*Industry)),
    _known("enterprise_state", "单位现在的状况", options(*EnterpriseState)),
)
CONTRACT = (
    Ask("contract_from_on", "合同从哪天起", Kind.DAY, required=False),
    Ask(
        "contract_until_on",
        "合同到哪天止",
        Kind.TERM,
        required=False,
        help="没有固定期限的不填。",
    ),
)

ENTERPRISE = Screen(
    "enterprise",
    "您的单位是怎样的?",
    EMPLOYER,
    "知道的就选,不知道的直接点“下一步”。",
)
CONTRACTED = Screen(
    "contract",
    "您的劳动合同从哪天到哪天?",
    (*CONTRACT, Ask("started_work_on", "您哪一天参加工作", Kind.DAY, required=False)),
    "没有签合同的、记不清的,直接点“下一步”。",
)
ABOUT_ME = Screen(
    "about",
    "您的民族、学历等情况",
    ABOUT,
    "知道的就选,不选的按会员资料。",
)
JOB = Screen(
    "job",
    "{name}的单位是怎样的?",
    (
        *EMPLOYER,
        replace(CONTRACT[0], label="合同从哪天起(现役军人填入伍日期)"),
        CONTRACT[1],
    ),
    "知道的就填,不知道的直接点“下一步”。",
)
MORE = Screen(
    "more",
    "{name}的民族、学历等情况",
    (
        _known("gender", "性别", _numbered(GENDER.labels, 1, 2), "填了居民身份证号码的不用选。"),
        *ABOUT,
        _known("marriage", "婚姻状况", options(*Marriage)),
        _known("registration", "户口类型", options(*Registration)),
        Ask("phone", "手机号码", Kind.PHONE, required=False),
    ),
    "知道的就填,不知道的直接点“下一步”。",
)


def refusals(values: Values, on: date) -> dict[str, str]:
    """Days and years that cannot be, by field. Days written as 2026-11-21 sort as they follow."""
    from_on, until_on = (str(values.get(one.name, "")) for one in CONTRACT)
    if from_on and until_on and until_on < from_on:
        return {"contract_until_on": f"合同的止期{until_on}早于起期{from_on}。请对照合同核对。"}
    year = str(values.get("enrolled", ""))
    if year and not FIRST_SCHOOL_YEAR <= int(year) <= on.year + 1:
        return {"enrolled": "入学年份请写成4位数字,例如2024。"}
    return {}

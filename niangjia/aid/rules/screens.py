"""Every screen of an application on the phone by its slug or kind. Pure data."""

from __future__ import annotations

from collections.abc import Mapping

from niangjia.aid.rules import particulars as p
from niangjia.aid.rules import questions as q
from niangjia.aid.rules.asking import Screen

SINGLE: Mapping[str, Screen] = {
    "cause": q.CAUSE,
    "others": q.OTHERS,
    "note": q.NOTE,
    "work": q.WORK,
    "unit": q.UNIT,
    "enterprise": p.ENTERPRISE,
    "contract": p.CONTRACTED,
    "migrant": q.MIGRANT,
    "registration": q.REGISTRATION,
    "address": q.ADDRESS,
    "phone": q.PHONE,
    "own": q.OWN,
    "marriage": q.MARRIAGE,
    "about": p.ABOUT_ME,
    "family": q.FAMILY,
    "months": q.MONTHS,
    "savings": q.SAVINGS,
    "property": q.PROPERTY,
    "bank": q.BANK,
    "promise": q.PROMISE,
    "authorise": q.AUTHORISE,
}
REPEATED: Mapping[str, Screen] = {
    "who": q.WHO,
    "relation": q.RELATION,
    "state": q.STATE,
    "job": p.JOB,
    "more": p.MORE,
    "live": q.LIVE,
    "school": q.SCHOOL,
    "fee": q.FEE,
    "health": q.HEALTH,
    "illness": q.ILLNESS,
    "insurance": q.INSURED,
    "disability": q.DISABILITY,
    "income": q.EARN,
    "spend": q.SPEND,
    "home": q.HOME,
    "accident": q.ACCIDENT,
    "help": q.OUTSIDE,
}
NOBODY = "nobody"
"""Chosen by a family without any income: then nobody is asked for amounts."""
PEOPLE = {"earners": ("谁有收入?", "有收入的人", "工资、打零工、退休金、低保、做生意种地都算。"),
           "spenders": ("最近一年,谁有必须花的大钱?", "花钱的人",
                        "看病、上学、康复护理、公租房租金、自己交的社保。没有的,直接点“下一步”。")}  # fmt: skip

"""Figures named after an indicator (指标) of the catalogue, beyond what rules compare. Pure data.

(code, measures, wording, unless): as in ``concepts``, where ``#`` is the number with its unit. Most
special first: the first that fits names the indicator. A test holds the codes against the catalogue.
"""

from __future__ import annotations

from niangjia.statistics.check.units import Measure

_P, _S, _B, _E, _I = Measure.PERSON, Measure.SERVICE, Measure.BODY, Measure.EVENT, Measure.ITEM
_M, _R, _H = Measure.MONEY, Measure.RATE, Measure.HOUSEHOLD
_THINGS = (_B, _I)
_PLACES = "国家级|全国|省级|市级|新建|新增|示范|命名|创建|评"
_GIVEN = "表彰|座谈|慰问|宣讲"

MEANINGS: tuple[tuple[str, tuple[Measure, ...], str, str], ...] = (
    # members
    ("members.left", (_P,), r"(?:离会|减少)的?(?:工会)?会员[^,;#增净]{0,3}#", "女|农民工|净减"),
    # democracy and contracts
    ("democracy.congress_share", (_R,),
     r"(?:职代会|职工代表大会)[^,;#]{0,8}(?:建制率|建会率|建制面|覆盖面)[^,;#]{0,4}#", "公有"),
    ("democracy.open_share", (_R,), r"厂务公开[^,;#]{0,8}(?:建制率|建会率|建制面|覆盖面)[^,;#]{0,4}#", "公有"),
    ("contracts.wage.share", (_R,), r"工资(?:专项)?(?:集体协商|集体合同)[^,;#]{0,8}率[^,;#]{0,4}#", ""),
    ("contracts.share", (_R,), r"集体合同[^,;#]{0,8}(?:签订率|建制率|覆盖率)[^,;#]{0,6}#", "工资|女职工|专项|行业"),
    ("contracts.wage.contracts", (_I,), r"工资(?:专项)?集体(?:合同|协议)[^,;#]{0,4}#", "行业|区域"),
    ("contracts.contracts", (_I,), r"集体合同[^,;#]{0,4}#", "工资|女职工|专项|行业|区域|安全"),
    # law
    ("law.aid_cases", (_I,), r"(?:法律援助|援助)(?:案件|案)[^,;#]{0,4}#|法律援助#|#法律援助案件", ""),
    ("law.wages_recovered_amount", (_M,),
     r"(?:追回|追讨|讨回|讨要|追缴)[^,;#]{0,8}(?:工资|欠薪|劳动报酬)[^,;#]{0,4}#", ""),
    ("law.recovered_amount", (_M,), r"挽回[^,;#]{0,6}(?:损失)?[^,;#]{0,6}#", ""),
    ("law.opinions", (_I,), r"(?:监督)?意见书[^,;#]{0,3}#", "建议书|审计"),
    ("law.proposals", (_I,), r"(?:监督)?建议书[^,;#]{0,3}#", "意见书"),
    ("hotline.closed_in_time", (_R,), r"(?:按期|按时)办结率[^,;#]{0,3}#", "信访"),
    ("hotline.satisfaction", (_R,), r"(?:职工)?满意率[^,;#]{0,3}#", "窗口|一站式"),
    # innovation and safety
    ("innovation.suggestions", (_I,), r"合理化建议[^,;#]{0,4}#", "采纳|实施"),
    ("innovation.renovations", (_I, _B), r"技术革新[^,;#]{0,3}#", ""),
    ("innovation.practices", (_I, _B), r"(?:先进操作法|先进操作方法)[^,;#]{0,3}#", ""),
    ("safety.hazards", _THINGS, r"(?:排查|查找|发现)[^,;#]{0,6}隐患[^,;#]{0,3}#", "整改"),
    ("safety.hazards_fixed", _THINGS, r"整改[^,;#]{0,4}隐患[^,;#]{0,3}#", ""),
    ("innovation.studios", (_B,), r"(?:创新)?工作室(?:总数)?(?:达|达到|共|已达)+#", _PLACES),
    # honours
    ("honours.medals_national", (_P, _B, _I), r"全国五一劳动奖章[^,;#]{0,3}#|#[^,;#]{0,8}全国五一劳动奖章", _GIVEN),
    ("honours.certificates_national", (_B,), r"全国五一劳动奖状[^,;#]{0,3}#|#[^,;#]{0,8}全国五一劳动奖状", _GIVEN),
    ("honours.pioneers_national", (_B,), r"全国工人先锋号[^,;#]{0,3}#|#[^,;#]{0,8}全国工人先锋号", _GIVEN),
    # aid
    ("aid.households", (_H,),
     r"(?:在档|建档立卡|在册)困难职工(?:家庭)?[^,;#]{0,3}#|#[^,;#]{0,2}在档困难职工", "脱困|慰问|救助"),
    ("aid.exited", (_H,), r"(?:解困脱困|脱困)[^,;#]{0,4}#", "率"),
    ("aid.study_amount", (_M,), r"助学(?:金|资金|款)[^,;#]{0,4}#", "贷款|送温暖"),
    ("aid.cool_amount", (_M,), r"(?:送清凉|清凉)[^。;#]{0,20}#", "每"),
    ("aid.two_festivals_amount", (_M,),
     r"(?:筹集|投入|发放)?(?:“?两节”?)?送温暖(?:资金|款物|经费)[^,;#]{0,4}#", "助学"),
    # places
    ("sites.libraries", (_B,), r"职工书屋(?:总数)?[^,;#]{0,3}#|#职工书屋", _PLACES),
    ("sites.outdoor", (_B,), r"(?:户外劳动者[^,;#]{0,4}(?:站点?|港湾|驿站)|工会驿站)[^,;#]{0,3}#", _PLACES),
    ("sites.mother_rooms", (_B,), r"(?:妈咪小屋|母婴室|母婴小屋|哺乳室)[^,;#]{0,8}#", _PLACES),
    ("sites.childcare", (_B,), r"托管班[^,;#]{0,3}#", _PLACES),
    ("sites.palaces", (_B,), r"(?:工人)?文化宫[^,;#]{0,3}#", "改造|新建"),
    # money of the union
    ("funds.dues_received_amount", (_M,), r"(?:拨缴经费收入|收缴(?:工会)?经费|工会经费收缴)[^,;#]{0,6}#", "占"),
    ("funds.refund_amount", (_M,), r"(?:返还|减免)[^,;#]{0,10}(?:工会)?经费[^,;#]{0,4}#", ""),
    ("benefits.rest_people", (_P,), r"疗休养[^,;#]{0,4}#", "资金"),
    ("content.followers", (_P,), r"(?:粉丝|关注人数)[^,;#]{0,5}#", ""),
)  # fmt: skip

OF_CONCEPTS = {
    "workers.total": "congress.workers_of_area", "fairs": "fairs.sessions", "booths": "fairs.booths",
    "fair.enterprises": "fairs.enterprises", "posts": "fairs.posts", "headcount": "fairs.headcount",
    "intentions": "fairs.intentions", "visitors": "fairs.visitors", "reemployed": "fairs.returned_to_work",
    "model_workers": "honours.model_workers", "medals": "honours.medals", "inventions": "innovation.inventions",
    "patents": "innovation.patents", "hotline.calls": "hotline.calls", "legal.served": "law.aid_attendance",
    "pairs.met": "matchmaking.met", "pairs.matched": "matchmaking.matched", "vouchers": "benefits.voucher_amount",
    "vouchers.epidemic": "benefits.voucher_epidemic_amount", "consumption": "benefits.consumption_amount",
    "mutual.joined": "mutual.joined", "mutual.claims": "mutual.claims", "mutual.paid": "mutual.paid_amount",
    "aid.fund": "aid.money", "contest.attendance": "contests.attendance", "contest.people": "contests.people",
    "contest.events": "contests.sessions", "contest.bodies": "contests.enterprises",
    "records.union": "building.information_collected_unions",
    "records.member": "building.information_collected_members",
}  # fmt: skip
"""Concept → the indicator that counts the same."""

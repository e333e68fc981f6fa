"""Who a clause speaks of (主语): the receiver some words or some clauses before the verb. Pure.

焊工李某,握了二十五年焊枪,攻克难题,2022年被授予…: what stands right before the verb is only a time or
what was done; who did it stands further up in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from niangjia.statistics.check.rules.names.who import COUNT, HAN, NAMED_BY_POST, Who, who

_DIGITS = "一二三四五六七八九十"
_TIME = (
    r"(?:(?:早?在|于|自|至|到)?(?:(?:19|20)\d{2}年度?(?:\d{1,2}月(?:\d{1,2}日)?)?|[去今前当同次翌]年(?:\d{1,2}月)?"
    rf"|近?(?:{COUNT}|几|多|数)年来?|近年来?|日前|近日|此前|此后|随后|后来|不久|最终|终于|如今|今天|连续{COUNT}年|岁末|年[初底末终中]|[上下]半年)(?:[初底末春夏秋冬]|以来)?)"
)
_MEANWHILE = re.compile(
    rf"(?:{_TIME}|因此|由此|为此|凭此|也|又|还|曾|并|且|而|更|再|才|就|先后|多次|两次)+$"
)
_DID = (
    r"表现|成绩|业绩|技术(?![员科部骨主总工中人])|工作(?![室者人站员法])|爱岗|敬业|刻苦|凭|以(?![来后前上下及])|因|在|从|自|把|将|用|带|勤|勇|敢|善于|始终|一直|一心|常年|长期|多年|近年|连续"
    r"|坚持|坚守|扎根|扎实|积极|创新(?![工中班])|率先|狠抓|大力|深入|不断|围绕|团结|攻克|破解|解决|完成|承担|参与|参加|立足|立志|潜心|钻研|苦练|苦干"
    r"|奋战|奋斗|奔波|冲锋|冲在|担负|负责|服务(?![员中站队部窗公有大处])|发扬|秉承|秉持|践行|致力|专注|驻守|守护|守在|握|干了|练|改进|改造|研发|研制|发明|提出|主持|累计|先后"
    r"|埋头|默默|兢兢|精益|精心|脚踏|数十年|十几年|几十年|二十|三十|[一二三四五六七八九十]+[多余]?年|\d+[多余]?年|安全(?![员科部处总监])|行车(?![公调室])|抢[修险](?![班队员一二三中工])|战(?![队友])|克服|[握守保护管跑开驾]了"
    r"|(?:19|20)\d{2}年|[去今前当同]年"
)
_DONE = re.compile(rf"{_DID}|〇")
_NO_SUBJECT = re.compile(rf"{_DID}|[、和与及由经对为向让给]")
_BODY = re.compile(
    rf"^[{HAN}\d]{{2,20}}(?P<end>公司|集团|医院|[中小]学|项目部|班组|车间|合作社|供电所|养护站|[抢维检]修.{{0,2}}[队班]|[{_DIGITS}\d][班队组]|[大中支]队)(?=[{HAN}]{{3}})"
)
_PERSONS = re.compile(
    r"员|职工|工人|[焊电钳]工|技师|书记|主任|经理|主席|[班队厂院校局所站科处部组店]长|带头人|负责人|骨干|同志|劳模|工匠|教师|医生"
)
_PREDICATE = re.compile(rf"^(?:{_MEANWHILE.pattern[:-1]})?(?:{_DID})")
_PRONOUN = re.compile(r"^(?:他|她|本人)(?=$|[^们的所和与带领手家队团])")
_NOT_SPOKEN_OF = re.compile(
    r"^(?:在|由|经|对|为|向|据|当|让|给|以|凭|随|面对|围绕|作为|除|通过|按|根据|记者|这|那)"
)
_ACTED_ON = re.compile(
    rf"{COUNT}[万余多]?[名位人家户个][{HAN}]{{0,10}}$|慰问|走访|看望|惠及|覆盖|组织|邀请|采访|培养|选树|推荐|学习|宣传|表彰|资助|帮助|救助|招聘|吸引|涌现|造就|感动|激励"
)
"""A whole clause that ends in a name without being about it, or in a number of people."""
_SPEECH = re.compile(r"(?:说|介绍|表示|告诉记者|坦言|回忆|讲|称|道)$")
_OTHERS = {
    Who.PERSON: re.compile(
        r"所在|所属|所带|所率|带领|率领|领衔|带队|率队|领队|任[班队组科所站厂店]长|担任|接手|科室|车队|项目部|窗口|队伍|全[班队组科]|带出(?![^,;。]{0,6}徒)|领办|团队|班组|集体|工作室|小组|班子|单位|企业|公司|车间|同事|战友|他们|她们"
    ),
    Who.TEAM: re.compile(
        r"涌现|培养|培育|选树|人才|\d+[名位人]|个人|成员|骨干|班长|队长|组长|同志|书记|他|她"
    ),
}
"""Words between the subject and the verb by which somebody else may be meant."""
_FURTHEST, _HEAD = 4, 26


def named_first(names: str) -> Who | None:
    """Who the words before the verb begin with: 焊工李某凭过硬的技术."""
    kind, rest = _leading(names)
    return kind if kind and not _OTHERS[_sort(kind)].search(rest) else None


def named_before(clauses: Sequence[str], names: str) -> tuple[Who, int] | None:
    """Who is spoken of in the clauses before one that has no subject of its own, and how far back."""
    if not (_only_time(names) or _PREDICATE.match(names)):
        return None
    between = names
    for back, clause in enumerate(list(reversed(clauses))[:_FURTHEST], start=1):
        if _SPEECH.search(clause) or clause.count("“") != clause.count("”"):
            return None
        if _NOT_SPOKEN_OF.match(clause):
            between = clause + between
            continue
        kind, rest = _leading(clause)
        if kind:
            return None if _OTHERS[_sort(kind)].search(rest + between) else (kind, back)
        between = clause + between
    return None


def _leading(clause: str) -> tuple[Who | None, str]:
    """Who a clause begins with, and what is said of it."""
    if (kind := _kind(clause)) and not _ACTED_ON.search(clause):
        return kind, ""
    if he := _PRONOUN.match(clause):
        return Who.PERSON, clause[he.end() :]
    for done in _DONE.finditer(clause, 2, _HEAD):
        if kind := _kind(clause[: done.start()]):
            return kind, clause[done.start() :]
    if _ACTED_ON.search(clause):
        return None, ""
    named = NAMED_BY_POST.search(clause, 0, _HEAD)
    if named and not _NO_SUBJECT.search(clause[: named.start()]):
        return Who.PERSON, clause[named.end() :]
    if (body := _BODY.match(clause)) and not _PERSONS.search(clause):
        return who(body.group()), clause[body.end() :]
    return None, ""


def _kind(words: str) -> Who | None:
    return Who.PERSON if _PRONOUN.fullmatch(words) else who(words)


def _sort(kind: Who) -> Who:
    return Who.PERSON if kind is Who.PERSON else Who.TEAM


def _only_time(words: str) -> bool:
    """Whether words before a verb name nobody: 2022年又, or nothing."""
    return not words.strip() or _MEANWHILE.fullmatch(words.strip()) is not None

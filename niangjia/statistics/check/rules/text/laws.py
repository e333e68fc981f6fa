"""Laws, regulations and documents by their names (法规名称): DICT-NAME. Pure.

What unions quote, as promulgated. A name inside 《》 that is one word off one of them is reported; anything
else is another document and none of our business: there are many, and every province has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

NAMES = (
    "工会法",
    "劳动法",
    "劳动合同法",
    "劳动争议调解仲裁法",
    "就业促进法",
    "社会保险法",
    "安全生产法",
    "职业病防治法",
    "职业教育法",
    "妇女权益保障法",
    "法律援助法",
    "矿山安全法",
    "劳动合同法实施条例",
    "保障农民工工资支付条例",
    "女职工劳动保护特别规定",
    "工伤保险条例",
    "失业保险条例",
    "劳动保障监察条例",
    "职工带薪年休假条例",
    "企业职工带薪年休假实施办法",
    "住房公积金管理条例",
    "禁止使用童工规定",
    "使用有毒物品作业场所劳动保护条例",
    "生产安全事故报告和调查处理条例",
    "全民所有制工业企业职工代表大会条例",
    "社会保险费征缴暂行条例",
    "全国年节及纪念日放假办法",
    "信访工作条例",
    "法律援助条例",
    "集体合同规定",
    "工资集体协商试行办法",
    "企业民主管理规定",
    "学校教职工代表大会规定",
    "工资支付暂行规定",
    "最低工资规定",
    "劳务派遣暂行规定",
    "企业劳动争议协商调解规定",
    "劳动人事争议仲裁办案规则",
    "劳动人事争议仲裁组织规则",
    "防暑降温措施管理办法",
    "就业服务与就业管理规定",
    "中国工会章程",
    "企业工会工作条例",
    "机关工会工作暂行条例",
    "事业单位工会工作条例",
    "工会基层组织选举工作条例",
    "基层工会会员代表大会条例",
    "工会会员会籍管理办法",
    "基层工会经费收支管理办法",
    "工会劳动法律监督办法",
    "工会参与劳动争议处理办法",
    "工会法律援助办法",
    "工会会计制度",
    "工会女职工委员会工作条例",
    "工会经费审查委员会工作条例",
    "企业工会主席合法权益保护暂行办法",
    "企业工会主席产生办法",
    "工会送温暖资金使用管理办法",
    "新时期产业工人队伍建设改革方案",
    "关于深化产业工人队伍建设改革的意见",
    "关于构建和谐劳动关系的意见",
    "关于维护新就业形态劳动者劳动保障权益的指导意见",
    "关于切实维护新就业形态劳动者劳动保障权益的意见",
)
"""As promulgated or issued, without 中华人民共和国 and what stands in brackets behind."""
_FORMER = frozenset(["女职工劳动保护规定", "工会参与劳动争议处理试行办法", "企业劳动争议处理条例"])
"""Names of their own that are near to one above."""
_STATE = "中华人民共和国"
_TITLE = re.compile(r"[《〈](?P<title>[^《》〈〉]{3,45})[》〉]")
_ASIDE = re.compile(r"[(〔\[][^()〔〕\[\]]*[)〕\]]$")
_KIND = re.compile(r"(?:法|条例|规定|办法|章程|规则|制度|方案|意见)$")
_OWN = re.compile(
    r"(?:制定|制订|出台|印发|下发|起草|修订|拟定|编制|草拟)(?:[^,。;:!?《》]{0,8}|(?:《[^《》]*》[、和]?)+)$"
)
_LOCAL = re.compile(
    r"实施|暂行|试行|若干|补充|[省市县区州]|企业|机关|事业|基层|本级|公司|学校|单位|行业|集团|总工会"
)
"""Words by which rules of another body, or another step, are told apart."""
_SHORTEST, _LONG = 4, 7
_WORD = 2


def check(reading: Reading) -> Iterator[Finding]:
    """《保障农民工工资发放条例》 for 《保障农民工工资支付条例》."""
    for match in _TITLE.finditer(reading.page.text):
        title = _ASIDE.sub("", match["title"].replace(" ", ""))
        by_state = reading.page.text.endswith("国务院", 0, match.start())
        right = meant(title, by_state=by_state)
        own = _OWN.search(reading.page.text[max(0, match.start() - 40) : match.start()])
        if right and not (own and _STATE not in title):
            yield found(
                reading, "DICT-NAME", f"《{title}》与《{right}》只差一词。请核对法规或文件的名称。",
                [match.span()], suggestion=f"《{right}》",
            )  # fmt: skip


def meant(title: str, *, by_state: bool = False) -> str | None:
    """The law or document a title is one word off, or None."""
    bare = title.removeprefix(_STATE)
    if bare in NAMES or bare in _FORMER:
        return None
    of_state = by_state or bare != title
    return next((name for name in NAMES if _near(bare, name, of_state=of_state)), None)


def _near(title: str, name: str, *, of_state: bool) -> bool:
    """Whether two names of one kind differ by one word, or by the order of their words."""
    kinds = [_KIND.search(words) for words in (title, name)]
    one, other = (
        words[: kind.start()] if kind else words
        for words, kind in zip((title, name), kinds, strict=True)
    )
    if not (kinds[0] and kinds[1]) or kinds[0].group() != kinds[1].group():
        return of_state and one == other and kinds[0] is not None  # 《中华人民共和国工会条例》
    if len(other) < _SHORTEST:
        return False
    if sorted(one) == sorted(other):
        return True
    before = _shared(one, other)
    after = _shared(one[before:][::-1], other[before:][::-1])
    put, lost = one[before : len(one) - after], other[before : len(other) - after]
    if _LOCAL.search(put) or _LOCAL.search(lost):
        return False
    if max(len(put), len(lost)) == 1:
        return True
    replaced = bool(put and lost) or kinds[0].group() == "法"
    whole = len(other) >= _LONG or (kinds[0].group() == "法" and before > 1)
    return replaced and whole and before > 0 and max(len(put), len(lost)) == _WORD


def _shared(one: str, other: str) -> int:
    """How many signs two names begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

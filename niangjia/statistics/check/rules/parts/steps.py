"""Later steps above earlier ones (先后各步), told by their wording: LE. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import words_before
from niangjia.statistics.check.rules.parts.order import ORDERS
from niangjia.statistics.check.rules.support import by_sentence, found, shown

_COMPLETED = "完成"
"""What is put to use may have been completed earlier: SUBSET, not LE."""
STEPS = (
    ("征集|收集|提出|收到|提交|建言|建议|报送|汇编|投稿",
     "采纳|落实|实施|办复|采用|推广|应用|获奖|获[^,。;#]{0,6}奖|评选出|评出|转化|圆梦|圆了|认领|点亮|实现",
     "条 件 项 个 件次 篇 幅 首 部", "采纳、落实的不能多于提出的"),
    ("采纳|采用|吸收", "实施|落实|落地|转化|推广", "条 件 项 个", "落实的不能多于采纳的"),
    (_COMPLETED, "推广|应用|转化", "条 项 个 件", "推广应用的如包括往年完成的,请说明"),
    ("注册|下载|关注|制发|发放|办理[^,#]{0,6}卡", "激活|活跃|实名|认证", "人 张 个 户", "激活的不能多于注册、发放的"),
    ("排查|查找|发现|查出|问题#|问题$", "整改|消除|治理|解决|答复", "处 条 项 个 件", "整改的隐患不能多于发现的"),
    ("推荐|申报|提名|上报|参评|参加[^,#]{0,14}评选|课题|立项",
     "结题|形成[^,#]{0,10}获奖|获[^,#]{1,14}称号|获评|获批|入选|命名|当选|通过评审|评出|评选出|获奖",
     "个 家 人 项 件", "获评的不能多于推荐的"),
    ("报名|参赛|参训|参加培训|培训|参加考试|参考|应考|报考|考核",
     "入围|晋级|进入[^,#]{0,6}赛|胜出|录取|取得|获得?证|合格|及格|结业|持证|获奖|毕业",
     "人 支 个",
     "取得证书、获奖的不能多于参加的"),
    ("受理|受案|接听|接到|收到|接待|代理|参与|承办|介入|办理[^,#]{0,8}案件",
     "转介|干预|和解|撤诉|胜诉|已办|办结|结案|化解|调解成功|调处|调解|达成[^,#]{0,4}协议|处理|办理|回复|解决",
     "件 个 条 起 件次 人次", "办结的不能多于受理的"),
    ("发放|发行|制发|投放", "核销|兑换|使用", "张 份 元", "核销的不能多于发放的"),
    ("体检|筛查|检查", "查出|检出|确诊|发现|复查|复检|复诊|转诊|就诊", "人 人次", "查出的不能多于检查的"),
    ("(?<!新)(?<!新增)建档|建立档案|(?<!新增)在[档册]",
     "脱困|解困|脱贫|退出|结对|注销", "户 人", "脱困、退出的不能多于建档的"),
    ("申请|申领|申报",
     "批准|审[批核](?:通过|#)|通过审[核批]|发放|获得?[^,#]{0,2}授权|纳入|经[^,#]{0,6}(?:审核|审批|认定)",
     "人 户 张 件 项 家 份", "批准的不能多于申请的"),
    ("应(?:[建换签检参办缴查训审拨]|(?![急用当对届邀聘征约变有知诉答])[一-鿿]{1,4}#)|到期|届满|符合条件",
     "已完成|完成|体检|[已实][建换签检参办缴查训审拨]|实际|按时|按期|如期|续签",
     "家 个 人 份 户 件", "完成的不能多于应完成的"),
    ("发出|下发|下达|发放|制发|开具|送达|寄出|印发|派发|征求",
     "收到[^,#]{0,10}(?:反馈|回复|答复|回执|回函|复函|回信|报告|答卷)|收回|回收|反馈|回复|回访",
     "份 条 件 张 封 次", "收到的回复、收回的不能多于发出的"),
    ("发放|投放|发行|赠送|配发|推出", "领取|认领|领用|领到|兑付|兑现|抢到", "张 份 个 套 元", "领取的不能多于发放的"),
    ("隐患|欠薪|拖欠|问题(?:企业|单位)?#|违法行为#", "补发|补缴|清欠|足额|整改|清偿", "家 户 个 处 件",
     "整改、补发的不能多于查出的"),
    ("困难职工(?:家庭)?#|低保[^,#]{0,6}#|边缘[^,#]{0,6}#", "纳入[^,#]{0,10}#|建档|结对|包联|签约", "户 人",
     "纳入、结对的不能多于全部"),
    ("(?:全[校院厂司矿所局]|本[校院厂]|公司|集团|医院|学校|学院)[^,#]{0,4}(?:教职工|职工|员工|会员|教师)#",
     "参加|参与|参训|参选|投票|体检|签名|入会|享受|领取", "人", "参加的不能多于全体"),
    ("参加[^,#]{0,8}(?:保障|保险)|参保", "续保|理赔|赔付|出险", "家 人", "续保、理赔的不能多于参保的"),
    ("立项|申报", "结项|验收", "个 项 家", "验收的不能多于立项的"),
    ("(?<!提档)(?:建成|建立|设立|创建|打造|设置|开设|开办)",
     "(?:启用|开课|投用|投入使用|正常运行|开放|挂牌|验收合格|达标)(?:的|运营)?#",
     "个 家 处 座 间 所", "启用、达标的不能多于建成的"),
    ("达成[^,#]{0,6}协议|调解成功|裁决|判决", "履行|兑现|执行到位", "件 起 份", "履行的不能多于达成的"),
    ("立案", "答复|办理|办复|回复|查结|审结|结案|办结|执结|化解|处理|调解成功", "件 起 宗", "审结的不能多于立案的"),
    ("要约", "应约|签约|签订(?:集体)?合同#|协商成功", "份 家 件", "应约、签订的不能多于要约的"),
    ("移送|移交|转办|交办|委派|委托|派单", "办结|反馈|回复|处置|接收|签收|调解成功",
     "件 起 条 单", "办结的不能多于交办的"),
    ("面试|应聘|求职|咨询|投递简历|意向", "录用|入职|上岗|签约|签订[^,#]{0,4}合同", "人", "录用的不能多于应聘的"),
    ("(?:候选|推荐|提名)[^,#]{0,6}#", "当选|公示|确定|选出|表彰|命名", "人 个 家", "当选的不能多于候选的"),
)  # fmt: skip
"""(earlier step, later step, units, why): of two figures of a sentence, the later is a part."""
_ALREADY = (
    "评审|评选|筛选|择优|论证|经|职工|会员|企业|正式|最终|实际|目前|常态化|按期|按时|年内|当年|全年|线上|网上|已经|已|共|其中|现|初步|均|全部|完成|成功|累计|实现|及时|陆续"
    "|被[一-鿿]{0,4}?|督促|推动|指导|帮助"
)
_OTHERS = re.compile(r"家属|群众|市民|观众|居民|子女|外协")
_CHANGE = re.compile(r"历年|累计|上年|去年|同比|以往|往年|增")
_EARLIER = re.compile(
    r"应[到建换签检参办缴查训审拨]|征集|收集|收到|受理|接待|接听|接到|申请|申报|申领|报名|推荐|提名|提交|提出|参评|送审|考评|认定"
    r"|排查|查找|发现|查出|要约|发出|注册|下载|建档|在[档册]|立案|采纳|评审通过|审核通过|到期|报送|要求|预约|摸排|梳理|形成|审查|意向|达成|下发|开具|签发|选派|招聘|聘用|学历提升|发放|规模以上企业#|百人以上企业#|法人单位#"
)
_LATER = re.compile(
    r"(?:年内|当年|全年|线上|已经|已|均|全部|成功|累计|实现|及时|陆续|最终|实际|现场|收到|吸收|核定|按期|按时|完成|其中|现|共|并|被|获得?|经[一-鿿]{2,6})*"
    r"(?:实到|到会|到场|结|审结|结案|办结|办复|立案|回复|采纳|落实|实施|落地|采用|推广应用|推广|应用|转化|获批|批准|通过|入围|晋级|毕业|有效|持证上岗|建会|获奖|入选|取得|持证"
    r"|合格|结业|录用|上岗|整改|消除|销号|激活|脱困|注销|确诊|回应|响应|回访|化解|调解成功|续签|命名|当选|结题|处理|处置|答复|审定|抽查|收回|回收|符合条件|符合|调成)"
    r"(?P<noun>[^,。;\d]{0,8}?)(?:了|出|的|达|有|共|为|到)*"
)
_PRIZES = re.compile(r"回复|证书|奖|授权|资格|意见")


def check(reading: Reading) -> Iterator[Finding]:
    """Every later step that exceeds the earlier one."""
    yield from _steps(reading)
    yield from _stages(reading)


def _steps(reading: Reading) -> Iterator[Finding]:
    """征集建议 320 条,采纳 350 条: two near figures of one sentence, by their wording."""
    for group in _prose(reading):
        for parent, child in (*pairwise(group), *zip(group, group[2:], strict=False)):
            if parent.unit != child.unit or child.low <= parent.high:
                continue
            if (
                parent.segment != child.segment
                or child.parent is not None
                or _CHANGE.search(child.context)
                or (_OTHERS.search(child.context) and not _OTHERS.search(parent.context))
            ):
                continue
            before = [f for f in group if f.start < child.start and f.unit == child.unit]
            if sum(f.value for f in before) == child.value:
                continue  # 深度困难 420 户、相对困难 812 户,全部建档 1232 户
            for earlier, later, units, why in STEPS:
                begins = re.search(earlier, parent.context)
                follows = re.match(
                    f"#?(?:{_ALREADY}|“[^”]{{1,8}}”)*(?:{later})",
                    child.context,
                )
                between = reading.page.text[parent.end : child.start]
                after = child.context.partition("#")[2]
                follows = follows or re.match(
                    rf"(?:[一-鿿]{{2}})?(?:{_ALREADY}|[了的])*(?:{later.replace('#', '')})", after
                )
                follows = follows or re.fullmatch(
                    rf"[^,。;、]*(?:{later})(?:了|达|有|共)?", between
                )
                named = any(
                    set(parent.concepts) & {o.parent} and set(child.concepts) & {o.child}
                    for o in ORDERS
                )
                if begins and follows and parent.unit in units.split() and not named:
                    yield found(
                        reading, "SUBSET" if earlier == _COMPLETED else "LE",
                        f"“{child.label}”{shown(child)},大于“{parent.label}”"
                        f"{shown(parent)}。{why}。请核对两个数,或说明口径。",
                        [child, parent],
                    )  # fmt: skip
                    break


def _prose(reading: Reading) -> list[list[Figure]]:
    """The sentences that are no rows of a table: neighbours there are columns."""
    return [
        group
        for group in by_sentence(reading)
        if reading.page.blocks[group[0].block].kind is not BlockKind.TABLE
    ]


def _stages(reading: Reading) -> Iterator[Finding]:
    """受理援助申请 33 件,已结 36 件: an earlier step, then a later one that names nothing new."""
    for group in _prose(reading):
        for parent, child in pairwise(group):
            if parent.unit != child.unit or child.low <= parent.high or child.parent is not None:
                continue
            words = re.split(r"[,、;]", words_before(reading, child))[-1]
            later = _LATER.fullmatch(words)
            earlier = _EARLIER.search(words_before(reading, parent) + parent.context)
            if later is None or earlier is None or _CHANGE.search(parent.context + child.context):
                continue
            noun = later["noun"] or ""
            known = {noun[place : place + 2] for place in range(len(noun) - 1)}
            heard = words_before(reading, parent) + parent.context
            if noun and not any(pair in heard for pair in known) and not _PRIZES.search(noun):
                continue
            yield found(
                reading, "LE",
                f"“{child.label}”{shown(child)},大于“{parent.label}”"
                f"{shown(parent)}。后一步的数不能多于前一步。请核对两个数,或说明口径。",
                [child, parent],
            )  # fmt: skip

"""Each rule on sentences of our own wording: it speaks where it must, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from niangjia.statistics.check import Severity, check
from niangjia.statistics.check.rules.catalogue import CATALOGUE

WRONG = [
    ("LE", "全市发放会员服务卡31.5万张,激活33.2万张。"),
    ("LE", "全市工会会员25.3万人。累计制发会员服务卡28.1万张。"),
    ("LE", "受理劳动争议案件126件,办结138件。"),
    ("LE", "全市现有会员12.6万人,其中女会员13.1万人。"),
    ("SUM", "投入帮扶资金860万元,其中慰问困难职工450万元、大病救助300万元、金秋助学210万元。"),
    ("SUM", "全市有工会干部8600人,其中专职1500人、兼职7400人。"),
    ("SUM", "共筹集资金1200万元(其中上级拨款700万元,本级自筹400万元)。"),
    ("SUM", "新建工会350家,其中公有制企业80家、非公有制企业290家。"),
    ("SUM", "省级示范点12个、市级示范点35个,共计49个。"),
    ("MUL", "慰问户外劳动者,为2000名职工每人发放慰问金500元,共发放10万元。"),
    ("INT-COUNT", "慰问困难职工356.5户。"),
    ("INT-COUNT", "全年发展会员1205.8人。"),
    ("CAP-HEAD", "为全市4.2万名职工发放节日慰问品3.6亿元。"),
    ("CAUSAL", "为5000名会员发放消费券1.2亿元,带动消费8000万元。"),
    ("RATE-CEIL", "全市职工入会率达105%。"),
    ("RATE-CEIL", "集体合同签订率达到102.3%。"),
    ("RATE-CEIL", "全市共有职工32万人,会员33.5万人。"),
    ("RATE-REC", "受理职工信访案件200件,办结150件,办结率98%。"),
    ("RATE-REC", "应建会企业500家,已建会450家,建会率达到95%。"),
    ("RATE-REC", "会员由2018年的10万人增加到2022年的15万人,增长80%。"),
    ("UNIT-PT", "技能竞赛吸引3万人次参加,职工参与率达到80%。"),
    ("UNIT-PT", "慰问困难职工3020人次。其后又写慰问困难职工3020名。"),
    ("FAIR-1", "本次招聘会组织企业120家,提供岗位3000个,用工需求2500人,达成意向2600人。"),
    ("FAIR-3", "本次招聘会参会企业120家,提供岗位3500个、用工需求3000人,达成就业意向500人。"),
    ("FAIR-4", "招聘会设摊位50个,86家企业参会,提供岗位800个。"),
    ("FAIR-2", "招聘会吸引求职者1200人入场,达成就业意向1500人。"),
    ("PEER", "五年来,新命名市级劳模860名,五一劳动奖章95名。"),
    ("MUT-BAND", "职工互助保障参保5.2万人次,为2.6万人次赔付互助金1.2亿元。"),
    ("TITLE-TYPE", "全市荣获五一劳动奖状12名。"),
    ("TITLE-TYPE", "获五一劳动奖章5家。"),
    ("TITLE-TYPE", "工人先锋号18人、五一巾帼标兵岗6个。"),
    ("LIST-COUNT", "甲公司、乙公司、丙学校等2家单位荣获五一劳动奖状。"),
    ("NUM-LIST", "开展“五送”活动,送文化、送法律、送健康进企业。"),
    ("NUM-LIST", "实现三个转变,一是变被动为主动;二是变单一为综合。"),
    ("NUM-LIST", "构建项目管理、协调联动、考核督查“四大机制”。"),
    ("DICT-IND", "职工代表大会建会率达到96%。"),
    ("DICT-AWARD", "某职工荣获全国五一劳动奖章一等奖。"),
    ("FUND-OVERLAP", "筹集发放救助资金326万元。"),
    ("FUND-OVERLAP", "全年预算资金500万元开展职工疗休养。"),
    ("BAND", "开展读书活动20场,吸引5万人次参与。"),
    ("BAND", "举办工会干部培训班2期,培训干部1800名。"),
    ("MAG-STYLE", "下拨资金1.5亿元,投入救助资金32568万元。"),
    ("POP-CEIL", "激励千万职工投身建设。全市工会会员12万人,市总工会认真履职。"),
    ("POP-CEIL", "全市共有职工20万人。开展免费体检,惠及职工35万人。"),
    ("COMBINED", "表彰先进集体和先进个人共86个。"),
    ("COMBINED", "命名职工书屋和职工驿站56个。"),
    ("LE", "新组建工会530家,发展会员2.1万人;全市基层工会510家。"),
    ("RATIO-EXACT", "牵线配对528对,牵手成功264对。"),
    ("DUP-FIG", "全市现有工会会员42.6万人。\n截至目前,全市工会会员达到38.9万人。"),
    ("LE", "申领会员卡1.2万张,发放会员卡1.5万张。"),
    ("SUBSET", "发明创造30项,获国家专利86项。"),
    ("BAND", "发放慰问金30元,惠及困难职工5000人。"),
    ("DICT-NAME", "国发[2021]15号文件印发后,各级工会迅速行动。"),
    ("RATE-CEIL", "全市30家企业共1.2万名职工参赛,参赛率达120%。"),
    ("LE", "建成职工书屋56家,其中国家级68家。"),
    ("SUM", "全年开展活动50场,其中线上20场、线下25场。"),
    ("DICT-NAME", "全市建成全国职工教育培育示范点6个。"),
    (
        "DUP-PARA",
        "就业是民生之本。市总工会发布企业用工信息,帮助失业职工就业。\n就业是民生之本。市总工会发布企业用工信息,帮助失业职工就业。",
    ),
    (
        "TXT-CUT",
        "一年来,市总工会认真履行职责,加强组织建设,不断扩大覆盖面,推动企业依法建立工\n会组织,工作取得实效。",
    ),
    (
        "FIG-UNIT",
        "一年来,市总工会推动企业依法开展集体协商,覆盖面不断扩大,8014\n家企业签订了工资专项集体合同。",
    ),
]
RIGHT = [
    "全市有工会干部8600人,其中专职1200人、兼职7100人。",
    "推荐申报省级职工书屋5家。",
    "举办培训班12期、讲座30场。",
    "全年经费收入增长120%,完成目标任务的135%。",
    "基层工会由1200家增加到1500家,增长25%。",
    "获全国五一劳动奖章3名、五一劳动奖状2家、工人先锋号8个。",
    "实施定向慰问、精准帮扶、一线关爱、心理关怀、志愿服务“五大行动”。",
    "厂务公开建制率达到96%。",
    "签订集体合同1200份,覆盖企业1300家,覆盖职工8.6万人。",
    "为职工追回欠薪1200万元,为312名农民工提供法律援助,结案280件。",
    "实现技术革新120项,获国家专利35项。",
    "慰问职工300户,1200人,发放慰问金30万元。",
    "全市会员总数56万人,比上年增加3万人。",
    "慰问一线职工1.2万人,发放慰问金及物资折合人民币360万元。",
    "为1.2万名会员发放生日蛋糕券240万元。",
    "投入资金5000万元,其中中央资金2000万元、省级资金1500万元。",
]
RELATED = {
    "FAIR-1": {"FAIR-3"}, "RATIO-EXACT": {"UNIT-PT"}, "CAUSAL": {"DEC-SHIFT", "CAP-HEAD"},
    "CAP-HEAD": {"DEC-SHIFT"}, "PEER": {"STOCK-FLOW"}, "FIG-UNIT": {"TXT-CUT"}, "TXT-CUT": {"FIG-UNIT"},
    "DUP-PARA": {"DUP-FIG"},
}  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), WRONG)
def test_rule_speaks(rule: str, text: str) -> None:
    rules = {finding.rule for finding in check(text).findings}

    assert rule in rules
    assert rules <= {rule} | RELATED.get(rule, set())


ONCE_FALSE = Path(__file__).parent / "facts" / "true-sentences.txt"
"""Sentences that are right and once raised a finding; ⏎ is a line break, ⇥ a tab."""


@pytest.mark.parametrize("line", ONCE_FALSE.read_text(encoding="utf-8").splitlines())
def test_what_once_raised_a_false_finding_is_silent(line: str) -> None:
    assert not check(line.replace("⏎", "\n").replace("⇥", "\t")).findings


@pytest.mark.parametrize("text", RIGHT)
def test_rules_are_silent_on_what_is_right(text: str) -> None:
    assert not check(text).findings


def test_severities_follow_the_catalogue() -> None:
    assert CATALOGUE["LE"].severity is Severity.ERROR
    assert CATALOGUE["DEC-SHIFT"].severity is Severity.INFO
    assert CATALOGUE["BAND"].severity is Severity.WARN


def test_messages_say_what_to_do() -> None:
    for _, text in WRONG:
        for finding in check(text).findings:
            assert finding.message.endswith(("。", ")"))
            assert finding.evidence
            assert finding.rule in CATALOGUE


def test_a_sum_says_what_the_total_should_be() -> None:
    (finding,) = check("省级示范点12个、市级示范点35个,共计49个。").findings

    assert finding.severity is Severity.ERROR
    assert finding.suggestion == "如各项无误,合计应为 47 个"


def test_kinds_told_in_general_are_no_more_than_a_remark() -> None:
    (finding,) = check("建成文化宫、书屋、站点等项目640个。").findings

    assert (finding.rule, finding.severity) == ("COMBINED", Severity.INFO)


def test_a_broken_quotation_is_shown_where_it_breaks() -> None:
    text = "今年组织“送清凉”活动,开展“安全进企业“活动,举办“读书月”活动。"

    (finding,) = check(text).findings

    assert text[finding.start :].startswith("“活动")


def test_no_input_is_slow_or_breaks_it() -> None:
    for text in (
        "1" * 20_000,
        "一" * 9_000,
        "(" * 9_000,
        "12.3万" * 3_000,
        "第一" * 5_000,
        "A1" * 5_000,
        "\t" * 999,
    ):
        assert check(text) is not None

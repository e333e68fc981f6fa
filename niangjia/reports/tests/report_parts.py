"""A small made-up catalogue and made-up answers for the tests of reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from niangjia.reports.rules.asking import questions
from niangjia.reports.rules.document import Document, Heading, Paragraph, Table, plain
from niangjia.reports.rules.material import Honour, Material, Party
from niangjia.reports.rules.meanings import Meaning, Timing
from niangjia.reports.rules.nodes import Template
from niangjia.reports.rules.parsing import parse
from niangjia.reports.rules.questions import Answer, Question, Source, Whose
from niangjia.reports.rules.spans import Span
from niangjia.reports.rules.weaving import weave

CATALOGUE = {
    meaning.code: meaning
    for meaning in (
        Meaning(
            "members.total",
            "工会会员",
            "人",
            Timing.STOCK,
            "期末有会籍的人,每人只算一次。",
            "会籍管理办法",
            slices={"gender": {"1": "男", "2": "女"}},
        ),
        Meaning(
            "members.joined", "新发展会员", "人", Timing.FLOW, "期内入会的人。", "会籍管理办法"
        ),
        Meaning("members.left", "离会会员", "人", Timing.FLOW, "期内离会的人。", "会籍管理办法"),
        Meaning("members.rate", "实名认证率", "%", Timing.STOCK, "核实的人除以会员。", decimals=2),
        Meaning("unions.founded", "新建基层工会", "家", Timing.FLOW, "期内建会的工会。", "工会法"),
        Meaning("cards.issued", "发放会员服务卡", "张", Timing.CUMULATIVE, "发到手中的卡。"),
        Meaning("aid.money", "帮扶资金", "元", Timing.FLOW, "下拨的钱。", area="困难帮扶"),
        Meaning("aid.attendance", "帮扶人次", "人次", Timing.FLOW, "帮扶的人次。", area="困难帮扶"),
    )
}
SPAN = Span(date(2012, 7, 1), date(2017, 6, 30))
UNION = Party("5117", "达州市总工会")
CHILDREN = (
    Party("511702", "通川区总工会"),
    Party("511703", "达川区总工会"),
    Party("511722", "宣汉县总工会"),
)
HONOURS = (
    Honour("全国五一劳动奖状", "国家级", "甲公司", "全总", date(2016, 5, 1), "511702"),
    Honour("省工人先锋号", "省部级", "乙班组", "省总", date(2015, 5, 1), "511703"),
)

Values = Mapping[str, Decimal | int | str | None]
Told = Mapping[tuple[str, str], Decimal | int | str | None]


def material(
    text: str, now: Values, earlier: Values | None = None, children: Told | None = None
) -> Material:
    """Answers for a text: ``now`` for times that end with the report, ``earlier`` for all others.

    ``children``: (code of the child, code of the figure or figure@earlier) → value.
    """
    answers: dict[Question, dict[str, Answer]] = {}
    for question in questions(parse(text, CATALOGUE), SPAN):
        is_now = question.day == SPAN.end
        values = now if is_now else (earlier or {})
        if question.whose is Whose.OWN:
            if question.code in values:
                answers[question] = {UNION.code: _answer(values[question.code])}
        elif question.whose is Whose.CHILDREN:
            asked = question.code if is_now else f"{question.code}@earlier"
            answers[question] = {
                child: _answer(value)
                for (child, code), value in (children or {}).items()
                if code == asked
            }
    return Material(UNION, SPAN, date(2017, 7, 3), answers, CHILDREN)


def written(
    text: str, now: Values, earlier: Values | None = None, children: Told | None = None
) -> Document:
    """A document of a text that has no problems."""
    return weave(
        checked(text),
        replace(
            material(text, now, earlier, children),
            as_of=datetime(2017, 7, 3, 1, 5, tzinfo=UTC),
        ),
        CATALOGUE,
    )


def checked(text: str) -> Template:
    """The template of a text, which must have no problems."""
    template = parse(text, CATALOGUE)
    assert [str(problem) for problem in template.problems] == []
    return template


def words(document: Document) -> list[str]:
    """Headings, paragraphs and rows of tables as plain words."""
    found: list[str] = []
    for block in document.blocks:
        match block:
            case Heading(number=number, runs=runs):
                found.append(number + plain(runs))
            case Paragraph(runs=runs):
                found.append(plain(runs))
            case Table(header=header, rows=rows):
                found += ["|".join(plain(cell) for cell in row) for row in (*header, *rows)]
    return found


def _answer(value: Decimal | int | str | None) -> Answer:
    if value is None:
        return Answer(None, Source.AWAITING)
    if isinstance(value, str):
        return Answer(Decimal(value), Source.TYPED, "王五报送")
    return Answer(Decimal(value))

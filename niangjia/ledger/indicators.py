"""Indicators of aid money (帮扶资金指标): what came in, what was paid, programmes begun.

They stand at the union whose money it is. Whom it helped is counted by campaigns.
"""

from __future__ import annotations

from niangjia.kernel.indicators import Dimension, Unit, fact, flow, rate
from niangjia.ledger.rules.codes import FundSource, ProgrammeKind

# Receipts, and what was passed on taken off; a correction with the sign against what it corrects.
MONEY_IN = fact(
    "fact_fund_entry",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "done_on": "date",
        "source": "string",
        "fen": "int64",
    },
    sql="""
        SELECT e.id AS record_id, e.union_id, e."on" AS done_on, f.source,
               (e.amount * 100)::bigint * CASE WHEN e.kind = 'correct'
                   THEN CASE WHEN r.kind = 'pass_out' THEN 1 ELSE -1 END
                   ELSE CASE WHEN e.kind = 'pass_out' THEN -1 ELSE 1 END END AS fen
        FROM ledger_entry e JOIN ledger_fund f ON f.id = e.fund_id
             LEFT JOIN ledger_entry r ON r.id = e.reverses_id
        WHERE e.kind IN ('receive', 'pass_in', 'pass_out', 'correct')
    """,
    record=("ledger.entry", "record_id"),
)

PAYMENTS = fact(
    "fact_payment",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "paid_on": "date",
        "source": "string",
        "kind": "string",
        "fen": "int64",
    },
    sql="""
        SELECT p.id AS record_id, p.union_id, p.paid_on, f.source, r.kind,
               (p.amount * 100)::bigint AS fen
        FROM ledger_payment p JOIN ledger_fund f ON f.id = p.fund_id
             JOIN ledger_programme r ON r.id = p.programme_id
        WHERE p.status = 'paid' AND p.use <> 'study_loan'
    """,
    record=("ledger.payment", "record_id"),
)

PROGRAMMES = fact(
    "fact_programme",
    columns={"record_id": "int64", "union_id": "int64", "from_on": "date", "kind": "string"},
    sql="SELECT id AS record_id, union_id, from_on, kind FROM ledger_programme",
    record=("ledger.programme", "record_id"),
)

STUDY_LOANS = fact(
    "fact_study_loan",
    columns={"record_id": "int64", "union_id": "int64", "lent_on": "date", "fen": "int64"},
    sql="""
        SELECT id AS record_id, union_id, lent_on, (amount * 100)::bigint AS fen
        FROM ledger_studyloan WHERE status IN ('lent', 'repaid')
    """,
    record=("ledger.studyloan", "record_id"),
)

SOURCE = Dimension("source", "资金来源", "source", {s.value: s.label for s in FundSource})
KIND = Dimension("kind", "项目类别", "kind", {k.value: k.label for k in ProgrammeKind})

_OWNER = "权益保障部"
_BASIS = "困难职工帮扶工作有关规定;中央财政专项帮扶资金使用管理办法(总工发)"

RECEIVED = flow(
    "ledger.received_amount",
    "到位帮扶资金",
    unit=Unit.YUAN,
    fact=MONEY_IN,
    on="done_on",
    amount="fen",
    by=(SOURCE,),
    aliases=("帮扶资金到位", "可用帮扶资金"),
    words="期内(含首尾两日)到账和收到下拨的帮扶资金,减去下拨给下级的;冲销的抵减;按持有资金的工会。",
    basis=_BASIS,
    owner=_OWNER,
)

PAID = flow(
    "ledger.paid_amount",
    "本级支付帮扶资金",
    unit=Unit.YUAN,
    fact=PAYMENTS,
    on="paid_on",
    amount="fen",
    by=(SOURCE, KIND),
    aliases=("支付帮扶资金",),
    words="期内(含首尾两日)银行已付到的款,按持有资金的工会;失败、退回和撤销的不算,预算和下拨不算。",
    basis=_BASIS,
    owner=_OWNER,
)

SPENDING_SHARE = rate(
    "aid.spending_share",
    "帮扶资金执行率",
    PAID,
    RECEIVED,
    aliases=("帮扶资金支出率",),
    words="分子:期内实际支付的帮扶资金;分母:期内到位的帮扶资金。使用上年结余的,可超过100%。",
    basis=_BASIS,
    owner=_OWNER,
)

BEGUN = flow(
    "aid.projects",
    "帮扶项目",
    unit=Unit.PIECE,
    fact=PROGRAMMES,
    on="from_on",
    aliases=("帮扶项目数",),
    words="期内(含首尾两日)开始实施的帮扶项目(项目化管理),按设立的工会。",
    basis=_BASIS,
    owner=_OWNER,
)

LENT = flow(
    "aid.study_loans_amount",
    "助学贷款",
    unit=Unit.YUAN,
    fact=STUDY_LOANS,
    on="lent_on",
    amount="fen",
    aliases=("助学贷款金额",),
    words="期内(含首尾两日)放款到账的助学贷款本金,按收回的工会;应当归还,不是资助;退回和撤销的不算。",
    basis=_BASIS,
    owner=_OWNER,
)

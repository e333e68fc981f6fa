"""The pure rules: diagrams as documented, posting that sums to zero, limits, layouts, decoding."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.kernel.workflow import Workflow
from niangjia.ledger import rules
from niangjia.ledger.rules import (
    Account,
    FileLevel,
    FundSource,
    PaymentStatus,
    ProgrammeKind,
    bankfile,
    layouts,
    limits,
    posting,
    replies,
    sources,
)
from niangjia.ledger.rules.bankfile import FileHead, FileLine
from niangjia.ledger.rules.replies import Expected
from niangjia.ledger.tests import builders

AMOUNTS = st.decimals("0.01", "99999999999999.99", places=2)
DOCUMENT = Path(__file__).parents[3] / "docs" / "areas" / "ledger.md"


@pytest.mark.parametrize("workflow", [rules.PAYMENT, rules.BATCH, rules.LOAN])
def test_diagram_in_the_document_is_the_table(workflow: Workflow) -> None:
    assert f"```mermaid\n{workflow.mermaid()}\n```" in DOCUMENT.read_text(encoding="utf-8")


def test_every_permission_of_a_step_is_one_of_money() -> None:
    steps = (*rules.PAYMENT.steps, *rules.BATCH.steps)

    assert {step.permission for step in steps} == {"ledger.approve", "ledger.pay", "ledger.edit"}
    assert all(step.needs_reason for step in steps if not step.is_primary)


# --- Posting ----------------------------------------------------------------------------------


@given(AMOUNTS, st.sampled_from(FundSource), st.sampled_from(ProgrammeKind))
def test_every_event_sums_to_zero_and_is_undone_by_its_counter(
    amount: Decimal, source: FundSource, kind: ProgrammeKind
) -> None:
    for lines in (
        posting.received(source, amount),
        posting.passed_out(amount),
        posting.passed_in(amount),
        posting.paid(kind, amount),
    ):
        counter = posting.countered(lines)
        assert sum(line.amount for line in lines) == 0
        assert sum(line.amount for line in counter) == 0
        for account in Account:
            assert sum(line.amount for line in (*lines, *counter) if line.account == account) == 0


def test_only_own_money_changes_its_name_on_the_way_down() -> None:
    assert {source: sources.passed_source(source) for source in FundSource} == {
        FundSource.CENTRAL: FundSource.CENTRAL,
        FundSource.PROVINCE: FundSource.PROVINCE,
        FundSource.CITY: FundSource.CITY,
        FundSource.UPPER_UNION: FundSource.UPPER_UNION,
        FundSource.OWN_UNION: FundSource.UPPER_UNION,
        FundSource.DONATION: FundSource.DONATION,
    }


@pytest.mark.parametrize(
    ("source", "level", "is_refused"),
    [
        (FundSource.CENTRAL, FileLevel.NATIONAL, False),
        (FundSource.CENTRAL, FileLevel.PROVINCE, True),
        (FundSource.CENTRAL, None, True),
        (FundSource.PROVINCE, FileLevel.CITY, True),
        (FundSource.CITY, FileLevel.CITY, False),
        (FundSource.CITY, None, True),
        (FundSource.DONATION, None, False),
    ],
)
def test_a_source_pays_only_what_it_is_for(
    source: FundSource, level: FileLevel | None, is_refused: bool
) -> None:
    assert (sources.source_refusal(source, level) is not None) is is_refused


@pytest.mark.parametrize("level", [None, *FileLevel])
@pytest.mark.parametrize("source", list(FundSource))
def test_source_rules_survive_being_written_as_policy(
    source: FundSource, level: FileLevel | None
) -> None:
    read = sources.read(sources.written())

    assert sources.source_refusal(source, level, read) == sources.source_refusal(source, level)


def test_unknown_words_of_a_policy_permit_nothing() -> None:
    read = sources.read({"donation": "所有人"})

    assert sources.source_refusal(FundSource.DONATION, FileLevel.NATIONAL, read)
    assert sources.source_refusal(FundSource.DONATION, None, read)


# --- Limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(limits.NO_CAPS))
@given(cap=AMOUNTS, taken=AMOUNTS, amount=AMOUNTS)
def test_cap_is_passed_exactly_when_the_sum_is_above_it(
    name: str, cap: Decimal, taken: Decimal, amount: Decimal
) -> None:
    all_taken = limits.Taken(taken, taken, taken)

    refused = limits.cap_refusal(amount, all_taken, {name: str(cap)}, year=2026)

    before = Decimal(0) if name == "single_amount" else taken
    assert bool(refused) is (before + amount > cap)


@given(AMOUNTS, AMOUNTS)
def test_no_cap_refuses_nothing(amount: Decimal, taken: Decimal) -> None:
    assert limits.cap_refusal(amount, limits.Taken(taken), limits.NO_CAPS, year=2026) is None


# --- Bank files -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(layouts.SHIPPED))
def test_shipped_layout_survives_being_kept_with_a_batch(name: str) -> None:
    layout = layouts.read({**layouts.DEFAULT, "layout": name})

    assert layouts.Layout.from_json(layout.as_json()) == layout


def test_empty_policy_is_the_default_layout() -> None:
    layout = layouts.read(layouts.DEFAULT)

    assert (layout.format, layout.encoding, layout.separator) == ("text", "gb18030", "|")
    assert layout.outcome("交易成功") == "paid"
    assert layout.outcome("退票") == "returned"
    assert layout.outcome("?") is None


NAMES = st.text(st.characters(codec="gb18030"), max_size=20)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(NAMES, st.decimals("0.01", "999999.99", places=2)), min_size=1, max_size=8),
    st.sampled_from(["竖线分隔文本", "逗号分隔文本"]),
)
def test_any_name_stays_on_its_line_and_totals_agree(
    people: list[tuple[str, Decimal]], name: str
) -> None:
    layout = layouts.read({**layouts.DEFAULT, "layout": name})
    lines = [
        FileLine(n, "62220000", who, "银行", amount, "FK")
        for n, (who, amount) in enumerate(people, 1)
    ]

    rows = bankfile.table(layout, FileHead("PC1", builders.today()), lines)
    text = bankfile.as_text(layout, rows).decode(layout.encoding)

    split = [line.split(layout.separator) for line in text.split("\r\n")[:-1]]
    assert len(split) == len(people) + 1 + layout.has_titles
    assert {len(row) for row in split[1 : 1 + len(people)]} == {len(layout.columns)}
    total = sum(amount for _, amount in people)
    sums = split[0] if layout.head else split[-1]
    assert Decimal(sums[3]) == (total if layout.head else total * 100)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    layout = layouts.read(layouts.DEFAULT)
    expected = {1: Expected(1, "62220000", "张", Decimal(5), PaymentStatus.SENT)}

    decoded = replies.decode(data)

    if decoded is not None:
        reading = replies.read(replies.split(decoded[0], layout), layout, "PC1", expected)
        assert reading.problems
        assert not reading.answers


@given(st.text(alphabet="0123456789|成功\n.退汇-张 ", max_size=60))
def test_what_is_not_the_batch_is_never_taken_for_it(text: str) -> None:
    layout = layouts.read(layouts.DEFAULT)
    expected = {1: Expected(1, "62220000", "张", Decimal(5), PaymentStatus.SENT)}

    assert replies.read(replies.split(text, layout), layout, "PC1", expected).problems

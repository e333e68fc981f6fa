"""The one who plays the authority fills a list in that we can take back."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.comparison import demo, services
from niangjia.comparison.models import Mismatch
from niangjia.comparison.tests import making
from niangjia.comparison.tests.making import compared


@pytest.mark.parametrize(
    ("protection", "file_format"),
    [("encrypted", "xlsx"), ("encrypted", "csv_gb18030"), ("hashed", "csv_utf8")],
)
def test_it_answers_in_kind(tree: Tree, cast: Cast, protection: str, file_format: str) -> None:
    zhao = cast.county_zhao.actor
    persons = [
        compared(0, subject_id=n, name=f"王{n}", identity=making.identity(n)) for n in range(20)
    ]
    exchange = making.requested(
        tree, zhao, persons=persons, protection=protection, file_format=file_format
    )
    made = services.export_file(exchange, actor=zhao)
    exchange.refresh_from_db()

    reply = demo.answer(made.content, services.secret_of(exchange, actor=zhao), seed=2)
    file = services.receive(exchange, reply, "答复", actor=zhao)
    file = services.import_answer(file, actor=zhao)

    assert (file.state, file.finding_count) == ("imported", 0)
    found = file.exact_count + file.probable_count + file.possible_count
    assert found + file.not_found_count == 20
    assert found == file.row_count
    assert file.not_found_count >= 1
    assert (found > file.exact_count) is (protection == "encrypted")


def test_a_mild_answer_doubts_the_first_persons_alone(tree: Tree, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    exchange = making.requested(tree, zhao)
    made = services.export_file(exchange, actor=zhao)
    exchange.refresh_from_db()

    reply = demo.mild_answer(made.content, services.secret_of(exchange, actor=zhao), doubtful=3)
    services.import_answer(services.receive(exchange, reply, "答复", actor=zhao), actor=zhao)

    tasks = Mismatch.objects.values_list("person__line_no", "task_kind", "data_kind")
    assert set(tasks) == {(1, "value", "allowance"), (1, "value", "vehicle"), (2, "identity", "")}

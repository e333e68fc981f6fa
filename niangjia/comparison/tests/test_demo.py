"""The one who plays the authority fills a list in that we can take back."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.comparison import demo, services
from niangjia.comparison.models import AnswerFile, Exchange, Mismatch
from niangjia.comparison.tests import making
from niangjia.comparison.tests.making import compared
from niangjia.members.tests.making import member_of


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


def test_the_demo_leaves_something_to_do(tree: Tree, cast: Cast) -> None:
    for number in range(1, 9):
        member_of(tree.union, f"{making.NAMES[number % 4]}", number)
    said: list[str] = []

    demo.build(tree.county, said.append)

    assert said == ["数据比对 2 批,各8人:一批已答复待核实,一批等待答复"]
    assert Exchange.objects.get(status="exported").authority == "渠县人力资源和社会保障局"
    answered = Exchange.objects.get(status="answered")
    assert answered.authority == "渠县民政局"
    assert AnswerFile.objects.get().state == "imported"
    assert answered.open_task_count == Mismatch.objects.filter(status="open").count() > 0

"""How a day was found, by hand: holidays, local parameters, legal basis. No database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.kernel.clock import CalendarDays, WorkingDays
from niangjia.kernel.deadlines import from_step
from niangjia.kernel.models import Policy
from niangjia.kernel.policy import DECLARED, declare
from niangjia.kernel.workflow import Step

CODE = "probe.notice"


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    declare(CODE, "公示", default={"days": 5}, basis="《帮扶办法》第八条")
    yield
    del DECLARED[CODE]


def step(within: WorkingDays | CalendarDays, policy: str = CODE) -> Step:
    return Step("notice", "公示", ("a",), "b", "probe.edit", within=within, policy=policy)


def adopted(path: str, days: int, basis: str, *, from_on: date = date(2026, 1, 1)) -> Policy:
    return Policy(
        code=CODE,
        union_path=path,
        valid=DateRange(from_on, None),
        params={"days": days},
        basis=basis,
    )


def test_national_holidays_and_basis_are_told() -> None:
    on, text = from_step(step(WorkingDays(5)), date(2026, 9, 29), "/1/5/", [])

    assert on == date(2026, 10, 12)
    assert text == (
        "公示:自2026-09-29起第5个工作日,跳过国庆7天,即2026-10-12。依据:《帮扶办法》第八条。"
    )


def test_the_nearest_set_in_force_that_day_decides() -> None:
    sets = [
        adopted("/1/", 3, "省文件"),
        adopted("/1/5/", 7, "市文件"),
        adopted("/1/5/9/", 9, "县文件"),
        adopted("/1/5/", 1, "以后的市文件", from_on=date(2027, 1, 1)),
    ]

    on, text = from_step(step(CalendarDays(5)), date(2026, 11, 7), "/1/5/", sets)

    assert on == date(2026, 11, 16)
    assert text == (
        "公示:自2026-11-07起第7天(2026-11-14为休息日,顺延至2026-11-16),即2026-11-16。依据:市文件。"
    )


def test_a_term_without_parameter_names_no_basis() -> None:
    on, text = from_step(step(WorkingDays(1), policy=""), date(2026, 11, 23), "/1/", [])

    assert (on, text) == (date(2026, 11, 24), "公示:自2026-11-23起第1个工作日,即2026-11-24。")

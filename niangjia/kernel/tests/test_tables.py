"""Kernel tables on a real database: journal, policy, notices, jobs, paging."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.utils import DatabaseError

from niangjia.kernel import jobs, journal, notices, paging, policy
from niangjia.kernel.actor import SYSTEM, Actor, Grant
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry, Job, JobState, Policy

pytestmark = pytest.mark.django_db

CHEN = Actor(3, "职工小陈")


@pytest.fixture
def subject() -> Job:
    return Job.objects.create(kind="none", label="对象")


def test_journal_tells_what_changed(subject: Job) -> None:
    changes = journal.changes_of(subject, {"label": "新名", "message": ""})

    entry = journal.record("edit", subject, actor=CHEN, summary="修改名称", changes=changes)

    assert entry.changes == {"label": ["对象", "新名"]}
    assert list(journal.entries_of(subject)) == [entry]
    assert entry.actor_label == "职工小陈"


@pytest.mark.parametrize(
    "sql", ["UPDATE kernel_entry SET summary = 'y'", "DELETE FROM kernel_entry"]
)
def test_journal_can_only_grow(subject: Job, sql: str) -> None:
    journal.record("edit", subject, actor=SYSTEM, summary="x")

    with (
        pytest.raises(DatabaseError, match="只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert Entry.objects.get().summary == "x"


@pytest.fixture
def fee() -> Iterator[str]:
    policy.declare("test.fee", "费率", default={"rate": "2", "cap": 10}, basis="测试")
    yield "test.fee"
    del policy.DECLARED["test.fee"]


def put(path: str, start: date, end: date | None, **params: Any) -> Policy:
    return Policy.objects.create(
        code="test.fee", union_path=path, valid=DateRange(start, end), params=params, basis="文号"
    )


def test_nearest_policy_in_force_wins(fee: str) -> None:
    put("", date(2020, 1, 1), None, rate="3")
    put("/1/", date(2021, 1, 1), date(2022, 1, 1), rate="4")
    put("/1/5/", date(2021, 6, 1), date(2022, 1, 1), rate="5")

    assert policy.get(fee, "/1/5/9/", date(2019, 12, 31))["rate"] == "2"
    assert policy.get(fee, "/1/5/9/", date(2021, 1, 1))["rate"] == "4"
    assert policy.get(fee, "/1/5/9/", date(2021, 6, 1))["rate"] == "5"
    assert policy.get(fee, "/1/55/", date(2021, 6, 1))["rate"] == "4"
    assert policy.get(fee, "/1/5/9/", date(2022, 1, 1)) == {"rate": "3", "cap": 10}


def test_two_policies_cannot_hold_at_once(fee: str) -> None:
    put("/1/", date(2020, 1, 1), None, rate="3")

    with pytest.raises(IntegrityError), transaction.atomic():
        put("/1/", date(2024, 1, 1), None, rate="4")


def test_undeclared_policy_is_an_error() -> None:
    with pytest.raises(KeyError):
        policy.get("nobody.declared", "/1/", date(2020, 1, 1))


def test_notice_is_live_on_both_end_days_only(subject: Job) -> None:
    notices.publish(
        subject,
        union_id=1,
        title="候选人公示",
        lines=["张*"],
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 7),
    )

    live = [day for day in range(1, 10) if notices.live(date(2026, 3, day)).exists()]
    assert live == [1, 2, 3, 4, 5, 6, 7]
    assert not notices.live(date(2026, 2, 28)).exists()

    notices.withdraw(subject)
    assert not notices.live(date(2026, 3, 3)).exists()


@pytest.fixture
def work() -> Iterator[dict[str, Any]]:
    behaviour: dict[str, Any] = {"raises": None, "says": {}}

    @jobs.kind("test.work")
    def run(progress: jobs.Progress, params: dict[str, Any]) -> dict[str, Any]:
        progress.tell(1, 2, "正在读取")
        if behaviour["raises"]:
            raise behaviour["raises"]
        return {"echo": params["word"], **behaviour["says"]}

    yield behaviour
    del jobs.KINDS["test.work"]


def test_job_runs_once(work: dict[str, Any]) -> None:
    job = jobs.start("test.work", "测试任务", {"word": "好"}, actor=SYSTEM)

    done = jobs.run(job.pk)
    again = jobs.run(job.pk)

    assert (done.state, done.result) == (JobState.DONE, {"echo": "好"})
    assert again.finished_at == done.finished_at


@pytest.mark.parametrize(("says", "message"), [({}, ""), ({"message": "共2行"}, "共2行")])
def test_what_a_job_said_on_the_way_goes_when_it_is_done(
    work: dict[str, Any], says: dict[str, str], message: str
) -> None:
    work["says"] = says
    job = jobs.start("test.work", "测试任务", {"word": "好"}, actor=SYSTEM)

    done = jobs.run(job.pk)

    assert (done.message, done.result) == (message, {"echo": "好"})


def test_refused_job_keeps_the_reason(work: dict[str, Any]) -> None:
    work["raises"] = Blocked("文件已过期,请重新上传。")
    job = jobs.start("test.work", "测试任务", {"word": ""}, actor=SYSTEM)

    assert jobs.run(job.pk).message == "文件已过期,请重新上传。"


def test_crashed_job_says_so_without_details(work: dict[str, Any]) -> None:
    work["raises"] = RuntimeError("secret 13800000000")
    job = jobs.start("test.work", "测试任务", {"word": ""}, actor=SYSTEM)

    failed = jobs.run(job.pk)

    assert failed.state == JobState.FAILED
    assert "secret" not in failed.message
    assert str(job.pk) in failed.message


def test_cancelled_job_stops_at_its_next_report(work: dict[str, Any]) -> None:
    job = jobs.start("test.work", "测试任务", {"word": ""}, actor=SYSTEM)
    jobs.cancel(job)

    assert jobs.run(job.pk).state == JobState.CANCELLED


def test_keyset_pages_cover_everything_once_in_both_directions() -> None:
    Job.objects.bulk_create(Job(kind="k", label=f"{n % 3}") for n in range(23))
    order = ("-label", "-id")
    rows = Job.objects.all()
    expected = list(rows.order_by(*order).values_list("pk", flat=True))

    seen: list[int] = []
    cursor, cursors = "", []
    while True:
        page = paging.page(rows, order, size=5, cursor=cursor)
        seen += [row.pk for row in page.rows]
        cursors.append(page.previous_cursor)
        if not page.next_cursor:
            break
        cursor = page.next_cursor

    assert seen == expected
    back = paging.page(rows, order, size=5, cursor=cursors[-1])
    assert [row.pk for row in back.rows] == expected[15:20]
    assert paging.page(rows, order, size=5, cursor=back.previous_cursor).rows


@pytest.mark.parametrize("cursor", ["x", "W10", "bm90IGpzb24", "WzEsWzEsMiwzXV0"])
def test_broken_cursor_gives_the_first_page(subject: Job, cursor: str) -> None:
    assert paging.page(Job.objects.all(), ("-id",), cursor=cursor).rows == [subject]


def test_count_stops_at_the_cap() -> None:
    Job.objects.bulk_create(Job(kind="k", label="") for _ in range(7))

    assert paging.capped_count(Job.objects.all(), cap=5) == 6
    assert paging.capped_count(Job.objects.all(), cap=7) == 7


def security(path: str) -> Actor:
    return Actor(9, "安全员", (Grant(5, path, "security_admin", "", frozenset({"policy.edit"})),))


def test_adopting_ends_the_set_in_force_and_leaves_the_past(fee: str) -> None:
    put("/1/5/", date(2020, 1, 1), None, rate="3")

    made = policy.adopt(
        fee,
        path="/1/5/",
        from_on=date(2026, 1, 1),
        params={"rate": "4.5", "cap": "12"},
        basis="市总发〔2026〕1号",
        actor=security("/1/5/"),
    )

    assert made.params == {"rate": "4.5", "cap": 12}
    assert policy.get(fee, "/1/5/9/", date(2025, 12, 31))["rate"] == "3"
    assert policy.get(fee, "/1/5/9/", date(2026, 1, 1)) == {"rate": "4.5", "cap": 12}
    assert Entry.objects.get(verb="policy.adopt").union_id == 5


@pytest.mark.parametrize("given", ["365、180,30", [365, 180, 30], (365, 180, 30)])
def test_a_list_of_numbers_is_adopted_as_numbers(given: Any) -> None:
    policy.declare("test.days", "提醒", default={"days": (180, 90, 30)}, basis="测试")

    made = policy.adopt(
        "test.days", path="/1/", from_on=date(2026, 1, 1), params={"days": given}, basis="文号",
        actor=security("/1/"),
    )  # fmt: skip
    with pytest.raises(Blocked, match="请填写3个数字"):
        policy.adopt(
            "test.days", path="/1/5/", from_on=date(2026, 1, 1), params={"days": "365"},
            basis="文号", actor=security("/1/"),
        )  # fmt: skip

    del policy.DECLARED["test.days"]
    assert made.params == {"days": [365, 180, 30]}


def test_adopting_never_rewrites_what_was_in_force(fee: str) -> None:
    put("/1/5/", date(2026, 1, 1), None, rate="3")

    with pytest.raises(Blocked, match="更晚的日期"):
        policy.adopt(
            fee,
            path="/1/5/",
            from_on=date(2026, 1, 1),
            params={},
            basis="x",
            actor=security("/1/"),
        )

    assert Policy.objects.get().params == {"rate": "3"}


@pytest.mark.parametrize("path", ["", "/1/", "/1/55/"])
def test_nobody_adopts_outside_her_scope(fee: str, path: str) -> None:
    with pytest.raises(NotVisible):
        policy.adopt(
            fee,
            path=path,
            from_on=date(2026, 1, 1),
            params={},
            basis="x",
            actor=security("/1/5/"),
        )

    assert not Policy.objects.exists()

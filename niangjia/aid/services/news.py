"""What the worker is told as her case goes on (我的消息), within the step it is about."""

from __future__ import annotations

from niangjia.aid import rules
from niangjia.aid.models import Grant, HouseholdFile
from niangjia.aid.rules import telling
from niangjia.aid.rules.codes import FileStatus
from niangjia.aid.rules.grant_flow import GrantStatus
from niangjia.kernel import messages
from niangjia.kernel.money import show_yuan
from niangjia.members.models import Person

CASE, MONEY = "/m/aid/", "/m/aid/money/"


def tell_step(file: HouseholdFile) -> None:
    """In which state her file is now, and what comes next. Reasons stand on the page alone."""
    status = FileStatus(file.status)
    if status == FileStatus.DECEASED:
        return
    told = telling.TOLD[status]
    coming = f"接下来:{told.next}" if told.next else ""
    title = f"困难帮扶:{rules.HOUSEHOLD_FILE.states[file.status]}"
    messages.tell(_reader(file.person), title, f"{told.now}{coming}", url=CASE)


def tell_written(file: HouseholdFile) -> None:
    """A cadre wrote something for her, which counts once she has confirmed it."""
    text = "请看看对不对。都对的,用手机验证码签字确认;不对的,可以自己改。"
    messages.tell(_reader(file.person), "工会代您填写了困难档案,请确认", text, url=CASE)


def tell_grant(grant: Grant) -> None:
    """Money that was granted, arrived, or did not."""
    found = telling.GRANT_TOLD.get(GrantStatus(grant.status))
    if found is None:
        return
    title, text = found
    amount = "" if grant.amount is None else f" {show_yuan(grant.amount)}"
    what = f"{grant.get_aid_type_display()}{amount}"
    messages.tell(_reader(grant.person), f"{title}:{what}", text, url=MONEY)


def _reader(person: Person) -> int:
    """Who reads it: the person, or with whom she was found to be the same human."""
    return person.merged_into_id or person.pk

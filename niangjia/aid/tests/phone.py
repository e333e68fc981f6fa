"""A worker's phone for tests: answers question after question as she would, and reads the pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from niangjia.accounts.models import PhoneCode
from niangjia.accounts.queries import actor_of
from niangjia.accounts.rules import CodePurpose
from niangjia.accounts.services import make_code, use_code
from niangjia.accounts.testing import Tree, last_code, worker_client
from niangjia.aid.queries import drafts, signing_phone
from niangjia.aid.rules.application import screen_of
from niangjia.aid.rules.asking import read
from niangjia.aid.services import drafting
from niangjia.aid.tests.files import number
from niangjia.kernel import clock
from niangjia.kernel.tests.pictures import png
from niangjia.members.models import Person
from niangjia.members.tests.making import member_of

APPLY = "/m/aid/apply/"
HUSBAND = number(101, date(1982, 7, 1))
Data = Mapping[str, Any]

QUESTIONS: tuple[tuple[str, Data], ...] = (
    ("cause", {"cause": "family_illness"}),
    ("others", {"others": ["schooling"]}),
    ("note", {"note": "丈夫长期患病,女儿上学。"}),
    ("work", {"work": "employed"}),
    ("unit", {"work_unit": "渠江纺织厂", "labour_months": "36"}),
    ("enterprise", {"enterprise_state": "normal", "unit_type": "170", "industry": "C"}),
    ("contract", {"contract_from_on": "2024-02-29", "contract_until_on": "2030-02-28"}),
    ("registration", {"registration": "urban", "registration_place": "四川省达州市渠县"}),
    ("address", {"living": "city", "address": "渠县临巴镇工人村3栋2单元", "postcode": "635200"}),
    ("phone", {"phone": "13800138000", "other_contact": "邻居王大姐"}),
    ("own", {"relation": "head"}),
    ("marriage", {"marriage": "married"}),
    ("about", {"ethnicity": "1", "politics": "13", "education": "60", "model_worker": "city"}),
    ("health-1", {"health": "good"}),
    ("insurance-1", {"insurance": "employee"}),
    ("who-2", {"name": "何大山", "identity": HUSBAND}),
    ("relation-2", {"relation": "spouse"}),
    ("state-2", {"identity": "sick_leave"}),
    ("live-2", {"together": "yes"}),
    ("more-2", {"ethnicity": "15", "registration": "rural", "phone": "13900139000"}),
    ("health-2", {"health": "uraemia"}),
    ("illness-2", {"disease": "尿毒症透析"}),
    ("insurance-2", {"insurance": "resident"}),
    ("who-3", {"name": "何小雨", "born_on": "2008-02-29"}),
    ("relation-3", {"relation": "child"}),
    ("state-3", {"identity": "student", "work_unit": "渠县中学"}),
    ("live-3", {"together": "yes"}),
    ("more-3", {"gender": "2"}),
    ("school-3", {"stage": "senior", "kind": "public", "enrolled": "2024", "years": "3"}),
    ("health-3", {"health": "good"}),
    ("members", {}),
    ("family", {"hardship_card": "TK0001"}),
    ("months", {"months": "8"}),
    ("earners", {"earners": ["1"]}),
    ("income-1", {"wage": "3,000"}),
    ("spenders", {"spenders": ["2"]}),
    ("spend-2", {"medical": "8550", "insurance": "50"}),
    ("home-1", {"housing": "bought", "area": "60"}),
    ("homes", {}),
    ("savings", {"saving": "2000", "investment": "0"}),
    ("property", {}),
    ("accidents", {}),
    ("outside", {}),
    (
        "bank",
        {
            "account": "6222 0200 0000 0000 018",
            "bank_name": "渠县农商行",
            "bank_branch": "临巴支行",
        },
    ),
)
"""A whole application: 1,000 yuan a head and month, 745.83 after expenditure."""
NEEDED = ("income-1-wage", "spend-2-medical", "spend-2-insurance")


@dataclass
class Phone:
    """One browser of the worker, looking at page after page."""

    client: Client
    person: Person

    def page(self, slug: str) -> str:
        """The HTML of a screen."""
        response = self.client.get(f"{APPLY}{slug}/")
        assert response.status_code == 200, (slug, response.status_code, response.headers)
        return str(response.content.decode())

    def seen(self, slug: str) -> str:
        """The revision the page was made with."""
        found = re.search(r'name="seen" value="(\d+)"', self.page(slug))
        return found[1] if found else "0"

    def post(self, slug: str, data: Data, *, seen: str | None = None, query: str = "") -> Any:
        """Answer a screen."""
        given = {**data, "seen": self.seen(slug) if seen is None else seen}
        return self.client.post(f"{APPLY}{slug}/{query}", given)

    def answer(self, slug: str, data: Data) -> str:
        """Answer rightly; where it leads."""
        response = self.post(slug, data)
        assert response.status_code == 302, (slug, errors(response))
        return str(response.url)

    def photograph(self, need: str, shade: int = 128) -> Any:
        """Send a photo for one need."""
        photo = SimpleUploadedFile("IMG_1.png", png(shade=shade), "image/png")
        return self.client.post(f"{APPLY}papers/{need}/", {"photo": photo})

    def fill(self) -> None:
        """Everything but the signatures, question by question."""
        for slug, data in QUESTIONS:
            self.answer(slug, data)
        self._photograph_all()

    def fill_at_once(self, more: Iterable[tuple[str, Data]] = ()) -> None:
        """The same without looking at the pages, and ``more`` questions."""
        self.keep((*QUESTIONS, *more))
        self._photograph_all()

    def keep(self, questions: Iterable[tuple[str, Data]] = QUESTIONS) -> None:
        """Questions alone, without photos, saved by the service."""
        assert self.person.user_id is not None
        actor, own = actor_of(self.person.user_id), drafts.own_of(self.person)
        for slug, data in questions:
            answers = drafts.draft_of(actor).answers
            screen = screen_of(answers, slug, own, clock.today())
            if screen is None:  # a list
                continue
            typed = {name: [v] if isinstance(v, str) else v for name, v in data.items()}
            answer = read(screen, typed, on=clock.today())
            assert answer.is_right, (slug, answer.errors)
            drafting.save_screen(slug, answer.values, seen=10_000, actor=actor)

    def _photograph_all(self) -> None:
        for n, need in enumerate(NEEDED):
            assert self.photograph(need, 10 + n).status_code == 302

    def sign(self) -> None:
        """Both papers, each confirmed a second time."""
        for slug in ("promise", "authorise"):
            again = self.post(slug, {"name": self.person.name})
            assert "再确认一次" in again.content.decode()
            self.answer(slug, {"name": self.person.name, "confirmed": "1"})

    @override_settings(NIANGJIA_SMS_GATEWAY="niangjia.kernel.sms.DevelopmentGateway")
    def submit(self) -> Any:
        """Press the button and type the code that came; the first answer where none was sent."""
        asked = self.client.post(f"{APPLY}submit/")
        if asked.headers.get("Location") != f"{APPLY}submit/code/":
            return asked
        code = last_code(signing_phone(actor_of(self.person.user_id or 0)))
        return self.client.post(f"{APPLY}submit/code/", {"code": code})


def used_code(phone: str) -> PhoneCode:
    """A code that was sent to the phone for confirming, and typed rightly just now."""
    row, code = make_code(phone, CodePurpose.CONFIRM)
    return use_code(row.pk, CodePurpose.CONFIRM, code)


def goes_to(response: Any) -> str:
    """Where a redirect leads."""
    assert response.status_code == 302
    return str(response.headers["Location"])


def errors(response: Any) -> list[str]:
    """The sentences beside the fields."""
    return re.findall(r'role="alert">([^<]*)<', response.content.decode())


def phone_of(tree: Tree, name: str = "陈小妹", order: int = 1) -> Phone:
    """The phone of a member of the unit, signed in and bound."""
    person = member_of(tree.union, name, order).person
    return Phone(worker_client(person), person)

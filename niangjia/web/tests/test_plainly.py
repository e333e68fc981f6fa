"""What forms refuse is said in plain words; a period turned round is told in the list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms
from django.test import Client
from django.urls import get_resolver

from niangjia.accounts.testing import Cast
from niangjia.kernel.actor import ANONYMOUS
from niangjia.web.forms import ActorForm, NumberField, _Acting
from niangjia.web.plainly import PlainForm

GOOD = {"name": "甲", "day": "2026-01-31", "value": "1.5", "count": "3", "kind": "a"}


class _Form(ActorForm):
    name = forms.CharField(max_length=4)
    day = forms.DateField()
    value = NumberField(min_value=0, max_value=100, max_digits=5, decimal_places=2)
    count = forms.IntegerField(error_messages={"invalid": "请填人数。"})
    kind = forms.ChoiceField(choices=[("a", "甲")])
    number = forms.IntegerField(required=False)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", " ", "这一项还空着。请填写或选择后再提交。"),
        ("name", "甲乙丙丁戊", "写了 5 个字,最多 4 个。请缩短。"),
        ("day", "2026-13-01", "没有读出日期,或没有这一天。请写成 2026-01-31 的样子。"),
        ("value", "-5", "不能小于 0。请核对后重新填写。"),
        ("value", "101", "不能大于 100。请核对后重新填写。"),
        ("value", "1.234", "小数最多 2 位。请四舍五入后再填。"),
        ("value", "三", "这不是一个数。请只填阿拉伯数字,不要写单位、万、亿。"),
        ("count", "三", "请填人数。"),
        ("number", "三", "这不是一个整数。请只填阿拉伯数字,不要写单位、万、亿。"),
        ("kind", "zzz", "没有“zzz”这一项。请从列出的选项中选择。"),
    ],
)
def test_a_refusal_says_what_to_do(field: str, value: str, words: str) -> None:
    assert _Form(GOOD, actor=ANONYMOUS).is_valid()

    assert _Form({**GOOD, field: value}, actor=ANONYMOUS).errors == {field: [words]}


def test_every_form_refuses_in_our_words() -> None:
    get_resolver().url_patterns  # noqa: B018 - loads every page with its forms
    ours = [form for form in _heirs(forms.BaseForm) if form.__module__.startswith("niangjia.")]

    assert len(ours) > 100
    assert [form for form in ours if not issubclass(form, (_Acting, PlainForm))] == []


def _heirs(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for heir in kind.__subclasses__():
        yield heir
        yield from _heirs(heir)


def test_a_visitor_is_refused_in_our_words(client: Client) -> None:
    empty = client.post("/login/", {"username": "", "password": ""}).content.decode()
    long = client.post("/login/", {"username": "x" * 41, "password": "y"}).content.decode()

    assert empty.count("这一项还空着。请填写或选择后再提交。") == 2
    assert "写了 41 个字,最多 40 个。请缩短。" in long


def test_a_period_turned_round_is_told(cast: Cast) -> None:
    address = "/plans/?ends_on_from={}&ends_on_to={}"
    client = cast.county_zhao.client

    turned = client.get(address.format("2026-12-31", "2026-01-01")).content.decode()
    right = client.get(address.format("2026-01-01", "2026-12-31")).content.decode()

    assert "2026-12-31 至 2026-01-01(起日晚于止日,请对调)" in turned
    assert "请对调" not in right

"""The templates that ship with the system (随系统提供的模板), in our own words."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from niangjia.reports.rules.flow import TemplateKind


@dataclass(frozen=True)
class Shipped:
    """A template as it ships: its code, its title, its kind and its text."""

    code: str
    title: str
    kind: TemplateKind
    text: str


def _text(code: str) -> str:
    return files(__package__).joinpath(f"{code}.md").read_text(encoding="utf-8")


SHIPPED = (
    Shipped("five-year", "五年工作报告", TemplateKind.WORK, _text("five-year")),
    Shipped("annual-return", "工会统计年报", TemplateKind.RETURN, _text("annual-return")),
)

"""Every form reads numbers as people write them: ``1e5`` may be a slip and is no 100,000."""

from __future__ import annotations

import importlib
import pkgutil

from django import forms

from niangjia.web.forms import ActorForm, ActorModelForm, NumberField
from tests.architecture.collect import ROOT


def _below(cls: type[forms.BaseForm]) -> set[type[forms.BaseForm]]:
    return set(cls.__subclasses__()).union(*(_below(sub) for sub in cls.__subclasses__()))


def test_numbers_are_plain_ones_everywhere() -> None:
    for module in pkgutil.walk_packages([str(ROOT)], "niangjia."):
        if "forms" in module.name.split("."):
            importlib.import_module(module.name)

    found = {
        (form.__qualname__, name): isinstance(field, NumberField)
        for form in _below(ActorForm) | _below(ActorModelForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.DecimalField)
    }

    assert sum(found.values()) > 10
    assert [where for where, is_plain in found.items() if not is_plain] == []

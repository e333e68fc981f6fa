"""Forms that know who fills them in, and the fields that pick from large tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from niangjia.kernel.actor import ANONYMOUS, Actor
from niangjia.kernel.numbers import plain_number
from niangjia.web import pickers
from niangjia.web.plainly import speak_plainly

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


MOST_PICKED = 50


class DayInput(forms.DateInput):
    """A date as 2026-11-21, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class NumberField(forms.DecimalField):
    """A number as people write it: ``1,234`` is one, ``1e5`` may be a slip and is refused."""

    default_error_messages = {"invalid": "这不是一个数。请只填阿拉伯数字,不要写单位、万、亿。"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # a DecimalField is an IntegerField to the stubs
        if isinstance(value, str) and value.strip():
            value = plain_number(value)
            if value is None:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class PickerInput(forms.TextInput):
    """A text field for the code; the page's script turns it into a search field with a tree."""

    template_name = "desk/widgets/picker.html"
    picker = ""
    permission = ""
    actor: Actor = ANONYMOUS
    is_many = False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        declared = pickers.PICKERS.get(self.picker)
        keys = _keys(value) if self.is_many else [str(value or "")]
        found = [
            declared.find(self.actor, self.permission, key) for key in keys if key and declared
        ]
        context["picker"] = {
            "name": self.picker,
            "permission": self.permission,
            "is_many": self.is_many,
            "text": "\n".join(str(each or key) for key, each in zip(keys, found, strict=False)),
            "has_tree": declared is not None and declared.tree is not None,
        }
        return context


class PickerField(forms.Field):
    """One object of a registered picker's table, posted by its key."""

    widget = PickerInput
    picker = ""
    not_found = "没有找到,或不在您的管理范围内。请从列表中选择,或核对编码。"

    def __init__(self, *, permission: str = "", picker: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.picker = picker or self.picker
        self.permission = permission or f"{self.picker}.view"
        self.actor: Actor = ANONYMOUS

    def for_actor(self, actor: Actor) -> None:
        """Limit the choice to what this actor may pick."""
        self.actor = actor
        widget: Any = self.widget
        if isinstance(widget, PickerInput):
            widget.picker, widget.permission = self.picker, self.permission
            widget.actor = actor

    def prepare_value(self, value: Any) -> Any:
        declared = pickers.PICKERS.get(self.picker)
        if isinstance(value, models.Model):
            return getattr(value, declared.key if declared else "pk")
        if isinstance(value, int) and declared is not None:  # a ModelForm's initial is the pk
            row = declared.table()._default_manager.filter(pk=value).first()
            return getattr(row, declared.key) if row is not None else ""
        return value

    def to_python(self, value: Any) -> Any:
        text = str(value or "").replace("\0", "").strip()
        if not text:
            return None
        declared = pickers.PICKERS.get(self.picker)
        found = declared.find(self.actor, self.permission, text) if declared else None
        if found is None:
            raise forms.ValidationError(self.not_found)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class PickersField(PickerField):
    """Several objects of one picker: their keys in one text, apart by commas or blanks."""

    def for_actor(self, actor: Actor) -> None:
        super().for_actor(actor)
        widget: Any = self.widget
        widget.is_many = True

    def to_python(self, value: Any) -> list[Any]:
        """The objects in the order given, each once; every key that is not found is named."""
        keys = _keys(value)
        if len(keys) > MOST_PICKED:
            raise forms.ValidationError(f"一次最多选{MOST_PICKED}个。请分几次办理。")
        declared = pickers.PICKERS[self.picker]
        found = {key: declared.find(self.actor, self.permission, key) for key in keys}
        missing = [key for key, each in found.items() if each is None]
        if missing:
            raise forms.ValidationError(f"{'、'.join(missing)}:{self.not_found}")
        return list(found.values())


def _keys(value: Any) -> list[str]:
    return [key for key in re.split(r"[\s,,、;;]+", str(value or "").replace("\0", "")) if key]


class UnionField(PickerField):
    """A union (工会) by its code."""

    picker = "unions"


class UnionsField(PickersField):
    """Several unions (工会) by their codes."""

    picker = "unions"


class EmployerField(PickerField):
    """An employer (用人单位)."""

    picker = "employers"


class RegionField(PickerField):
    """An administrative division (行政区划) by its code."""

    picker = "regions"


class _Acting:
    """Common to both form bases: the actor, pickers limited to her, styled widgets.

    ``groups`` (of ``tabs.Group``) arranges the fields; those not named come last.
    """

    groups: tuple[Any, ...] = ()
    fields: dict[str, forms.Field]
    actor: Actor

    def _take(self, actor: Actor) -> None:
        self.actor = actor
        for field in self.fields.values():
            if isinstance(field, PickerField):
                field.for_actor(actor)
            if isinstance(field, forms.DateField) and type(field.widget) is forms.DateInput:
                field.widget = DayInput(field.widget.attrs)
            _style(field.widget)
            speak_plainly(field)

    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Visible fields by group title."""
        left = [name for name, f in self.fields.items() if not f.widget.is_hidden]
        found: list[tuple[str, list[forms.BoundField]]] = []
        for group in self.groups:
            names = [name for name in group.fields if name in left]
            left = [name for name in left if name not in names]
            if names:
                found.append((group.title, [self[name] for name in names]))  # type: ignore[index]
        if left:
            title = "其他" if found else ""
            found.append((title, [self[name] for name in left]))  # type: ignore[index]
        return found


class ActorForm(_Acting, forms.Form):
    """A plain form. ``subject`` is the object an act is done to."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        actor: Actor,
        subject: Any = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}), label_suffix="")
        self.subject = subject
        self._take(actor)

    def save(self, actor: Actor) -> Any:
        """Call the service; needed only where the form makes or edits an object."""
        raise NotImplementedError


class ActorModelForm(_Acting, _ModelForm):
    """A form of a model: shape and constraints from the table, writing through a service."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        actor: Actor,
        instance: Any = None,
        subject: Any = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            data, files, instance=instance, initial=dict(initial or {}), label_suffix=""
        )
        self.subject = subject if subject is not None else instance
        self._take(actor)

    def save(self, actor: Actor) -> Any:  # type: ignore[override]  # writes through a service
        """Call the service with ``cleaned_data`` and return the saved object."""
        raise NotImplementedError


def _style(widget: forms.Widget) -> None:
    match widget:
        case forms.CheckboxSelectMultiple() | forms.RadioSelect():
            name = ""
        case forms.CheckboxInput():
            name = "form-check-input"
        case forms.Select():
            name = "form-select"
        case forms.Textarea():
            name = "form-control"
            widget.attrs["rows"] = (
                widget.attrs.get("rows") if widget.attrs.get("rows") != "10" else 3
            )
        case _:
            name = "form-control"
    if name:
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()

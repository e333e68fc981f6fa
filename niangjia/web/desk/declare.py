"""What an area declares: desks, acts, dashboards, to-dos; and the registries they go into."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.workflow import Workflow
from niangjia.web.desk.columns import Column, Link, Masked, Status, infer
from niangjia.web.desk.filters import Filter, Preset
from niangjia.web.desk.importer import Importer
from niangjia.web.desk.tabs import EXTRA, AnyTab, Facts, Group, Timeline
from niangjia.web.forms import ActorForm, ActorModelForm

Rows = models.QuerySet[Any]
GROUPS = ("组织", "会员", "帮扶", "维权", "建功", "服务", "资金", "统计", "系统")


@dataclass(frozen=True)
class Act:
    """Something done to one object in a dialog.

    ``service(obj, *, actor, **form.cleaned_data)``; ``when(obj)`` returns why it cannot be done
    now, or None; ``preview(obj, actor, cleaned)`` returns the lines to confirm (the form is then
    posted twice). ``hidden_when`` leaves the button out altogether. ``may_leave``: the object may
    be out of the actor's sight afterwards.
    """

    code: str
    label: str
    permission: str
    service: Callable[..., Any]
    form: type[ActorForm] | type[ActorModelForm] | None = None
    when: Callable[[Any], str | None] = lambda obj: None
    hidden_when: Callable[[Any], bool] = lambda obj: False
    preview: Callable[[Any, Actor, dict[str, Any]], list[str]] | None = None
    primary: bool = False
    danger: bool = False
    above: bool = False
    needs_reason: bool = False
    may_leave: bool = False
    help: str = ""

    @property
    def has_preview(self) -> bool:
        """Whether it is confirmed in a second step (a template would call ``preview``)."""
        return self.preview is not None


@dataclass(frozen=True)
class Due:
    """A row on the workbench whose day wants explaining; ``path``: of the union it belongs to."""

    pk: int
    state: str
    path: str
    on: date


Derive = Callable[[Sequence[Due]], Mapping[int, str]]


class Desk:
    """The pages of one kind of object. Subclass, declare, decorate with ``@register``."""

    slug: ClassVar[str]
    model: ClassVar[Any]
    title: ClassVar[str]
    noun: ClassVar[str] = ""
    menu: ClassVar[tuple[str, int] | None] = None
    area: ClassVar[str]
    ref: ClassVar[str] = "public_id"
    related: ClassVar[tuple[str, ...]] = ()
    detail_related: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[Sequence[str | Column]] = ()
    card: ClassVar[tuple[str, ...]] = ()
    filters: ClassVar[Sequence[Filter | Preset]] = ()
    search: ClassVar[Callable[..., Rows] | None] = None  # (rows, text); given as staticmethod
    search_hint: ClassVar[str] = "名称、拼音首字母或编号"
    in_global_search: ClassVar[bool] = True
    order: ClassVar[tuple[str, ...]] = ("-id",)
    page_size: ClassVar[int] = 50
    form: ClassVar[type[ActorModelForm] | type[ActorForm] | None] = None
    can_create: ClassVar[bool] = True
    can_edit: ClassVar[bool] = True
    can_export: ClassVar[bool] = True
    view_permission: ClassVar[str] = ""
    create_permission: ClassVar[str] = ""
    edit_permission: ClassVar[str] = ""
    export_permission: ClassVar[str] = ""
    reveal_permission: ClassVar[str] = ""
    import_permission: ClassVar[str] = ""
    workflow: ClassVar[Workflow | None] = None
    verbs: ClassVar[Mapping[str, Callable[..., Any]]] = {}
    step_forms: ClassVar[Mapping[str, type[ActorForm] | type[ActorModelForm]]] = {}
    todo_label: ClassVar[str] = ""
    acts: ClassVar[Sequence[Act]] = ()
    importer: ClassVar[Importer | None] = None
    tabs: ClassVar[Sequence[AnyTab]] = ()
    reveals: ClassVar[tuple[str, ...]] = ()
    reveal_of: ClassVar[Callable[..., Any] | None] = None  # (row); given as staticmethod
    subtitle: ClassVar[str] = ""
    create_title: ClassVar[str] = ""  # 新增 and the noun, unless told
    create_button: ClassVar[str] = ""
    empty_hint: ClassVar[str] = ""
    list_intro: ClassVar[str] = ""
    urls: ClassVar[Sequence[URLPattern | URLResolver]] = ()

    def __init__(self) -> None:
        for verb in ("view", "edit", "export", "reveal", "import"):
            name = f"{verb}_permission"
            setattr(self, name, getattr(self, name) or f"{self.area}.{verb}")
        self.create_permission = self.create_permission or self.edit_permission  # type: ignore[misc]
        self.noun = self.noun or self.title  # type: ignore[misc]
        self.create_title = self.create_title or f"新增{self.noun}"  # type: ignore[misc]
        self.bound_columns = [
            (infer(self.model, c) if isinstance(c, str) else c).bind(self) for c in self.columns
        ]
        self.bound_filters = [f.bind(self) for f in self.filters if isinstance(f, Filter)]
        self.presets = [f for f in self.filters if isinstance(f, Preset)]

    def rows(self, actor: Actor, permission: str) -> Rows:
        """The rows an actor may touch. Override for a model without ``SCOPE``."""
        found: Rows = self.model.objects.visible_to(actor, permission)
        return found

    def prepare(self, rows: list[Any], actor: Actor) -> None:
        """Load what Computed columns need for these rows, in a fixed number of queries."""

    def is_editable(self, obj: Any) -> bool:
        """Whether the state of an object lets it be edited: no button where the service refuses."""
        return True

    def changed_at(self, obj: Any) -> datetime | None:
        """When what the form edits was last saved. Override where it stands in another row."""
        found: datetime | None = getattr(obj, "updated_at", None)
        return found

    def derive(self, dues: Sequence[Due]) -> Mapping[int, str]:
        """How due days were found that no step of the life cycle sets (pk → Chinese sentence)."""
        return {}

    def initial(self, actor: Actor, data: Mapping[str, str]) -> dict[str, Any]:
        """Starting values of the form for a new object; by default fields named in the address."""
        names = getattr(self.form, "base_fields", {})
        return {name: value for name, value in data.items() if name in names}

    def get(self, ref: str, actor: Actor, permission: str = "") -> Any:
        """The object of that reference. Raises NotVisible."""
        rows = self.rows(actor, permission or self.view_permission)
        joined = (*self.related, *self.detail_related)
        if joined:
            rows = rows.select_related(*joined)
        try:
            found = rows.filter(**{self.ref: ref.replace("\0", "")}).first()
        except (ValueError, ValidationError, OverflowError):
            found = None
        if found is None:
            raise NotVisible
        return found

    def sees(self, obj: Any, actor: Actor) -> bool:
        """Whether the object is in the actor's sight, asked of the database."""
        return self.rows(actor, self.view_permission).filter(pk=obj.pk).exists()

    def allows(self, permission: str, obj: Any, actor: Actor) -> bool:
        """Whether the actor may use the permission on this object; no query for scoped objects."""
        if not actor.may(permission):
            return False
        owner = getattr(self.model, "OWNER", "")
        if owner and actor.user_id is not None and _follow(obj, owner) == actor.user_id:
            return True
        if hasattr(obj, "scope_path"):
            return actor.may(permission, obj.scope_path)
        return self.rows(actor, permission).filter(pk=obj.pk).exists()

    @property
    def has_search(self) -> bool:
        """Whether the list has a search box (a template would call ``search``)."""
        return self.search is not None

    @property
    def has_pages(self) -> bool:
        """Whether rows have a page of their own."""
        return bool(self.all_tabs())

    def all_tabs(self) -> list[AnyTab]:
        """Declared tabs and those other areas registered; the timeline stays last."""
        declared = list(self.tabs)
        last = [t for t in declared if isinstance(t, Timeline)]
        extra = EXTRA.get(self.model._meta.label_lower, [])
        return [*(t for t in declared if not isinstance(t, Timeline)), *extra, *last]

    def facts(self, tab: Facts) -> list[tuple[str, list[Column]]]:
        """Groups of a facts tab with bound columns; undeclared sensitive fields come last."""
        groups = [(group.title, group.columns(self)) for group in tab.groups]
        named = {c.path for _, columns in groups for c in columns if isinstance(c, Masked)}
        missing = [Masked(name) for name in self.reveals if name not in named]
        if missing and tab is self.tabs[0]:
            groups.append(("敏感信息", Group("", *missing).columns(self)))
        return groups

    def status_column(self) -> Column | None:
        """The status shown beside the title."""
        return next((c for c in self.bound_columns if isinstance(c, Status)), None)

    def label_path(self) -> str:
        """Field path of the text that names a row: ``todo_label`` or the first Link column."""
        if self.todo_label:
            return self.todo_label
        return next((c.path for c in self.bound_columns if isinstance(c, Link)), "pk")

    def list_url(self) -> str:
        """Address of the list."""
        return f"/{self.slug}/"

    def url_of(self, obj: Any) -> str:
        """Address of an object's page, empty when it has none."""
        return f"/{self.slug}/{getattr(obj, self.ref)}/" if self.has_pages else ""


class Dashboard:
    """A page of figures: a template and its context."""

    slug: ClassVar[str]
    title: ClassVar[str]
    menu: ClassVar[tuple[str, int] | None] = None
    permission: ClassVar[str]
    template: ClassVar[str]
    urls: ClassVar[Sequence[URLPattern | URLResolver]] = ()

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """What the template shows."""
        return {}


@dataclass(frozen=True)
class Todo:
    """A kind of work waiting on the workbench, ordered by its legal deadline.

    ``rows(actor)`` are already visible to the actor; ``due`` is a date field ("": none), ``label``
    the field path naming a row. ``url`` is the list to open; ``item_url`` the page of one row with
    ``{ref}`` in it, filled from the field ``ref``.

    How the day was found is counted from ``workflow`` and the ``state`` its rows stand in; where
    no step of a life cycle sets it, ``derive(dues)`` tells (pk → Chinese sentence).
    ``own(actor)``: rows for the actor's own unions to act on, not for those below; without it
    rows that belong to her own unions.
    """

    code: str
    title: str
    permission: str
    rows: Callable[[Actor], Rows]
    url: str
    due: str = "due_on"
    label: str = "name"
    item_url: str = ""
    ref: str = "public_id"
    workflow: Workflow | None = None
    state: str = ""
    derive: Derive | None = None
    own: Callable[[Actor], models.Q] | None = None


@dataclass(frozen=True)
class MenuItem:
    """A left-menu entry that is neither a desk nor a dashboard."""

    group: str
    order: int
    title: str
    url: str
    permission: str


DESKS: dict[str, Desk] = {}
DASHBOARDS: dict[str, Dashboard] = {}
TODOS: dict[str, Todo] = {}
MENU: list[MenuItem] = []
MOUNTS: list[tuple[str, Any]] = []
D = TypeVar("D", bound=type[Desk] | type[Dashboard])


def register(cls: D) -> D:
    """Class decorator: build the desk or dashboard once and give it its addresses and menu entry."""
    taken = DESKS.keys() | DASHBOARDS.keys()
    if cls.slug in taken:
        raise ImproperlyConfigured(f"slug {cls.slug} is registered twice")
    made = cls()
    if isinstance(made, Desk):
        DESKS[made.slug] = made
        permission = made.view_permission
    else:
        DASHBOARDS[made.slug] = made
        permission = made.permission
    if made.menu is not None:
        menu(MenuItem(*made.menu, made.title, f"/{made.slug}/", permission))
    return cls


def menu(item: MenuItem) -> None:
    """Add an entry to the left menu."""
    if item.group not in GROUPS:
        raise ImproperlyConfigured(f"menu group {item.group} is not one of {GROUPS}")
    MENU.append(item)


def todo(kind: Todo) -> Todo:
    """Add a kind of work to the workbench."""
    TODOS[kind.code] = kind
    return kind


def mount(prefix: str, urls: Any) -> None:
    """Add pages outside any desk, at ``prefix`` (may be empty): a module name or path() list."""
    MOUNTS.append((prefix, urls))


def desk_of(model: type[models.Model]) -> Desk | None:
    """The first desk that shows a model."""
    return next((desk for desk in DESKS.values() if desk.model is model), None)


def _follow(obj: Any, path: str) -> Any:
    for part in path.split("__"):
        if obj is None:
            return None
        obj = getattr(obj, part)
    return obj

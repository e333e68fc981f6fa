"""Addresses of the desk, made from the registries (all areas have registered by now)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from niangjia.web import jobpages, pickers, searching, workbench
from niangjia.web.desk import (
    acting,
    dashboards,
    detail,
    editing,
    export,
    importing,
    listing,
    revealing,
)
from niangjia.web.desk.declare import DASHBOARDS, DESKS, MOUNTS, Desk


def desk_urls(desk: Desk) -> list[URLPattern | URLResolver]:
    """The pages of one desk, below its slug. The fixed words come before any reference."""
    found: list[URLPattern | URLResolver] = [
        path("", listing.list_view(desk), name=f"{desk.slug}-list"),
        path("new/", editing.create_view(desk), name=f"{desk.slug}-new"),
        path("export/", export.export_view(desk), name=f"{desk.slug}-export"),
    ]
    if desk.importer is not None:
        found += [
            path("import/", importing.upload_view(desk), name=f"{desk.slug}-import"),
            path("import/<uuid:public_id>/", importing.batch_view(desk)),
            path("import/<uuid:public_id>/commit/", importing.commit_view(desk)),
            path("import/<uuid:public_id>/undo/", importing.undo_view(desk)),
            path("import/<uuid:public_id>/marked/", importing.marked_view(desk)),
        ]
    found += desk.urls
    view = detail.detail_view(desk)
    return [
        *found,
        path("<str:ref>/", view, name=f"{desk.slug}-detail"),
        path("<str:ref>/tab/<str:code>/", view),
        path("<str:ref>/edit/", editing.edit_view(desk), name=f"{desk.slug}-edit"),
        path("<str:ref>/do/<str:act>/", acting.act_view(desk), name=f"{desk.slug}-act"),
        path("<str:ref>/history/", detail.history_view(desk), name=f"{desk.slug}-history"),
        path("<str:ref>/reveal/<str:field>/", revealing.reveal_view(desk)),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", workbench.home, name="home"),
    path("search/", searching.search, name="search"),
    path("jobs/", jobpages.index, name="jobs"),
    path("jobs/<uuid:public_id>/", jobpages.fragment),
    path("jobs/<uuid:public_id>/cancel/", jobpages.cancel),
    path("jobs/<uuid:public_id>/file/", jobpages.download),
    path("pick/<str:name>/", pickers.search),
    path("pick/<str:name>/tree/", pickers.tree),
]
urlpatterns += [path(prefix, include(urls)) for prefix, urls in MOUNTS]
for _board in DASHBOARDS.values():
    urlpatterns.append(path(f"{_board.slug}/", dashboards.dashboard_view(_board), name=_board.slug))
    if _board.urls:
        urlpatterns.append(path(f"{_board.slug}/", include(list(_board.urls))))
urlpatterns += [path(f"{_desk.slug}/", include(desk_urls(_desk))) for _desk in DESKS.values()]

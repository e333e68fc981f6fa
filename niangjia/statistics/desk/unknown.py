"""The answer to an address that names an indicator, slice or version there is not."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[[HttpRequest, str], HttpResponse]


def names_unknown(view: View) -> View:
    """Decorator of a view of one code: a 404 that names the code and what may have been meant."""

    @functools.wraps(view)
    def answered(request: HttpRequest, code: str) -> HttpResponse:
        from niangjia.kernel.indicators import UnknownIndicator  # loads Ibis
        from niangjia.statistics.queries.catalogue import near  # loads Ibis

        try:
            return view(request, code)
        except UnknownIndicator as unknown:
            context = {"reason": str(unknown), "near": near(code)}
            return render(request, "statistics/figures/unknown.html", context, status=404)

    return answered

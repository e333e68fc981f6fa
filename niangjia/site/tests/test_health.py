"""The address that says whether the installation is alive."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
def test_health_answers(client: Client) -> None:
    response = client.get("/healthz")

    assert response.content == b"ok"
    assert "script-src 'self'" in response["Content-Security-Policy"]

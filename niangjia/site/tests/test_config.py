"""What the environment may change, and the private files of an installation."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from niangjia.site.config import Config, database_settings, read_or_create, secret_key


def test_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    config = Config(home=tmp_path / "home")

    first, second = secret_key(config), secret_key(config)

    assert first == second
    assert len(first) > 60
    assert stat.S_IMODE(config.secrets_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE((config.secrets_dir / "django.key").stat().st_mode) == 0o600


def test_processes_that_need_a_secret_at_once_agree_on_one(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key"

    with ThreadPoolExecutor(8) as pool:
        texts = set(pool.map(lambda number: read_or_create(path, f"secret {number}"), range(32)))

    assert len(texts) == 1
    assert [entry.name for entry in path.parent.iterdir()] == ["key"]


def test_environment_sets_fields(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NIANGJIA_HOME", str(tmp_path))
    monkeypatch.setenv("NIANGJIA_PORT", "8123")
    monkeypatch.setenv("NIANGJIA_ALLOWED_HOSTS", "gh.example.cn, www.example.cn")

    config = Config()

    assert (config.home, config.port) == (tmp_path, 8123)
    assert config.host_names[-2:] == ["gh.example.cn", "www.example.cn"]


def test_a_port_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANGJIA_PORT", "99999")

    with pytest.raises(ValidationError, match="port"):
        Config()


@pytest.mark.parametrize(
    ("dsn", "host", "name", "options"),
    [
        ("postgresql://me:p%40ss@db:6432/niangjia?sslmode=require", "db", "niangjia", "sslmode"),
        ("host='/tmp/a b' port=5432 user=niangjia dbname=niangjia", "/tmp/a b", "niangjia", ""),
    ],
)
def test_database_addresses(dsn: str, host: str, name: str, options: str) -> None:
    entry = database_settings(dsn)

    assert (entry["HOST"], entry["NAME"]) == (host, name)
    assert list(entry["OPTIONS"]) == ([options] if options else [])


@pytest.mark.parametrize(
    ("values", "gateway"),
    [
        ({}, "niangjia.kernel.sms.DevelopmentGateway"),
        ({"https": True}, "niangjia.kernel.sms.NoGateway"),
        ({"database_url": "postgresql://db/niangjia"}, "niangjia.kernel.sms.NoGateway"),
        ({"sms_gateway": "city.sms.Gateway", "https": True}, "city.sms.Gateway"),
    ],
)
def test_development_inbox_is_for_trying_out_alone(
    tmp_path: Path, values: dict[str, object], gateway: str
) -> None:
    config = Config(home=tmp_path, **values)  # type: ignore[arg-type]  # fields of Config

    assert config.sms_gateway_path == gateway

"""Where the installation keeps its things, and what the environment may change.

Everything that differs between two installations is a field of `Config`, set by an
environment variable with the prefix `NIANGJIA_`. There is no second settings file.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from psycopg import conninfo
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from niangjia.kernel.errors import Unusable

CHECKOUT = Path(__file__).resolve().parents[2]


class Config(BaseSettings):
    """Settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="NIANGJIA_", extra="ignore", frozen=True)

    home: Path = CHECKOUT / ".niangjia"
    """All state: database, keys, uploads, logs."""
    database_url: str = ""
    """`postgresql://…` of a server ≥ 15; empty means the embedded one."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    debug: bool = False
    https: bool = False
    """Served behind TLS: cookies become secure-only."""
    allowed_hosts: str = ""
    """Further host names, comma-separated; loopback names are always allowed."""
    key_file: Path | None = None
    """The file with the SM4 and HMAC-SM3 keys, if not under home."""
    web_workers: int = Field(default=2, ge=1)
    demo: bool = True
    """Build the demo federation at the first `niangjia up`."""
    spark_master: str = "local[2]"
    """Where figures asked with the engine `spark` are counted: `local[n]` or `spark://host:port`."""
    linkage_engine: Literal["duckdb", "spark"] = "duckdb"
    """Where answers of a data comparison are linked; `spark` runs on `spark_master`."""
    sms_gateway: str = ""
    """Dotted path of a class with `send(phone, text, kind)`; empty: the development inbox while
    trying out, none otherwise."""
    phone_idle_minutes: int = Field(default=7 * 24 * 60, ge=5)
    """Idle minutes until a worker who signed in by phone code must sign in again."""
    address_limit: int = Field(default=1000, ge=10)
    """Attempts an hour from one network address on pages open to everybody; a whole works shares one."""
    proxies: int = Field(default=0, ge=0)
    """Reverse proxies in front, each adding the caller's address to X-Forwarded-For."""
    durable: bool = True
    """False lets the embedded database skip fsync: for tests and nothing else."""

    @field_validator("home", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @property
    def secrets_dir(self) -> Path:
        """Folder of key material, mode 0700."""
        return self.home / "secrets"

    @property
    def data_key_file(self) -> Path:
        """The file with the keys of sensitive fields; its format belongs to kernel.crypto."""
        return self.key_file or self.secrets_dir / "data-keys.json"

    @property
    def files_dir(self) -> Path:
        """Uploaded and generated files, outside the web root."""
        return self.home / "files"

    @property
    def is_try_out(self) -> bool:
        """Embedded database and no TLS. Otherwise an installation is taken for real."""
        return self.is_embedded and not self.https

    @property
    def sms_gateway_path(self) -> str:
        """The class that sends text messages; the development inbox is for trying out alone."""
        default = "DevelopmentGateway" if self.is_try_out else "NoGateway"
        return self.sms_gateway or f"niangjia.kernel.sms.{default}"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the one we start ourselves."""
        return not self.database_url

    @property
    def host_names(self) -> list[str]:
        """Names under which the web server answers."""
        further = [name.strip() for name in self.allowed_hosts.split(",") if name.strip()]
        bound = [] if self.is_public else [self.host]
        return ["127.0.0.1", "localhost", "[::1]", *bound, *further]

    @property
    def is_public(self) -> bool:
        """Whether the web server listens on every interface."""
        return self.host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound


@lru_cache(maxsize=1)
def get_config() -> Config:
    """The configuration of this process, read once. Raises Unusable."""
    try:
        return Config()
    except ValidationError as error:
        names = "、".join(f"NIANGJIA_{str(fault['loc'][0]).upper()}" for fault in error.errors())
        raise Unusable(f"环境变量 {names} 的值不对,请改正后重试。") from error


def secret_key(config: Config) -> str:
    """Django's signing key; made at first use."""
    return read_or_create(config.secrets_dir / "django.key", secrets.token_urlsafe(64)).strip()


def read_or_create(path: Path, text: str) -> str:
    """Read a private file (0600 in a 0700 folder), written with `text` if it is missing.

    Of several processes that need it at once the first one writes it and all see the same.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.link(temporary, path)  # unlike rename, never replaces another process's file
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    return path.read_text(encoding="utf-8")


def database_settings(dsn: str) -> dict[str, Any]:
    """Django's database entry (its own shape, hence Any) for a URL or keyword address that libpq understands.

    Raises `psycopg.ProgrammingError` when it cannot be read.
    """
    parts = conninfo.conninfo_to_dict(dsn)
    names = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    entry: dict[str, Any] = {key: str(parts.pop(name, "") or "") for key, name in names.items()}
    return entry | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }

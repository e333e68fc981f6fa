"""Bring the database to the point where a command can use it."""

from __future__ import annotations

import os
import sys

import django
import psycopg

from niangjia.site import embedded
from niangjia.site.config import Config, get_config
from niangjia.site.embedded import EmbeddedError

OLDEST_SERVER = 150000


def say(text: str) -> None:
    """Progress, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def start_database(config: Config) -> None:
    """Start the embedded database, or see that the server answers. Raises EmbeddedError."""
    if config.is_embedded:
        embedded.ensure_running(config.home, durable=config.durable, say=say)
        return
    try:
        with psycopg.connect(config.database_url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        raise EmbeddedError(
            f"连不上 NIANGJIA_DATABASE_URL 指定的数据库:{error}\n"
            "请检查地址、用户名、密码以及服务器是否已启动。"
        ) from error
    if version < OLDEST_SERVER:
        raise EmbeddedError(f"数据库版本太低({version // 10000}),需要 PostgreSQL 15 或更高版本。")


def work_with_database(config: Config) -> None:
    """Start it, and keep it running until this process ends. Raises EmbeddedError."""
    if config.is_embedded:
        embedded.use(config.home)
    start_database(config)


def set_up_django() -> None:
    """Load settings and applications."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.site.settings")
    django.setup()


def ready() -> None:
    """Database running, Django loaded, tables there, for a command until it ends. Raises EmbeddedError."""
    work_with_database(get_config())
    set_up_django()
    if is_pristine():
        migrate()
    refuse_wrong_key()


def refuse_wrong_key() -> None:
    """Nothing may be written with a key that is not this database's. Raises EmbeddedError."""
    from niangjia.site import installation  # needs loaded applications

    if not installation.key_belongs():
        raise EmbeddedError(
            f"密钥文件 {get_config().data_key_file} 不是建立这个数据库时的那一个,"
            "证件号码等将无法读取。请恢复原来的密钥文件后再运行。"
        )


def is_pristine() -> bool:
    """Whether no migration has ever run here."""
    from django.db import connection  # needs the settings

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NULL")
        (answer,) = cursor.fetchone()
    return bool(answer)


def pending_migrations() -> list[str]:
    """Migrations that have not run here."""
    from django.db import connection  # needs the settings
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> None:
    """Run pending migrations, then remember which key this database belongs to."""
    from django.core.management import call_command  # needs the settings
    from django.db import connection

    from niangjia.site import installation

    say("正在建立或更新数据表…")
    with connection.cursor() as cursor:  # two commands started at once: one migrates
        cursor.execute("SELECT pg_advisory_lock(7301)")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(7301)")
    installation.remember_key()

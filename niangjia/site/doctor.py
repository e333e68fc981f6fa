"""The checks of `niangjia doctor`. Each looks at one thing and changes nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

import psycopg

from niangjia.kernel import crypto
from niangjia.site import embedded, vendor
from niangjia.site.config import Config
from niangjia.site.running import is_port_free, is_up

LEAST_DISK_GB = 2
CLOCK_TOLERANCE_SECONDS = 60
OLDEST_SENSIBLE_CLOCK = datetime(2025, 1, 1, tzinfo=UTC)


class Grade(Enum):
    """How bad it is."""

    GOOD = "good"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """The outcome of one check, in Chinese."""

    grade: Grade
    subject: str
    message: str


Findings = Iterator[Finding]


def good(subject: str, message: str) -> Finding:
    """Nothing to do."""
    return Finding(Grade.GOOD, subject, message)


def note(subject: str, message: str) -> Finding:
    """Worth knowing, and not a fault."""
    return Finding(Grade.NOTE, subject, message)


def wrong(subject: str, message: str) -> Finding:
    """A fault, and what to do about it."""
    return Finding(Grade.WRONG, subject, message)


def examine(config: Config) -> list[Finding]:
    """All findings; checks that need the database are left out when it does not answer."""
    found = [*_home(config), *_disk(config), *_key_file(config), *_port(config), *_vendor()]
    found.extend(_text_messages(config))
    found.extend(_proxies(config))
    try:
        address = _start(config)
        with psycopg.connect(address, connect_timeout=10, autocommit=True) as connection:
            for check in DATABASE_CHECKS:
                found.extend(check(connection))
    except embedded.EmbeddedError as error:
        return [*found, wrong("数据库", str(error))]
    except psycopg.Error as error:
        return [*found, _unreachable(config, error)]
    if all(finding.grade is not Grade.WRONG for finding in found):
        found.extend(_django_checks())
    return found


def _start(config: Config) -> str:
    if config.database_url:
        return config.database_url
    return embedded.ensure_running(config.home, durable=config.durable).dsn


def _unreachable(config: Config, error: Exception) -> Finding:
    if not config.is_embedded:
        return wrong(
            "数据库",
            f"连不上 NIANGJIA_DATABASE_URL 指定的服务器({_one_line(error)})。"
            "请检查地址、密码和服务器状态。",
        )
    log = embedded.locate(config.home).log
    return wrong("数据库", f"内置数据库没有应答({_one_line(error)})。请看日志 {log}。")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _home(config: Config) -> Findings:
    folder = config.home if config.home.exists() else config.home.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        yield wrong(
            "数据目录",
            f"当前用户不能写入 {folder}。请换用有权限的用户,或用 NIANGJIA_HOME 另指定目录。",
        )
    else:
        yield good("数据目录", str(config.home))


def _disk(config: Config) -> Findings:
    data = embedded.locate(config.home).root if config.is_embedded else config.home
    folder = next(path for path in (data, *data.parents) if path.exists())
    free = shutil.disk_usage(folder).free / 1024**3
    if free < LEAST_DISK_GB:
        yield wrong(
            "磁盘", f"{folder} 只剩 {free:.1f} GB,至少需要 {LEAST_DISK_GB} GB。请清理后再运行。"
        )
    else:
        yield good("磁盘", f"剩余 {free:.0f} GB")


def _key_file(config: Config) -> Findings:
    path = config.data_key_file
    if not path.exists() and config.key_file is None and not config.secrets_dir.exists():
        yield note("密钥文件", "还没有建立,首次运行时自动生成。")
        return
    try:
        crypto.read_key_file(path)
    except crypto.BadKeyFile as error:
        yield wrong("密钥文件", str(error))
        return
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        yield wrong(
            "密钥文件", f"{path} 其他用户也能读取(权限 {mode:o})。请执行 chmod 600 {path}。"
        )
    else:
        yield good("密钥文件", "存在且只有本用户可读")


def _port(config: Config) -> Findings:
    if is_port_free(config.host, config.port):
        yield good("端口", f"{config.port} 空闲")
    elif is_up(config):
        yield good("端口", f"{config.port} 由正在运行的娘家使用")
    else:
        yield wrong(
            "端口",
            f"{config.port} 已被其他程序占用。请关闭该程序,"
            f"或换一个端口:NIANGJIA_PORT={config.port + 1} make run。",
        )


def _text_messages(config: Config) -> Findings:
    if config.sms_gateway:
        yield good("短信", f"由 {config.sms_gateway} 发送")
    elif config.is_try_out:
        yield note(
            "短信", "试用:不真发,验证码留在 /dev/inbox/。正式使用请设置 NIANGJIA_SMS_GATEWAY。"
        )
    else:
        yield note(
            "短信",
            "没有短信服务,职工不能用手机验证码登录。请设置 NIANGJIA_SMS_GATEWAY(见 docs/areas/phone.md)。",
        )


def _proxies(config: Config) -> Findings:
    if config.https and not config.proxies:
        yield note(
            "反向代理",
            "经 HTTPS 提供服务,却没有说明前面有几层反向代理:所有人都被当作同一个网络地址,"
            f"一小时合计超过 {config.address_limit} 次就会互相挡住。请设置 NIANGJIA_PROXIES(通常为 1)。",
        )


def _vendor() -> Findings:
    missing = vendor.missing_files()
    if missing:
        yield wrong(
            "网页文件",
            f"缺少 {len(missing)} 个({missing[0]} 等)。请运行 make setup 或 niangjia vendor。",
        )
    else:
        yield good("网页文件", "齐全")


def _version(connection: psycopg.Connection[tuple[object, ...]]) -> Findings:
    major = connection.info.server_version // 10000
    if major < 15:
        yield wrong("数据库版本", f"PostgreSQL {major} 太旧,需要 15 或更高版本。")
    else:
        yield good("数据库版本", f"PostgreSQL {major}")


def _locale(connection: psycopg.Connection[tuple[object, ...]]) -> Findings:
    row = connection.execute(
        "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchone()
    encoding, ctype = row if row else ("?", "?")
    if encoding != "UTF8" or ctype in {"C", "POSIX"}:
        yield wrong(
            "数据库编码",
            f"编码为 {encoding}、字符类型为 {ctype},中文检索会查不到结果。"
            "请用 UTF8 编码和 C.UTF-8(或 zh_CN.UTF-8)区域重建数据库。",
        )
    else:
        yield good("数据库编码", f"{encoding},{ctype}")


def _clock(connection: psycopg.Connection[tuple[object, ...]]) -> Findings:
    here = datetime.now(UTC)
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    there = row[0] if row else here
    drift = abs((here - there).total_seconds()) if isinstance(there, datetime) else 0
    if here < OLDEST_SENSIBLE_CLOCK or drift > CLOCK_TOLERANCE_SECONDS:
        yield wrong(
            "时钟",
            f"本机时间 {here.astimezone():%Y-%m-%d %H:%M},与数据库相差 {drift:.0f} 秒。请校准系统时间。",
        )
    else:
        yield good("时钟", f"{here.astimezone():%Y-%m-%d %H:%M}")


def _worker(connection: psycopg.Connection[tuple[object, ...]]) -> Findings:
    row = connection.execute("SELECT to_regclass('procrastinate_workers') IS NOT NULL").fetchone()
    if not row or not row[0]:
        return
    alive = connection.execute(
        "SELECT count(*) FROM procrastinate_workers"
        " WHERE last_heartbeat > now() - interval '1 minute'"
    ).fetchone()
    if alive and alive[0]:
        yield good("后台任务", "正在运行")
    else:
        yield note("后台任务", "没有在运行,导入和导出会排队等待。运行 make run 启动。")


DATABASE_CHECKS: tuple[Callable[[psycopg.Connection[tuple[object, ...]]], Findings], ...] = (
    _version,
    _locale,
    _clock,
    _worker,
)


def _django_checks() -> Findings:
    """What only a loaded Django can tell; the checks before it have passed."""
    from niangjia.site.start import is_pristine, pending_migrations, set_up_django

    set_up_django()
    if is_pristine():
        yield note("数据表", "还没有建立,首次运行 make run 时自动建立。")
        return
    pending = pending_migrations()
    if pending:
        yield wrong(
            "数据表",
            f"有 {len(pending)} 项更新没有执行({pending[0]} 等)。请运行 niangjia db migrate。",
        )
        return
    yield good("数据表", "已是最新")
    yield from _tallies()
    yield from _offices()
    from niangjia.site import installation

    if installation.key_belongs():
        yield good("密钥", "与数据库相符")
    else:
        yield wrong(
            "密钥",
            "当前密钥文件不是建立这个数据库时的那一个,证件号码等将无法读取。请恢复原来的密钥文件。",
        )


def _tallies() -> Findings:
    from niangjia.kernel.indicators import tallies  # loads Ibis, about a second

    if found := tallies.differs():
        yield wrong(
            "常备计数",
            f"与会籍、会员卡等记录不符({'、'.join(found)}),全部工会合计的数字会有误。"
            "请运行 niangjia db recount 重算。",
        )
    else:
        yield good("常备计数", "与记录相符")


def _offices() -> Findings:
    from niangjia.unions import queries  # needs a loaded Django

    if found := queries.miscounted_offices():
        yield wrong(
            "任职计数",
            f"一人在同一工会兼任几职的,有{found}条任职记录的计数日期不对,工会干部人数会有误。"
            "请运行 niangjia db recount 重算。",
        )
    else:
        yield good("任职计数", "与记录相符")

"""`niangjia db start|stop|status|migrate|recount|psql|dump`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from niangjia.site import embedded
from niangjia.site.config import Config, get_config
from niangjia.site.start import (
    migrate,
    ready,
    say,
    set_up_django,
    start_database,
    work_with_database,
)


def run(args: argparse.Namespace) -> int:
    """Do the one action asked for."""
    config = get_config()
    match args.action:
        case "start":
            start_database(config)
            say("数据库已在运行。")
        case "stop":
            return _stop(config)
        case "status":
            return _status(config)
        case "migrate":
            work_with_database(config)
            set_up_django()
            migrate()
            say("数据表已是最新。")
        case "recount":
            ready()
            _recount()
        case "psql":
            ready()
            return _client(config, "psql", [_address(config)])
        case "dump":
            return _dump(config, args.file)
    return 0


def _stop(config: Config) -> int:
    if not config.is_embedded:
        say("正在使用外部数据库(NIANGJIA_DATABASE_URL),不由娘家停止。")
        return 2
    say("内置数据库已停止。" if embedded.stop(config.home) else "内置数据库没有在运行。")
    return 0


def _status(config: Config) -> int:
    if not config.is_embedded:
        start_database(config)
        sys.stdout.write("external\n")
        return 0
    state = embedded.status(config.home)
    sys.stdout.write(f"{state.value}\n")
    return 0 if state is embedded.Status.RUNNING else 1


def _recount() -> None:
    from niangjia.kernel.indicators import tallies  # loads Ibis, about a second

    found = tallies.mend()
    say(f"常备计数已按记录改正:{'、'.join(found)}。" if found else "常备计数与记录相符,没有改动。")
    from niangjia.kernel.actor import SYSTEM  # Django is loaded by now
    from niangjia.unions import services

    mended = services.recount_offices(actor=SYSTEM)
    say(f"任职计数已改正{mended}条。" if mended else "任职计数与记录相符,没有改动。")


def _address(config: Config) -> str:
    return config.database_url or embedded.locate(config.home).dsn


def _dump(config: Config, target: Path | None) -> int:
    if target is None:
        say("请写明备份文件,例如:niangjia db dump backup.dump")
        return 2
    work_with_database(config)
    options = ["--format=custom", f"--file={target.absolute()}", f"--dbname={_address(config)}"]
    code = _client(config, "pg_dump", options)
    if code == 0:
        say(f"已备份到 {target}。密钥文件 {config.data_key_file} 须另行妥善备份,二者缺一不可。")
    return code


def _client(config: Config, name: str, options: list[str]) -> int:
    binaries = embedded.locate(config.home).binaries
    return subprocess.run([str(binaries / "bin" / name), *options], check=False).returncode

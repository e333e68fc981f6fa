"""The command `niangjia`: a table of commands; anything else is a Django command.

Standard output carries results only. Progress and complaints go to standard error, so that
`--json` prints nothing but JSON. Exit codes: 0 done, 1 something is wrong with the
installation, 2 the request cannot be carried out as asked, 3 done in part (some rows refused).
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from niangjia.kernel.errors import Blocked, Unusable

EXIT_DONE, EXIT_WRONG, EXIT_UNUSABLE, EXIT_PARTLY = 0, 1, 2, 3
LEVELS = ("grassroots", "township", "county", "city", "province")


@dataclass(frozen=True)
class Command:
    """One command: its one-line help, its options, and whether it needs the database."""

    module: str
    help: str
    options: Callable[[argparse.ArgumentParser], None]
    needs_database: bool = True


class Parser(argparse.ArgumentParser):
    """Says in Chinese what is wrong with the arguments; exit code 2."""

    SAYINGS = (
        (
            r"argument (.+?): invalid choice: '(.*)' \(choose from (.+)\)",
            r"\1 不能是“\2”,可以是 \3",
        ),
        (r"argument (.+?): expected .*", r"\1 后面要有一个值"),
        (r"argument (.+?): not allowed with argument (.+)", r"\1 不能和 \2 同时用"),
        (r"argument (.+?): (.+)", r"\1:\2"),
        (r"unrecognized arguments: (.+)", r"没有这样的选项:\1"),
        (r"the following arguments are required: (.+)", r"缺少 \1"),
    )

    def error(self, message: str) -> NoReturn:
        """End the program."""
        for wording, saying in self.SAYINGS:
            if re.fullmatch(wording, message):
                message = re.sub(wording, saying, message)
                break
        self.exit(EXIT_UNUSABLE, f"{message}。用法见 {self.prog} --help\n")


def _no_options(parser: argparse.ArgumentParser) -> None:
    """The command takes none."""


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scale", choices=("small", "full", "province"), default="small",
        help="small:达州 1:20;full:达州全量;province:全省规模",
    )  # fmt: skip
    parser.add_argument(
        "--reset", action="store_true", help="先清空已有的演示数据(正式数据不会清空)"
    )


def _demo_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("user", metavar="USER", help="演示账号的用户名")


def _createadmin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--union", required=True, metavar="CODE", help="工会编码(地区编码)")


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("members",), help="导入的种类")
    parser.add_argument("file", type=Path, metavar="FILE", help="实名信息采集表(.xlsx)")
    parser.add_argument("--union", required=True, metavar="CODE", help="导入到哪个工会(工会代码)")
    parser.add_argument("--dry-run", action="store_true", help="只检查,不写入")
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _figure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="指标代码,如 members.total")
    parser.add_argument("--list", action="store_true", help="列出全部指标")
    parser.add_argument("--lock", action="store_true", help="开发者:登记口径的改动")
    parser.add_argument("--union", metavar="CODE", help="工会代码,如 5117")
    parser.add_argument("--on", type=_day, metavar="DATE", help="时点,如 2017-06-30")
    parser.add_argument("--from", dest="begin", type=_day, metavar="DATE", help="期间起日(含)")
    parser.add_argument("--to", dest="end", type=_day, metavar="DATE", help="期间止日(含)")
    parser.add_argument(
        "--engine", choices=("postgres", "duckdb", "spark"), default="postgres",
        help="postgres:实时数据;duckdb、spark:数据快照",
    )  # fmt: skip
    parser.add_argument(
        "--tree", choices=("dated", "today"), default="dated",
        help="dated:按当日的隶属关系;today:按现在的隶属关系",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("template", metavar="TEMPLATE", help="模板代码,如 five-year;或模板文件")
    parser.add_argument("--union", required=True, metavar="CODE", help="工会代码,如 5117")
    parser.add_argument(
        "--from", dest="begin", required=True, type=_day, metavar="DATE", help="报告期起日(含)"
    )
    parser.add_argument(
        "--to", dest="end", required=True, type=_day, metavar="DATE", help="报告期止日(含)"
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="写到哪里(.docx 或 .html)"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 列出用到的数")


def _snapshot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _close(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("period", metavar="PERIOD", help="2017-06、2017Q2、2017H1、2017、2017S")
    parser.add_argument("--union", required=True, metavar="CODE", help="工会代码,如 5117")
    parser.add_argument("--verify", action="store_true", help="只校验已封存的数据有没有被改动")
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _ledger(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("verify", "seal"), help="verify:核对;seal:现在就封账")


def _find(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("union",), help="查找的种类")
    parser.add_argument("text", nargs="?", default="", metavar="TEXT", help="名称、代码或拼音")
    parser.add_argument("--under", metavar="CODE", help="只在这个工会及其下级中查找")
    parser.add_argument("--level", choices=LEVELS, help="工会层级")
    parser.add_argument("--limit", type=_count, metavar="N", help="最多列出几个")
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _check_figures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="报告(txt、docx、html、pdf),- 表示标准输入")
    parser.add_argument("--union", metavar="CODE", help="与这个工会的实时数据比较")
    parser.add_argument("--published", type=_day, metavar="DATE", help="发布日期,用于“今年”“去年”")
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _db(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", choices=("start", "stop", "status", "migrate", "recount", "psql", "dump"),
        help="recount:按记录改正常备计数和任职计数",
    )  # fmt: skip
    parser.add_argument("file", nargs="?", type=Path, help="dump 的输出文件")


COMMANDS = {
    "up": Command("up", "启动娘家(数据库、网页、后台任务),Ctrl-C 停止", _no_options, False),
    "demo": Command("demo", "生成演示数据", _demo),
    "demo-code": Command("demo_code", "演示账号当前的二次验证码(没有手机时)", _demo_code),
    "createadmin": Command("createadmin", "首次启用:开通三类管理员和首个组织干部", _createadmin),
    "import": Command("import_members", "导入会员实名登记表", _import),
    "figure": Command("figure", "查询一个指标", _figure),
    "figures": Command("figure", "列出指标(--list)", _figure),
    "snapshot": Command("snapshot", "生成数据快照(Parquet,不含个人信息)", _snapshot),
    "close": Command("close", "封存一个期间的数据,或校验已封存的", _close),
    "ledger": Command("ledger", "核对账簿与每日封账是否一致", _ledger),
    "find": Command("find", "查找工会", _find),
    "report": Command("report", "按模板写报告(Word 或网页)", _report),
    "check-figures": Command(
        "check_figures", "核对报告里的数据(不改动原文)", _check_figures, False
    ),
    "doctor": Command("doctor", "检查安装哪里有问题", _no_options, False),
    "db": Command("db", "内置数据库的启动、停止、状态、迁移、命令行、备份", _db, False),
    "vendor": Command("vendor", "安装网页所用的第三方文件", _no_options, False),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.site.settings")
    try:
        if arguments and arguments[0] not in COMMANDS and not arguments[0].startswith("-"):
            return _django(arguments)
        args = build_parser().parse_args(arguments)
        command = COMMANDS[args.command]
        if command.needs_database:
            _ready()
        run: Callable[[argparse.Namespace], int] = import_module(
            f"niangjia.site.commands.{command.module}"
        ).run
        return run(args)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `niangjia … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except Unusable as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_WRONG


def build_parser() -> argparse.ArgumentParser:
    """The parser of all our commands."""
    parser = Parser(
        prog="niangjia", description="娘家:工会组织、会员与统计", epilog="其他命令交给 Django。"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name, command in COMMANDS.items():
        command.options(commands.add_parser(name, help=command.help))
    return parser


def _ready() -> None:
    from niangjia.site.start import ready  # Django is loaded only for commands that need it

    with redirect_stdout(sys.stderr):
        ready()


def _django(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line  # as above

    from niangjia.site.config import get_config
    from niangjia.site.start import work_with_database

    work_with_database(get_config())
    execute_from_command_line(["niangjia", *arguments])
    return EXIT_DONE


def _day(text: str) -> date:
    from niangjia.kernel import clock  # loads the holidays

    try:
        return clock.day_of(text)
    except Blocked as refusal:
        raise argparse.ArgumentTypeError(refusal.reason.rstrip("。")) from None


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”不是正整数")
    return int(text)

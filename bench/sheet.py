"""A member sheet of any length, valid in every row."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import xlsxwriter

from niangjia.kernel.ids import Gender, make_identity
from niangjia.members.rules.header import COLUMNS
from niangjia.unions.demo.people import full_name

_AREA = "460105"  # on Hainan: nobody of the demo, all from Sichuan, has it


def write(path: Path, rows: int, *, first: int = 0) -> None:
    """Title, header and rows; sheets with other ``first`` share nobody."""
    chance = np.random.default_rng(7)
    lines = [_line(n, chance) for n in range(first, first + rows)]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("会员")
        page.write_string(0, 0, "工会会员实名制信息采集表")
        page.write_row(1, 0, [column.value for column in COLUMNS])
        for number, line in enumerate(lines, 2):
            page.write_row(number, 0, line)


def _line(number: int, chance: np.random.Generator) -> list[str]:
    is_woman = number % 2 == 1
    born = date(1965, 1, 1) + timedelta(days=number % 14_000)
    identity = make_identity(
        _AREA, born, number // 14_000, Gender.FEMALE if is_woman else Gender.MALE
    )
    joined = date(2021, 1, 4) + timedelta(days=number % 1_500)
    return [
        str(number + 1), full_name(is_woman, chance), "女" if is_woman else "男",
        f"{born:%Y%m%d}", "汉族", "在岗", "身份证", identity, "大学专科", "四级(中级)",
        f"198{number:08}", "农业家庭户口", "四川省达州市", "入会", f"{joined:%Y-%m-%d}", "",
        "群众", "某机械制造有限公司", "四川达州", "是" if number % 3 == 0 else "否",
    ]  # fmt: skip

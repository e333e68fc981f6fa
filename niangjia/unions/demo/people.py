"""Made-up names of people: our own lists of surnames and given names with their shares. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SHARES = """
    李 9.2 王 8.6 张 8.1 刘 6.2 陈 5.6 杨 4.4 黄 3.3 周 3.1 吴 2.6 罗 2.6 赵 2.4 何 2.3
    唐 2.0 邓 2.0 徐 1.7 谢 1.7 胡 1.7 曾 1.6 冯 1.5 彭 1.5 郑 1.3 蒋 1.3 朱 1.3 苏 1.1
    蒲 1.1 孙 1.1 肖 1.1 许 1.0 廖 1.0 龙 1.0 余 1.0 袁 0.9 谭 0.9 潘 0.8 向 0.8 冉 0.8
    高 0.8 马 0.8 林 0.8 梁 0.7 魏 0.7 田 0.7 郭 0.7 石 0.6 程 0.6 熊 0.6 邱 0.6 雷 0.6
    杜 0.6 任 0.6 牟 0.5 覃 0.5 庞 0.5 侯 0.4 贺 0.4 代 0.4 夏 0.4 段 0.4 曹 0.4 符 0.3
    鲜 0.3 苟 0.3 景 0.2 欧阳 0.1
"""
_SURNAMES = _SHARES.split()
SURNAMES = tuple(_SURNAMES[::2])
_SURNAME_WEIGHTS = np.array([float(weight) for weight in _SURNAMES[1::2]])
_MEN = "伟强军勇杰涛斌波辉刚健明平林峰龙飞鹏超浩宇建国华志文东云川成德永光忠海江洪全兵富贵安祥宏俊凯轩晨"
_WOMEN = "芳娟敏静丽艳霞燕秀英玲红梅兰琼群莉萍玉珍蓉容琴雪莲慧佳婷颖倩琳瑶欣怡雨涵梦洁菊碧淑春"
MEN = tuple(_MEN) + tuple(a + b for a in _MEN[::2] for b in _MEN[1::3])
WOMEN = tuple(_WOMEN) + tuple(a + b for a in _WOMEN[::2] for b in _WOMEN[1::3])
_SINGLE_SHARE = 0.17


def names(
    is_woman: NDArray[np.bool_], chance: np.random.Generator
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Indexes into the surnames, and into the given names of men or women."""
    count = len(is_woman)
    weights = _SURNAME_WEIGHTS / _SURNAME_WEIGHTS.sum()
    surname = chance.choice(len(SURNAMES), count, p=weights)
    many = np.where(is_woman, len(WOMEN), len(MEN))
    single = np.where(is_woman, len(_WOMEN), len(_MEN))
    given = single + ((many - single) * chance.random(count)).astype(np.int32)
    short = chance.random(count) < _SINGLE_SHARE
    given = np.where(short, (single * chance.random(count)).astype(np.int32), given)
    return surname.astype(np.int32), given.astype(np.int32)


def full_name(is_woman: bool, chance: np.random.Generator) -> str:
    """One name."""
    surname, given = names(np.array([is_woman]), chance)
    return SURNAMES[int(surname[0])] + (WOMEN if is_woman else MEN)[int(given[0])]

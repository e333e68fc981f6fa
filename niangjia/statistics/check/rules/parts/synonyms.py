"""Words of one meaning (同义词): what two departments call the same work. Pure data.

A second section tells a thing in other words (创造经济效益, 为企业创效; 讨回欠薪, 追回工资). Each row is a word and
what means the same beside a number; works that differ in kind (慰问, 救助) stand in no row together.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ROWS = (
    (
        "驿站",
        r"(?:户外劳动者|爱心|关爱|暖心|工会|职工)*(?:服务站点|服务驿站|驿站|歇脚点)|户外劳动者(?:港湾|站点?)",
    ),
    (
        "竞赛",
        r"(?:职业|职工)?(?:技能|技术|业务)(?:竞赛|比赛|比武|大赛|比拼|练兵)|劳动竞赛|比武|比赛|大赛",
    ),
    ("参赛", r"(?:参加|参与)(?:各类)?(?:竞赛|比赛|比武|大赛)|同[台场]竞技|同台比武"),
    (
        "效益",
        r"(?:创造|产生|实现|取得|带来)(?:了|的|直接)*(?:经济)?(?:效益|价值)|经济效益|创效|增效|创收",
    ),
    ("追回", r"讨回|追讨|追索|讨要|要回|追缴|挽回|清欠|追发|补发"),
    ("工资", r"(?:被?拖?欠的?)?(?:欠薪|薪酬|劳动报酬|血汗钱|工钱)|被?拖欠的?工资|经济损失"),
    ("筹集", r"筹措|募集|筹得|筹资"),
    ("下拨", r"拨付|划拨|下达"),
    ("建议", r"金点子|(?:合理化|意见)建议|献计献策|建言献策"),
    ("培训", r"(?:参|受|轮)训"),
    ("纠纷", r"劳动(?:人事)?(?:争议|纠纷)(?:案件)?|争议案件|纠纷案件"),
    ("化解", r"调解(?:成功)?|调处"),
    ("骑手", r"新就业形态(?:劳动者|群体)|新业态(?:劳动者|从业人员|群体)|灵活就业(?:人员|劳动者)"),
    ("劳模", r"劳动模范(?:和先进工作者)?"),
    ("学子", r"困难(?:职工|农民工)?(?:家庭)?(?:子女|学子|学生|大学生)|寒门学子|贫困学子"),
    ("体检", r"健康体检|健康检查|筛查"),
    ("书屋", r"(?:职工|电子)?书屋|阅读(?:点|空间)|图书室"),
)
_FORMS = tuple((word, re.compile(forms)) for word, forms in _ROWS)


@lru_cache(maxsize=4096)
def one_word_each(words: str) -> str:
    """The words with one word for each meaning."""
    for word, forms in _FORMS:
        words = forms.sub(word, words)
    return words

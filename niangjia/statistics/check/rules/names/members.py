"""Members of a named set told again (“四大舞台”与各舞台): NUM-LIST. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_SET = re.compile(
    r"(?P<items>[一-鿿]{2,4}(?:、[一-鿿]{2,4}){2,6})[”“]?[三四五六七八](?:大|个)(?P<noun>[一-鿿]{2})[”,。;]"
)
_FEWEST, _REACH = 2, 3000


def check(reading: Reading) -> Iterator[Finding]:
    """学习、创新、文化、关爱“四大舞台”, then 学习舞台, 创新舞台, 文化舞台 and 关爱平台."""
    text = reading.page.text
    for match in _SET.finditer(text):
        items, noun = match["items"].split("、"), match["noun"]
        after = text[match.end() : match.end() + _REACH]
        items[0] = next((items[0][n:] for n in (0, 1, 2) if items[0][n:] + noun in after), items[0])
        missing = [item for item in items if item + noun not in after]
        if len(missing) != 1 or len(items) - 1 < _FEWEST:
            continue
        like = re.compile(rf"{missing[0]}(?:[一-鿿]{noun[1]}|{noun[0]}[一-鿿])")
        if (other := like.search(after)) is not None:
            at = match.end() + other.start()
            yield found(
                reading, "NUM-LIST",
                f"前面写的是“{match['items']}…{noun}”,这里成了“{other.group()}”。请核对名称。",
                [(at, at + len(other.group())), match.span()],
            )  # fmt: skip

"""Loops and conditions of a template: what opens, what closes, and what was left open. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from niangjia.reports.rules.nodes import Condition, Loop, Over, Place
from niangjia.reports.rules.tags import Around, TagReader

T = TypeVar("T")
DEEPEST = 8


@dataclass
class Frame(Generic[T]):
    """One open tag and what has been read inside it: until 否则 or 空 ``first``, then ``second``."""

    keyword: str
    place: Place
    condition: Condition | None = None
    skips_zero: bool = False
    loop: Loop | None = None
    is_broken: bool = False
    first: list[T] = field(default_factory=list)
    second: list[T] = field(default_factory=list)
    is_second: bool = False

    def add(self, piece: T) -> None:
        """Put a piece where reading is."""
        (self.second if self.is_second else self.first).append(piece)


class Nest(Generic[T]):
    """The open tags of a text (or of a line), closed by 完 in reverse order."""

    def __init__(
        self, reader: TagReader, build: Callable[[Frame[T]], T], outer: Around, depth: int = 0
    ) -> None:
        self.reader = reader
        self.build = build
        self.outer = outer
        self.outer_depth = depth
        self.pieces: list[T] = []
        self.frames: list[Frame[T]] = []
        self.skipped = 0  # opened beyond the deepest level, so that their 完 still fits

    @property
    def depth(self) -> int:
        """How many tags are open, those outside the line included."""
        return self.outer_depth + len(self.frames)

    @property
    def around(self) -> Around:
        """The loops that run here."""
        loops = [frame.loop.over for frame in self.frames if frame.loop and not frame.is_second]
        return Around((*self.outer.over, *loops))

    def add(self, piece: T) -> None:
        """Put a piece where reading is."""
        if self.frames:
            self.frames[-1].add(piece)
        else:
            self.pieces.append(piece)

    def tag(self, text: str, place: Place) -> None:
        """Take what stood in ``{% %}``."""
        text = text.strip()
        match text:
            case "完":
                self._close(place)
            case "否则" | "空":
                self._turn(text, place)
            case "有数才写" | "有数":
                self._open(Frame("有数才写", place))
            case _ if text.split() in (["有数才写", "非零"], ["有数", "非零"]):
                self._open(Frame("有数才写", place, skips_zero=True))
            case _ if text.startswith("若"):
                condition = self.reader.condition(text[1:], place, self.around)
                self._open(Frame("若", place, condition, is_broken=condition is None))
            case _ if text.split(maxsplit=1)[:1] in ([Over.CHILDREN], [Over.HONOURS]):
                loop = self.reader.loop(text, place, self.around)
                self._open(Frame(text[:2], place, loop=loop, is_broken=loop is None))
            case _:
                self.reader.blame(
                    place,
                    f"不认识“{{% {text[:20]} %}}”。可以写:若 条件、有数才写、下级、荣誉、指标、否则、空、完。",
                )

    def finished(self) -> tuple[T, ...]:
        """Everything read; blames what was never closed."""
        for frame in self.frames:
            self.reader.blame(
                frame.place, f"“{{% {frame.keyword} %}}”没有结束。请在它的内容之后写 {{% 完 %}}。"
            )
        while self.frames:
            self._close(self.frames[-1].place)
        return tuple(self.pieces)

    def _open(self, frame: Frame[T]) -> None:
        if self.depth >= DEEPEST:
            self.reader.blame(
                frame.place, f"循环和条件套得太深,最多{DEEPEST}层。请拆成几段分别写。"
            )
            self.skipped += 1
            return
        self.frames.append(frame)

    def _turn(self, word: str, place: Place) -> None:
        frame = self.frames[-1] if self.frames else None
        belongs = "空" if frame and frame.keyword in ("下级", "荣誉") else "否则"
        if frame is None or frame.is_second or word != belongs:
            self.reader.blame(
                place,
                f"“{word}”放错了地方:“否则”在“若”或“有数才写”里面,“空”在循环里面,各只能有一个。",
            )
            return
        frame.is_second = True

    def _close(self, place: Place) -> None:
        if self.skipped:
            self.skipped -= 1
        elif not self.frames:
            self.reader.blame(place, "这里的“完”没有对应的开头。请删去,或在前面补上“若”或循环。")
        else:
            frame = self.frames.pop()
            if not frame.is_broken:
                self.add(self.build(frame))

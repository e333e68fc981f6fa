"""Every colour of text in our style sheets reads on what lies behind it (WCAG 2.1 AA, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import niangjia

SHEETS = sorted(
    sheet
    for sheet in Path(niangjia.__path__[0]).glob("*/static/**/*.css")
    if "vendor" not in sheet.parts
)
PAPERS = {"portal.css": ("#ffffff", "#f7f8fa"), "phone.css": ("#ffffff", "#f7f8fa")}
"""What lies behind text whose rule names no background; white on the desk."""
TEXT, SIGN = 4.5, 3.0
_EXEMPT = re.compile(r"\.off\b|::(before|after)")
"""What cannot be used at the moment, and decoration: the standard asks nothing of them."""
_INPUT = re.compile(r"\.(form-control|form-select|form-check-input|ts-control|pick)\b(?!-)")
"""What is typed into or chosen: its edge shows where it is."""
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COLOUR = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_NAMED = {"white": "#ffffff", "black": "#000000"}


def rules_of(css: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Selector and declarations of every rule, those within @media included."""
    for selector, body in _RULE.findall(_COMMENT.sub("", css)):
        pairs = (line.split(":", 1) for line in body.split(";") if ":" in line)
        yield selector.strip(), {name.strip(): value.strip() for name, value in pairs}


def variables(css: str) -> dict[str, str]:
    """Custom properties of :root."""
    found: dict[str, str] = {}
    for selector, body in rules_of(css):
        if selector == ":root":
            found |= {name: value for name, value in body.items() if name.startswith("--")}
    return found


def colour(value: str, known: Mapping[str, str]) -> str:
    """The one plain colour of a value as #rrggbb; empty for anything else."""
    for name in re.findall(r"var\((--[\w-]+)\)", value):
        value = value.replace(f"var({name})", known.get(name, ""))
    value = _NAMED.get(value, value)
    found = _COLOUR.search(value)
    if found is None:
        return ""
    digits = found[1] if len(found[1]) == 6 else "".join(2 * one for one in found[1])
    return f"#{digits.lower()}"


def luminance(hexadecimal: str) -> float:
    """Relative luminance of #rrggbb."""
    parts = [int(hexadecimal[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    light = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def faults_of(sheet: Path, known: Mapping[str, str]) -> Iterator[str]:
    """Pairs that are too weak, in words."""
    papers = PAPERS.get(sheet.name, ("#ffffff",))
    for selector, body in rules_of(sheet.read_text("utf-8")):
        ink = colour(body.get("color", ""), known)
        behind = colour(body.get("background", body.get("background-color", "")), known)
        least = SIGN if ".ic" in selector else TEXT
        drawn = body.get("border-color", body.get("border", ""))
        edge = colour(drawn, known) if _INPUT.search(selector) else ""
        if _EXEMPT.search(selector):
            continue
        for paper in (behind,) if behind else papers:
            for what, needed in ((ink, least), (edge, SIGN)):
                if what and contrast(what, paper) < needed:
                    yield f"{selector}: {what} on {paper} is {contrast(what, paper):.2f}"


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colour("var(--red)", {"--red": "#c81"}) == "#cc8811"


@pytest.mark.parametrize("kind", ["form-control", "form-select", "form-check-input"])
def test_the_desk_draws_edges_and_focus_of_inputs_itself(kind: str) -> None:
    sheet = Path(niangjia.__path__[0]) / "web/static/niangjia/desk.css"
    ours = [
        (one.strip(), body)
        for selector, body in rules_of(sheet.read_text("utf-8"))
        for one in selector.split(",")
    ]

    edges = [body.get("border-color") for one, body in ours if one == f".{kind}"]
    focus = [body.get("outline") for one, body in ours if one == f".{kind}:focus-visible"]

    assert "var(--edge)" in edges  # the vendor's are too pale
    assert focus == ["2px solid var(--link)"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: f"{sheet.parts[-3]}/{sheet.name}")
def test_text_reads_on_its_background(sheet: Path) -> None:
    shell = "portal.css" if sheet.name in PAPERS else "desk.css"
    base = (Path(niangjia.__path__[0]) / "web/static/niangjia" / shell).read_text("utf-8")
    known = variables(base) | variables(sheet.read_text("utf-8"))

    assert list(faults_of(sheet, known)) == []

"""The figure check: processor seconds and memory for 10 and 300 pages, as a cold command."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from docx import Document

from bench import starting

OWN = Path(__file__).parents[1] / "niangjia" / "statistics" / "tests" / "reports"
SIGNS_PER_PAGE = 800
BROWSER = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"]


def pages(count: int) -> str:
    """A report of that many pages: our own reports over and over, each time with other numbers."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(OWN.glob("*.txt"))]
    text, rank = "", 0
    while len(text) < count * SIGNS_PER_PAGE:
        rank += 1
        part = texts[rank % len(texts)]
        text += "".join(str((int(c) + rank) % 9 + 1) if c.isdigit() else c for c in part) + "\n"
    return text[: count * SIGNS_PER_PAGE]


def word(text: str) -> bytes:
    """The same as a Word document."""
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def printed(text: str, target: Path) -> bool:
    """The same as a PDF, printed by the browser; whether there is one."""
    if not BROWSER.is_file():
        return False
    page = target.with_suffix(".print.html")
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    page.write_text(f"<meta charset=utf-8><body>{lines}", encoding="utf-8")
    subprocess.run(
        [BROWSER, *FLAGS, f"--user-data-dir={target.parent}/browser", "--no-pdf-header-footer",
         f"--print-to-pdf={target}", page.as_uri()],
        check=True, capture_output=True,
    )  # fmt: skip
    return target.is_file()


def measured(path: Path) -> tuple[float, float]:
    """Processor seconds and peak megabytes of `niangjia check-figures FILE --json`."""
    command = f"main(['check-figures', {str(path)!r}, '--json'])"
    return starting.measured(f"from niangjia.site.cli import main; {command}")


def main() -> None:
    """Measure text, Word and PDF at both lengths."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in (10, 300):
            text = pages(count)
            files = {"txt": text.encode(), "docx": word(text)}
            for kind, content in files.items():
                path = Path(folder) / f"{count}.{kind}"
                path.write_bytes(content)
            paths = {kind: Path(folder) / f"{count}.{kind}" for kind in files}
            target = Path(folder) / f"{count}.pdf"
            if printed(text, target):
                paths["pdf"] = target
            for kind in ("txt", "docx", "pdf"):
                if kind in paths:
                    seconds, megabytes = measured(paths[kind])
                    found[f"{kind}_{count}_pages_s"] = seconds
                    found[f"{kind}_{count}_pages_mb"] = megabytes
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()

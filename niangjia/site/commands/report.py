"""`niangjia report`: write a report from a template, straight to Word or HTML."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.reports.models import ReportTemplate
from niangjia.reports.queries import FILE_KINDS, Line, Written, file_of, text_of, write_text
from niangjia.reports.rules.flow import text_refusal
from niangjia.reports.services import ensure_shipped
from niangjia.site.config import Config, get_config
from niangjia.unions.models import Union

EXIT_DONE, EXIT_UNUSABLE = 0, 2
_PROBLEMS_SHOWN = 20
_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "没有这个文件或文件夹",
    NotADirectoryError: "没有这个文件夹",
    IsADirectoryError: "那是一个文件夹",
    PermissionError: "没有写入的权限",
}


def run(args: argparse.Namespace) -> int:
    """Write the file; exit 2 with a Chinese sentence when it cannot be written."""
    try:
        written = _write(args)
    except Blocked as refusal:
        sys.stderr.write(f"{refusal}\n")
        return EXIT_UNUSABLE
    except OSError as fault:
        reason = _REASONS.get(type(fault), fault.strerror or str(fault))
        sys.stderr.write(f"不能写入“{args.out}”:{reason}。请换一个位置。\n")
        return EXIT_UNUSABLE
    if args.json:
        rows = [_plain(line) for line in written.lines]
        sys.stdout.write(json.dumps({"figures": rows}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"已写出“{args.out}”,共 {len(written.lines)} 个数。\n")
    sys.stderr.writelines(f"{words}\n" for words in (written.notice, written.emptiness) if words)
    gaps = written.document.gaps if written.document else ()
    named = dict.fromkeys(f"第{gap.line}行“{gap.name}”没有数:{gap.reason}。\n" for gap in gaps)
    sys.stderr.writelines(list(named)[:_PROBLEMS_SHOWN])
    for verdict in written.denied:
        sys.stderr.write(f"第{verdict.line}行:{verdict.words}\n")
    return EXIT_DONE


def _write(args: argparse.Namespace) -> Written:
    """Raises Blocked or OSError."""
    kind = args.out.suffix.lower().lstrip(".")
    if kind not in FILE_KINDS:
        known = "、".join(f".{one}" for one in FILE_KINDS)
        raise Blocked(f"只能写成 {known},不能写成“{args.out.suffix or args.out.name}”。")
    if args.begin > args.end:
        raise Blocked(f"报告期的起日 {args.begin} 晚于止日 {args.end},请对调。")
    called, text = _template(args.template)
    union = Union.objects.filter(code=args.union).first()
    if union is None:
        raise Blocked(f"没有代码为“{args.union}”的工会。请用 niangjia find union 名称 查找。")
    written = write_text(text, union, args.begin, args.end, actor=SYSTEM)
    if written.document is None:
        first = "\n".join(str(problem) for problem in written.problems[:_PROBLEMS_SHOWN])
        count = len(written.problems)
        raise Blocked(f"模板“{called}”有{count}处错,没有写出报告。\n{first}")
    content = file_of(kind, written.document, _address(get_config()))
    _save(args.out, content)
    return written


def _address(config: Config) -> str:
    """Where this installation answers: the last name it is known by, its figures open there."""
    name = config.host_names[-1]
    if config.https:
        return f"https://{name}/"
    return f"http://{'127.0.0.1' if name == '[::1]' else name}:{config.port}/"


def _template(code: str) -> tuple[str, str]:
    """Name and text of a template, or of a text file tried as one. Raises Blocked."""
    if code.endswith((".md", ".txt")):
        return code, _read(Path(code))
    ensure_shipped()
    rows = ReportTemplate.objects.filter(code=code, version__gt=0)
    found: ReportTemplate | None = rows.first()
    if found is None:
        known = "、".join(
            f"{row.code}({row.title})" for row in ReportTemplate.objects.order_by("id")[:20]
        )
        raise Blocked(
            f"没有代码为“{code}”的模板。现有模板:{known};也可以给出模板文件(.md 或 .txt)。"
        )
    return found.title, text_of(found).text


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except OSError as fault:
        reason = _REASONS.get(type(fault), fault.strerror or str(fault))
        raise Blocked(f"读不出模板文件“{path}”:{reason}。请检查文件名。") from None
    except UnicodeDecodeError:
        raise Blocked(f"读不出模板文件“{path}”:不是 UTF-8 文字。请另存为 UTF-8。") from None
    refused = text_refusal(text)
    if refused:
        raise Blocked(refused)
    return text


def _save(out: Path, content: bytes) -> None:
    """All or nothing: a half-written file never carries the name."""
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(content)
    part.replace(out)


def _plain(line: Line) -> dict[str, object]:
    when = {"on": line.on} if line.on else {"from": line.start, "to": line.end}
    return {
        "code": line.code,
        "version": line.version,
        "name": line.name,
        "union": line.union.code,
        **{name: day.isoformat() for name, day in when.items() if day is not None},
        "value": None if line.value is None else f"{line.value:f}",
        "unit": line.unit,
        "said": list(line.said),
        "source": line.source,
    }

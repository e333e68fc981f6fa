"""``python -m bench [PART …]``: measure the parts named (or all of ``PARTS``), write docs/performance.md."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import Any

from bench.home import ROOT, measure, stop
from niangjia.kernel import clock

TARGET = ROOT / "docs" / "performance.md"
PARTS = {
    "starting": ("starting", "small"),
    "import": ("importing", "import"),
    "pages": ("pages", "province"),
    "figures": ("figures", "province"),
    "check": ("check", "check"),
    "blind": ("blind", "check"),
    "linkage": ("linkage", "linkage"),
    "answering": ("answering", "small"),
    "ledger": ("ledger", "small"),
}


def main() -> int:
    """Measure the parts that are named, or all of them."""
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; known: {', '.join(PARTS)}\n")
        return 2
    for name in wanted:
        module, home = PARTS[name]
        try:
            _write(name, measure(module, home))
        finally:
            stop(home)
    return 0


def _write(name: str, found: dict[str, Any]) -> None:
    """Replace the part's section in the document."""
    lines = [f"<!-- {name} -->", f"Measured {clock.today()} on {_machine()} by `make bench`.", ""]
    lines += ["| figure | value | bound | |", "| --- | ---: | ---: | --- |"]
    for key, bound in BOUNDS[name].items():
        if key not in found:  # a part that cannot be measured here, as Spark without Java
            continue
        lines.append(_line(key, found[key], bound))
    lines += ["", f"<!-- end {name} -->"]
    text = TARGET.read_text(encoding="utf-8")
    before, rest = text.split(f"<!-- {name} -->")
    after = rest.split(f"<!-- end {name} -->")[1]
    TARGET.write_text(before + "\n".join(lines) + after, encoding="utf-8")
    sys.stdout.write("\n".join(lines[1:-1]) + "\n")


def _line(key: str, value: float, bound: tuple[str, float] | None) -> str:
    digits = 4 if 0.9 < value < 1 else 2  # shares near one differ behind the second place
    shown = f"{value:,.{digits}f}" if value < 100 else f"{value:,.0f}"
    if bound is None:
        return f"| `{key}` | {shown} | | |"
    sign, limit = bound
    kept = value <= limit if sign == "≤" else value >= limit
    return f"| `{key}` | {shown} | {sign} {limit:g} | {'kept' if kept else '**missed**'} |"


def _machine() -> str:
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}, load {load:.1f}"


BOUNDS: dict[str, dict[str, tuple[str, float] | None]] = {
    "starting": {
        "bare_python_s": None,
        "bare_python_mb": None,
        "application_s": None,
        "application_mb": None,
        "check_of_a_line_s": None,
        "check_of_a_line_mb": None,
    },
    "ledger": {
        "reservations": None,
        "reserve_after_0_ms": None,
        "reserve_after_1000_ms": None,
        "reserve_after_9800_ms": None,
        "reserve_1000_s": None,
        "reserve_10000_s": None,
        "last_to_first": ("≤", 1.5),
    },
    "answering": {
        "answer_lines": None,
        "answer_asked": None,
        "answer_mb": None,
        "answer_receive_s": None,
        "answer_read_s": None,
        "answer_link_s": None,
        "answer_write_s": None,
        "answer_processor_s": None,
        "answer_peak_mb": None,
    },
    "linkage": {
        "asked": None,
        "registered": None,
        "damaged_2_s": None,
        "damaged_2_plain_s": None,
        "damaged_2_to_plain": ("≤", 1.2),
        "damaged_2_precision": ("≥", 0.999),
        "damaged_2_precision_of_probable": None,
        "damaged_2_recall": ("≥", 0.995),
        "damaged_2_recall_with_review": None,
        "damaged_2_review_count": None,
        "damaged_2_plain_precision": None,
        "damaged_2_plain_recall": None,
        "damaged_20_s": None,
        "damaged_20_plain_s": None,
        "damaged_20_to_plain": None,
        "damaged_20_precision": ("≥", 0.999),
        "damaged_20_precision_of_probable": None,
        "damaged_20_recall": ("≥", 0.99),
        "damaged_20_recall_with_review": None,
        "damaged_20_review_count": None,
        "damaged_20_plain_precision": None,
        "damaged_20_plain_recall": None,
    },
    "check": {
        "txt_10_pages_s": ("≤", 3),
        "docx_10_pages_s": ("≤", 3),
        "pdf_10_pages_s": ("≤", 3),
        "txt_300_pages_s": None,
        "docx_300_pages_s": None,
        "pdf_300_pages_s": None,
        "txt_300_pages_mb": None,
        "docx_300_pages_mb": None,
        "pdf_300_pages_mb": None,
    },
    "blind": {
        "figures": None,
        "figures_right": ("≥", 0.95),
        "faults": None,
        "faults_found": None,
        "false_per_40_figures": ("≤", 1),
    },
    "import": {
        "rows": None,
        "import_rows_per_second": ("≥", 5000),
        "copy_rows_per_second": None,
        "ratio_to_copy": ("≥", 0.15),
        "copy_of_all_tables_rows_per_second": None,
        "ratio_to_copy_of_all_tables": None,
        "import_export_rows": None,
        "import_export_rows_per_second": None,
        "times_import_export": None,
    },
    "pages": {
        "memberships": None,
        "list_ms": ("≤", 40),
        "list_kb": ("≤", 50),
        "list_queries": ("≤", 6),
        "search_identity_ms": ("≤", 20),
        "search_phone_ms": ("≤", 20),
        "search_name_ms": ("≤", 20),
        "search_pinyin_ms": ("≤", 20),
        "search_initials_ms": None,
        "admin_list_ms": None,
        "admin_search_ms": None,
        "picker_ms": ("≤", 50),
        "picker_tree_ms": ("≤", 50),
        "move_unions": None,
        "move_ms": ("≤", 100),
        "figures_township_ms": None,
        "figures_county_ms": None,
        "figures_city_ms": None,
        "figures_province_ms": None,
        "board_page_ms": ("≤", 1000),
        "board_tiles_ms": ("≤", 1000),
        "board_trend_ms": ("≤", 1000),
        "board_sparks_ms": ("≤", 1000),
        "board_children_ms": ("≤", 1000),
    },
    "figures": {
        "indicators": None,
        "nodes": None,
        "snapshot_rows": None,
        "snapshot_mb": None,
        "bare_export_s": None,
        "snapshot_s": None,
        "snapshot_to_bare_export": ("≤", 1.5),
        "duckdb_scan_and_group_ms": None,
        "all_nodes_first_ms": None,
        "all_nodes_ms": None,
        "all_nodes_to_scan": ("≤", 2.0),
        "one_statement_each_ms": None,
        "times_faster_than_one_each": ("≥", 20),
        "one_figure_township_ms": ("≤", 300),
        "every_figure_township_median_ms": None,
        "every_figure_township_slowest_ms": ("≤", 300),
        "one_figure_county_ms": ("≤", 300),
        "every_figure_county_median_ms": None,
        "every_figure_county_slowest_ms": ("≤", 300),
        "one_figure_city_ms": ("≤", 300),
        "every_figure_city_median_ms": None,
        "every_figure_city_slowest_ms": ("≤", 300),
        "one_figure_city_snapshot_ms": None,
        "one_figure_province_ms": ("≤", 300),
        "every_figure_province_median_ms": None,
        "every_figure_province_slowest_ms": ("≤", 300),
        "one_figure_province_snapshot_ms": None,
        "records_township_ms": ("≤", 60),
        "records_county_ms": ("≤", 60),
        "records_city_ms": ("≤", 60),
        "records_province_ms": ("≤", 60),
        "records_of_amounts_township_ms": ("≤", 60),
        "records_of_amounts_county_ms": ("≤", 60),
        "records_of_amounts_city_ms": ("≤", 60),
        "records_of_amounts_province_ms": ("≤", 60),
        "spark_start_s": None,
        "spark_first_s": None,
        "spark_s": None,
        "spark_to_duckdb": None,
        "spark_nodes_that_differ": ("≤", 0),
        "closing_nodes": None,
        "closing_s": None,
        "checking_seal_s": None,
    },
}

if __name__ == "__main__":
    sys.exit(main())

"""`niangjia doctor`: what is wrong with this installation, in plain words."""

from __future__ import annotations

import argparse
import sys

from niangjia.site import doctor
from niangjia.site.config import get_config


def run(args: argparse.Namespace) -> int:
    """Print every check; 1 when something is wrong."""
    findings = doctor.examine(get_config())
    marks = {doctor.Grade.GOOD: "正常", doctor.Grade.NOTE: "提示", doctor.Grade.WRONG: "错误"}
    for finding in findings:
        sys.stdout.write(f"[{marks[finding.grade]}] {finding.subject}:{finding.message}\n")
    wrong = sum(finding.grade is doctor.Grade.WRONG for finding in findings)
    sys.stdout.write(f"\n发现 {wrong} 个问题。\n" if wrong else "\n没有发现问题。\n")
    return 1 if wrong else 0

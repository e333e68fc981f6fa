"""The lock file of definitions (口径锁定): what each version of each indicator counts.

A definition that changed without a new version would silently change reports already given out;
the file next to the catalogue shows it in review, and a test fails.
"""

from __future__ import annotations

import json
from pathlib import Path

from niangjia.kernel.indicators.definition import Awaiting, State
from niangjia.kernel.indicators.fingerprints import fingerprint
from niangjia.kernel.indicators.registry import catalogue, versions

Locked = dict[str, dict[str, str]]
"""Fingerprints by code and version."""


def declared() -> Locked:
    """What is declared now; what only awaits its records has nothing to lock."""
    return {
        indicator.code: {str(v.version): fingerprint(v) for v in versions(indicator.code)}
        for indicator in sorted(catalogue(), key=lambda i: i.code)
        if indicator.state is State.LIVE and not isinstance(indicator, Awaiting)
    }


def differences(file: Path) -> list[str]:
    """Codes, with versions, that are not as locked: changed, new or gone."""
    locked, now = _read(file), declared()
    pairs = {(code, version) for held in (locked, now) for code in held for version in held[code]}
    return sorted(
        f"{code}@{version}"
        for code, version in pairs
        if locked.get(code, {}).get(version) != now.get(code, {}).get(version)
        and not _is_old(code, version, now)
    )


def accept(file: Path) -> list[str]:
    """Write down what is declared now, keeping earlier versions; what was different."""
    changed = differences(file)
    locked, now = _read(file), declared()
    kept = {code: locked.get(code, {}) | versions for code, versions in now.items()}
    file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return changed


def _is_old(code: str, version: str, now: Locked) -> bool:
    """An earlier version whose definition is no longer kept."""
    return code in now and version not in now[code] and int(version) < max(map(int, now[code]))


def _read(file: Path) -> Locked:
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

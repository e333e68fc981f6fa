"""The lock file of definitions (口径锁定): what each version of each indicator counts.

A definition that changed without a new version would silently change reports already given out;
the file next to the catalogue shows it in review, and a test fails. Where the meaning changed, the
version is raised. Where only the way of counting did (a fact written faster, a column added), it is
locked again under its version: the file keeps the earlier fingerprints, so what was closed by them
is still compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from niangjia.kernel.indicators.definition import Awaiting, State
from niangjia.kernel.indicators.fingerprints import fingerprint
from niangjia.kernel.indicators.registry import catalogue, versions

Locked = dict[str, dict[str, list[str]]]
"""Fingerprints by code and version: the present one first, then earlier ones of the same meaning."""


def declared() -> dict[str, dict[str, str]]:
    """What is declared now; what only awaits its records has nothing to lock."""
    return {
        indicator.code: {str(v.version): fingerprint(v) for v in versions(indicator.code)}
        for indicator in sorted(catalogue(), key=lambda i: i.code)
        if indicator.state is State.LIVE and not isinstance(indicator, Awaiting)
    }


def differences(file: Path) -> list[str]:
    """Codes, with versions, that are not as locked: changed, new or gone."""
    locked, now = read(file), declared()
    pairs = {
        (code, version) for code in {*locked, *now} for version in _versions(code, locked, now)
    }
    return sorted(
        f"{code}@{version}"
        for code, version in pairs
        if locked.get(code, {}).get(version, [""])[0] != now.get(code, {}).get(version, "")
        and not _is_old(code, version, now)
    )


def accept(file: Path) -> list[str]:
    """Write down what is declared now, keeping earlier versions and fingerprints; what was different."""
    changed = differences(file)
    locked, now = read(file), declared()
    kept = {
        code: before
        | {version: _first(one, before.get(version, [])) for version, one in new.items()}
        for code, new in now.items()
        for before in [locked.get(code, {})]
    }
    file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return changed


def read(file: Path) -> Locked:
    """What the file holds; nothing where there is none."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def is_again(locked: Locked, code: str, version: int, one: str, other: str) -> bool:
    """Whether two ways of counting were locked under one version: they count the same."""
    held = locked.get(code, {}).get(str(version), [])
    return one in held and other in held


def _first(one: str, before: list[str]) -> list[str]:
    return [one, *(other for other in before if other != one)]


def _versions(code: str, locked: Locked, now: Mapping[str, Mapping[str, str]]) -> set[str]:
    return {*locked.get(code, {}), *now.get(code, {})}


def _is_old(code: str, version: str, now: Mapping[str, Mapping[str, str]]) -> bool:
    """An earlier version whose definition is no longer kept."""
    return code in now and version not in now[code] and int(version) < max(map(int, now[code]))

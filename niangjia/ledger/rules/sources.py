"""Which fund may pay whom (资金来源规则), and what a source becomes one level down. Pure.

Source: domain 04 §4.4: 专款专用; 中央财政 only for files of national level (M-high, unconfirmed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from niangjia.ledger.rules.codes import Account, FileLevel, FundSource, ProgrammeKind


@dataclass(frozen=True)
class SourceRule:
    """Levels a source may pay for; ``in_file_only``: nobody without a file."""

    file_levels: tuple[FileLevel, ...]
    in_file_only: bool = True
    unconfirmed: str = ""


_ALL_LEVELS = tuple(FileLevel)
SOURCE_RULES: Mapping[FundSource, SourceRule] = {
    FundSource.CENTRAL: SourceRule((FileLevel.NATIONAL,), unconfirmed="M-high"),
    FundSource.PROVINCE: SourceRule(
        (FileLevel.NATIONAL, FileLevel.PROVINCE), unconfirmed="本系统理解"
    ),
    FundSource.CITY: SourceRule(_ALL_LEVELS),
    FundSource.UPPER_UNION: SourceRule(_ALL_LEVELS, in_file_only=False),
    FundSource.OWN_UNION: SourceRule(_ALL_LEVELS, in_file_only=False),
    FundSource.DONATION: SourceRule(_ALL_LEVELS, in_file_only=False),
}
"""Default of the dated policy ``ledger.sources``."""

NO_FILE = "none"
"""In the policy: the source may also pay for somebody without a file."""


def source_refusal(
    source: FundSource,
    file_level: FileLevel | None,
    rules: Mapping[FundSource, SourceRule] = SOURCE_RULES,
) -> str | None:
    """Why the source may not pay for a file of that level (None: without a file), or None."""
    rule = rules[source]
    if file_level is None:
        if rule.in_file_only:
            return f"{source.label}只能用于已建档的困难职工,不能支付未建档的救助。"
        return None
    if file_level in rule.file_levels:
        return None
    allowed = "、".join(level.label for level in rule.file_levels)
    return f"{source.label}只能用于{allowed}档案,这份档案是{file_level.label}。"


def written(rules: Mapping[FundSource, SourceRule] = SOURCE_RULES) -> dict[str, str]:
    """The rules as a policy keeps them: source → levels apart by blanks, ``none`` for no file."""
    return {
        source.value: " ".join(
            (
                *(level.value for level in rule.file_levels),
                *(() if rule.in_file_only else (NO_FILE,)),
            )
        )
        for source, rule in rules.items()
    }


def read(params: Mapping[str, object]) -> dict[FundSource, SourceRule]:
    """The rules that a policy holds; words it does not know permit nothing."""
    found: dict[FundSource, SourceRule] = {}
    for source in FundSource:
        words = str(params.get(source.value, "")).replace("、", " ").split()
        levels = tuple(level for level in FileLevel if level.value in words or level.label in words)
        found[source] = SourceRule(levels, in_file_only=not {NO_FILE, "未建档"} & set(words))
    return found


def policy_refusal(params: Mapping[str, object]) -> str | None:
    """Why the rules cannot be adopted: 中央财政 stays with files of national level, also by trigger."""
    central = read(params)[FundSource.CENTRAL]
    if central.in_file_only and set(central.file_levels) <= {FileLevel.NATIONAL}:
        return None
    return f"{FundSource.CENTRAL.label}只能用于{FileLevel.NATIONAL.label}档案,不能放宽。请改回。"


def passed_source(source: FundSource) -> FundSource:
    """What money of this source is for the level below: the giver's own becomes 上级工会经费."""
    return FundSource.UPPER_UNION if source == FundSource.OWN_UNION else source


_INCOME = {
    FundSource.CENTRAL: Account.GOVERNMENT_INCOME,
    FundSource.PROVINCE: Account.GOVERNMENT_INCOME,
    FundSource.CITY: Account.GOVERNMENT_INCOME,
    FundSource.UPPER_UNION: Account.UPPER_INCOME,
    FundSource.OWN_UNION: Account.DUES_INCOME,
    FundSource.DONATION: Account.OTHER_INCOME,
}
_WARMTH = (
    ProgrammeKind.SPRING,
    ProgrammeKind.SUMMER,
    ProgrammeKind.AUTUMN,
    ProgrammeKind.WINTER,
    ProgrammeKind.FESTIVAL,
    ProgrammeKind.MAY_DAY,
    ProgrammeKind.WAY_HOME,
)


def income_account(source: FundSource) -> Account:
    """Where money that came from outside the unions is booked as income."""
    return _INCOME[source]


def expense_account(kind: ProgrammeKind) -> Account:
    """四季送 and visits are 送温暖费, help by need is 困难职工帮扶费 (总工办发〔2017〕32号)."""
    return Account.WARMTH if kind in _WARMTH else Account.HARDSHIP

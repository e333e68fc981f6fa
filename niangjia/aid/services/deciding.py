"""Deciding (认定): the rules' answer is kept with facts and parameters, and can be given again."""

from __future__ import annotations

from niangjia.aid import queries, rules
from niangjia.aid.models import Decision, HouseholdFile
from niangjia.aid.rules import codes, eligibility
from niangjia.aid.services.access import forget, hold, not_own_case, note
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import verb

_S = codes.FileStatus
DECIDABLE = (_S.COMPARISON, _S.COUNTY, _S.CITY, _S.RECHECK, _S.CHANGE_REVIEW)
"""States in which a decision is wanted; the city may say it again under rules that are new."""


@verb
def decide(file: HouseholdFile, *, actor: Actor) -> Decision:
    """Ask the rules in force and keep the answer with all that led to it.

    The county's right, or the city's. Raises NotVisible or Blocked.
    """
    file = hold(file)
    is_county = actor.may(rules.COUNTY, file.county_path)
    if not (is_county or actor.may(rules.APPROVE, file.city_path)):
        raise NotVisible
    not_own_case(file, actor)
    if file.status not in DECIDABLE:
        state = rules.HOUSEHOLD_FILE.states[file.status]
        raise Blocked(f"不能认定:档案当前是“{state}”。请在数据比对、审核或年度复核时认定。")
    parameters = queries.parameters_at(file.scope_path, clock.today(), queries.area_of(file))
    found = queries.trial(file, file.scope_path, clock.today())
    kept = Decision.objects.create(
        file=file,
        actor_id=actor.user_id,
        actor_label=actor.label[:100],
        version=found.version,
        rules=parameters.rules.as_json(),
        local={
            "amount": str(parameters.local.standard_amount),
            "minimum_area": str(parameters.local.minimum_area),
            "area": parameters.local.area or "",
        },
        facts=found.facts.as_json(),
        category=found.category or "",
        file_level=found.file_level or "",
        refusals=_refusals(found),
        trace=list(found.trace),
    )
    forget(file)
    note(file, "decide", found.trace[-1], actor=actor)
    return kept


def _refusals(found: rules.Decision) -> list[str]:
    """Why there is no file; empty when there is one."""
    if found.category is not None:
        return []
    reasons = [f"存在排除情形“{one}”" for one in found.exclusions]
    reasons += [f"不满足附加条件“{one}”" for one in found.unmet]
    return reasons if found.met else ["不符合任何一项困难标准", *reasons]


def replay(decision: Decision) -> rules.Decision:
    """The decision made again from the stored row alone. Raises ValueError for a damaged row."""
    local = decision.local
    parameters = rules.Parameters(
        rules.RuleSet.from_json(decision.rules),
        eligibility.standard(local["amount"], local["minimum_area"], local.get("area", "")),
    )
    if parameters.version != decision.version:
        raise ValueError(f"认定{decision.pk}所存参数与其版本“{decision.version}”不符,不能复算。")
    return rules.decide(rules.Facts.from_json(decision.facts), parameters)

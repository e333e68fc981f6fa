"""Entering unions: one by one, many at once; codes, credit codes, regions, finding them again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import ids
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry
from niangjia.unions import queries, services
from niangjia.unions.models import Affiliation, Region, TreePath, Union, UnionProfile
from niangjia.unions.rules import OrgForm, OrgType, UnionLevel, UnionType
from niangjia.unions.services import NewUnion

FOUNDED = date(2026, 5, 1)


def values(parent: Union, **changed: Any) -> dict[str, Any]:
    """What is needed to enter a grass-roots union below ``parent``."""
    return {
        "name": "临巴机械厂工会委员会",
        "region": parent.region,
        "parent": parent,
        "level": UnionLevel.UNIT,
        "union_type": UnionType.GRASSROOTS,
        "org_type": OrgType.INDEPENDENT,
        "org_form": OrgForm.COMMITTEE,
        "founded_on": FOUNDED,
        **changed,
    }


def test_a_union_stands_in_the_tree_with_all_that_belongs_to_it(tree: Tree, cast: Cast) -> None:
    union = services.create_union(**values(tree.township), actor=cast.county_zhao.actor)

    edge = Affiliation.objects.get(union=union)
    assert union.code == "511725102-0004"
    assert union.path == f"{tree.township.path}{union.pk}/"
    assert (union.initials, len(union.join_code or "")) == ("lbjxcghwyh", 10)
    assert (edge.parent_id, edge.kind, edge.is_counting) == (
        tree.township.pk,
        "territorial",
        True,
    )
    assert (edge.valid.lower, edge.valid.upper) == (FOUNDED, None)
    assert TreePath.objects.get(union=union).path == union.path
    assert UnionProfile.objects.filter(union=union).exists()
    assert Entry.objects.get(verb="unions.create", object_id=union.pk).union_id == union.pk


def test_a_federation_takes_the_code_of_its_division(tree: Tree) -> None:
    region = Region.objects.create(code="511725103", parent_id="511725", name="三汇镇", level=4)

    union = services.create_union(
        **values(
            tree.county,
            name="三汇镇总工会",
            region=region,
            level=UnionLevel.TOWNSHIP,
            union_type=UnionType.TERRITORIAL,
            org_type=None,
            org_form=OrgForm.FEDERATION,
        ),
        actor=SYSTEM,
    )

    assert (union.code, union.join_code) == ("511725103", None)


def test_a_division_has_one_federation(tree: Tree) -> None:
    with pytest.raises(Blocked, match="临巴镇已有地方工会"):
        services.create_union(
            **values(tree.county, region=tree.township.region, union_type=UnionType.TERRITORIAL),
            actor=SYSTEM,
        )


def test_only_the_system_enters_the_top_of_a_tree(tree: Tree, cast: Cast) -> None:
    with pytest.raises(NotVisible):
        services.create_union(
            **values(tree.province) | {"parent": None}, actor=cast.province_li.actor
        )


def test_nobody_enters_a_union_outside_her_scope(tree: Tree, cast: Cast) -> None:
    before = Union.objects.count()
    for player in (cast.neighbour_qian, cast.chair_sun, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.create_union(**values(tree.township), actor=player.actor)
    assert Union.objects.count() == before


# --- credit codes ---------------------------------------------------------------------------

GOOD = ids.make_credit_code("511725", 1)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (GOOD[:17], "应为18位"),
        (GOOD[:17] + ("0" if GOOD[17] != "0" else "1"), "校验码不对"),
        (GOOD[:16] + "I" + GOOD[17], "不会含有“I”"),
    ],
)
def test_a_wrong_credit_code_is_refused(tree: Tree, code: str, words: str) -> None:
    with pytest.raises(Blocked, match=words) as refusal:
        services.create_union(**values(tree.township, credit_code=code), actor=SYSTEM)

    assert refusal.value.field == "credit_code"


def test_an_odd_prefix_is_a_warning_for_grassroots_unions_alone(tree: Tree) -> None:
    code = ids.make_credit_code("511725", 1, prefix="91")

    union = services.create_union(**values(tree.township, credit_code=code), actor=SYSTEM)

    assert any("通常以81开头" in line for line in queries.warnings_of(union))
    assert queries.code_warnings(code, UnionType.TERRITORIAL) == []


def test_a_credit_code_twice_names_its_holder(tree: Tree) -> None:
    services.edit_union(tree.union, {"credit_code": GOOD}, actor=SYSTEM)

    with pytest.raises(Blocked, match=r"已登记在“渠江纺织厂工会委员会”\(511725102-0001\)名下"):
        services.edit_union(tree.other_union, {"credit_code": GOOD}, actor=SYSTEM)


# --- many at once ---------------------------------------------------------------------------


def new(name: str, parent: str, **changed: Any) -> NewUnion:
    """A grass-roots union of a batch."""
    fields: dict[str, Any] = {
        "region_code": "511725102",
        "level": UnionLevel.UNIT,
        "union_type": UnionType.GRASSROOTS,
        "org_form": OrgForm.COMMITTEE,
        "org_type": OrgType.INDEPENDENT,
        "founded_on": FOUNDED,
    }
    return NewUnion(name=name, parent_code=parent, **fields | changed)


def test_many_unions_stand_as_if_entered_one_by_one(tree: Tree) -> None:
    rows = [
        new("一厂工会", "511725102"),
        new("二厂工会", "511725102", closed_on=date(2026, 6, 1)),
        new("一厂一分会", "511725102-0004", org_type=OrgType.BRANCH),
    ]

    keys = services.create_unions(rows, actor=SYSTEM)

    assert list(keys) == ["511725102-0004", "511725102-0005", "511725102-0006"]
    branch = Union.objects.get(code="511725102-0006")
    closed = Union.objects.get(code="511725102-0005")
    assert branch.path == f"{tree.township.path}{keys['511725102-0004']}/{branch.pk}/"
    assert (branch.initials, closed.status) == ("ycyfh", 0)
    assert Affiliation.objects.get(union=closed).valid.upper == date(2026, 6, 1)
    assert TreePath.objects.get(union=branch).path == branch.path
    assert UnionProfile.objects.filter(union__in=keys.values()).count() == 3
    assert Entry.objects.filter(verb="unions.create_many").count() == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (new("孤会", "999"), "上级工会999不存在"),
        (new("下级", "511725102-0001"), "下面只能设分会"),
        (new("错码", "511725102", credit_code="81"), "应为18位"),
    ],
)
def test_a_batch_with_a_wrong_row_enters_nothing(tree: Tree, row: NewUnion, words: str) -> None:
    before = Union.objects.count()

    with pytest.raises(Blocked, match=words):
        services.create_unions([new("好会", "511725102"), row], actor=SYSTEM)

    assert Union.objects.count() == before


def test_only_the_system_enters_many(tree: Tree, cast: Cast) -> None:
    with pytest.raises(NotVisible):
        services.create_unions([new("一厂工会", "511725102")], actor=cast.province_li.actor)


# --- regions --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_regions_are_loaded_once_and_brought_up_to_date() -> None:
    first = services.load_regions(under=["511725"])
    Region.objects.filter(code="511725").update(name="旧名")

    again = services.load_regions(under=["511725"])

    assert again == 1
    assert services.load_regions(under=["511725"]) == 0
    assert first == Region.objects.count()
    assert list(
        Region.objects.filter(code__in=("51", "5117", "511725")).values_list(
            "code", "parent", "name"
        )
    ) == [("51", None, "四川省"), ("5117", "51", "达州市"), ("511725", "5117", "渠县")]


# --- finding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("渠江", ["511725102-0001"]),
        ("纺织厂工会", ["511725102-0001"]),
        ("qjfz", ["511725102-0001"]),
        ("qujiang", ["511725102-0001"]),
        ("511725102-0001", ["511725102-0001"]),
        ("总工会", ["51", "5117", "511724", "511725", "511724101", "511725102"]),
        ("没有的", []),
        ("%", []),
        ("_", []),
    ],
)
def test_unions_are_found_by_what_is_typed(tree: Tree, text: str, codes: list[str]) -> None:
    assert [union.code for union in queries.find_unions(text)] == codes


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        ("province", ["51"]),
        ("city", ["5117"]),
        ("county", ["511724", "511725"]),
        ("township", ["511724101", "511725102"]),
        ("grassroots", ["511724101-0001", "511725102-0001", "511725102-0002", "511725102-0003"]),
    ],
)
def test_unions_are_found_by_level(tree: Tree, level: str, codes: list[str]) -> None:
    assert [union.code for union in queries.find_unions("", level=level)] == codes


def test_finding_stays_under_a_union_and_in_sight(tree: Tree, cast: Cast) -> None:
    def found(**limits: Any) -> list[str]:
        return [union.code for union in queries.find_unions("工会委员会", **limits)]

    assert found(under=tree.neighbour) == ["511724101-0001"]
    assert found(actor=cast.neighbour_qian.actor) == ["511724101-0001"]
    assert found(under=tree.county, actor=cast.neighbour_qian.actor) == []
    assert found(limit=1) == ["511724101-0001"]


def test_closed_unions_are_not_found(tree: Tree) -> None:
    services.close(tree.union, on=date(2026, 6, 1), reason="破产", actor=SYSTEM)

    assert list(queries.find_unions("渠江")) == []


@pytest.mark.parametrize(
    ("pick", "codes"),
    [
        (lambda t: t.union, ["51", "5117", "511725", "511725102", "511725102-0001"]),
        (lambda t: t.province, ["51"]),
    ],
)
def test_ancestors_run_from_the_top(
    tree: Tree, pick: Callable[[Tree], Union], codes: list[str]
) -> None:
    assert [union.code for union in queries.ancestors(pick(tree))] == codes


def test_a_union_entered_late_stood_where_its_parent_stood(tree: Tree) -> None:
    """Founded before its township went to another county, entered after: counted in the old one then."""
    moved_on = date(2022, 7, 1)
    services.move(tree.township, to=tree.neighbour, on=moved_on, reason="区划调整", actor=SYSTEM)
    tree.township.refresh_from_db()

    union = services.create_union(
        **values(tree.township, founded_on=date(2020, 1, 1)), actor=SYSTEM
    )
    below = services.create_unions(
        [
            NewUnion(
                f"临巴第{number}工会委员会",
                tree.township.region_id,
                tree.township.code,
                UnionLevel.UNIT,
                UnionType.GRASSROOTS,
                OrgType.INDEPENDENT,
                OrgForm.COMMITTEE,
                founded_on=date(2020, 1, 1),
            )
            for number in (1, 2)
        ],
        actor=SYSTEM,
    )

    for pk in (union.pk, *below.values()):
        rows = TreePath.objects.filter(union_id=pk).order_by("valid")
        assert [(row.path, row.valid.lower, row.valid.upper) for row in rows] == [
            (f"{tree.county.path}{tree.township.pk}/{pk}/", None, moved_on),
            (f"{tree.neighbour.path}{tree.township.pk}/{pk}/", moved_on, None),
        ]

"""Code lists of trade-union organisation (工会组织), as working federations use them. Pure.

Source: domain chapter 01 §1.1-1.2 (dictionary of a working city-federation platform; annual
form of the national federation). Extensions of ours say so.
"""

from __future__ import annotations

from niangjia.kernel.choices import NumberCode, TextCode


class UnionLevel(NumberCode):
    """工会层级. 70 is our extension: the unit's own union, below street and community."""

    NATION = 10, "国家"
    PROVINCE = 20, "省"
    MINISTRY = 21, "部级"
    TRADE = 22, "行业级"
    CITY = 30, "市"
    COUNTY = 40, "区(县)"
    COUNTY_INDUSTRY = 41, "区产业级"
    TOWNSHIP = 50, "街镇"
    COMMUNITY = 60, "社区(村)"
    COMMUNITY_FLEXIBLE = 61, "社区下属灵活就业联合工会"
    UNIT = 70, "单位"


class UnionType(NumberCode):
    """工会类型."""

    GRASSROOTS = 1, "基层工会"
    TERRITORIAL = 2, "地方工会"
    INDUSTRIAL = 3, "地方产业工会"


class OrgType(NumberCode):
    """工会组织类型."""

    INDEPENDENT = 1, "独立基层工会"
    JOINT = 2, "联合基层工会"
    STREET = 3, "街道工会"
    PARK = 4, "园区工会"
    TRADE = 5, "行业工会"
    GROUP = 6, "集团工会"
    SYSTEM = 7, "系统工会"
    BRANCH = 8, "分会/小组"


class OrgForm(NumberCode):
    """工会组织形式."""

    FEDERATION = 1, "总工会"
    UNION = 2, "工会"
    UNION_FEDERATION = 3, "工会联合会"
    COMMITTEE = 4, "工会委员会"
    JOINT_COMMITTEE = 5, "联合工会委员会"
    BRANCH = 6, "分会"
    GROUP = 7, "小组"


class UnionStatus(NumberCode):
    """状态."""

    CLOSED = 0, "注销"
    NORMAL = 1, "正常"
    LOCKED = 3, "锁定"
    PREPARING = 4, "筹备期"


class FoundingMode(NumberCode):
    """建会方式."""

    OFFLINE = 1, "线下建会"
    ONLINE = 2, "网上建会"


class UnitType(NumberCode):
    """单位类别 (单位性质)."""

    STATE = 110, "国有企业"
    COLLECTIVE = 120, "集体企业"
    SHARE_COOPERATIVE = 130, "股份合作企业"
    JOINT_OPERATION = 140, "联营企业"
    STATE_SOLE = 151, "国有独资公司"
    OTHER_LIMITED = 159, "其他有限责任公司"
    STATE_HELD_SHARES = 161, "国有控股股份有限公司"
    OTHER_SHARES = 169, "其他股份有限公司"
    PRIVATE = 170, "私营企业"
    OTHER_DOMESTIC = 190, "其他内资企业"
    HK_MACAO_TAIWAN = 200, "台港澳商投资企业"
    FOREIGN = 300, "外商投资企业"
    INSTITUTION = 400, "事业"
    GOVERNMENT = 500, "机关"
    INDIVIDUAL = 600, "个体经济组织"
    PRIVATE_NON_ENTERPRISE = 700, "民办非企业"


class AffiliationKind(TextCode):
    """隶属关系: the territorial, the industrial and the dues line may differ."""

    TERRITORIAL = "territorial", "组织隶属(属地)"
    INDUSTRIAL = "industrial", "产业隶属"
    FUND = "fund", "经费隶属"


class Committee(TextCode):
    """三委."""

    UNION = "union", "工会委员会"
    AUDIT = "audit", "经费审查委员会"
    WOMEN = "women", "女职工委员会"


class OfficerPost(TextCode):
    """工会干部职务."""

    CHAIR = "chair", "主席"
    EXECUTIVE_VICE_CHAIR = "executive_vice_chair", "常务副主席"
    VICE_CHAIR = "vice_chair", "副主席"
    MEMBER = "member", "委员"
    ORGANISATION = "organisation", "组织委员"
    PUBLICITY = "publicity", "宣传委员"
    CULTURE = "culture", "文体委员"
    WELFARE = "welfare", "生活委员"
    SAFETY = "safety", "劳动保护委员"
    FINANCE = "finance", "财务委员"
    LABOUR_LAW = "labour_law", "劳动法律监督委员"
    SAFETY_INSPECTOR = "safety_inspector", "劳动保护监督检查员"
    ORGANISER = "organiser", "组织员"


class EmploymentMode(TextCode):
    """干部任职方式."""

    FULL_TIME = "full_time", "专职"
    PART_TIME = "part_time", "兼职"
    SECONDED = "seconded", "挂职"
    SOCIAL_WORKER = "social_worker", "社会化工会工作者"


class SuccessionKind(TextCode):
    """沿革方式: how one union gave way to another."""

    MERGED = "merged", "合并"
    SPLIT = "split", "分立"
    CLOSED = "closed", "撤销"


class UnionTrait(TextCode):
    """类别标签 of a grass-roots union: tags, not levels (domain 01 §1.1)."""

    TWO_NEW = "two_new", "两新组织"
    PARK = "park", "开发区(工业园区)"
    BUILDING = "building", "楼宇工会"
    PROJECT = "project", "项目工会"
    BUSINESS_DISTRICT = "business_district", "商圈工会"
    VILLAGE = "village", "村(社区)工会"
    NEW_FORM = "new_form", "新就业形态工会"


class Industry(TextCode):
    """国民经济行业门类, GB/T 4754-2017 sections A-T."""

    A = "A", "农、林、牧、渔业"
    B = "B", "采矿业"
    C = "C", "制造业"
    D = "D", "电力、热力、燃气及水生产和供应业"
    E = "E", "建筑业"
    F = "F", "批发和零售业"
    G = "G", "交通运输、仓储和邮政业"
    H = "H", "住宿和餐饮业"
    I = "I", "信息传输、软件和信息技术服务业"  # noqa: E741 - the standard's own letter
    J = "J", "金融业"
    K = "K", "房地产业"
    L = "L", "租赁和商务服务业"
    M = "M", "科学研究和技术服务业"
    N = "N", "水利、环境和公共设施管理业"
    O = "O", "居民服务、修理和其他服务业"  # noqa: E741 - the standard's own letter
    P = "P", "教育"
    Q = "Q", "卫生和社会工作"
    R = "R", "文化、体育和娱乐业"
    S = "S", "公共管理、社会保障和社会组织"
    T = "T", "国际组织"

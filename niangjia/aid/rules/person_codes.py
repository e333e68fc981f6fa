"""Code lists of the people and the household in an aid file (困难职工档案). Pure.

Source: domain 04 §4.2. Ethnic group, political status and schooling are those of the member sheet
(``members.rules.codes``), industry and type of unit those of ``unions.rules.codes``.
"""

from __future__ import annotations

from niangjia.kernel.choices import NumberCode, TextCode


class WorkerIdentity(TextCode):
    """人员身份, 工作状态."""

    EMPLOYED = "employed", "在岗"
    LAID_OFF = "laid_off", "下(待)岗"
    UNEMPLOYED = "unemployed", "失(无)业"
    RETIRED = "retired", "退休"
    SICK_LEAVE = "sick_leave", "病休"
    INTERNALLY_RETIRED = "internally_retired", "内退"
    MIGRANT = "migrant", "农民工"
    TOWNSHIP_MIGRANT = "township_migrant", "镇域农民工"
    NEW_FORM = "new_form", "新就业形态劳动者"
    STUDENT = "student", "在校学生"
    CHILD = "child", "学龄前儿童"
    SOLDIER = "soldier", "现役军人"
    OTHER = "other", "其他"


class Health(TextCode):
    """健康状况."""

    GOOD = "good", "良好"
    CANCER = "cancer", "癌症"
    CARDIOVASCULAR = "cardiovascular", "心血管病"
    URAEMIA = "uraemia", "尿毒症"
    MENTAL = "mental", "精神病"
    LIVER = "liver", "肝病"
    BLOOD = "blood", "血液病"
    DIABETES = "diabetes", "糖尿病"
    TUMOUR = "tumour", "肿瘤病"
    SPINE = "spine", "腰颈椎病"
    HYPERTENSION = "hypertension", "高血压病"
    LUNG = "lung", "肺病"
    ORDINARY = "ordinary", "一般疾病"
    DISABLED = "disabled", "残疾"


class DisabilityKind(NumberCode):
    """残疾类别, GB/T 26341-2010."""

    SIGHT = 1, "视力残疾"
    HEARING = 2, "听力残疾"
    SPEECH = 3, "言语残疾"
    PHYSICAL = 4, "肢体残疾"
    INTELLECTUAL = 5, "智力残疾"
    MENTAL = 6, "精神残疾"
    MULTIPLE = 7, "多重残疾"


class DisabilityGrade(NumberCode):
    """残疾等级, GB/T 26341-2010; 1 is the gravest."""

    FIRST = 1, "一级"
    SECOND = 2, "二级"
    THIRD = 3, "三级"
    FOURTH = 4, "四级"


class ModelWorker(TextCode):
    """劳模类型."""

    NONE = "none", "非劳模"
    NATIONAL = "national", "全国劳模"
    PROVINCE = "province", "省部级劳模"
    CITY = "city", "地市级劳模"
    OTHER = "other", "其他劳模"


class Marriage(TextCode):
    """婚姻状况."""

    MARRIED = "married", "已婚"
    SINGLE = "single", "未婚"
    DIVORCED = "divorced", "离异"
    WIDOWED = "widowed", "丧偶"


class Registration(TextCode):
    """户口类型."""

    URBAN = "urban", "非农业"
    RURAL = "rural", "农业"
    CONVERTED = "converted", "农转居"


class Housing(TextCode):
    """住房类型."""

    UNIT_RENTED = "unit_rented", "承租单位公房"
    PUBLIC_RENTED = "public_rented", "政府廉租房"
    BOUGHT = "bought", "自购房"
    NONE = "none", "无房"
    RENTED = "rented", "租房"
    SELF_BUILT = "self_built", "自建房"
    OTHER = "other", "其他"


OWNED_HOUSING = (Housing.BOUGHT, Housing.SELF_BUILT)


class Insurance(TextCode):
    """医保状况."""

    EMPLOYEE = "employee", "职工基本医疗保险"
    RESIDENT = "resident", "城乡居民基本医疗保险"
    NONE = "none", "未参加"


class EnterpriseState(TextCode):
    """企业状况."""

    NORMAL = "normal", "正常生产"
    PARTLY_STOPPED = "partly_stopped", "半停产"
    STOPPED = "stopped", "停产"
    BANKRUPT = "bankrupt", "破产"
    CLOSED = "closed", "关闭"
    RESTRUCTURED = "restructured", "改制"


class Relation(TextCode):
    """与户主关系: the member is the head's …"""

    HEAD = "head", "户主"
    SPOUSE = "spouse", "配偶"
    CHILD = "child", "子女"
    CHILD_IN_LAW = "child_in_law", "儿媳或女婿"
    GRANDCHILD = "grandchild", "孙子女或外孙子女"
    PARENT = "parent", "父母"
    PARENT_IN_LAW = "parent_in_law", "公婆或岳父母"
    GRANDPARENT = "grandparent", "祖父母或外祖父母"
    SIBLING = "sibling", "兄弟姐妹"
    OTHER = "other", "其他"


GENERATIONS = {
    Relation.HEAD: 0,
    Relation.CHILD: -1,
    Relation.GRANDCHILD: -2,
    Relation.PARENT: 1,
    Relation.GRANDPARENT: 2,
}
"""Blood relations by generation: who stands lower was born later."""


class SchoolStage(TextCode):
    """就学阶段."""

    NONE = "none", "非在校"
    KINDERGARTEN = "kindergarten", "学前"
    COMPULSORY = "compulsory", "义务教育"
    SENIOR = "senior", "普通高中"
    VOCATIONAL = "vocational", "中职"
    HIGHER = "higher", "全日制高等教育"
    POSTGRADUATE = "postgraduate", "研究生"


class SchoolKind(TextCode):
    """就读学校类别: those that 金秋助学 excludes are told apart."""

    PUBLIC = "public", "公办"
    PRIVATE = "private", "民办"
    HIGH_FEE = "high_fee", "高收费民办"
    JOINT_FOREIGN = "joint_foreign", "中外合作办学"
    ABROAD = "abroad", "自费出国留学"
    MILITARY = "military", "军事院校"
    FREE_TEACHER = "free_teacher", "免费师范生"


class IncomeKind(TextCode):
    """收入项目."""

    WAGE = "wage", "工资性收入"
    BUSINESS = "business", "经营净收入"
    PROPERTY = "property", "财产净收入"
    PENSION = "pension", "离退休金"
    ALLOWANCE = "allowance", "低保及社会救助"
    SUPPORT = "support", "赡养、抚养、扶养费"
    TRANSFER = "transfer", "其他转移性收入"
    OTHER = "other", "其他收入"


class ExpenditureKind(TextCode):
    """刚性支出项目."""

    MEDICAL = "medical", "医疗自付"
    EDUCATION = "education", "教育"
    REHABILITATION = "rehabilitation", "残疾康复、护理"
    RENT = "rent", "保障性租房"
    INSURANCE = "insurance", "基本社会保险个人缴费"
    OTHER = "other", "其他必要支出"

"""Balances kept with every entry and reservation, so that each costs the same however many there are.

Until now triggers added up the whole fund at every reservation. Now they keep two sums on the fund
and one on the budget, in the transaction that changes them; checks compare these. Nothing but the
triggers may write them.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import F, Q

ADDED_UP_ANEW = """
DROP TRIGGER ledger_line_free ON ledger_entryline;
DROP TRIGGER ledger_reserved_free ON ledger_reservation;
DROP TRIGGER ledger_rereserved_free ON ledger_reservation;
DROP TRIGGER ledger_reserved_budget ON ledger_reservation;
DROP TRIGGER ledger_rereserved_budget ON ledger_reservation;
DROP TRIGGER ledger_rebudgeted ON ledger_budget;
DROP FUNCTION ledger_check_free();
DROP FUNCTION ledger_check_budget();
"""

SUMS_UNTIL_NOW = """
UPDATE ledger_fund f SET
    bank_amount = (SELECT coalesce(sum(l.amount), 0) FROM ledger_entryline l
                    WHERE l.fund_id = f.id AND l.account = '102'),
    promised_amount = (SELECT coalesce(sum(r.amount), 0) FROM ledger_reservation r
                        WHERE r.fund_id = f.id AND r.status IN ('held', 'ordered'));
UPDATE ledger_budget b SET
    used_amount = (SELECT coalesce(sum(r.amount), 0) FROM ledger_reservation r
                    WHERE r.fund_id = b.fund_id AND r.programme_id = b.programme_id
                      AND r.year = b.year AND r.status <> 'released');
"""

# Funds are taken in the order of their keys, and budgets only while their fund is held.
KEPT = """
CREATE FUNCTION ledger_line_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change record;
BEGIN
    FOR change IN SELECT fund_id, sum(amount) AS bank FROM written WHERE account = '102'
                   GROUP BY fund_id ORDER BY fund_id
    LOOP
        UPDATE ledger_fund SET bank_amount = bank_amount + change.bank WHERE id = change.fund_id;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_promise(
    fund bigint, programme bigint, of_year integer, promised numeric, used numeric
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ledger_fund SET promised_amount = promised_amount + promised WHERE id = fund;
    UPDATE ledger_budget SET used_amount = used_amount + used
     WHERE fund_id = fund AND programme_id = programme AND year = of_year;
    IF NOT FOUND THEN
        RAISE EXCEPTION '资金%在项目%没有%年预算。', fund, programme, of_year
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_budget_not_passed';
    END IF;
END $$;

CREATE FUNCTION ledger_reserved_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_promise(c.fund_id, c.programme_id, c.year, c.promised, c.used)
       FROM (SELECT fund_id, programme_id, year,
                    coalesce(sum(amount) FILTER (WHERE status IN ('held', 'ordered')), 0) AS promised,
                    coalesce(sum(amount) FILTER (WHERE status <> 'released'), 0) AS used
               FROM written GROUP BY 1, 2, 3 ORDER BY 1, 2, 3) c;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_rereserved_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_promise(c.fund_id, c.programme_id, c.year, c.promised, c.used)
       FROM (SELECT fund_id, programme_id, year,
                    coalesce(sum(amount) FILTER (WHERE status IN ('held', 'ordered')), 0) AS promised,
                    coalesce(sum(amount) FILTER (WHERE status <> 'released'), 0) AS used
               FROM (SELECT fund_id, programme_id, year, amount, status FROM written
                     UNION ALL
                     SELECT fund_id, programme_id, year, -amount, status FROM replaced) both_sides
              GROUP BY 1, 2, 3 ORDER BY 1, 2, 3) c
      WHERE c.promised <> 0 OR c.used <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_line_kept AFTER INSERT ON ledger_entryline
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_line_kept();
CREATE TRIGGER ledger_reserved_kept AFTER INSERT ON ledger_reservation
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_reserved_kept();
CREATE TRIGGER ledger_rereserved_kept AFTER UPDATE ON ledger_reservation
    REFERENCING NEW TABLE AS written OLD TABLE AS replaced
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_rereserved_kept();
CREATE TRIGGER ledger_reservation_not_deleted BEFORE DELETE ON ledger_reservation
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
"""

# Depth 0 is a statement of a program; the triggers above write from depth 1.
ONLY_TRIGGERS = """
CREATE FUNCTION ledger_sum_not_typed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '余额和已用数由凭证和资金占用得出,不能直接填写。'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_fund_new BEFORE INSERT ON ledger_fund FOR EACH ROW
    WHEN (NEW.bank_amount <> 0 OR NEW.promised_amount <> 0)
    EXECUTE FUNCTION ledger_sum_not_typed();
CREATE TRIGGER ledger_fund_sums BEFORE UPDATE ON ledger_fund FOR EACH ROW
    WHEN (pg_trigger_depth() = 0 AND (OLD.bank_amount, OLD.promised_amount)
          IS DISTINCT FROM (NEW.bank_amount, NEW.promised_amount))
    EXECUTE FUNCTION ledger_sum_not_typed();
CREATE TRIGGER ledger_budget_new BEFORE INSERT ON ledger_budget FOR EACH ROW
    WHEN (NEW.used_amount <> 0) EXECUTE FUNCTION ledger_sum_not_typed();
CREATE TRIGGER ledger_budget_sums BEFORE UPDATE ON ledger_budget FOR EACH ROW
    WHEN (pg_trigger_depth() = 0 AND OLD.used_amount <> NEW.used_amount)
    EXECUTE FUNCTION ledger_sum_not_typed();
"""


def _sum(label: str) -> models.DecimalField[str, str]:
    return models.DecimalField(
        label, max_digits=16, decimal_places=2, default=0, db_default=0, editable=False
    )

from niangjia.kernel.schema import Together


class Migration(migrations.Migration):
    """Running sums; no way back, since the old triggers are gone."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("ledger", "0002_guards")]
    operations: ClassVar[list[Operation]] = [
        Together([
            migrations.AddField("budget", "used_amount", _sum("已使用")),
            migrations.AddField("fund", "bank_amount", _sum("账面余额")),
            migrations.AddField("fund", "promised_amount", _sum("已占用")),
        ]),
        migrations.RunSQL(ADDED_UP_ANEW),
        migrations.RunSQL(SUMS_UNTIL_NOW, migrations.RunSQL.noop),
        Together([
            migrations.AddConstraint(
                "budget",
                models.CheckConstraint(
                    condition=Q(used_amount__gte=0, used_amount__lte=F("amount")),
                    name="ledger_budget_not_passed",
                    violation_error_message="这项预算的余额不足,没有办理。请刷新页面核对预算后再办。",
                ),
            ),
            migrations.AddConstraint(
                "fund",
                models.CheckConstraint(
                    condition=Q(promised_amount__gte=0, promised_amount__lte=F("bank_amount")),
                    name="ledger_fund_not_overdrawn",
                    violation_error_message="这笔资金的可用余额不足,没有办理。请刷新页面核对余额后再办。",
                ),
            ),
        ]),
        migrations.RunSQL(KEPT + ONLY_TRIGGERS),
    ]

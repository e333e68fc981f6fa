"""What must hold of the books whatever program writes.

An entry sums to zero and is never changed; no fund is overdrawn and no budget passed, however many
reserve at once; a payment says what its reservation says, and neither changes its money afterwards.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

APPEND_ONLY = ("entry", "entryline", "bankreply", "bankreplyline")
GUARD = """
CREATE TRIGGER ledger_{table}_append_only BEFORE UPDATE OR DELETE ON ledger_{table}
FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
"""

BALANCED = """
CREATE FUNCTION ledger_check_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject bigint;
    found_lines record;
BEGIN
    IF TG_TABLE_NAME = 'ledger_entry' THEN subject := NEW.id; ELSE subject := NEW.entry_id; END IF;
    SELECT count(*) AS number, coalesce(sum(l.amount), 0) AS total,
           coalesce(sum(greatest(l.amount, 0)), 0) AS debit,
           coalesce(bool_or(l.fund_id <> e.fund_id), false) AS is_mixed, max(e.amount) AS amount
      INTO found_lines
      FROM ledger_entryline l JOIN ledger_entry e ON e.id = l.entry_id
     WHERE l.entry_id = subject;
    IF found_lines.number < 2 OR found_lines.total <> 0 THEN
        RAISE EXCEPTION '凭证%不平:%条分录,合计%。', subject, found_lines.number, found_lines.total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balanced';
    END IF;
    IF found_lines.is_mixed OR found_lines.debit <> found_lines.amount THEN
        RAISE EXCEPTION '凭证%的分录与凭证的资金或金额不一致。', subject
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_agrees';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_balanced();
CREATE CONSTRAINT TRIGGER ledger_entryline_balanced AFTER INSERT ON ledger_entryline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_balanced();
"""

# The fund rows are locked first: each following query then sees what others have committed.
NOT_OVERDRAWN = """
CREATE FUNCTION ledger_check_free() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    PERFORM 1 FROM ledger_fund WHERE id IN (SELECT fund_id FROM written) ORDER BY id FOR UPDATE;
    SELECT f.name,
           (SELECT coalesce(sum(l.amount), 0) FROM ledger_entryline l
             WHERE l.fund_id = f.id AND l.account = '102')
         - (SELECT coalesce(sum(r.amount), 0) FROM ledger_reservation r
             WHERE r.fund_id = f.id AND r.status IN ('held', 'ordered')) AS free
      INTO wrong
      FROM ledger_fund f
     WHERE f.id IN (SELECT fund_id FROM written)
       AND (SELECT coalesce(sum(l.amount), 0) FROM ledger_entryline l
             WHERE l.fund_id = f.id AND l.account = '102')
         < (SELECT coalesce(sum(r.amount), 0) FROM ledger_reservation r
             WHERE r.fund_id = f.id AND r.status IN ('held', 'ordered'))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '资金“%”透支:可用余额%。', wrong.name, wrong.free
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_fund_not_overdrawn';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_check_budget() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    PERFORM 1 FROM ledger_fund WHERE id IN (SELECT fund_id FROM written) ORDER BY id FOR UPDATE;
    SELECT used.fund_id, used.total, b.amount INTO wrong
      FROM (SELECT r.fund_id, r.programme_id, r.year, sum(r.amount) AS total
              FROM ledger_reservation r
             WHERE r.status <> 'released'
               AND (r.fund_id, r.programme_id, r.year)
                   IN (SELECT fund_id, programme_id, year FROM written)
             GROUP BY r.fund_id, r.programme_id, r.year) used
      LEFT JOIN ledger_budget b ON b.fund_id = used.fund_id
           AND b.programme_id = used.programme_id AND b.year = used.year
     WHERE used.total > coalesce(b.amount, 0)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '资金%超预算:已用%,预算%。', wrong.fund_id, wrong.total, wrong.amount
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_budget_not_passed';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_line_free AFTER INSERT ON ledger_entryline
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_free();
CREATE TRIGGER ledger_reserved_free AFTER INSERT ON ledger_reservation
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_free();
CREATE TRIGGER ledger_rereserved_free AFTER UPDATE ON ledger_reservation
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_free();
CREATE TRIGGER ledger_reserved_budget AFTER INSERT ON ledger_reservation
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_budget();
CREATE TRIGGER ledger_rereserved_budget AFTER UPDATE ON ledger_reservation
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_budget();
CREATE TRIGGER ledger_rebudgeted AFTER UPDATE ON ledger_budget
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_budget();
"""

MONEY_FIXED = """
CREATE FUNCTION ledger_money_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%的资金、项目、金额和收款人不能修改,请撤销后重办。', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_reservation_fixed BEFORE UPDATE ON ledger_reservation FOR EACH ROW
    WHEN ((OLD.fund_id, OLD.programme_id, OLD.year, OLD.amount, OLD.use, OLD.person_id,
           OLD.household, OLD.bank_card_blind, OLD.subject_label, OLD.subject_id, OLD.key)
       IS DISTINCT FROM
          (NEW.fund_id, NEW.programme_id, NEW.year, NEW.amount, NEW.use, NEW.person_id,
           NEW.household, NEW.bank_card_blind, NEW.subject_label, NEW.subject_id, NEW.key))
    EXECUTE FUNCTION ledger_money_fixed();
CREATE TRIGGER ledger_payment_fixed BEFORE UPDATE ON ledger_payment FOR EACH ROW
    WHEN ((OLD.reservation_id, OLD.fund_id, OLD.programme_id, OLD.year, OLD.amount, OLD.use,
           OLD.person_id, OLD.household, OLD.payee_name, OLD.bank_card_blind, OLD.subject_label,
           OLD.subject_id, OLD.key)
       IS DISTINCT FROM
          (NEW.reservation_id, NEW.fund_id, NEW.programme_id, NEW.year, NEW.amount, NEW.use,
           NEW.person_id, NEW.household, NEW.payee_name, NEW.bank_card_blind, NEW.subject_label,
           NEW.subject_id, NEW.key))
    EXECUTE FUNCTION ledger_money_fixed();

CREATE FUNCTION ledger_payment_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM ledger_reservation r
         WHERE r.id = NEW.reservation_id AND r.union_id = NEW.union_id
           AND r.benefit_union_id = NEW.benefit_union_id
           AND (r.fund_id, r.programme_id, r.year, r.amount, r.use, r.household, r.subject_label,
                r.subject_id)
             = (NEW.fund_id, NEW.programme_id, NEW.year, NEW.amount, NEW.use, NEW.household,
                NEW.subject_label, NEW.subject_id)
           AND r.person_id IS NOT DISTINCT FROM NEW.person_id
    ) THEN
        RAISE EXCEPTION '付款%与资金占用不一致。', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_payment_agrees';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_payment_agrees AFTER INSERT ON ledger_payment
    FOR EACH ROW EXECUTE FUNCTION ledger_payment_agrees();
"""

UNDO = """
DROP TRIGGER ledger_entry_balanced ON ledger_entry;
DROP TRIGGER ledger_entryline_balanced ON ledger_entryline;
DROP TRIGGER ledger_line_free ON ledger_entryline;
DROP TRIGGER ledger_reserved_free ON ledger_reservation;
DROP TRIGGER ledger_rereserved_free ON ledger_reservation;
DROP TRIGGER ledger_reserved_budget ON ledger_reservation;
DROP TRIGGER ledger_rereserved_budget ON ledger_reservation;
DROP TRIGGER ledger_rebudgeted ON ledger_budget;
DROP TRIGGER ledger_reservation_fixed ON ledger_reservation;
DROP TRIGGER ledger_payment_fixed ON ledger_payment;
DROP TRIGGER ledger_payment_agrees ON ledger_payment;
DROP FUNCTION ledger_check_balanced();
DROP FUNCTION ledger_check_free();
DROP FUNCTION ledger_check_budget();
DROP FUNCTION ledger_money_fixed();
DROP FUNCTION ledger_payment_agrees();
"""


def _append_only(table: str) -> migrations.RunSQL:
    undo = f"DROP TRIGGER ledger_{table}_append_only ON ledger_{table};"
    return migrations.RunSQL(GUARD.format(table=table), undo)


class Migration(migrations.Migration):
    """Immutable, balanced, never overdrawn."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("ledger", "0001_initial"),
        ("kernel", "0002_guards"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        *(_append_only(table) for table in APPEND_ONLY),
        migrations.RunSQL(BALANCED + NOT_OVERDRAWN + MONEY_FIXED, UNDO),
    ]

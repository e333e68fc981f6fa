"""A payment goes from state to state as its life cycle says, whoever writes and however many at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

STEPS = (
    ("prepared", "ordered"),
    ("ordered", "batched"),
    ("batched", "ordered"),
    ("batched", "sent"),
    ("sent", "paid"),
    ("sent", "failed"),
    ("paid", "returned"),
    ("failed", "reissued"),
    ("returned", "reissued"),
    ("prepared", "reversed"),
    ("ordered", "reversed"),
    ("failed", "reversed"),
    ("returned", "reversed"),
    ("paid", "reversed"),
)
"""As ``rules.PAYMENT``; a test compares them."""

GUARD = f"""
CREATE FUNCTION ledger_payment_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.status, NEW.status) NOT IN ({", ".join(str(step) for step in STEPS)}) THEN
        RAISE EXCEPTION '付款%不能从“%”变为“%”。', NEW.number, OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_payment_steps';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_payment_steps BEFORE UPDATE OF status ON ledger_payment FOR EACH ROW
WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION ledger_payment_steps();
"""
BACK = """
DROP TRIGGER ledger_payment_steps ON ledger_payment;
DROP FUNCTION ledger_payment_steps();
"""


class Migration(migrations.Migration):
    """Nothing is paid after it was called off, nor called off while it is at the bank."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("ledger", "0007_file_levels")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(GUARD, BACK)]

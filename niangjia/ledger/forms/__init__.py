"""Shape of input of the ledger (资金)."""

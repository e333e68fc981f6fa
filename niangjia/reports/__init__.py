"""Reports (报告): text with bound figures, the register of published figures, checked documents."""

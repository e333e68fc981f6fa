"""Verbs of accounts and posts (账号与任职)."""

from __future__ import annotations

from niangjia.accounts.services.asking import Asker
from niangjia.accounts.services.first import FirstAccount, first_start
from niangjia.accounts.services.phone import (
    Proof,
    forget_codes,
    hand_over_phone,
    make_code,
    open_by_phone,
    phone_blind,
    proof_due,
    prove_with,
    send_code,
    try_code,
    use_code,
    worker,
)
from niangjia.accounts.services.posts import appoint, dismiss
from niangjia.accounts.services.second_factor import (
    check_code,
    confirm_second_factor,
    current_code,
    locked_message,
    reset_second_factor,
    secret_of,
    start_second_factor,
)
from niangjia.accounts.services.sign_ins import record_sign_in, unlock
from niangjia.accounts.services.users import (
    change_password,
    create_user,
    deactivate,
    edit_user,
    open_account,
    reactivate,
    reset_password,
)

__all__ = [
    "Asker",
    "FirstAccount",
    "Proof",
    "appoint",
    "change_password",
    "check_code",
    "confirm_second_factor",
    "create_user",
    "current_code",
    "deactivate",
    "dismiss",
    "edit_user",
    "first_start",
    "forget_codes",
    "hand_over_phone",
    "locked_message",
    "make_code",
    "open_account",
    "open_by_phone",
    "phone_blind",
    "proof_due",
    "prove_with",
    "reactivate",
    "record_sign_in",
    "reset_password",
    "reset_second_factor",
    "secret_of",
    "send_code",
    "start_second_factor",
    "try_code",
    "unlock",
    "use_code",
    "worker",
]

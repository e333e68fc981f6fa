"""Pages of accounts and posts (账号与任职); importing this registers them."""

from __future__ import annotations

from niangjia.accounts.desk import logs, own, posts, sign_in, users
from niangjia.web.desk import mount

mount("", "niangjia.accounts.desk.sign_in")
mount("", "niangjia.accounts.desk.own")

__all__ = ["logs", "own", "posts", "sign_in", "users"]

"""`niangjia demo-code`: the one-time code of a demo account, for a try-out without a phone.

Only accounts made by `niangjia demo` are answered: never a real person's second factor.
"""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from niangjia.accounts import demo
from niangjia.accounts.models import SecondFactor, User
from niangjia.accounts.services import current_code

EXIT_DONE, EXIT_UNUSABLE = 0, 2


def run(args: argparse.Namespace) -> int:
    """Print the six digits."""
    user = User.objects.filter(username=args.user.lower()).first()
    if user is None or not demo.is_demo(user):
        sys.stderr.write("只能查询演示账号的验证码。演示账号由 niangjia demo 生成。\n")
        return EXIT_UNUSABLE
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        sys.stderr.write("该账号还没有开始启用二次验证。请先登录,打开“启用二次验证”页面。\n")
        return EXIT_UNUSABLE
    sys.stdout.write(f"{current_code(factor, timezone.now())}\n")
    return EXIT_DONE

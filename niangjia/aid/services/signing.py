"""Signing on the phone (手机签署): a name, the words, and a code sent to the bound phone."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from niangjia.accounts.models import PhoneCode
from niangjia.accounts.rules import CodePurpose
from niangjia.accounts.services import phone_blind
from niangjia.aid import queries
from niangjia.aid.models import HouseholdFile, Signature
from niangjia.aid.queries import reading_back
from niangjia.aid.rules import signing
from niangjia.aid.rules.signing import SignedPaper
from niangjia.kernel import clock, crypto
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked

NOT_CONFIRMED = "签字还没有用短信验证码确认,或已超过10分钟。请重新获取验证码。"


def content_of(file: HouseholdFile) -> bytes:
    """Keyed hash of everything that stands in the file, as the worker is shown it."""
    answers = reading_back.answers_of(file)
    shown = json.dumps(
        [answers.screens, answers.papers], sort_keys=True, ensure_ascii=False, default=str
    )
    return crypto.blind("signed_household", shown)


def sign(
    file: HouseholdFile,
    paper: SignedPaper,
    lines: Sequence[str],
    *,
    code: PhoneCode | None,
    actor: Actor,
) -> Signature:
    """Keep that the worker signed these words; within the verb it belongs to.

    ``code``: one sent to her bound phone that was typed rightly a moment ago. Raises Blocked.
    """
    if code is None or actor.user_id is None or not _confirms(code, actor):
        raise Blocked(NOT_CONFIRMED, field="code")
    text = "\n".join(lines)
    try:
        with transaction.atomic():
            return Signature.objects.create(
                file=file,
                paper=paper,
                name=file.person.name,
                text=text,
                digest=signing.digest_of(text),
                content=content_of(file),
                signed_by_id=actor.user_id,
                code_id=code.pk,
                signed_at=clock.now(),
            )
    except IntegrityError:
        raise Blocked(NOT_CONFIRMED, field="code") from None


def _confirms(code: PhoneCode, actor: Actor) -> bool:
    """Whether the code was for confirming, used just now, and went to her phone."""
    kept = PhoneCode.objects.filter(pk=code.pk, purpose=CodePurpose.CONFIRM).first()
    if kept is None or kept.used_at is None:
        return False
    phone = queries.signing_phone(actor)
    age = (clock.now() - kept.used_at).total_seconds()
    is_hers = bool(phone) and bytes(kept.phone_blind) == phone_blind(phone)
    return is_hers and age < signing.CODE_USED_SECONDS

"""Signing in by phone code (手机验证码登录): codes, and the accounts of workers.

A worker's account is opened by her first right code. It has no password, belongs to no union and
can hold no post: a cadre who signs in by phone comes to an account of its own, which is nobody's
but a worker's.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F

from niangjia.accounts import rules
from niangjia.accounts.models import PhoneCode, User
from niangjia.accounts.rules import CodePurpose
from niangjia.accounts.services.asking import Asker, count_sending, counted_try
from niangjia.kernel import clock, crypto, journal, sms
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import uuid7
from niangjia.kernel.verbs import lock, verb

WRONG_CODE = "验证码不对。请核对最新收到的短信,再输一次。"
SPENT_CODE = "这个验证码已失效(超过5分钟、已用过或错得太多)。请重新获取验证码。"


SENT = (
    "【娘家】{about}验证码{code},{minutes}分钟内有效。"
    "工会工作人员不会向您索要验证码,请不要告诉任何人。"
)


@dataclass(frozen=True)
class Proof:
    """What else proves whose account it is, on a phone not seen before (本人确认).

    Numbers are given to new owners: the code alone shows who holds the number now. A higher area
    that knows persons declares it (`prove_with`). ``is_due(user id)``, ``holds(user id, answer)``.
    """

    question: str
    is_due: Callable[[int], bool]
    holds: Callable[[int, str], bool]


_PROOFS: list[Proof] = []


def prove_with(proof: Proof) -> None:
    """Declare how a bound account is proved on an unknown phone; called from an AppConfig.ready()."""
    _PROOFS.append(proof)


def proof_due(user: User) -> Proof | None:
    """The proof this account wants, or None."""
    return next((proof for proof in _PROOFS if proof.is_due(user.pk)), None)


def send_code(phone: str, purpose: CodePurpose, *, asker: Asker, about: str = "") -> PhoneCode:
    """Make a code and send it. Whether the number is known makes no difference to anybody.

    ``about``: a sentence of what the code is for. Raises Blocked: no mobile number, asked too often,
    or the gateway refused.
    """
    digits = rules.read_phone(phone)
    count_sending(digits, asker)
    row, code = make_code(phone, purpose, asker=asker.for_phone(digits))
    text = SENT.format(about=about, code=code, minutes=rules.CODE_MINUTES)
    sms.send(crypto.unseal(bytes(row.phone_sealed)), text, kind=purpose.value)
    return row


def phone_blind(phone: str) -> bytes:
    """Blind index of an 11-digit phone, the one of the person register."""
    return crypto.blind("phone", phone)


@verb
def make_code(phone: str, purpose: CodePurpose, *, asker: str = "") -> tuple[PhoneCode, str]:
    """A fresh code for the phone, and the digits to send; they are stored nowhere.

    Raises Blocked: not a mobile number, or ``asker``'s last code is less than a minute old. Another's
    is no reason to make her wait.
    """
    digits = rules.read_phone(phone)
    if not digits:
        raise Blocked("手机号码不对。请填写11位手机号码。", field="phone")
    asker_blind = crypto.blind("code_asker", asker)
    _require_pause(phone_blind(digits), asker_blind)
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    row = PhoneCode.objects.create(
        purpose=purpose,
        phone_sealed=crypto.seal(digits),
        phone_blind=phone_blind(digits),
        asker_blind=asker_blind,
        code_blind=_code_blind(digits, code),
        expires_at=clock.now() + timedelta(minutes=rules.CODE_MINUTES),
    )
    return row, code


def try_code(row: PhoneCode, code: str, *, asker: Asker) -> PhoneCode:
    """`use_code` for a page open to everybody. Raises Blocked also when too many were wrong."""
    with counted_try(crypto.unseal(bytes(row.phone_sealed)), asker):
        return use_code(row.pk, CodePurpose(row.purpose), code)


def use_code(pk: int, purpose: CodePurpose, code: str) -> PhoneCode:
    """Take a code that is right, once. Raises Blocked; a wrong one counts as a try all the same."""
    row = _take_try(pk, purpose)
    digits = crypto.unseal(bytes(row.phone_sealed))
    if not secrets.compare_digest(bytes(row.code_blind), _code_blind(digits, code.strip())):
        raise Blocked(WRONG_CODE if row.try_count < rules.CODE_TRIES else SPENT_CODE, field="code")
    if not PhoneCode.objects.filter(pk=pk, used_at=None).update(used_at=clock.now()):
        raise Blocked(SPENT_CODE, field="code")
    return row


@verb
def _take_try(pk: int, purpose: CodePurpose) -> PhoneCode:
    """Count one try in one statement, so that no number of requests at once has more."""
    live = PhoneCode.objects.filter(
        pk=pk, purpose=purpose, used_at=None, expires_at__gt=clock.now()
    )
    if not live.filter(try_count__lt=rules.CODE_TRIES).update(try_count=F("try_count") + 1):
        raise Blocked(SPENT_CODE, field="code")
    return live.get()


@verb
def open_by_phone(phone: str) -> User:
    """The worker's account of a phone that was proved, opened at the first time.

    Two requests at once get the same account: the unique phone decides. Raises Blocked when the
    account was closed.
    """
    account = User(
        username=f"m-{uuid7().hex}",
        name=f"手机尾号{phone[-4:]}",
        phone_sealed=crypto.seal(phone),
        phone_blind=phone_blind(phone),
    )
    account.set_unusable_password()
    User.objects.bulk_create([account], ignore_conflicts=True)
    user = lock(User, User.objects.values_list("pk", flat=True).get(phone_blind=phone_blind(phone)))
    if user.username == account.username:
        journal.record(
            "accounts.open_by_phone", user, actor=worker(user), summary="用手机验证码开通职工账号"
        )
    if not user.is_active:
        raise Blocked("这个账号已停用。请联系所在工会或当地总工会。")
    return user


@verb
def hand_over_phone(user: User) -> User:
    """The phone has a new owner: a fresh account for her; the former keeps its record, not the phone.

    The former owner proves herself anew with her next phone (members: real-name binding).
    """
    former = lock(User, user.pk)
    phone = crypto.unseal(bytes(former.phone_sealed or b""))
    former.phone_sealed = former.phone_blind = None
    former.save(update_fields=["phone_sealed", "phone_blind", "updated_at"])
    journal.record(
        "accounts.hand_over_phone",
        former,
        actor=worker(former),
        summary="手机号码换了机主,原账号不再能用该号码登录",
    )
    return open_by_phone(phone)


def worker(user: User) -> Actor:
    """A worker as an actor: herself, with no post."""
    return Actor(user.pk, user.name)


def forget_codes() -> int:
    """Remove codes a day after they ended."""
    old = clock.now() - timedelta(days=1)
    return PhoneCode.objects.filter(expires_at__lt=old).delete()[0]


def _require_pause(phone: bytes, asker: bytes) -> None:
    asked = PhoneCode.objects.filter(phone_blind=phone, asker_blind=asker)
    newest = asked.order_by("-id").first()
    if newest is None or newest.used_at is not None:
        return
    passed = (clock.now() - newest.created_at).total_seconds()
    if passed < rules.CODE_RESEND_SECONDS:
        wait = max(1, int(rules.CODE_RESEND_SECONDS - passed))
        raise Blocked(f"验证码刚刚发出,请{wait}秒后再获取。", field="phone")


def _code_blind(phone: str, code: str) -> bytes:
    return crypto.blind("phone_code", f"{phone}:{code}")

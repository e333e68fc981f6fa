"""Shape of input: signing in, passwords, codes, users, posts (账号与任职)."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

from niangjia.accounts import rules, services
from niangjia.accounts.models import Post, User
from niangjia.kernel.actor import Actor
from niangjia.web.desk import ActorForm, ActorModelForm, PickerField, UnionField
from niangjia.web.desk.writing import Told
from niangjia.web.plainly import PlainForm

_INPUT = {"class": "form-control"}
_CODE = {
    **_INPUT,
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
    "autofocus": True,
    "maxlength": 20,
}
PASSWORD_HINT = (
    f"至少{rules.PASSWORD_MIN_LENGTH}个字符,不能包含用户名,不能全是数字,也不能是常见密码。"
)


class SignInForm(PlainForm):
    """User name and password."""

    username = forms.CharField(
        label="用户名",
        max_length=40,
        widget=forms.TextInput(
            {**_INPUT, "autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({**_INPUT, "autocomplete": "current-password"}),
    )


class CodeForm(PlainForm):
    """A one-time code from the phone, or a recovery code."""

    code = forms.CharField(label="验证码", max_length=20, widget=forms.TextInput(_CODE))


class PhoneForm(PlainForm):
    """A worker's mobile."""

    phone = forms.CharField(
        label="手机号码",
        max_length=20,
        widget=forms.TextInput(
            {**_INPUT, "inputmode": "tel", "autocomplete": "tel", "autofocus": True}
        ),
        error_messages={"required": "请填写手机号码。"},
    )

    def clean_phone(self) -> str:
        """Eleven digits."""
        digits = rules.read_phone(self.cleaned_data["phone"])
        if not digits:
            raise forms.ValidationError("手机号码不对。请填写11位手机号码,例如 13800000000。")
        return digits


class PhoneCodeForm(PlainForm):
    """The six digits of a text message."""

    code = forms.CharField(
        label="6位验证码",
        max_length=12,
        widget=forms.TextInput({**_CODE, "class": "form-control code", "maxlength": 12}),
        error_messages={"required": "请填写短信里的6位验证码。"},
    )

    def clean_code(self) -> str:
        """Digits alone, as people copy them."""
        return unicodedata.normalize("NFKC", self.cleaned_data["code"]).replace(" ", "")


class ProofForm(PlainForm):
    """What only the owner of a bound account knows."""

    answer = forms.CharField(
        max_length=20,
        widget=forms.TextInput({**_INPUT, "autocomplete": "off", "autofocus": True}),
        error_messages={"required": "请填写后继续。"},
    )


class PasswordForm(PlainForm):
    """Changing one's own password."""

    old = forms.CharField(
        label="原密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({**_INPUT, "autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        max_length=200,
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput({**_INPUT, "autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次新密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({**_INPUT, "autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both entries of the new password are the same."""
        cleaned = super().clean() or {}
        if cleaned.get("new") != cleaned.get("again") and "again" in cleaned:
            self.add_error("again", "两次输入的新密码不一样。请重新输入。")
        return cleaned


class UserForm(ActorModelForm):
    """An account. A new one gets a temporary password, shown once."""

    union = UnionField(
        permission="accounts.edit",
        label="所属工会",
        help_text="由该工会及其上级的管理员维护此账号。",
    )

    class Meta:
        model = User
        fields = ("username", "name", "union", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["username"].disabled = True
        self.fields["username"].help_text = "3至40个小写字母、数字、点或横线,登录时使用。"

    def clean_username(self) -> str:
        """User names are lower-case."""
        return str(self.cleaned_data["username"]).lower()

    def save(self, actor: Actor) -> Any:  # type: ignore[override]  # writes through a service
        """Open or change the account."""
        values = self.cleaned_data
        if self.instance.pk:
            return services.edit_user(self.instance, values, actor=actor)
        user, password = services.open_account(
            values["username"],
            values["name"],
            union=values["union"],
            email=values["email"],
            actor=actor,
        )
        return Told(user, told_password(user, password))


class AppointForm(ActorForm):
    """Giving a post to the user at hand."""

    union = UnionField(permission="accounts.appoint", label="任职工会")
    role = forms.ChoiceField(label="角色", choices=rules.Role.choices())
    title = forms.CharField(
        label="职务名称", max_length=60, required=False, help_text="留空时按工会和角色自动生成。"
    )
    from_on = forms.DateField(label="任职起", required=False, help_text="留空为今天。")
    until_on = forms.DateField(label="任职止", required=False, help_text="留空为长期。")


class PostForm(AppointForm):
    """Giving a post, the user chosen here."""

    user = PickerField(picker="users", permission="accounts.view", label="用户")
    field_order = ("user", "union", "role", "title", "from_on", "until_on")

    def save(self, actor: Actor) -> Post:
        """Appoint."""
        return services.appoint(**self.cleaned_data, actor=actor)


class ReasonForm(ActorForm):
    """Why."""

    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea({"rows": 2}))


def told_password(user: User, password: str) -> str:
    """What the administrator passes on; shown once, stored nowhere."""
    return (
        f"{user.name}的用户名是 {user.username},临时密码是 {password} 。"
        "密码只显示这一次,请当面或用可靠方式告知本人;首次登录须修改。"
    )

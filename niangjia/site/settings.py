"""The only settings file of Django; what differs between installations is in `config`."""

from __future__ import annotations

from datetime import timedelta

from niangjia.kernel import crypto
from niangjia.site import embedded
from niangjia.site.config import database_settings, get_config, secret_key

_config = get_config()

DEBUG = _config.debug
SECRET_KEY = secret_key(_config)
ALLOWED_HOSTS = _config.host_names
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS] if _config.https else []

CSRF_FAILURE_VIEW = "niangjia.web.refusing.csrf_failure"

# --- Niangjia ------------------------------------------------------------------------------

TREE_MODEL = "unions.Union"
ACTOR_LOADER = "niangjia.accounts.queries.actor_of"
NIANGJIA_FILES = str(_config.files_dir)
NIANGJIA_KEY_FILE = str(_config.data_key_file)
NIANGJIA_SPARK_MASTER = _config.spark_master
NIANGJIA_LINKAGE_ENGINE = _config.linkage_engine
NIANGJIA_SMS_GATEWAY = _config.sms_gateway_path
NIANGJIA_PHONE_IDLE_SECONDS = _config.phone_idle_minutes * 60
NIANGJIA_ADDRESS_LIMIT = _config.address_limit
NIANGJIA_PROXIES = _config.proxies
NIANGJIA_UPLOAD_LIMIT = 50 * 1024 * 1024
NIANGJIA_LARGER_UPLOADS = {"/exchanges/": 200 * 1024 * 1024}  # answers of a million lines, streamed
if _config.key_file is None:  # a file that the operator names is never made up
    crypto.create_key_file(_config.data_key_file)

# --- Applications --------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.postgres",
    "axes",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "niangjia.kernel",
    "niangjia.web",
    "niangjia.unions",
    "niangjia.accounts",
    "niangjia.employers",
    "niangjia.establishment",
    "niangjia.members",
    "niangjia.ledger",
    "niangjia.comparison",
    "niangjia.aid",
    "niangjia.campaigns",
    "niangjia.statistics",
    "niangjia.reports",
    "niangjia.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "niangjia.site.middleware.UploadLimit",
    "niangjia.site.middleware.NoBlankRefusal",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "niangjia.site.middleware.SlidingSession",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "niangjia.site.middleware.NoNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "niangjia.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "niangjia.site.urls"
WSGI_APPLICATION = "niangjia.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database ------------------------------------------------------------------------------

DATABASES = {
    "default": database_settings(_config.database_url or embedded.locate(_config.home).dsn)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Language and time ---------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["niangjia.site.formats"]

# --- Sign-in -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]  # whatever the address or the browser says
AXES_LOCKOUT_CALLABLE = "niangjia.accounts.desk.sign_in.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # accounts.SignIn is the sign-in log
AXES_RESET_ON_SUCCESS = True
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # by account alone: a whole office shares one address
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time we told stays true

# --- Sessions and browsers -----------------------------------------------------------------

SESSION_COOKIE_AGE = 30 * 60
"""Idle seconds until a session ends; `SlidingSession` renews it."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _config.https
CSRF_COOKIE_SECURE = _config.https
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _config.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _config.https else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # Tabler's style sheet draws its marks as data: images
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # no collectstatic: one step fewer to forget
WHITENOISE_MAX_AGE = 300
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Log: ids, never names or numbers of persons --------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "niangjia": {"level": "INFO"},
        "django.security": {"level": "ERROR"},
        "axes": {"level": "CRITICAL"},  # it logs user names; the sign-in log is a table
    },
}

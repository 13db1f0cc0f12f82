"""Settings. Everything that differs between installations comes from the environment (docs/operations.md lists it)."""

import os

from trama.config import paths
from trama.config.database import databases
from trama.config.environment import amounts, flag, secret_key, threads

BASE_DIR = paths.ROOT
VAR_DIR = paths.var()
SECRETS_DIR = paths.secrets_folder()
WITNESS_DIR = paths.witness_folder()
ROOT_PUBLIC_KEY = os.environ.get("TRAMA_ROOT_PUBLIC_KEY", "")  # 64 hex digits; a demo makes a root of its own
BACKUP_PUBLIC_KEY = os.environ.get("TRAMA_BACKUP_PUBLIC_KEY", "")  # 64 hex digits: dumps are encrypted to it

DEBUG = False  # never: a debug page shows locals
DEMO = flag("TRAMA_DEMO", default=False)
HTTPS = flag("TRAMA_HTTPS", default=not DEMO)
SECRET_KEY = secret_key(SECRETS_DIR, may_create=DEMO)
ALLOWED_HOSTS = os.environ.get("TRAMA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TRAMA_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "trama.common",
    "trama.access",
    "trama.ui",
    "trama.audit",
    "trama.network",
    "trama.vault",
    "trama.accounts",
    "trama.deadlines",
    "trama.consent",
    "trama.risk",
    "trama.referrals",
    "trama.protocol",
    "trama.cases",
    "trama.shelters",
    "trama.statistics",
    "trama.config",
]
# An app that is not written yet is not there; the list above is the plan, in the order of the layers.
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("trama.") or (BASE_DIR / app.replace(".", "/") / "apps.py").exists()
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "trama.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "trama.config.urls"
WSGI_APPLICATION = "trama.config.wsgi.application"
DATABASES = databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["trama.ui.templatetags.quick"],
        },
    }
]
FORM_RENDERER = "trama.ui.widgets.Renderer"

# Messages live in a signed cookie: they carry no content about a woman, by the rule on messages (docs/architecture.md).
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "it"
LANGUAGES = [
    ("it", "Italiano")
]  # English when its catalogue is there: half a translation reads worse than none
LOCALE_PATHS = [BASE_DIR / "trama" / "locale"]
TIME_ZONE = "Europe/Rome"
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # served from the package: nothing to collect

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# `trama check --deploy` says only what an administrator can mend. Subdomains and browsers' lists belong to whoever owns
# the whole domain (W005, W021); the libraries that two names share are ours on purpose (decision 0050).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "templates.W003"]
SECURE_SSL_REDIRECT = HTTPS and flag("TRAMA_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if flag("TRAMA_BEHIND_PROXY", default=False) else None
)
CSRF_COOKIE_NAME = "__Host-trama-csrf" if HTTPS else "trama-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "trama.config.errors.csrf_failure"

# The key cookie (DESIGN §6). Argon2id costs are lowered by the tests alone.
SESSION_COOKIE_KEY = "__Host-trama" if HTTPS else "trama"
SESSION_IDLE_MINUTES = 30
SESSION_MAX_HOURS = 8
ARGON2 = {"memory_kib": 65_536, "time_cost": 3, "parallelism": 1}
PASSWORD_SEATS = max(
    1, threads() * 2 // 3
)  # sign-ins that may wait in one process; the other threads answer pages
SECOND_FACTOR = flag("TRAMA_SECOND_FACTOR", default=not DEMO)

# Terms that are proposals, and the province whose patron's day is a holiday (trama.deadlines.rules; checked at start).
DEADLINE_AMOUNTS = amounts("TRAMA_TERMS")
DEADLINE_PROVINCE = os.environ.get("TRAMA_PATRON", "MI") or None

EMAIL_BACKEND = os.environ.get("TRAMA_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
AUDITOR_MAIL = os.environ.get("TRAMA_AUDITOR_MAIL", "")  # the head of the audit chain goes there every day
DEFAULT_FROM_EMAIL = os.environ.get("TRAMA_FROM", "trama@localhost")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = [
    "trama.common.uploads.LargestRequest",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# What a 500 says and what a log keeps: the kind of error and where, never a parameter, a local or a form's content.
DEFAULT_EXCEPTION_REPORTER = "trama.config.errors.SilentReporter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "trama.config.errors.SilentFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "trama": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}

PROCRASTINATE_IMPORT_PATHS: list[str] = []

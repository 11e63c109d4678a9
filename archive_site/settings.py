"""Settings, driven by the environment, with safe defaults for a laptop; docs/operations.md lists the variables."""

import os
import re

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from archive_site.environment import BASE_DIR, var_dir


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in ("1", "true", "yes", "on")


def _list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


PRODUCTION = os.environ.get("ARCHIVE_MODE", "laptop") == "production"
ONION = _flag("ARCHIVE_ONION")  # behind an onion address: Tor encrypts, a certificate is not needed
HTTPS = _flag("ARCHIVE_HTTPS", default=PRODUCTION and not ONION)
VAR = var_dir()

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if PRODUCTION and not SECRET_KEY:
    raise ImproperlyConfigured("ARCHIVE_MODE=production needs SECRET_KEY in the environment: 50 random characters.")
if PRODUCTION and not HTTPS and not ONION:
    raise ImproperlyConfigured("ARCHIVE_MODE=production needs HTTPS (ARCHIVE_HTTPS=1) or an onion (ARCHIVE_ONION=1).")

# Where "leave now" leads: a page so common that nobody asks why it is open.
LEAVE_FOR = os.environ.get("ARCHIVE_LEAVE_FOR") or "https://www.google.com/"
if not re.fullmatch(r"https://[^\s\"<>]+", LEAVE_FOR):
    raise ImproperlyConfigured("ARCHIVE_LEAVE_FOR must be an https:// address, like https://www.google.com/")
ONION_ADDRESS = os.environ.get("ARCHIVE_ONION_ADDRESS", "").rstrip("/")
if ONION_ADDRESS and not re.fullmatch(r"https?://(?:[a-z0-9-]+\.)*[a-z2-7]{56}\.onion(?::\d{1,5})?", ONION_ADDRESS):
    raise ImproperlyConfigured("ARCHIVE_ONION_ADDRESS must be http://, the 56 letters of a v3 onion, and .onion")

# The name under which the archive is found, for files that readers take away; Host is never taken for it.
SITE_ADDRESS = os.environ.get("ARCHIVE_ADDRESS", "").rstrip("/")
if SITE_ADDRESS and not re.fullmatch(r"https?://[^\s\"<>/?#@\\{}]+", SITE_ADDRESS):
    raise ImproperlyConfigured("ARCHIVE_ADDRESS must be the archive's name alone, like https://archive.example")

# No URL is built from Host, so any name may lead here: a mirror, an onion, an address on a local network.
ALLOWED_HOSTS = _list("ARCHIVE_HOSTS") or ["*"]
USE_X_FORWARDED_HOST = False

INSTALLED_APPS = [
    "modeltranslation",
    "archive_site.apps.TablesConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",  # its widget templates, as FORM_RENDERER takes them through TEMPLATES
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "interviews",
    "search",
    "archive_site.apps.SiteConfig",
    "haystack",  # after search, whose rebuild_index takes the place of Haystack's
]

MIDDLEWARE = [
    "archive_site.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "archive_site.static_files.StaticFilesMiddleware",
    "archive_site.headers.CompressPagesMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "archive_site.signed_in.SignedInMiddleware",
    "archive_site.limits.BodyLimitMiddleware",
    "archive_site.signed_in.DeskCsrfMiddleware",
    "archive_site.signed_in.DeskAuthenticationMiddleware",
    "archive_site.signed_in.DeskMessagesMiddleware",
]

ROOT_URLCONF = "archive_site.urls"
WSGI_APPLICATION = "archive_site.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{VAR / 'archive.sqlite3'}", conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a writer waits at BEGIN instead of failing at its first write
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                " PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;"
            ),
        },
        "TEST": {"NAME": VAR / "test.sqlite3"},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "search.archive_backend.ArchiveEngine",
        "PATH": os.environ.get("ARCHIVE_INDEX") or VAR / "index",
        "SILENTLY_FAIL": False,  # an error that is swallowed leaves hidden passages in the index
    }
}
HAYSTACK_LIMIT_TO_REGISTERED_MODELS = False

LANGUAGE_CODE = "be"
LANGUAGES = [("be", "Беларуская"), ("ru", "Русский"), ("uk", "Українська"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Minsk"

MODELTRANSLATION_DEFAULT_LANGUAGE = "be"
MODELTRANSLATION_LANGUAGES = ("be", "ru", "uk", "en")
MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": (),
    "be": ("ru", "uk", "en"),
    "ru": ("be", "uk", "en"),
    "uk": ("be", "ru", "en"),
    "en": ("be", "ru", "uk"),
}
MODELTRANSLATION_CUSTOM_FIELDS = ()

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True  # a fresh checkout serves its static files before anybody ran collectstatic
WHITENOISE_MAX_AGE = 24 * 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for them
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "archive_site.static_files.VersionedStorage"},
}
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_TEMP_DIR = VAR / "tmp"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
LICENCE = os.environ.get("ARCHIVE_LICENCE", "").strip()  # what files say of how their text may be used
SEAL_KEY = os.environ.get("ARCHIVE_SEAL_KEY", "")  # the public key; else var/seal.pub
TOMBSTONES = os.environ.get("ARCHIVE_TOMBSTONES") or VAR / "tombstones"
MEDIA_HOSTS = _list("ARCHIVE_MEDIA_HOSTS")  # hosts whose videos may be linked; empty: any https host

# One-time messages name records; in the database they would outlive a purge.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGIN_URL = "desk:sign_in"
LOGIN_REDIRECT_URL = "desk:overview"
LOGOUT_REDIRECT_URL = "desk:sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the window, like the session
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "interviews.desk.views.sign_in.csrf_failure"
CSRF_TRUSTED_ORIGINS = _list("ARCHIVE_TRUSTED_ORIGINS")

SECURE_SSL_REDIRECT = HTTPS and not _flag("ARCHIVE_PROXY_REDIRECTS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("ARCHIVE_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = None  # archive_site.headers sets it by the kind of page
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Each is answered elsewhere: frames and referrer by archive_site.headers; CSRF by DeskCsrfMiddleware, as public pages
# take no writes. ALLOWED_HOSTS may be "*", because no URL is built from Host.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003", "security.W020", "security.W022"]
if ONION:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"readers": {"()": "archive_site.logs.ForgetReaders"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["readers"], "formatter": "plain"},
        "nothing": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Refused requests are told apart by address, path and query: none of that may be kept.
        "django.security": {"handlers": ["nothing"], "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": ["nothing"], "propagate": False},
        "gunicorn.http": {"handlers": ["nothing"], "propagate": False},  # a line for every HEAD: who looks, and when
        "archive": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}

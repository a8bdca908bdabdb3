"""Django's settings, all taken from the node's home (JISR_HOME) and DATABASE_URL."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from jisr.conf.database import postgresql, sqlite
from jisr.node.events import NAME as EVENTS
from jisr.node.events import EventLine
from jisr.node.home import load_home

HOME = load_home()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = HOME.secret()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", urlsplit(HOME.address).hostname or "localhost"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "jisr.node",
    "jisr.web",
]
MIDDLEWARE = [
    # First, so that it has also what those after it refuse.
    "jisr.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "jisr.conf.urls"
WSGI_APPLICATION = "jisr.conf.wsgi.application"
AUTH_USER_MODEL = "node.Officer"
LOGIN_URL = "sign-in"
CSRF_FAILURE_VIEW = "jisr.web.views.errors.form_expired"
LOGIN_REDIRECT_URL = "my-work"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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

_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": postgresql(_URL) if _URL else sqlite(HOME.database)}

USE_I18N = True
FORMAT_MODULE_PATH = ["jisr.web.formats"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("ar", "العربية"),
    ("fr", "Français"),
    ("es", "Español"),
    ("nl", "Nederlands"),
]
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
# Three demo nodes share the host name 127.0.0.1; each has cookies of its own.
SESSION_COOKIE_NAME = f"jisr_{HOME.party.lower()}"
CSRF_COOKIE_NAME = f"jisr_{HOME.party.lower()}_csrf"
LANGUAGE_COOKIE_NAME = f"jisr_{HOME.party.lower()}_language"
_SECURE = HOME.address.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [HOME.address]
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"event": {"()": EventLine}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {EVENTS: {"level": "INFO"}},
}

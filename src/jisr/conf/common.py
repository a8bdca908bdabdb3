"""Django's settings that are the same in every node, whoever's it is."""

from pathlib import Path

from jisr.node.events import NAME as EVENTS
from jisr.node.events import EventLine

PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "jisr.node",
    "jisr.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    # First, so that it has also what those after it refuse.
    "jisr.web.middleware.SecurityHeaders",
    "jisr.web.assets.Assets",
    "jisr.web.assets.CompressedPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jisr.web.zones.OfficersZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jisr.web.sessions.Sessions",
    "allauth.account.middleware.AccountMiddleware",
    # Last, so that a form from elsewhere is refused as one, and this in the language and page of the officer.
    "jisr.web.nul.NoNul",
]
AUTHENTICATION_BACKENDS = ["jisr.web.entrance.backend.OfficerBackend"]
SESSION_ENGINE = "jisr.web.session_store"
ROOT_URLCONF = "jisr.conf.urls"
WSGI_APPLICATION = "jisr.conf.wsgi.application"
AUTH_USER_MODEL = "node.Officer"
LOGIN_URL = "sign-in"
CSRF_FAILURE_VIEW = "jisr.web.views.errors.form_expired"
LOGIN_REDIRECT_URL = "my-work"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "pages",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "environment": "jisr.web.environment.environment",
            "context_processors": [
                "jisr.web.environment.reader",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    # For templates of others, which none of our pages asks for: it is made only if one is.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

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
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "jisr.web.assets.HashedStorage"},
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 86_400
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
# A file for a sealed field is laid down until it is sealed; of all others only the digest is read.
FILE_UPLOAD_HANDLERS = ["jisr.web.uploads.LayingHandler", "jisr.web.uploads.DigestingHandler"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "jisr.node.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# Officers are made by administrators; what allauth would send, ask or count beside that is switched off.
ACCOUNT_ADAPTER = "jisr.web.entrance.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "jisr.web.entrance.forms.SignInForm",
    "change_password": "jisr.web.entrance.forms.PasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
# Counted by ourselves, in the database: `node.services.tries`.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "sign-in"
MFA_ADAPTER = "jisr.web.entrance.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "jisr.web.entrance.forms.CodeForm",
    "reauthenticate": "jisr.web.entrance.forms.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A clock that is half a minute off, or a slow hand: the code before and the one after fit, too, each once.
MFA_TOTP_TOLERANCE = 1
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"event": {"()": EventLine}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {EVENTS: {"level": "INFO"}},
}

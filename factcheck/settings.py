"""Settings. Everything that differs between machines comes from the environment, or from files that it names.

Where DATABASE_URL and REDIS_URL are not set, they are read from the file that `manage.py up` keeps in its
home (FACTCHECK_HOME, by default .factcheck/ beside manage.py), so every command finds the servers.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue
from redis.connection import parse_url

from factcheck.environment import SecretRefused, with_secrets
from factcheck.local.home import read_environment

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("FACTCHECK_HOME") or BASE_DIR / ".factcheck")
try:
    ENVIRONMENT = {**read_environment(HOME), **with_secrets(os.environ)}
except SecretRefused as error:
    raise ImproperlyConfigured(str(error)) from error


def text(name: str, default: str | None = None) -> str:
    """The variable's value; without a default a missing one stops the start with the way to mend it."""
    value = ENVIRONMENT.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set, and no running factcheck was found in {HOME}. "
            f"Either start one with `make run`, or set {name}; .env.example shows how."
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """True for 1/true/yes/on, False for 0/false/no/off."""
    value = text(name, str(default)).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


SECRET_KEY = text("SECRET_KEY")
# Signs the record of decisions (claims.record). To change it, move the old one to the fallbacks and keep it there.
RECORD_KEY = text("RECORD_KEY", SECRET_KEY)
RECORD_KEY_FALLBACKS = words("RECORD_KEY_FALLBACKS")
# The last entry of the record, outside the database: on a disk that outlives the process.
RECORD_HEAD_FILE = text("RECORD_HEAD_FILE", str(HOME / "record-head"))
DEBUG = flag("DEBUG", default=False)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
# How long a verdict that was recorded on the desk can be undone, before it is written for good; with 0 it never can.
UNDO_SECONDS = number("UNDO_SECONDS", 10)
# Who publishes the claim reviews that are exported.
PUBLISHER_NAME = text("PUBLISHER_NAME", "factcheck")
PUBLISHER_URL = text("PUBLISHER_URL", "")
# Origins, such as https://desk.example, whose pages may use the API with a token.
CORS_ORIGINS = words("CORS_ORIGINS")
# Networks, such as 10.1.0.0/16, whose machines may receive webhooks and be read from, beside the public internet.
OUTGOING_NETWORKS = words("OUTGOING_NETWORKS")
# True wherever browsers reach the service by https; the embedded run serves plain http on loopback.
HTTPS = flag("HTTPS", default=True)
# How many proxies a request passes before it comes here; each adds an address to X-Forwarded-For.
PROXIES = number("PROXIES", 1 if HTTPS else 0)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "django_celery_beat",
    "factcheck",
    "factcheck.api",
    "factcheck.webhooks",
    "sources",
    "claims",
]

MIDDLEWARE = [
    "factcheck.request_ids.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "factcheck.api.cors.AllowOrigins",
    "factcheck.api.throttles.TellRates",
    "factcheck.api.etags.TagRepresentations",
    "factcheck.errors.refuse_nul",
    "django.middleware.csrf.CsrfViewMiddleware",
    "factcheck.errors.refuse_bad_lookups",
    "factcheck.errors.AnswerConflicts",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "claims.admin.waiting.SealWaiting",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "factcheck" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": dj_database_url.parse(text("DATABASE_URL"), conn_max_age=60, conn_health_checks=True)}
# A server that hangs instead of refusing is given up on, so that a request gets its answer.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# Nobody waits for ever for a process that is frozen in the middle of a transaction (factcheck.timeouts). A worker's
# transaction computes between its statements, and may be idle for longer.
DATABASE_TIMEOUTS = {
    "web": {"lock_timeout": "5s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "30s"},
    "worker": {"lock_timeout": "20s", "statement_timeout": "120s", "idle_in_transaction_session_timeout": "60s"},
}
# A machine that lost its power or its network closes no connection: the server asks it, and gives up after a minute.
for limits in DATABASE_TIMEOUTS.values():
    limits |= {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
# It has few rights (factcheck.database): the tables belong to another role, whose address only `migrate` is told.
APPLICATION_ROLE = DATABASES["default"]["USER"]
REDIS_URL = text("REDIS_URL")
# Whether these are the servers that `manage.py up` started on this machine, in this home.
EMBEDDED = all(
    read_environment(HOME).get(name) == text(name) and urlsplit(text(name)).hostname in {"127.0.0.1", "localhost"}
    for name in ("DATABASE_URL", "REDIS_URL")
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "admin:login"

# Five wrong passwords for one name from one address, and that name waits there; nobody else does.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "factcheck.login.client_address"
AXES_CLIENT_STR_CALLABLE = "factcheck.login.client_words"
AXES_LOCKOUT_CALLABLE = "factcheck.login.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the log has the wrong ones; a row for each right one would grow for ever
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(text("STATIC_ROOT", str(HOME / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Requests. An article may have 1 MB of text; JSON escapes can make that six times as long.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
ARTICLE_MAX_CHARACTERS = number("ARTICLE_MAX_CHARACTERS", 1_000_000)

# Browsers. Article text is hostile: nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the admin's and the docs page's icons are data URLs in their styles
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, without the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "factcheck.api.authentication.BearerTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["factcheck.api.permissions.ModelPermissions"],
    "DEFAULT_PAGINATION_CLASS": "factcheck.api.pagination.KeyCursorPagination",
    "DEFAULT_FILTER_BACKENDS": ["factcheck.api.filters.StrictFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["factcheck.api.parsers.StrictJSONParser"],
    "DEFAULT_METADATA_CLASS": "factcheck.api.metadata.PlainMetadata",
    "URL_FORMAT_OVERRIDE": None,  # `?format=` is an unknown parameter like any other
    "DEFAULT_SCHEMA_CLASS": "factcheck.api.operations.BoundedSchema",
    "DEFAULT_THROTTLE_CLASSES": ["factcheck.api.throttles.ClientRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "user": text("API_RATE", "6000/minute"),
        "items": text("API_ITEM_RATE", "300000/minute"),
    },
    "EXCEPTION_HANDLER": "factcheck.api.problems.exception_handler",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "factcheck",
    "DESCRIPTION": "Claims from news articles, cross-referenced between sources and decided by reviewers.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": "/", "description": "the service that this description comes from"}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": False},  # its links lie inside of buttons, where no key reaches them
    "COMPONENT_SPLIT_REQUEST": True,
    "PATH_CONVERTER_OVERRIDES": {
        "id": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
        "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "minLength": 1, "maxLength": 100},
    },
    "ENUM_SUFFIX": "",
    "ENUM_NAME_OVERRIDES": {
        "SourceKind": "sources.models.SourceKind",
        "ArticleState": "sources.models.ArticleState",
        "CrossCheckState": "claims.models.RunState",
        "ClaimStatus": "claims.analysis.types.Status",
        "Decision": "claims.models.DECISIONS",
        "CheckState": "claims.api.representation.CHECK_STATES",
        "JudgementAnswer": "claims.record_models.Judgement.Answer",
        "WebhookEvent": "factcheck.webhooks.models.Event",
        "DeliveryState": "factcheck.webhooks.models.DeliveryState",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "factcheck.api.schema.add_problems",
    ],
}
# The broker's queues lie in the database of REDIS_URL; the cache has the next one: clearing it clears no queue.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": urlsplit(REDIS_URL)._replace(path=f"/{(parse_url(REDIS_URL).get('db') or 0) + 1}").geturl(),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

# The work lies in PostgreSQL; a message is only a hint, so results are kept nowhere.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_DISABLE_PREFETCH = True  # a process that is busy holds no message back from one that is free
# Each kind of work has a queue, so that none waits behind another for longer than a task may take. Everything that is
# not named here (sweep, schedules) has the queue `celery`. Long articles are left to a worker of their own, and
# so is what waits for other machines.
CELERY_TASK_ROUTES = {
    "claims.extract_articles": {"queue": "extraction"},
    "claims.extract_long_articles": {"queue": "extraction-long"},
    "claims.crosscheck_claims": {"queue": "crosscheck"},
    "claims.recheck_claims": {"queue": "crosscheck-background"},
    "webhooks.deliver": {"queue": "webhooks"},
}
CELERY_TASK_QUEUES = [
    Queue(name, Exchange(name), routing_key=name)
    for name in ("celery", *(route["queue"] for route in CELERY_TASK_ROUTES.values()))
]
TASK_SECONDS = 10  # then a task sends its own message again and lets others have the process
# A broker that refuses or hangs is given up on at once: the sweep sends again.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 10, "max_retries": 0}
CELERY_BEAT_SCHEDULER = "factcheck.work.scheduler:Scheduler"

# Errors. Addresses hold passwords, so what is printed goes through a mask.
DEFAULT_EXCEPTION_REPORTER = "factcheck.masking.MaskingReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "factcheck.masking.MaskingFilter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "factcheck.masking.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s%(request)s: %(message)s",
        }
    },
    "filters": {"request": {"()": "factcheck.request_ids.AddRequestId"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "INFO")},
    "loggers": {"axes": {"level": "WARNING"}},  # four lines for each right password otherwise
}

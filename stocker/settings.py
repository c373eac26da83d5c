"""Django's settings, made of the environment and of `.env` (stocker/environment.py).

Every setting is optional. A value that makes no sense stops the start with one clear line.
"""

import socket
import sys
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from urllib.parse import quote

from kombu import Exchange, Queue
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from live.clock import Clock
from live.finnhub.plans import FREE_A_MINUTE
from live.polling.admission import places
from live.providers.provider import Plan
from stocker import providers
from stocker.addresses import admitted
from stocker.composition import APPS, LAYERS, PASSWORDS, templates
from stocker.content_policy import POLICY
from stocker.environment import BASE_DIR, kept_secret, secret_setting, setting
from stocker.logs import logs
from stocker.redis_urls import RedisUrls
from stocker.schedule import SCHEDULE
from stocker.setting_values import (
    SQLITE_OPTIONS,
    admin_path,
    boolean,
    database,
    decimal,
    host,
    hosts,
    http_url,
    names,
    networks,
    one_of,
    origins,
    prefix,
    provider_key,
    token,
    whole,
)

# Where everything written at run time lies.
# A run on a clock of its own has a place of its own: prices of another time would stand in the way of real ones.
OWN_CLOCK = setting("CLOCK", "real", str) != "real"
CLOCK_DIR = BASE_DIR / ".run" / "clock"
RUN_DIR = setting("RUN_DIR", CLOCK_DIR if OWN_CLOCK else BASE_DIR / ".run", lambda text: Path(text).resolve())

# --- who may reach the pages -----------------------------------------------------------------------------
DEBUG = setting("DEBUG", False, boolean)
HOST = setting("HOST", "127.0.0.1", host)
PORT = setting("PORT", 8000, whole(1, 65_535))
WEB_PROCESSES = setting("WEB_PROCESSES", 1, whole(1, 64))
DRAIN_SECONDS = setting("DRAIN_SECONDS", 5, whole(0, 20))
COMPRESS_SOCKETS = setting("COMPRESS_SOCKETS", False, boolean)
ALLOWED_HOSTS = setting("ALLOWED_HOSTS", admitted(HOST), hosts)
TRUSTED_ORIGINS: list[str] = setting("TRUSTED_ORIGINS", [], origins)
CSRF_TRUSTED_ORIGINS = TRUSTED_ORIGINS
ADMIN_PATH = setting("ADMIN_PATH", "admin", admin_path)
# Demanded of whoever reads /metrics; without one it is for this machine alone.
METRICS_TOKEN = secret_setting("METRICS_TOKEN", "", token)
# Pages elsewhere that may show a list of ours in a frame.
EMBED_ORIGINS: list[str] = setting("EMBED_ORIGINS", [], origins)

# Whose word on where a request comes from is taken.
TRUSTED_PROXIES: list[IPv4Network | IPv6Network] = setting("TRUSTED_PROXIES", [], networks)

# A page that is there by https alone keeps its cookies to https. That it stays so browsers are told where a named proxy
# says that they came by it; the proxy, which knows the port, sends those who came by http there.
TLS = bool(TRUSTED_ORIGINS) and all(origin.startswith("https://") for origin in TRUSTED_ORIGINS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
HSTS_SECONDS = setting("HSTS_SECONDS", 30 * 24 * 3600, whole(0, 63_072_000))
SECURE_HSTS_SECONDS = HSTS_SECONDS if TLS else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # redirecting to https is the proxy's
    "security.W005",  # what else is below the host's name
    "security.W021",  # and whether it stands in the browsers' own lists, is for the name's owner to say
]

# --- how much one may have (docs/operate.md); 0 is without end ---------------------------------------------
ANY = 1_000_000
MAX_MESSAGE_BYTES = setting("MAX_MESSAGE_BYTES", 4096, whole(2048, 65_536))
MESSAGES_PER_SECOND = setting("MESSAGES_PER_SECOND", 20, whole(1, 10_000))
MAX_SYMBOLS = setting("MAX_SYMBOLS", 50, whole(50, 100))
SOCKETS_PER_SESSION = setting("SOCKETS_PER_SESSION", 60, whole(0, ANY))
SOCKETS_PER_ADDRESS = setting("SOCKETS_PER_ADDRESS", 1_000, whole(0, ANY))
NEW_SOCKETS_PER_SECOND = setting("NEW_SOCKETS_PER_SECOND", 50, whole(0, ANY))
SEARCHES_PER_MINUTE = setting("SEARCHES_PER_MINUTE", 240, whole(0, ANY))
POSTS_PER_MINUTE = setting("POSTS_PER_MINUTE", 120, whole(0, ANY))

# `up` makes the secret once; whoever starts the processes in another way brings one.
SECRET_KEY = secret_setting("SECRET_KEY", "", str)
if not SECRET_KEY:
    secret_file = RUN_DIR / "secret-key"
    made_here = DEBUG or sys.argv[1:2] == ["up"]
    if not made_here and not secret_file.exists():
        raise SystemExit("stocker: set SECRET_KEY to a long random text (or SECRET_KEY_FILE; make run makes one)")
    SECRET_KEY = kept_secret(secret_file)

# --- the providers ---------------------------------------------------------------------------------------
ALPHAVANTAGE_API_KEY = secret_setting("ALPHAVANTAGE_API_KEY", "", provider_key, empty_file=True)
FINNHUB_API_KEY = secret_setting("FINNHUB_API_KEY", "", provider_key, empty_file=True)
FINNHUB_BASE_URL = setting("FINNHUB_BASE_URL", "https://finnhub.io", http_url)
# Where a simulator answers; asked only when there is no key. Unset, `up` starts one.
SIMULATOR_URL = setting("SIMULATOR_URL", "", http_url)
ALPHAVANTAGE_BASE_URL = setting("ALPHAVANTAGE_BASE_URL", "", http_url)
OWN_SIMULATOR = not (ALPHAVANTAGE_API_KEY or ALPHAVANTAGE_BASE_URL or SIMULATOR_URL or FINNHUB_API_KEY)
if not ALPHAVANTAGE_BASE_URL:
    simulator_url = SIMULATOR_URL or "http://127.0.0.1:8081"
    ALPHAVANTAGE_BASE_URL = "https://www.alphavantage.co" if ALPHAVANTAGE_API_KEY else simulator_url
SIMULATOR_HOURS = setting("SIMULATOR_HOURS", "always", one_of("always", "exchange"))
try:
    # Who is asked for prices, in this order; PLAN is of the one that gives facts and history too.
    PROVIDERS: tuple[Plan, ...] = providers.chosen(
        setting("PROVIDERS", [], names),
        {"alphavantage": ALPHAVANTAGE_API_KEY, "finnhub": FINNHUB_API_KEY},
        alphavantage={
            "name": setting("ALPHAVANTAGE_PLAN", None, str),
            "entitlement": setting("ALPHAVANTAGE_ENTITLEMENT", None, str),
            "bulk": setting("ALPHAVANTAGE_BULK", None, boolean),
        },
        finnhub={"per_minute": setting("FINNHUB_PER_MINUTE", FREE_A_MINUTE, whole(1, 1800))},
        poll_seconds=setting("POLL_SECONDS", None, decimal),
    )
except ValueError as error:
    raise SystemExit(f"stocker: the setting {error}") from None
PLAN = providers.main(PROVIDERS)
MAX_ACTIVE_SYMBOLS = setting("MAX_ACTIVE_SYMBOLS", places(PROVIDERS), whole(0, ANY))

# The clock's beginning is written down only where the clock is not the machine's.
CLOCK = setting("CLOCK", Clock(), lambda text: Clock.parse(text, RUN_DIR / "clock-origin"))

# --- Redis: data, broker, channel layer ------------------------------------------------------------------
REDIS_PREFIX = setting("REDIS_PREFIX", "stocker", prefix)
# Where `up` keeps its own Redis, in a directory that only its owner can enter.
REDIS_DIR = RUN_DIR / "redis"
REDIS_SOCKET = REDIS_DIR / "redis.sock"
own_redis = RedisUrls.derive(f"unix://{quote(str(REDIS_SOCKET))}")
REDIS = secret_setting("REDIS_URL", own_redis, RedisUrls.derive)
OWN_REDIS = own_redis == REDIS

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            # No read timeout: the layer's reader waits on its subscription for as long as nothing is said.
            "hosts": [
                REDIS.for_layer()
                | {"socket_connect_timeout": 3, "socket_timeout": None, "health_check_interval": 10}
                # A connection from before a restart of Redis is dead: another one is tried at once.
                | {"retry": Retry(NoBackoff(), 1, (RedisConnectionError,))}
            ],
            "prefix": f"{REDIS_PREFIX}:layer",
        },
    }
}

# --- Celery ----------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS.broker
CELERY_BROKER_USE_SSL = REDIS.broker_tls()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a Redis that is away for an hour is waited for
# No read timeout here: a worker whose read times out while Redis hangs stays deaf when Redis goes on. Whoever only
# sends sets one, so as not to hang with it (stocker/asgi.py).
KEEPALIVE = {socket.TCP_KEEPIDLE: 10, socket.TCP_KEEPINTVL: 5, socket.TCP_KEEPCNT: 3} if sys.platform == "linux" else {}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{REDIS_PREFIX}:broker:",
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "socket_keepalive_options": KEEPALIVE,  # a machine that vanished is noticed after 25 s, not after two hours
    "retry_policy": {"max_retries": 1},
    **REDIS.for_broker(),
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1}
CELERY_TASK_IGNORE_RESULT = True
# Each with an exchange and a key of its own: on a shared one every task would be in both.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("poll", "slow")]
CELERY_TASK_DEFAULT_QUEUE = "slow"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_DEFAULT_EXCHANGE = CELERY_TASK_DEFAULT_ROUTING_KEY = "slow"
CELERY_TASK_ROUTES = {"live.poll": {"queue": "poll"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_CONCURRENCY = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONSUMER = "stocker.reconnecting:Consumer"
CELERY_BEAT_SCHEDULER = "stocker.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(RUN_DIR / "beat-schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
CELERY_BEAT_SCHEDULE = SCHEDULE

# --- the database ----------------------------------------------------------------------------------------
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": RUN_DIR / "db.sqlite3",
    "OPTIONS": SQLITE_OPTIONS,
    "TEST": {"NAME": RUN_DIR / "test.sqlite3"},  # a file: other processes must see it
}
DATABASES = {"default": secret_setting("DATABASE_URL", SQLITE, database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Django ----------------------------------------------------------------------------------------------
INSTALLED_APPS, MIDDLEWARE = APPS, LAYERS
CONTENT_SECURITY_POLICY = POLICY
DEFAULT_EXCEPTION_REPORTER = "stocker.error_pages.Reporter"
CSRF_FAILURE_VIEW = "tickers.views.csrf_failure"
ROOT_URLCONF = "stocker.urls"
ASGI_APPLICATION = "stocker.asgi.application"
TEMPLATES = templates(BASE_DIR / "templates")
AUTH_PASSWORD_VALIDATORS = PASSWORDS
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Of one name from one address: so a stranger locks nobody out but those who share an address with him, and not for
# good, since what fails meanwhile does not begin the time anew.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "stocker.sign_in.address"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "stocker.sign_in.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is nobody's to keep
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

# A watch list lasts 400 days from the last visit; longer than that no browser keeps a cookie.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 400 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"

# --- static files: ours, and the browser packages that the set-up installed ------------------------------
STATIC_URL = "static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else has use for our files
STATIC_ROOT = RUN_DIR / "static"
BROWSER_PACKAGES = BASE_DIR / ".run" / "browser" / "node_modules"  # installed with the code, whatever RUN_DIR is
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "stocker.static_files.BrowserPackages",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "stocker.static_files.HashedFiles"},
}

# --- the log ---------------------------------------------------------------------------------------------
LOG_FORMAT = setting("LOG_FORMAT", "auto", one_of("auto", "text", "json"))
LOG_LEVEL = setting("LOG_LEVEL", "info", one_of("debug", "info", "warning", "error"))
LOGGING_CONFIG = "stocker.logs.configure"
LOGGING = logs(LOG_FORMAT, LOG_LEVEL)

"""Django's settings for the engines that are asked through Haystack; no database is used."""

SECRET_KEY = "benchmark"
INSTALLED_APPS = ["haystack", "benchmarks.passages"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
# Paths are set when an index is made.
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "search.whoosh_engine.WhooshEngine",
        "PATH": "",
        "SILENTLY_FAIL": False,
        "MASK": "benchmarks.passages.public.mask",
        "MASK_FIELDS": ("interview_id", "revision"),
    },
    "stock": {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": "", "SILENTLY_FAIL": False},
}
# One letter, as the others are asked for, anywhere but in front, as Whoosh's own syntax can't say that.
HAYSTACK_FUZZY_WHOOSH_MAX_EDITS = 1
HAYSTACK_FUZZY_WHOOSH_MIN_PREFIX = 1

"""Settings for the type checker: the translated fields are added at run time, which it cannot follow."""

from archive_site.settings import *  # noqa: F403
from archive_site.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [app for app in _APPS if app not in ("modeltranslation", "archive_site.apps.TablesConfig")]
INSTALLED_APPS.append("django.contrib.admin.apps.SimpleAdminConfig")

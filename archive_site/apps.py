"""The admin with a site of our own."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SiteConfig(AppConfig):
    """What spans all rooms: the commands that look at the whole site."""

    name = "archive_site"


class TablesConfig(AdminConfig):
    """Django's admin, with the doors of ``interviews.tables``."""

    default_site = "interviews.tables.Tables"

"""The admin with a site of our own."""

from django.contrib.admin.apps import AdminConfig


class TablesConfig(AdminConfig):
    """Django's admin, with the doors of ``interviews.tables``."""

    default_site = "interviews.tables.Tables"

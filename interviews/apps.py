"""The room of the records."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InterviewsConfig(AppConfig):
    name = "interviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from interviews import outbox, roles

        post_migrate.connect(roles.ensure, sender=self)
        outbox.watch_deletions()

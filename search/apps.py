"""The room of search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from interviews.outbox import filled
        from search import sync

        filled.connect(sync.when_filled, dispatch_uid="search-outbox")

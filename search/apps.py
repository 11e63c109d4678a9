"""The room of search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from interviews.explaining import register_names
        from interviews.outbox import filled
        from interviews.soundness import register_index
        from search import expanding, sync

        register_names(expanding.names)
        register_index(sync.soundness, sync.count_of)
        filled.connect(sync.when_filled, dispatch_uid="search-outbox")

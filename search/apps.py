"""The room of search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from interviews.explaining import register_names
        from interviews.outbox import filled
        from interviews.soundness import register_index
        from interviews.word_forms import Grammar, register_grammar
        from search import expanding, grammar, sync

        register_names(expanding.names)
        register_index(sync.soundness, sync.count_of)
        register_grammar(Grammar(grammar.read, grammar.known))
        filled.connect(sync.when_filled, dispatch_uid="search-outbox")

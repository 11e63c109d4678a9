"""The index of passages, with the words as they stand: no stop words, no stems."""

from haystack import indexes
from whoosh.analysis import StandardAnalyzer

from benchmarks.passages.models import Passage

_every_word = StandardAnalyzer(stoplist=None, minsize=1)


class PassageIndex(indexes.SearchIndex, indexes.Indexable):
    """Every field that the other engines have."""

    text = indexes.CharField(document=True, model_attr="text", analyzer=_every_word)
    interview_id = indexes.IntegerField(model_attr="interview_id")
    revision = indexes.IntegerField(model_attr="revision")
    language = indexes.CharField(model_attr="language", analyzer=_every_word)
    branch = indexes.CharField(model_attr="branch", analyzer=_every_word)
    rank = indexes.CharField(model_attr="rank", analyzer=_every_word)
    left_year = indexes.IntegerField(model_attr="left_year")
    theme = indexes.MultiValueField(model_attr="theme")

    def get_model(self) -> type[Passage]:
        return Passage

"""Which fields exist in four languages (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from interviews.models import (
    Branch,
    Chapter,
    Coding,
    GlossaryTerm,
    Interview,
    Page,
    PathStep,
    Rank,
    ReadingPath,
    Series,
    Theme,
)


@register(Series)
class SeriesTranslation(TranslationOptions):
    fields = ("title", "notice")


@register(Interview)
class InterviewTranslation(TranslationOptions):
    fields = ("title", "summary")


@register([Branch, Rank])
class VocabularyTranslation(TranslationOptions):
    fields = ("label",)


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("label", "definition")


@register(Coding)
class CodingTranslation(TranslationOptions):
    fields = ("gist",)


@register(Chapter)
class ChapterTranslation(TranslationOptions):
    fields = ("title", "synopsis")


@register(GlossaryTerm)
class GlossaryTranslation(TranslationOptions):
    fields = ("definition",)


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "body")


@register(ReadingPath)
class ReadingPathTranslation(TranslationOptions):
    fields = ("title", "frame")


@register(PathStep)
class PathStepTranslation(TranslationOptions):
    fields = ("frame",)

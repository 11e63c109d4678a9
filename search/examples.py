"""Queries that show readers what they can write, in each language. They find something in the sample archive.

docs/search.md repeats them, and tests run them all.
"""

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop


@dataclass(frozen=True)
class Example:
    """``typed`` by language of the reader, and what it finds (English, to be translated)."""

    finds: str
    typed: dict[str, str]

    def told(self) -> str:
        """Return what it finds, in the reader's language."""
        return gettext(self.finds)


def _example(finds: str, **typed: str) -> Example:
    return Example(finds, typed)


EXAMPLES = (
    _example(
        gettext_noop("Passages with both words, in any of their forms."),
        be="прысяга мова",
        ru="присяга отец",
        uk="мама тато",
        en="oath father",
    ),
    _example(
        gettext_noop("These words side by side, in any of their forms."),
        be="«на якой мове»",
        ru="«принимал присягу»",
        uk="«упав зі сходів»",
        en="“took the oath”",
    ),
    _example(
        gettext_noop("One of the words, or both."),
        be="вада АБО слоік",
        ru="отец ИЛИ приказ",
        uk="мама АБО тато",
        en="order OR oath",
    ),
    _example(
        gettext_noop("The first word without the second."),
        be="вада -слоік",
        ru="приказ -ночью",
        uk="мама -тато",
        en="order -night",
    ),
    _example(
        gettext_noop("Brackets hold together what belongs together."),
        be="(вада АБО мова) бабуля",
        ru="(отец ИЛИ мать) плакал",
        uk="(мама АБО тато) контракт",
        en="(order OR oath) father",
    ),
    _example(
        gettext_noop("Words that begin so. Write three letters or more before the asterisk."),
        be="старон*",
        ru="идеолог*",
        uk="перепис*",
        en="ideolog*",
    ),
    _example(
        gettext_noop("Words that differ in a letter or two. Write four letters or more before the tilde."),
        be="прысига~",
        ru="присига~",
        uk="фельдшарка~",
        en="fathor~",
    ),
    _example(
        gettext_noop("Words at most three words apart, in either order."),
        be="мова ПОБАЧ/3 дом",
        ru="приказ РЯДОМ/3 ночью",
        uk="фільми ПОРУЧ/3 народ",
        en="order NEAR/3 night",
    ),
    _example(
        gettext_noop("The word exactly as written, in no other form."),
        be="=вады",
        ru="=приказ",
        uk="=сходів",
        en="=order",
    ),
    _example(
        gettext_noop("The phrase exactly as written."),
        be="=«на якой мове»",
        ru="=«принимал присягу»",
        uk="=«упав зі сходів»",
        en="=“took the oath”",
    ),
    _example(
        gettext_noop("Passages about a theme: its name or a part of it, in any of the languages."),
        be="тэма:страх",
        ru="тема:страх",
        uk="тема:страх",
        en="theme:fear",
    ),
    _example(
        gettext_noop("Interviews of this narrator, and what is said under this name."),
        be="прамоўца:Лявон вада",
        ru="рассказчик:Тополь приказ",
        uk="оповідач:Леся мама",
        en="speaker:Lesia mother",
    ),
    _example(
        gettext_noop("Passages in one language."),
        be="мова:беларуская прысяга",
        ru="язык:русский приказ",
        uk="мова:українська мама",
        en="language:English oath",
    ),
    _example(
        gettext_noop("Passages of one interview: its number, or words of its title."),
        be="інтэрв’ю:OOU-7K3M вада",
        ru="интервью:OOU-9XPD приказ",
        uk="інтерв’ю:OOU-4TWN мама",
        en="interview:OOU-7K3M water",
    ),
    _example(
        gettext_noop("A word typed with the keyboard in another language is understood."),
        be="ghsczuf",
        ru="jntw",
        uk="nfnj",
        en="щквук",
    ),
)

"""The glossary at the desk: who may edit it, what is refused, what is warned of, and that search follows at once."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from interviews.models import GlossaryTerm
from search.expanding import expand, glossary
from search.query import parse
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
ENTRY = {"kind": "term", "forms_be": "замполіт\r\nнамеснік па ідэалогіі", "forms_en": "Ideology officer"}


def make(key="kgb", **fields):
    return GlossaryTerm.objects.create(key=key, **({"forms_be": "КДБ", "forms_en": "KGB|State Security"} | fields))


def typed(response) -> dict:
    """Return what the browser sends back for the form of ``response``."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def test_an_entry_is_made_with_its_forms_one_a_line(archivist_client):
    sent = ENTRY | {"definition_be": "Афіцэр.\u200b", "forms_ru": " замполит \r\n\r\nзамполит|зам  по идеологии"}
    response = archivist_client.post(page("new_entry"), sent, follow=True)
    term = GlossaryTerm.objects.get()
    assert (term.key, term.kind, term.definition_be) == ("ideology-officer", "term", "Афіцэр.")
    assert term.forms("be") == ["замполіт", "намеснік па ідэалогіі"]
    assert term.forms("ru") == ["замполит", "зам по идеологии"]
    assert "“Ideology officer” is saved" in response.content.decode()


def test_a_key_may_be_chosen_and_one_that_is_made_is_free(archivist_client):
    archivist_client.post(page("new_entry"), ENTRY | {"key": "zampolit"})
    archivist_client.post(page("new_entry"), ENTRY)
    archivist_client.post(page("new_entry"), ENTRY)
    keys = set(GlossaryTerm.objects.values_list("key", flat=True))
    assert keys == {"zampolit", "ideology-officer", "ideology-officer-2"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"forms_be": "", "forms_en": " \r\n|"}, "at least one form"),
        ({"forms_en": ""}, "Write a key"),
        ({"key": "no key"}, "valid “slug”"),
        ({"key": "kgb"}, "This key is taken"),
        ({"kind": "thing"}, "valid choice"),
        ({"forms_ru": "\n".join(f"форма{number}" for number in range(13))}, "more than 12 forms"),
        ({"forms_ru": "ш" * 101}, "is too long"),
        ({"forms_ru": " ".join(["шэсць"] * 9)}, "is too long"),
        ({"forms_ru": "—"}, "has no letter"),
        ({"definition_uk": "ш" * 501}, "at most 500 characters"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(archivist_client, wrong, said):
    make()
    response = archivist_client.post(page("new_entry"), ENTRY | {"definition_en": "My definition"} | wrong)
    body = response.content.decode()
    assert response.status_code == 200
    assert said in body
    assert "My definition" in body
    assert GlossaryTerm.objects.count() == 1


def test_a_form_of_another_entry_is_warned_of_by_name_and_saved(archivist_client):
    make()
    sent = {"kind": "term", "key": "agency", "forms_ru": "контора", "forms_be": "кдб"}
    body = archivist_client.post(page("new_entry"), sent, follow=True).content.decode()
    assert "“кдб” is a form of “KGB” too" in body
    assert GlossaryTerm.objects.filter(key="agency").exists()


def test_an_entry_is_changed_and_its_key_is_not(archivist_client):
    make(definition_en="Old")
    address = page("entry", "kgb")
    opened = typed(archivist_client.get(address))
    assert opened["forms_en"] == "KGB\nState Security"
    sent = opened | {"forms_ru": "КГБ", "key": "other", "definition_en": "New"}
    assert archivist_client.post(address, sent).status_code == 302
    term = GlossaryTerm.objects.get()
    assert (term.key, term.forms_ru, term.forms_en, term.definition_en) == ("kgb", "КГБ", "KGB|State Security", "New")


def test_an_old_window_undoes_nothing_of_another_s_work(archivist_client):
    make()
    address = page("entry", "kgb")
    opened = typed(archivist_client.get(address))
    archivist_client.post(address, opened | {"forms_ru": "КГБ"})
    refused = archivist_client.post(address, opened | {"forms_uk": "КДБ"})
    assert "Somebody changed this after you opened it" in refused.content.decode()
    assert typed(refused)["forms_ru"] == "КГБ"
    assert archivist_client.post(address, typed(refused)).status_code == 302
    term = GlossaryTerm.objects.get()
    assert (term.forms_ru, term.forms_uk) == ("КГБ", "КДБ")


def test_an_entry_is_deleted_once_that_is_meant(archivist_client):
    make()
    address = page("delete_entry", "kgb")
    assert "Tick that the entry" in archivist_client.post(address, follow=True).content.decode()
    assert GlossaryTerm.objects.exists()
    assert "“KGB” is deleted" in archivist_client.post(address, {"sure": "1"}, follow=True).content.decode()
    assert not GlossaryTerm.objects.exists()
    assert archivist_client.post(address, {"sure": "1"}).status_code == 404
    assert archivist_client.get(page("entry", "kgb")).status_code == 404


def test_the_list_is_narrowed_by_any_form_and_by_kind(archivist_client):
    make()
    make("minsk", kind="place", forms_be="Менск|Miensk", forms_en="Minsk")

    def listed(query):
        body = archivist_client.get(page("glossary") + query).content.decode()
        return {key for key in ("kgb", "minsk") if page("entry", key) in body}

    assert listed("") == {"kgb", "minsk"}
    assert listed("?kind=place") == listed("?q=МЕНС") == listed("?q=miensk") == {"minsk"}
    assert listed("?q=security") == {"kgb"}
    assert listed("?q=security&kind=place") == set()
    assert "No entry matches." in archivist_client.get(page("glossary") + "?q=zzz").content.decode()


def test_a_name_in_another_language_than_the_page_is_marked_with_it(archivist_client):
    GlossaryTerm.objects.create(key="place", kind="place", forms_uk="Бровари", forms_en="")
    GlossaryTerm.objects.create(key="person", kind="person", forms_uk="Леся", forms_en="Lesia")
    text = archivist_client.get(page("glossary")).content.decode()
    assert '<bdi lang="uk">Бровари</bdi></a>' in text
    assert "<bdi>Lesia</bdi></a>" in text


def test_long_lists_have_pages(archivist_client):
    for number in range(51):
        make(f"entry-{50 - number:02}", forms_en=f"Form {number:02}")
    first = archivist_client.get(page("glossary")).content.decode()
    assert first.index(page("entry", "entry-50")) < first.index(page("entry", "entry-01"))  # by name, not by key
    assert page("entry", "entry-00") not in first
    assert page("entry", "entry-00") in archivist_client.get(page("glossary") + "?page=2").content.decode()


def test_search_follows_a_change_at_the_desk_at_once(archivist_client):
    def besides(word):
        return {form.text for one in expand(parse(word).tree, glossary()).expansions for form in one.forms}

    assert besides("замполіт") == set()
    archivist_client.post(page("new_entry"), ENTRY)
    assert "Ideology officer" in besides("замполіт")
    address = page("entry", "ideology-officer")
    archivist_client.post(address, typed(archivist_client.get(address)) | {"forms_en": "Political deputy"})
    assert "Ideology officer" not in besides("замполіт")
    assert "Political deputy" in besides("замполіт")
    archivist_client.post(page("delete_entry", "ideology-officer"), {"sure": "1"})
    assert besides("замполіт") == set()


def test_hostile_words_come_out_as_words(archivist_client):
    sent = ENTRY | {"key": "a", "forms_ru": HOSTILE, "definition_ru": HOSTILE}
    archivist_client.post(page("new_entry"), sent)
    archivist_client.post(page("new_entry"), sent | {"key": "b"}, follow=True)
    for address in (page("glossary"), page("entry", "a"), page("glossary") + "?q=<img src=x>"):
        body = archivist_client.get(address).content.decode()
        assert "<img" not in body
        assert "<script>alert" not in body


@pytest.mark.parametrize("role", [None, "researcher"])
def test_whoever_does_not_work_at_the_desk_is_kept_out(person, role):
    make()
    client = Client()
    client.force_login(person(role))
    for address in (page("glossary"), page("new_entry"), page("entry", "kgb")):
        assert client.get(address).status_code == 403
    assert client.post(page("delete_entry", "kgb"), {"sure": "1"}).status_code == 403
    assert client.post(page("new_entry"), ENTRY).status_code == 403
    assert GlossaryTerm.objects.count() == 1


@pytest.mark.parametrize("role", ["archivist", "editor"])
def test_archivists_and_editors_edit_it(person, role):
    make()
    client = Client()
    client.force_login(person(role))
    assert client.post(page("new_entry"), ENTRY).status_code == 302
    assert client.post(page("delete_entry", "kgb"), {"sure": "1"}).status_code == 302
    assert GlossaryTerm.objects.get().key == "ideology-officer"


def test_every_form_carries_a_token(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("archivist"))
    assert client.post(page("new_entry"), ENTRY).status_code == 403
    assert not GlossaryTerm.objects.exists()


def test_an_entry_is_switched_off_for_transcripts_and_the_list_says_so(archivist_client):
    make(definition_en="An agency.")
    opened = typed(archivist_client.get(page("entry", "kgb")))
    assert opened["explained"] is True
    assert 'type="checkbox" name="explained"' in archivist_client.get(page("new_entry")).content.decode()
    archivist_client.post(page("entry", "kgb"), {name: value for name, value in opened.items() if name != "explained"})
    assert GlossaryTerm.objects.get().explained is False
    assert "not explained" in archivist_client.get(page("glossary")).content.decode()
    assert LogEntry.objects.count() == 1

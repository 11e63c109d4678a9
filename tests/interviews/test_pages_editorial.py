"""Editorial pages and reading paths as readers see them."""

import pytest

from interviews.models import FeaturedPassage, Interview, Page, PathStep, ReadingPath, Segment, Transcript
from tests.factories import HIDDEN_STATES, make_interview, make_theme

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\"><img src=x onerror='alert(2)'>{{ 7|add:7 }}"


def make_page(slug="about", **fields):
    texts = {f"{name}_{code}": f"{name} {code}" for name in ("title", "body") for code in ("be", "ru", "uk", "en")}
    return Page.objects.create(slug=slug, **{"state": "published", **texts, **fields})


def make_path(*steps, slug="doubts", **fields):
    path = ReadingPath.objects.create(slug=slug, **{"state": "published", "title_en": "The path", **fields})
    for number, step in enumerate(steps):
        PathStep.objects.create(path=path, position=number, **{"start_ms": 0, "end_ms": 20_000, **step})
    return path


def test_a_page_is_read_in_the_language_of_the_reader(client):
    make_page(body_be="## Загаловак\n\nСловы *нашы*.")
    text = client.get("/be/pages/about/").content.decode()
    assert "<h2>Загаловак</h2>" in text
    assert "<em>нашы</em>" in text
    assert not client.get("/be/pages/about/").cookies


def test_a_page_without_that_language_is_shown_in_the_next_with_a_note(client):
    make_page(title_be="", body_be="", body_ru="Слова.")
    text = client.get("/be/pages/about/").content.decode()
    assert '<div class="prose" lang="ru"><p>Слова.</p></div>' in text
    assert 'class="notice"' in text


@pytest.mark.parametrize("kind", ["pages", "paths"])
@pytest.mark.parametrize("method", ["get", "head", "options", "post"])
def test_a_draft_answers_like_what_never_was(client, kind, method):
    make_page("hidden-one", state="draft")
    make_path(slug="hidden-one", state="draft")
    answers = [getattr(client, method)(f"/en/{kind}/{slug}/") for slug in ("hidden-one", "made-up-one")]
    first, second = (
        (one.status_code, one.content.replace(slug, b""), {**one.headers, "Content-Length": ""})
        for one, slug in zip(answers, (b"hidden-one", b"made-up-one"), strict=True)
    )
    assert first == second


def test_a_draft_is_listed_and_linked_nowhere(client):
    make_page("draft-one", state="draft")
    make_page(body_en="[there](/pages/draft-one/) and [here](/pages/about/)")
    make_path(slug="draft-path", state="draft")
    for page in ("", "pages/", "pages/about/"):
        text = client.get(f"/en/{page}").content.decode()
        assert not [word for word in ("draft-one", "draft-path") if word in text]
    assert '<p>there and <a href="/en/pages/about/">here</a></p>' in client.get("/en/pages/about/").content.decode()


def test_every_page_links_how_to_ask_for_removal_which_answers_before_it_is_written(client):
    unwritten = client.get("/en/pages/removal/")
    make_page("removal", state="draft", body_en="Secret draft.")
    assert client.get("/en/pages/removal/").content == unwritten.content
    Page.objects.update(state="published")
    assert "Secret draft." in client.get("/en/pages/removal/").content.decode()
    for page in ("", "pages/", "interviews/", "nothing/", "search/", "safety/"):
        assert 'href="/en/pages/removal/"' in client.get(f"/en/{page}").content.decode()


def test_hostile_words_of_an_archivist_stay_words(client):
    hostile = {f"{name}_{code}": HOSTILE for name in ("title", "body") for code in ("be", "en")}
    make_page(**hostile)
    interview = make_interview([HOSTILE], language="en")
    make_path({"interview": interview, "frame_en": HOSTILE}, title_en=HOSTILE, frame_en=HOSTILE)
    for page in ("", "pages/", "pages/about/", "paths/doubts/"):
        text = client.get(f"/en/{page}").content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert page == "" or "{{ 7|add:7 }}" in text


def test_a_path_shows_each_passage_in_the_language_of_the_reader(client):
    both = make_interview(["Словы.", "Далей."], translations={"en": ["Words.", "Later."]}, accession="OOU-BOTH")
    one = make_interview(["Толькі так."], accession="OOU-ONE")
    make_path({"interview": both, "frame_en": "A frame."}, {"interview": one})
    text = client.get("/en/paths/doubts/").content.decode()
    assert "A frame." in text
    assert '<p class="passage-text">Words.</p>' in text
    assert "Later." not in text
    assert '<p class="passage-text" lang="be">Толькі так.</p>' in text
    assert 'href="/en/interviews/OOU-BOTH/?t=0&amp;transcript=en#s0"' in text
    assert 'href="#step-2"' in text
    assert "2 passages" in text


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_a_step_of_a_hidden_interview_is_absent_and_not_counted(client, state):
    shown = make_interview(["Open words."], language="en")
    hidden = make_interview(["Secret words."], language="en", state=HIDDEN_STATES[state], accession="OOU-SECRET")
    secret = {"interview": hidden, "frame_en": "Secret frame."}
    make_path(secret, {"interview": shown})
    FeaturedPassage.objects.create(interview=hidden, start_ms=0, end_ms=20_000)
    before = client.get("/en/paths/doubts/").content, client.get("/en/").content
    assert not [one for one in before if b"ecret" in one or b"SECRET" in one]
    Interview.objects.filter(pk=hidden.pk).delete()
    assert before == (client.get("/en/paths/doubts/").content, client.get("/en/").content)


def test_a_step_goes_with_the_last_public_transcript(client):
    interview = make_interview(["Words."], language="en")
    make_path({"interview": interview, "frame_en": "Tells what is said."})
    Transcript.objects.update(workflow="hidden")
    text = client.get("/en/paths/doubts/").content.decode()
    assert "Tells what is said." not in text
    assert "The path" not in client.get("/en/").content.decode()


def test_a_step_shows_the_public_text_of_the_moment_it_is_asked_for(client):
    interview = make_interview(["Old words."], language="en")
    make_path({"interview": interview})
    Segment.objects.update(text="New […] words.")
    text = client.get("/en/paths/doubts/").content.decode()
    assert "New […] words." in text
    assert "Old words." not in text


def test_an_interview_without_times_is_on_a_path_by_its_passages(client):
    interview = make_interview(["One.", "Two.", "Three."], language="en", timed=False)
    make_path({"interview": interview, "start_ms": None, "end_ms": None, "first_position": 1, "last_position": 1})
    text = client.get("/en/paths/doubts/").content.decode()
    assert "Two." in text
    assert "One." not in text
    assert "?s=1&amp;" in text


def test_the_front_page_and_a_theme_begin_with_their_featured_passages(client):
    interview = make_interview(["For the front.", "For the theme."], language="en", themes=["why-war"])
    FeaturedPassage.objects.create(interview=interview, start_ms=0, end_ms=20_000)
    FeaturedPassage.objects.create(interview=interview, start_ms=20_000, end_ms=40_000, theme=make_theme("why-war"))
    front, theme = (client.get(f"/en/{page}").content.decode() for page in ("", "themes/why-war/"))
    assert "For the front." in front
    assert "For the theme." not in front
    assert "For the theme." in theme

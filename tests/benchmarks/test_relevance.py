import pytest

from benchmarks.relevance import Described, Score, any_word, lines, measure, read_queries
from search import sync
from tests.factories import make_interview

HEAD = "qid\tquery_lang\ttarget_lang\tquery\ttarget_starts\n"


def test_queries_are_read_as_they_are_typed(tmp_path):
    path = tmp_path / "queries.tsv"
    path.write_text(f'{HEAD}q1\tbe\tru\tпра "прысягу\tМы принимали\n', encoding="utf-8")
    assert read_queries(path) == [Described("be", "ru", 'пра "прысягу', "Мы принимали")]


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "queries.tsv"
    path.write_text("query\ttarget_lang\n", encoding="utf-8")
    with pytest.raises(ValueError, match="query_lang, target_starts"):
        read_queries(path)


def test_figures_are_of_all_that_was_looked_for():
    score = Score([1, 2, None, 4])
    assert (score.at(1), score.at(10), score.mean_reciprocal) == (0.25, 0.75, 0.4375)
    table = list(lines({"one language": score, "be → be": score}, 2))
    assert [line.split()[-4:] for line in table[1:3]] == [["4", "0.25", "0.75", "0.44"]] * 2
    assert table[1].startswith("be → be")
    assert table[3].startswith("2 of")


def test_a_query_becomes_one_that_any_of_its_words_answers():
    assert any_word("як мы давалі прысягу, у мае") == "давалі OR прысягу OR мае"


@pytest.mark.django_db
def test_a_passage_counts_in_any_language_of_its_moment_and_ranks_by_the_search(indexed_archive):
    queries = [
        Described("be", "be", "мы далі прысягу", "Тады мы далі прысягу на вернасць"),
        Described("en", "be", "we swore an oath", "Тады мы далі прысягу на вернасць"),
        Described("be", "be", "поле ўзлёт", "Нічога такога тут няма і блізка"),
        Described("ru", "be", "все клялись", "Тады мы далі прысягу на вернасць"),
        Described("be", "be", "прысяга", "Passage of another batch altogether"),
    ]
    scores, missing = measure(queries)
    assert missing == 1
    assert {kind: score.ranks for kind, score in scores.items()} == {
        "be → be": [1, None],
        "one language": [1, None],
        "en → be": [1],
        "across, translated": [1],
        "ru → be": [None],
        "across, untranslated": [None],
    }


@pytest.fixture
def indexed_archive():
    make_interview(
        ["Тады мы далі прысягу на вернасць.", "Нічога такога тут няма і блізка."],
        translations={"en": ["Then we swore an oath of loyalty.", "Nothing like it here."]},
    )
    sync.work_off()

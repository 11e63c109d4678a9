import pytest

from benchmarks.inflection import Index, measure, read

SENTENCES = {
    "be_x": [("Прысяга была.", "Прысяга прысяга NOUN"), ("Далі прысягу.", "прысягу прысяга NOUN")],
    "ru_x": [("Дали присягу.", "присягу присяга NOUN"), ("Была прысяга.", "прысяга опечатка NOUN")],
}


@pytest.fixture
def banks(tmp_path):
    for name, rows in SENTENCES.items():
        text = ""
        for sentence, word in rows:
            form, lemma, kind = word.split()
            text += f"# text = {sentence}\n1\t{form}\t{lemma}\t{kind}\t_\n\n"
        (tmp_path / f"{name}.conllu").write_text(text, "utf-8")
    return read(tmp_path)


def test_what_is_found_is_measured_within_the_language_and_over_all(banks):
    index = Index()
    for bank in banks:
        index.add(bank)
    belarusian = next(bank for bank in banks if bank.language == "be")
    recall, recall_other, precision, precision_all = measure(index, belarusian, ("прысяга", "NOUN"))
    assert (recall, recall_other, precision) == (1, 1, 1)
    assert precision_all == pytest.approx(2 / 3)


def test_sentences_are_kept_by_word_and_form(banks):
    belarusian = next(bank for bank in banks if bank.language == "be")
    assert belarusian.texts == ["Прысяга была.", "Далі прысягу."]
    assert belarusian.holders == {("прысяга", "NOUN"): {0, 1}}
    assert set(belarusian.forms["прысяга", "NOUN"]) == {"прысяга", "прысягу"}
    assert belarusian.sampled(0) == []

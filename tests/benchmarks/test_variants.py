"""What the benchmark of spellings makes of words, and the English sentences it is measured on."""

import pytest

from benchmarks.variants import bare_of, in_latin, is_found, spelt_twice, with_soft_signs
from benchmarks.wordnet import WordNet, lines, sentences


@pytest.mark.parametrize(
    ("word", "latin"),
    [
        ("прысяга", "prysiaha"),
        ("снег", "śnieh"),
        ("сям'я", "siamja"),
        ("ёсць", "jość"),
        ("школьны", "školny"),
        ("люблю", "lublu"),
        ("лукашэнка", "łukašenka"),
        ("краіна", "kraina"),
    ],
)
def test_belarusian_is_written_in_lacinka(word, latin):
    assert in_latin(with_soft_signs(word)) == latin
    assert is_found(latin, word)


def test_soft_consonants_are_marked_before_soft_ones_alone():
    assert [with_soft_signs(word) for word in ("снег", "насенне", "дзве", "стол", "мова")] == [
        "сьнег",
        "насеньне",
        "дзьве",
        "стол",
        "мова",
    ]
    assert bare_of("łukašenka") == "lukasenka"


def test_two_words_of_official_spelling_are_no_pair_of_orthographies():
    assert spelt_twice(["быць", "біць", "газета", "газэта", "мова"]) == [("газета", "газэта")]


def test_a_word_has_every_lemma_that_wordnet_allows(tmp_path):
    for part, words in (("noun", "oath left year leaf"), ("verb", "leave take"), ("adj", "left")):
        (tmp_path / f"index.{part}").write_text("  1 licence\n" + "".join(f"{word} n 1\n" for word in words.split()))
        (tmp_path / f"{part}.exc").write_text({"verb": "left leave\ntook take\n"}.get(part, ""))
    wordnet = WordNet.read(tmp_path)
    assert wordnet.lemmas("oaths") == {"oath"}
    assert wordnet.lemmas("left") == {"left", "leave"}
    (sentence,) = sentences("Title\n=====\n\n**Q**: They took the year's oaths then.")
    assert list(lines(wordnet, sentence)) == [
        "# text = They took the year's oaths then.",
        "1\ttook\ttake\tNOUN\t_",
        "2\tyear's\tyear\tNOUN\t_",
        "3\toaths\toath\tNOUN\t_",
        "",
    ]

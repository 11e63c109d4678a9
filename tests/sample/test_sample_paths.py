"""The reading paths over the sample archive: each step is where its frame says it is."""

import tomllib

import pytest

from tests.sample.reading import SAMPLE, milliseconds, read_cues, transcript_files

PATHS = tomllib.loads((SAMPLE.parent / "interviews/first_pages/paths.toml").read_text())["path"]
# What is heard in each step, as words of the English transcript.
SAID = {
    "doubts": ["great-grandfather", "Rewrite it", "the jar on the kerb", "our daughter came to us"],
    "family": ["a place to live", "his hidden phone", "Are you alive", "because of me, then don’t"],
    "drafted": ["it was taken away", "grandfathers", "Fell down the stairs", "vote early"],
    "left": ["an electrician", "came with a search", "drive a bus", "stopped hearing the accent"],
    "study": ["stays in you", "source criticism", "he was an arrow", "no pity"],
}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path["slug"])
def test_every_step_of_a_path_holds_the_words_that_its_frame_speaks_of(path):
    for step, said in zip(path["step"], SAID[path["slug"]], strict=True):
        start, end = (milliseconds(step[name]) for name in ("start", "end"))
        cues = read_cues(transcript_files()[step["interview"], "en"])
        heard = [words for begins, _end, _speaker, words in cues if start <= begins < end]
        assert said in " ".join(heard), step["frame"]["en"]

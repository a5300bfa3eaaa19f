import pytest

from claims.analysis.reading.language_model import parse, session

TEXTS = [
    "The minister said that she hadn't read the reports, which were leaked in May.",
    "There's no doubt that it is going to rain; there were two storms.",
    "Let's say y'all ain't gonna like what he's got to tell.",
    "They do, and did, what has  to be done.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_words_have_the_tag_class_relation_and_lemma_of_the_model_itself(text: str) -> None:
    with session() as language:
        ours = next(parse(language, [(text, None)]))[0]
        theirs = language(text)
        assert [(t.text, t.tag_, t.pos_, t.dep_, t.lemma_) for t in ours] == [
            (t.text, t.tag_, t.pos_, t.dep_, t.lemma_) for t in theirs
        ]

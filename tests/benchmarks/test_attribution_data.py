from benchmarks.attribution_data import labelled_spans, plain


def test_runs_of_labels_become_spans() -> None:
    labels = ["B-source", "I-source", "B-cue", "O", "B-content", "B-content", "I-content"]
    assert list(labelled_spans(labels)) == [
        ("source", 0, 2),
        ("cue", 2, 3),
        ("content", 4, 5),
        ("content", 5, 7),
    ]


def test_treebank_tokens_read_as_a_page_prints_them() -> None:
    words, spaces = plain(["``", "We", "ca", "n't", "go", ",", "''", "he", "said", "."])
    text = "".join(word + " " * space for word, space in zip(words, spaces, strict=True))
    assert text == "“We can't go,” he said."


def test_a_closing_mark_that_opens_a_quotation_is_turned() -> None:
    words, _ = plain(["He", "said", ",", "''", "We", "go", ".", "''"])
    assert (words[3], words[7]) == ("“", "”")

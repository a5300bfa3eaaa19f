"""Texts as the word pieces that the models take, by the tokenizer of all-MiniLM-L6-v2."""

import tokenizers

from claims.analysis.vectors.model_files import tokenizer_path


def tokenizer(longest: int) -> tokenizers.Tokenizer:
    """Return a tokenizer that cuts at so many word pieces and pads nothing; raises ModelUnavailable."""
    made = tokenizers.Tokenizer.from_file(str(tokenizer_path()))
    made.no_padding()
    made.enable_truncation(longest)
    return made


def readable(text: str, most: int) -> str:
    """Return the first `most` characters as the tokenizer takes them: a lone surrogate can't be handed to it."""
    return text[:most].encode("utf-8", "replace").decode("utf-8")

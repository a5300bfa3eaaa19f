"""Parts of addresses."""

from django.urls import register_converter

from factcheck.api.fields import MAX_ID


class IdConverter:
    """The id of a row, in the one way to write it; anything else is no address of ours and answers 404."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > MAX_ID:
            raise ValueError("No row has so high an id.")
        return number

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(IdConverter, "id")

"""URL parts that arrive as our own types."""

from django.urls import register_converter

from hcss.kernel.quarters import Quarter


class QuarterConverter:
    """``<quarter:quarter>`` matches 2026-27-q2 and hands the view a Quarter."""

    regex = r"20\d\d-\d\d-q[1-4]"

    def to_python(self, value: str) -> Quarter:
        return Quarter.parse(value)

    def to_url(self, value: Quarter | str) -> str:
        return value.slug if isinstance(value, Quarter) else value


register_converter(QuarterConverter, "quarter")

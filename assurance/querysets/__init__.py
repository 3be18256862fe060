"""The words in which the rest of the site asks for what assurance keeps."""

from assurance.querysets.opinions import OpinionQuerySet

__all__ = ["OpinionQuerySet"]

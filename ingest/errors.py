"""Errors whose message may be shown to a user."""


class MadoguchiError(Exception):
    """Something asked for could not be done.

    The message says what went wrong, with which value, and what to do next.
    It is written in Japanese, because it is shown to people at a Japanese
    municipality, and it never contains a stack trace.
    """


class ReadError(MadoguchiError):
    """A file cannot be read as a document."""


class KnowledgeBaseError(MadoguchiError):
    """The knowledge base is missing, locked, broken, or made by another version."""


class SettingsError(MadoguchiError):
    """A setting has a value that cannot be used."""

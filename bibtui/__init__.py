"""Bibtui: the terminal portal of French public libraries."""

__version__ = "0.1.0"

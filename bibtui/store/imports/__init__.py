"""A library's own files, read as they are: MARC records, lists of patrons and of loans.

Readers give what they could read and name what they could not; none of them writes.
"""

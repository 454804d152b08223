"""Carry the top-level `data/` into the wheel as `bibtui/data` (a checkout reads it where it is)."""

from setuptools import find_namespace_packages, setup

setup(
    packages=[
        *find_namespace_packages(include=["bibtui", "bibtui.*"], exclude=["*.__pycache__"]),
        "bibtui.data",
    ],
    package_dir={"bibtui.data": "data"},
    package_data={"": ["*.tcss", "*.mako", "*.sql", "py.typed"], "bibtui.data": ["**/*"]},
    include_package_data=False,
)

"""What the command line does once its arguments are read; no Textual here."""

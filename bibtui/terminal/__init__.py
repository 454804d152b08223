"""What stands between Bibtui and a terminal nobody vouches for."""

"""Sample portraits in the public domain; see THIRD_PARTY.md."""

"""Editing a transcript at the desk: words, passages, times, speakers, what is checked, and who else is in it."""

"""A narrator asks to leave: hidden first, then decided by two, then proved."""

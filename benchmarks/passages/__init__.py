"""Passages as a Django model, for the engines that are asked through Haystack."""

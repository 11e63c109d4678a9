"""The leak test: words of its own in every withheld place of a copy of the archive, and then everything that anybody
can read, read.

``copying`` makes the copy, ``planting`` and ``places`` put the words in, ``seeds`` and ``crawl`` read as a stranger
would, ``remains`` looks at what is left on the disk, ``comparing`` holds the answers against those of a copy in which
nothing was ever hidden, ``running`` puts these steps in order. The command is ``manage.py leaktest``.

What it can't see: how long an answer takes.
"""

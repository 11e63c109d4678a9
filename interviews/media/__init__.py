"""Takes everything out of a media file that isn't needed for playing it: tags, covers, places, times, names.

What stays is chosen, never what goes: a part of a container that isn't known to be needed is blanked, and a file that
can't be followed from beginning to end is refused. Inside the sound and the pictures nothing is changed.
"""

from interviews.media.cleaning import clean
from interviews.media.plan import CannotClean, Plan

__all__ = ["CannotClean", "Plan", "clean"]

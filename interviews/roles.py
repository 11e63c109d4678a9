"""The groups of people that sign in. What each may do stands in ``access.py``."""

from typing import Any

from django.contrib.auth.models import AnonymousUser, Group, Permission, User

from interviews.access import ALLOWED, Act, Viewer, may

ARCHIVIST = Viewer.ARCHIVIST.value
EDITOR = Viewer.EDITOR.value
RESEARCHER = Viewer.RESEARCHER.value
ROLES = (ARCHIVIST, EDITOR, RESEARCHER)


def ensure(**kwargs: Any) -> None:
    """Make the three groups and give those that may use the admin its pages of this room. Safe to repeat."""
    every = Permission.objects.filter(content_type__app_label="interviews")
    for name in ROLES:
        group, viewer = Group.objects.get_or_create(name=name)[0], Viewer(name)
        if viewer not in ALLOWED[Act.MANAGE_TABLES]:
            group.permissions.remove(*every)
        elif viewer in ALLOWED[Act.DELETE_ROWS]:
            group.permissions.set(every)
        else:
            group.permissions.set(every.exclude(codename__startswith="delete_"))


def works_at_the_desk(user: User | AnonymousUser) -> bool:
    """Tell whether ``user`` may come to the desk, where every record is seen."""
    return may(user, Act.SEE_DESK)

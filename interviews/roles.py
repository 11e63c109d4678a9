"""Who works here: the groups of people that sign in, and what each may do."""

from typing import Any

from django.contrib.auth.models import AnonymousUser, Group, Permission, User

ARCHIVIST = "archivist"
EDITOR = "editor"
RESEARCHER = "researcher"
ROLES = (ARCHIVIST, EDITOR, RESEARCHER)


def ensure(**kwargs: Any) -> None:
    """Make the three groups and give archivists and editors the admin pages of this room. Safe to repeat."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in ROLES}
    permissions = Permission.objects.filter(content_type__app_label="interviews")
    groups[ARCHIVIST].permissions.set(permissions.exclude(codename__startswith="delete_"))
    groups[EDITOR].permissions.set(permissions)


def _in(user: User | AnonymousUser, *names: str) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or user.groups.filter(name__in=names).exists()


def works_at_the_desk(user: User | AnonymousUser) -> bool:
    """Tell whether ``user`` may upload, correct, code, publish and hide."""
    return _in(user, ARCHIVIST, EDITOR)


def is_editor(user: User | AnonymousUser) -> bool:
    """Tell whether ``user`` may settle what archivists propose."""
    return _in(user, EDITOR)


def reads_with_permission(user: User | AnonymousUser) -> bool:
    """Tell whether ``user`` may read what is released to researchers."""
    return _in(user, ARCHIVIST, EDITOR, RESEARCHER)

"""make_demo_accounts: an archivist, an editor and a researcher for trying the archive out."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError

from interviews import roles

FILE = "demo-accounts.json"


class Command(BaseCommand):
    help = "Make three accounts with random passwords for a demonstration, and print them. Never in production."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "Demo accounts are not made in production. Make real ones with createsuperuser and in the admin."
            )
        roles.ensure()
        path = Path(settings.VAR) / FILE
        passwords = _kept_passwords(path)
        for role, password in passwords.items():
            _make_account(role, password)
        self.stdout.write("Sign in at /en/desk/ (demonstration only):")
        for role, password in passwords.items():
            self.stdout.write(f"  {role:<12} {password}")


def _kept_passwords(path: Path) -> dict[str, str]:
    """Return the password of each role, the same at every start; only the owner of the file may read it."""
    kept: dict[str, str] = {}
    if path.exists():
        try:
            kept = json.loads(path.read_text())
        except ValueError as error:
            raise CommandError(f"{path} can't be read ({error}). Delete it and run the command again.") from None
    passwords = {role: kept.get(role) or secrets.token_urlsafe(12) for role in roles.ROLES}
    if passwords != kept:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(passwords, file, indent=1)
        path.chmod(0o600)
    return passwords


def _make_account(role: str, password: str) -> None:
    """Make or mend the account ``role``; a password that fits stays as it is, so that open sessions stay open."""
    user, _ = User.objects.get_or_create(username=role)
    user.is_active, user.is_superuser, user.is_staff = True, False, role != roles.RESEARCHER
    if not user.check_password(password):
        user.set_password(password)
    user.save()
    user.groups.set([Group.objects.get(name=role)])

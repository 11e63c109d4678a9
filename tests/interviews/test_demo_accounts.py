"""make_demo_accounts: three people for a demonstration."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from interviews import roles
from interviews.access import Act, may

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


def _run() -> str:
    out = StringIO()
    call_command("make_demo_accounts", stdout=out)
    return out.getvalue()


def test_each_role_gets_an_account_that_signs_in(var, client):
    printed = _run()
    for role, password in json.loads((var / "demo-accounts.json").read_text()).items():
        assert f"{role} " in printed
        assert password in printed
        assert client.login(username=role, password=password)
    assert roles.works_at_the_desk(User.objects.get(username="archivist"))
    assert may(User.objects.get(username="editor"), Act.SHOW_THEME_AGAIN)
    assert not roles.works_at_the_desk(User.objects.get(username="researcher"))
    assert not User.objects.filter(is_superuser=True).exists()
    assert not User.objects.get(username="researcher").is_staff


def test_the_passwords_stay_the_same_and_are_the_owner_s_alone(var):
    first = _run()
    before = User.objects.get(username="editor").password
    assert _run() == first
    assert User.objects.get(username="editor").password == before
    assert (var / "demo-accounts.json").stat().st_mode & 0o777 == 0o600


def test_an_account_that_was_changed_is_mended(var, client):
    _run()
    user = User.objects.get(username="archivist")
    user.set_password("another long password")
    user.is_superuser = True
    user.save()
    _run()
    password = json.loads((var / "demo-accounts.json").read_text())["archivist"]
    assert client.login(username="archivist", password=password)
    assert not User.objects.get(username="archivist").is_superuser


def test_production_has_no_demo_accounts(var, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        _run()
    assert not User.objects.exists()
    assert not (var / "demo-accounts.json").exists()


def test_a_damaged_file_is_named(var):
    (var / "demo-accounts.json").write_text("{")
    with pytest.raises(CommandError, match=r"demo-accounts\.json"):
        _run()

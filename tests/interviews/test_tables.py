"""Who comes in to the admin: people of the desk whose account has the staff mark, and nobody else."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.urls import reverse

from tests.factories import HIDDEN_STATES, make_interview

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _no_failures_kept():
    cache.clear()


@pytest.fixture
def account(person):
    """Return a function that makes an account with these marks."""

    def make(role: str | None, **marks: bool):
        user = person(role)
        for name, value in marks.items():
            setattr(user, name, value)
        user.save()
        return user

    return make


ACCOUNTS = {
    "archivist with the staff mark": ("archivist", {"is_staff": True}, True),
    "editor with the staff mark": ("editor", {"is_staff": True}, True),
    "administrator": (None, {"is_staff": True, "is_superuser": True}, True),
    "archivist without the mark": ("archivist", {}, False),
    "researcher": ("researcher", {}, False),
    "researcher with the staff mark": ("researcher", {"is_staff": True}, False),
    "staff mark without a group": (None, {"is_staff": True}, False),
    "no group": (None, {}, False),
    "superuser without the staff mark": (None, {"is_superuser": True}, False),
    "archivist who was switched off": ("archivist", {"is_staff": True, "is_active": False}, False),
}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_who_comes_in(client, account, name):
    role, marks, comes_in = ACCOUNTS[name]
    client.force_login(account(role, **marks))
    for page in ("index", "jsi18n", "password_change"):
        assert client.get(reverse(f"admin:{page}")).status_code == (200 if comes_in else 302), page


@pytest.mark.parametrize("name", ACCOUNTS)
def test_who_signs_in_here(client, account, name):
    role, marks, comes_in = ACCOUNTS[name]
    user = account(role, **marks)
    client.post(reverse("admin:login"), {"username": user.username, "password": PASSWORD})
    assert ("_auth_user_id" in client.session) == comes_in


def test_an_account_that_may_not_enter_is_answered_like_a_wrong_password(client, account):
    user = account("researcher")
    answers = [
        client.post(reverse("admin:login"), {"username": user.username, "password": word}).context["form"].errors
        for word in (PASSWORD, "wrong")
    ]
    assert answers[0] == answers[1]
    assert answers[0]


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_the_staff_mark_alone_tells_nothing_of_hidden_records(client, account, state):
    hidden = make_interview(["words"], state=HIDDEN_STATES[state])
    client.force_login(account("researcher", is_staff=True))
    for kind in ContentType.objects.values_list("pk", flat=True):
        for pk in (hidden.pk, 99999):
            assert client.get(f"/en/admin/r/{kind}/{pk}/").url.startswith("/en/admin/login/")

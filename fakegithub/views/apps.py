"""How GitHub Apps and their installations look from outside."""

from __future__ import annotations

import base64

from fakegithub.clock import node_id
from fakegithub.model.accounts import Token
from fakegithub.model.apps import App, Installation
from fakegithub.views.view import View, derived, view


def _app_node_id(app: App) -> str:
    """The owner stands in it; the first number tells organizations from users, as seen in GitHub's ids."""
    return node_id("A", app.owner.id, app.id, first=int(app.owner.is_organization))


def _installation_node_id(installation: Installation) -> str:
    """Installations have kept the form of before 2021: base64 of the type's name, with its length, and id."""
    return base64.b64encode(f"023:IntegrationInstallation{installation.id}".encode()).decode()


def _time(name: str) -> derived:
    """With milliseconds, as only installations have their times in events and answers alike."""
    return derived(lambda installation, _: f"{getattr(installation, name):%Y-%m-%dT%H:%M:%S}.000Z")


@view(App)
class AppView(View):
    node_id = derived(lambda app, _: _app_node_id(app))
    html_url = derived(lambda app, urls: urls.html(app))


@view(Installation)
class InstallationView(View):
    node_id = derived(lambda installation, _: _installation_node_id(installation))
    app_id = derived(lambda installation, _: installation.app.id)
    app_slug = derived(lambda installation, _: installation.app.slug)
    client_id = derived(lambda installation, _: installation.app.client_id)
    target_id = derived(lambda installation, _: installation.account.id)
    target_type = derived(lambda installation, _: installation.account.type)
    created_at = _time("created_at")
    updated_at = _time("updated_at")
    html_url = derived(lambda installation, urls: urls.html(installation))
    access_tokens_url = derived(lambda installation, urls: f"{urls.api(installation)}/access_tokens")
    repositories_url = derived(lambda _installation, urls: f"{urls.api_root}/installation/repositories")
    # The permission `single_file` is not modelled: no installation has a file.
    single_file_name = derived(lambda _installation, _: None)
    has_multiple_single_files = derived(lambda _installation, _: False)
    single_file_paths = derived(lambda _installation, _: [])


@view(Token)
class InstallationTokenView(View):
    token = derived(lambda token, _: token.text)

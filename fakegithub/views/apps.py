"""How GitHub Apps and their installations look from outside."""

from __future__ import annotations

from fakegithub.model.accounts import Token
from fakegithub.model.apps import App, Installation
from fakegithub.views.view import View, derived, view


@view(App)
class AppView(View):
    html_url = derived(lambda app, urls: urls.html(app))


@view(Installation)
class InstallationView(View):
    app_id = derived(lambda installation, _: installation.app.id)
    app_slug = derived(lambda installation, _: installation.app.slug)
    client_id = derived(lambda installation, _: installation.app.client_id)
    target_id = derived(lambda installation, _: installation.account.id)
    target_type = derived(lambda installation, _: installation.account.type)
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

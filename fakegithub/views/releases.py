"""How releases and their assets look from outside."""

from __future__ import annotations

from fakegithub.model.releases import Release, ReleaseAsset
from fakegithub.urls import Urls, quoted
from fakegithub.views.view import View, derived, view


def _archive(release: Release, urls: Urls, kind: str) -> str | None:
    # A draft has no tag yet, so there is nothing to pack.
    return None if release.draft else f"{urls.api(release.repository)}/{kind}/{quoted(release.tag_name)}"


@view(Release)
class ReleaseView(View):
    url = derived(lambda release, urls: urls.api(release))
    html_url = derived(lambda release, urls: urls.html(release))
    assets_url = derived(lambda release, urls: f"{urls.api(release)}/assets")
    upload_url = derived(
        lambda release, urls: (
            f"{urls.uploads_root}/repos/{release.repository.full_name}/releases/{release.id}/assets{{?name,label}}"
        )
    )
    tarball_url = derived(lambda release, urls: _archive(release, urls, "tarball"))
    zipball_url = derived(lambda release, urls: _archive(release, urls, "zipball"))


@view(ReleaseAsset)
class ReleaseAssetView(View):
    url = derived(lambda asset, urls: urls.api(asset))
    browser_download_url = derived(lambda asset, urls: urls.html(asset))
    state = derived(lambda _asset, _urls: "uploaded")

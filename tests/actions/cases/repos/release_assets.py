"""The cases of actions on the files of releases."""

from aegis_cli.providers.github.nouns.repos.release_assets import (
    DeleteAsset,
    DownloadAsset,
    GetAsset,
    ListAssets,
    UploadAsset,
)
from tests.actions.case import TAKEN, Case
from tests.actions.cases.repos.releases import V2, asset
from tests.helpers.downloaded import downloaded

_SUMS = asset(19000003, "checksums.txt", size=96, digest=None, uploader=None)

CASES = (
    Case(
        ListAssets(repo="acme/web", tag="v2.0"),
        sends="GET /repos/acme/web/releases/18000002/assets?per_page=30",
        said="show the assets of release v2.0 in acme/web",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/releases/18000002/assets?per_page=100",
        target=[V2],
        answer=[asset(19000002, "web-2.0.zip"), _SUMS],
    ),
    Case(
        GetAsset(repo="acme/web", asset_id=19000003),
        sends="GET /repos/acme/web/releases/assets/19000003",
        said="show the asset 19000003 of acme/web",
        answer=_SUMS,
    ),
    Case(
        DownloadAsset(repo="acme/web", asset_id=19000001),
        sends="GET /repos/acme/web/releases/assets/19000001",
        said="download the asset 19000001 of acme/web",
        answer=downloaded("web-1.9.zip", 1_048_576),
    ),
    Case(
        UploadAsset(repo="acme/web", tag="v2.0"),
        sends="POST /repos/acme/web/releases/18000002/assets?name=app.whl",
        said="upload this file to release v2.0 in acme/web",
        more={"name": "app-2.0.whl", "label": "For all systems & more"},
        sends_more="POST /repos/acme/web/releases/18000002/assets"
        "?name=app-2.0.whl&label=For+all+systems+%26+more",
        target=[V2],
        answer=asset(19000007, "app.whl", size=TAKEN["size"], digest=f"sha256:{TAKEN['sha256']}"),
    ),
    Case(
        DeleteAsset(repo="acme/web", asset_id=19000003),
        sends="DELETE /repos/acme/web/releases/assets/19000003",
        said="delete the asset 19000003 of acme/web",
        in_sandbox={"19000003": "19000002"},
        target=_SUMS,
    ),
)

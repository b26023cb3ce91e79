"""Checks the Kubernetes manifests against the schemas of a release, and for what they promise.

python -m tools.manifests
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MANIFESTS = Path(__file__).resolve().parent.parent / "deploy" / "kubernetes"
RELEASE = "1.34"


def main() -> int:
    """Print what is wrong with each manifest."""
    if find_spec("kubernetes_validate") is None:
        print("The manifests are not checked: make setup brings the schemas.")
        return 0
    wrong = [
        f"{path.name}: {fault}"
        for path in sorted(MANIFESTS.glob("*.yaml"))
        for fault in _faults(path)
    ]
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


def _faults(path: Path) -> list[str]:
    # A hundred megabytes of schemas, which few need; neither package has types.
    import kubernetes_validate  # noqa: PLC0415
    import yaml  # type: ignore[import-untyped]  # noqa: PLC0415

    faults = []
    for manifest in yaml.safe_load_all(path.read_text()):
        name = f"{manifest.get('kind')} {manifest.get('metadata', {}).get('name')}"
        try:
            kubernetes_validate.validate(manifest, RELEASE, strict=True)
        except kubernetes_validate.ValidationError as error:
            faults.append(f"{name}: {error.message}")
        if manifest.get("kind") == "Deployment":
            faults += [f"{name}: {fault}" for fault in _exposed(manifest)]
    return faults


def _exposed(deployment: dict[str, Any]) -> list[str]:
    """Name what a container of a deployment could do and must not."""
    pod = deployment["spec"]["template"]["spec"]
    container = pod["containers"][0].get("securityContext", {})
    demands = {
        "it may run as root": pod.get("securityContext", {}).get("runAsNonRoot") is True,
        "its files can be written": container.get("readOnlyRootFilesystem") is True,
        "it may gain privileges": container.get("allowPrivilegeEscalation") is False,
        "it keeps capabilities": container.get("capabilities", {}).get("drop") == ["ALL"],
        "it gets a token of the cluster": pod.get("automountServiceAccountToken") is False,
    }
    return [fault for fault, holds in demands.items() if not holds]


if __name__ == "__main__":
    sys.exit(main())

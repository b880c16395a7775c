"""A kustomization resolved as kustomize does it, as far as the files of deploy/kubernetes go: what they do not use is refused.

It stands in where no kubectl is at hand; where one is, a test holds the two against each other.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import yaml

Resource: TypeAlias = dict[str, Any]

_FIELDS = {"apiVersion", "kind", "namespace", "labels", "resources", "images", "configMapGenerator", "patches"}
_CLUSTER_WIDE = {"Namespace"}


def resolve(folder: Path) -> list[Resource]:
    """The resources, names of generated ones without the hash. Raises ValueError for what it does not know."""
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))
    if unknown := set(kustomization) - _FIELDS:
        raise ValueError(f"{folder}: {unknown} is not resolved here")
    resources = [one for name in kustomization["resources"] for one in _read(folder / name)]
    steps: dict[str, Callable[[list[Resource], Any], None]] = {
        "configMapGenerator": lambda found, value: _generate(found, value, folder),
        "patches": _patch,
        "images": _name_images,
        "namespace": _put_in,
        "labels": _label,
    }
    for field, step in steps.items():
        if field in kustomization:
            step(resources, kustomization[field])
    return resources


def _read(path: Path) -> list[Resource]:
    return resolve(path) if path.is_dir() else list(yaml.safe_load_all(path.read_text("utf-8")))


def _generate(resources: list[Resource], maps: list[dict[str, Any]], folder: Path) -> None:
    for one in maps:
        data = {name: (folder / name).read_text("utf-8") for name in one["files"]}
        older = [known for known in resources if (known["kind"], known["metadata"]["name"]) == ("ConfigMap", one["name"])]
        if bool(older) != (one.get("behavior") == "replace"):
            raise ValueError(f"{folder}: {one['name']} is there already, or is not and should be replaced")
        if older:
            older[0]["data"] = data
        else:
            resources.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": one["name"]}, "data": data})


def _patch(resources: list[Resource], patches: list[dict[str, Any]]) -> None:
    for patch in patches:
        target = patch["target"]
        version = "/".join(filter(None, (target.get("group"), target["version"])))
        wanted = (version, target["kind"], target["name"])
        (found,) = (one for one in resources if (one["apiVersion"], one["kind"], one["metadata"]["name"]) == wanted)
        for operation in yaml.safe_load(patch["patch"]):
            _replace(found, operation)


def _replace(resource: Resource, operation: dict[str, Any]) -> None:
    """RFC 6902 section 4.3: "The target location MUST exist"."""
    if operation["op"] != "replace":
        raise ValueError(f"{operation['op']} is not resolved here")
    *way, last = (int(step) if step.isdecimal() else step for step in operation["path"].split("/")[1:])
    place: Any = resource
    for step in way:
        place = place[step]
    _ = place[last]
    place[last] = copy.deepcopy(operation["value"])


def _name_images(resources: list[Resource], images: list[dict[str, str]]) -> None:
    tags = {image["name"]: image["newTag"] for image in images}
    for one in resources:
        for container in _pod(one).get("containers", ()):
            name = container["image"].partition(":")[0]
            container["image"] = f"{name}:{tags[name]}" if name in tags else container["image"]


def _put_in(resources: list[Resource], namespace: str) -> None:
    for one in resources:
        if one["kind"] not in _CLUSTER_WIDE:
            one["metadata"]["namespace"] = namespace


def _label(resources: list[Resource], labels: list[dict[str, Any]]) -> None:
    for entry in labels:
        if entry["includeSelectors"]:
            raise ValueError("labels in selectors are not resolved here")
        for one in resources:
            one["metadata"].setdefault("labels", {}).update(entry["pairs"])


def _pod(resource: Resource) -> dict[str, Any]:
    pod: dict[str, Any] = resource.get("spec", {}).get("template", {}).get("spec", {})
    return pod

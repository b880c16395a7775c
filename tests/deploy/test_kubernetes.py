"""deploy/kubernetes: manifests as their schemas have them, pods of the restricted profile, and parts that fit one another."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate  # type: ignore[import-untyped]  # it has no types
import pytest
import yaml

from tests.deploy.kustomized import Resource, resolve
from tests.deploy.placing import DEPLOY, run, secret_files

FOLDER = DEPLOY / "kubernetes"
MONITOR = json.loads(Path(__file__).with_name("service_monitor.schema.json").read_text("utf-8"))
VERSIONS = ("1.30", "1.37")
PLACES = ("base", "overlays/production")
KUBECTL = shutil.which("kubectl")
WAYS = ["here", *(["kubectl"] if KUBECTL else [])]
"""Who resolves the kustomization: kubectl too where it is at hand, which Debian has none of that is new enough."""

EACH = pytest.mark.parametrize("place", PLACES)


@cache
def resources(place: str, way: str = "here") -> list[Resource]:
    if way == "here":
        return resolve(FOLDER / place)
    assert KUBECTL is not None
    return list(yaml.safe_load_all(run(KUBECTL, "kustomize", str(FOLDER / place))))


def the(place: str, kind: str, name: str = "gateway") -> dict[str, Any]:
    (found,) = (one for one in resources(place) if (one["kind"], one["metadata"]["name"]) == (kind, name))
    return found


def pod(place: str) -> dict[str, Any]:
    found: dict[str, Any] = the(place, "Deployment")["spec"]["template"]["spec"]
    return found


def settings(place: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(the(place, "ConfigMap", "gateway-config")["data"]["gateway.yaml"])
    return found


def seconds(duration: str) -> int:
    return int(duration.removesuffix("s"))


@EACH
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("version", VERSIONS)
def test_manifests_are_as_their_schemas_have_them(place: str, way: str, version: str) -> None:
    found = resources(place, way)
    assert len(found) == 10 + (place != "base")
    for one in found:
        if one["kind"] == "ServiceMonitor":
            jsonschema.validate(one, MONITOR)
        else:
            kubernetes_validate.validate(one, version, strict=True)


def test_a_mistake_in_a_manifest_is_found() -> None:
    wrong = json.loads(json.dumps(the("base", "Deployment")))
    wrong["spec"]["template"]["spec"]["containers"][0]["securityContext"]["readOnlyRootFileSystem"] = True
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


@EACH
@pytest.mark.parametrize("way", WAYS)
def test_kustomize_makes_what_is_checked_here(place: str, way: str) -> None:
    made = {one["kind"] + "/" + one["metadata"]["name"]: one for one in resources(place, way)}
    (config,) = (name for name in made if name.startswith("ConfigMap/"))
    text = json.dumps(list(made.values()), sort_keys=True).replace(config.partition("/")[2], "gateway-config")
    assert sorted(json.loads(text), key=repr) == sorted(json.loads(json.dumps(resources(place), sort_keys=True)), key=repr)


def test_every_manifest_is_part_of_a_kustomization() -> None:
    files = {file.resolve() for file in FOLDER.rglob("*.yaml") if file.name != "kustomization.yaml"}
    named: set[Path] = set()
    for file in FOLDER.rglob("kustomization.yaml"):
        kustomization = yaml.safe_load(file.read_text("utf-8"))
        maps = [name for one in kustomization.get("configMapGenerator", ()) for name in one["files"]]
        named |= {(file.parent / name).resolve() for name in (*kustomization["resources"], *maps)}
    assert files - named == set()


@EACH
def test_pods_are_of_the_restricted_profile(place: str) -> None:
    whole, (container,) = pod(place)["securityContext"], pod(place)["containers"]
    assert whole["runAsNonRoot"] is True
    assert whole["runAsUser"] > 0
    assert whole["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod(place)["automountServiceAccountToken"] is False
    assert the(place, "ServiceAccount")["automountServiceAccountToken"] is False
    assert set(container["resources"]["requests"]) >= {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]
    assert any("emptyDir" in volume for volume in pod(place)["volumes"])


@EACH
def test_a_pod_has_the_time_to_end_and_is_seen_ending(place: str) -> None:
    shutdown = settings(place)["shutdown"]
    notice, deadline = seconds(shutdown["notice"]), seconds(shutdown["deadline"])
    assert pod(place)["terminationGracePeriodSeconds"] >= notice + deadline + 10
    probe = pod(place)["containers"][0]["readinessProbe"]
    assert notice > probe["periodSeconds"] * probe["failureThreshold"]
    assert "lifecycle" not in pod(place)["containers"][0]


@EACH
def test_ports_probes_and_services_meet(place: str) -> None:
    (container,) = pod(place)["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    configured = settings(place)
    assert ports == {
        "http": int(configured["listen"][0]["bind"].rpartition(":")[2]),
        "admin": int(configured["admin"]["bind"].rpartition(":")[2]),
    }
    probed = {container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "readiness", "liveness")}
    assert probed == {"/readyz", "/healthz"}
    assert [port["targetPort"] for port in the(place, "Service")["spec"]["ports"]] == ["http"]
    admin = the(place, "Service", "gateway-admin")
    assert [port["name"] for port in admin["spec"]["ports"]] == ["admin"]
    monitor = the(place, "ServiceMonitor")["spec"]
    assert monitor["selector"]["matchLabels"].items() <= admin["metadata"]["labels"].items()
    assert not monitor["selector"]["matchLabels"].items() <= the(place, "Service")["metadata"]["labels"].items()
    assert [endpoint["port"] for endpoint in monitor["endpoints"]] == ["admin"]


@EACH
def test_everything_chooses_the_pods_there_are(place: str) -> None:
    labels = the(place, "Deployment")["spec"]["template"]["metadata"]["labels"]
    selectors = [
        the(place, "Deployment")["spec"]["selector"]["matchLabels"],
        the(place, "Service")["spec"]["selector"],
        the(place, "Service", "gateway-admin")["spec"]["selector"],
        the(place, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        the(place, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
        the(place, "NetworkPolicy", "gateway-default-deny")["spec"]["podSelector"]["matchLabels"],
        *(spread["labelSelector"]["matchLabels"] for spread in pod(place)["topologySpreadConstraints"]),
    ]
    assert all(selector == labels for selector in selectors)
    assert (
        the(place, "HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]["name"] == the(place, "Deployment")["metadata"]["name"]
    )
    assert "replicas" not in the(place, "Deployment")["spec"]


@EACH
def test_nothing_is_let_in_or_out_but_what_is_named(place: str) -> None:
    deny, allow = (the(place, "NetworkPolicy", name)["spec"] for name in ("gateway-default-deny", "gateway"))
    assert deny["policyTypes"] == ["Ingress", "Egress"]
    assert not {"ingress", "egress"} & set(deny)
    assert all(rule["from"] and rule["ports"] for rule in allow["ingress"])
    assert all(rule["to"] and rule["ports"] for rule in allow["egress"])
    store = settings(place)["limits"]["store"].rpartition(":")[2].partition("/")[0]
    assert int(store) in {port["port"] for rule in allow["egress"] for port in rule["ports"]}


@EACH
def test_secrets_are_files_of_a_secret_that_is_made_elsewhere_and_limits_are_shared(place: str) -> None:
    assert not any(one["kind"] == "Secret" for one in resources(place))
    (container,) = pod(place)["containers"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    text = the(place, "ConfigMap", "gateway-config")["data"]["gateway.yaml"]
    assert {str(Path(file).parent) for file in secret_files(text)} == {mounts["secrets"]}
    assert "env" not in container
    assert settings(place)["limits"]["store"].startswith(("redis://", "rediss://"))
    assert the(place, "HorizontalPodAutoscaler")["spec"]["minReplicas"] > 1

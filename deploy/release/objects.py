"""What the schemas of Kubernetes do not say: that the objects of a rendered chart fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Object = Mapping[str, Any]


def misfits(objects: Sequence[Object]) -> list[str]:
    """Every place where one does not fit another, in words; empty for a chart that is whole."""
    pods = {f"{one['kind']} {one['metadata']['name']}": one["spec"]["template"] for one in objects if _runs(one)}
    found = [f"{name}: {what}" for name, pod in pods.items() for what in _pod(pod["spec"])]
    labels = [pod["metadata"]["labels"] for pod in pods.values()]
    for one in objects:
        name = f"{one['kind']} {one['metadata']['name']}"
        chosen = _chosen(one)
        if chosen is not None and not any(chosen.items() <= given.items() for given in labels):
            found.append(f"{name}: chooses no pod")
        target = one["spec"]["scaleTargetRef"] if one["kind"] == "HorizontalPodAutoscaler" else None
        if target is not None and f"{target['kind']} {target['name']}" not in pods:
            found.append(f"{name}: scales nothing")
    return found


def _runs(one: Object) -> bool:
    return one["kind"] in {"Deployment", "Job"}


def _pod(spec: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong within a pod: mounts and volumes, variables named twice, probes of ports that there are not."""
    volumes = {volume["name"] for volume in spec.get("volumes", ())}
    used = set()
    for container in [*spec.get("initContainers", ()), *spec["containers"]]:
        mounts = {mount["name"] for mount in container.get("volumeMounts", ())}
        used |= mounts
        yield from (f"{container['name']} mounts {name}, which there is not" for name in sorted(mounts - volumes))
        names = [variable["name"] for variable in container.get("env", ())]
        yield from (
            f"{container['name']} has {name} twice" for name in sorted({n for n in names if names.count(n) > 1})
        )
        ports = {port["name"] for port in container.get("ports", ())}
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            port = container.get(probe, {}).get("httpGet", {}).get("port")
            if port is not None and port not in ports:
                yield f"{container['name']}: {probe} asks a port that it has not"
    yield from (f"nobody mounts {name}" for name in sorted(volumes - used))


def _chosen(one: Object) -> Mapping[str, str] | None:
    """The labels by which an object chooses pods; None where it chooses none."""
    if one["kind"] == "Service":
        return dict(one["spec"]["selector"])
    if one["kind"] in {"Deployment", "PodDisruptionBudget"}:
        return dict(one["spec"]["selector"]["matchLabels"])
    if one["kind"] == "NetworkPolicy":
        return dict(one["spec"]["podSelector"]["matchLabels"])
    return None

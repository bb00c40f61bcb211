"""A chart whose objects do not fit together is told of, in words."""

from typing import Any

from deploy.release.objects import misfits


def _deployment(**pod: Any) -> dict[str, Any]:
    container = {
        "name": "decision",
        "ports": [{"name": "http"}],
        "env": [{"name": "HALLPASS_PORT"}],
        "livenessProbe": {"httpGet": {"port": "http"}},
        "volumeMounts": [{"name": "keys"}],
    }
    spec = {"volumes": [{"name": "keys"}], "containers": [container | pod.pop("container", {})]} | pod
    template = {"metadata": {"labels": {"app": "decision", "part": "api"}}, "spec": spec}
    selector = {"matchLabels": {"app": "decision"}}
    return {
        "kind": "Deployment",
        "metadata": {"name": "decision"},
        "spec": {"selector": selector, "template": template},
    }


def _named(kind: str, **spec: Any) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": "it"}, "spec": spec}


def test_objects_that_fit_are_whole() -> None:
    objects = [
        _deployment(),
        _named("Service", selector={"app": "decision", "part": "api"}),
        _named("NetworkPolicy", podSelector={"matchLabels": {"app": "decision"}}),
        _named("HorizontalPodAutoscaler", scaleTargetRef={"kind": "Deployment", "name": "decision"}),
        _named("ServiceAccount"),
    ]
    assert misfits(objects) == []


def test_a_mount_without_a_volume_and_a_volume_without_a_mount_are_found() -> None:
    assert misfits([_deployment(volumes=[{"name": "tmp"}])]) == [
        "Deployment decision: decision mounts keys, which there is not",
        "Deployment decision: nobody mounts tmp",
    ]


def test_a_variable_named_twice_is_found() -> None:
    twice = [{"name": "HALLPASS_PORT"}, {"name": "HALLPASS_PORT"}]
    assert misfits([_deployment(container={"env": twice})]) == ["Deployment decision: decision has HALLPASS_PORT twice"]


def test_a_probe_of_a_port_that_there_is_not_is_found() -> None:
    assert misfits([_deployment(container={"livenessProbe": {"httpGet": {"port": "admin"}}})]) == [
        "Deployment decision: decision: livenessProbe asks a port that it has not"
    ]


def test_what_chooses_or_scales_nothing_is_found() -> None:
    objects = [
        _deployment(),
        _named("Service", selector={"app": "decision", "part": "worker"}),
        _named("PodDisruptionBudget", selector={"matchLabels": {"app": "roster"}}),
        _named("HorizontalPodAutoscaler", scaleTargetRef={"kind": "Deployment", "name": "roster"}),
    ]
    assert misfits(objects) == [
        "Service it: chooses no pod",
        "PodDisruptionBudget it: chooses no pod",
        "HorizontalPodAutoscaler it: scales nothing",
    ]

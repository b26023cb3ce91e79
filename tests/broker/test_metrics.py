"""The counters, as Prometheus reads them."""

from aegis_cli.broker.metrics import Metrics


def test_what_was_counted_is_told() -> None:
    metrics = Metrics()
    metrics.request("/healthz", 200)
    metrics.request("/healthz", 200)
    metrics.plan("allowed", 0.2)
    metrics.plan("policy", 200.0)
    metrics.turn("allowed", 1.5, 700)
    metrics.turn("rate_limited", 0.01, 0)

    lines = metrics.text({"aegis_plans_running": 3.0}).splitlines()

    assert {
        'aegis_http_requests_total{route="/healthz",status="200"} 2',
        'aegis_plans_total{verdict="allowed"} 1',
        'aegis_plan_seconds_bucket{le="0.1"} 0',
        'aegis_plan_seconds_bucket{le="0.25"} 1',
        'aegis_plan_seconds_bucket{le="+Inf"} 2',
        "aegis_plan_seconds_sum 200.200000",
        "aegis_plan_seconds_count 2",
        'aegis_model_turns_total{verdict="rate_limited"} 1',
        'aegis_model_turn_seconds_bucket{le="1.0"} 1',
        "aegis_model_turn_seconds_count 2",
        "aegis_model_tokens_total 700",
        "aegis_plans_running 3",
    } <= set(lines)

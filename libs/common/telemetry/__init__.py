"""Traces, metrics and logs. Off by default where nothing is set; one variable turns tracing on."""

from libs.common.telemetry import logs, metrics, tracing

__all__ = ["logs", "metrics", "tracing"]

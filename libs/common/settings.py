"""Everything an installation can set, with defaults that run on a laptop.

Each is an environment variable with the prefix `BATON_`. Secrets come from nowhere else.
"""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SERVICES = ("assessment", "vendor", "transition", "governance", "console")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BATON_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    data: Path = Path("var")
    "Folder of the embedded databases, the event log, evidence and development keys."

    database_url: SecretStr = SecretStr("")
    "`{service}` stands for the service's name. Empty: an SQLite file per service in `data`."
    database_connections: int = Field(default=10, ge=3, le=200)
    "The most that one process holds on PostgreSQL, for requests, consumer, relay, timers and jobs."
    bus: str = ""
    "`kafka://host:port[,host:port]`. Empty: the SQLite event log in `data`."
    partitions: int = Field(default=6, ge=1, le=256)

    oidc_issuer: str = "baton-development"
    oidc_audience: str = "baton"
    oidc_jwks: str = ""
    """The provider's public keys: a URL, a file, or the JWK set itself. Empty: the development
    issuer's, in `data`."""
    claim_tenant: str = "tenant"
    claim_roles: str = "roles"
    claim_vendor: str = "vendor"

    door_url: str = ""
    "Address of the vendor service, for its public keys. Empty: the vendor service in this process."
    door_key: SecretStr = SecretStr("")
    "The door's private signing key, a JWK. Empty: one made and kept in `data`."
    token_minutes: int = 10

    rehearsal: bool | None = None
    "Whether requests may state their moment (`Baton-Date`). Unset: only in embedded mode."

    body_bytes: int = 1 << 20
    batch_bytes: int = 16 << 20
    file_bytes: int = 32 << 20
    plan_bytes: int = 64 << 20
    "Of a plan that is imported: some ten thousand tasks in Microsoft Project XML."
    requests_per_minute: int = 6000
    token_requests_per_minute: int = 60
    door_queue: int = 20_000

    jobs_at_once: int = Field(default=1, ge=0, le=64)
    "How many long jobs one process of a service does at a time. 0: it leaves them to others."

    services: str = ""
    """Where the gateway finds the services: `http://{service}:8000`, or each by name,
    `vendor=http://10.0.0.7:8000,console=…`."""
    forwarded_by: str = ""
    """Addresses or networks, by commas, whose `X-Forwarded-For` and `-Proto` are believed: those
    of the gateway or ingress. Empty: nobody's."""

    otlp: str = ""
    "Address of an OTLP collector over HTTP. Empty: tracing is off."
    metrics_port: int = 0
    "Internal port of `/metrics` (Prometheus). 0: off."
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"

    @property
    def embedded(self) -> bool:
        return not self.bus

    @cached_property
    def may_rehearse(self) -> bool:
        return self.embedded if self.rehearsal is None else self.rehearsal

    @property
    def address(self) -> str:
        """Where an installation with these settings answers."""
        return f"http://{self.host}:{self.port}"

    def database_for(self, service: str) -> str:
        if given := self.database_url.get_secret_value():
            return given.replace("{service}", service)
        return f"sqlite+aiosqlite:///{self.data / f'{service}.db'}"

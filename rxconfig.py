"""What Reflex is told about the product: no Radix theme, no telemetry, no other origins."""

import reflex as rx

from joint_account.settings import settings

config = rx.Config(
    app_name="joint_account",
    # The build replaces this address by the page's own (joint_account/serve.py), so one build serves every address.
    api_url="http://localhost:8000",
    deploy_url=settings().public_url,
    backend_host=settings().host,
    cors_allowed_origins=settings().origins,
    redis_url=settings().redis_url or None,
    state_manager_mode="redis" if settings().redis_url else "memory",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[rx.plugins.TailwindV4Plugin()],
    disable_plugins=[rx.plugins.RadixThemesPlugin, rx.plugins.SitemapPlugin],
)

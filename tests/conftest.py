"""What every test may rely on: no paid provider can be asked, and examples are reproducible."""

import os

from hypothesis import HealthCheck, settings

for name in [name for name in os.environ if name.endswith("_API_KEY")]:
    del os.environ[name]

settings.register_profile(
    "keju",
    deadline=None,  # a busy machine is slow, not wrong
    suppress_health_check=[HealthCheck.too_slow],  # likewise
    derandomize="CI" in os.environ,  # a submission fails for what it changed
)
settings.load_profile("keju")


def pytest_collection_modifyitems(items):
    """Properties are tried on thousands of examples: tracing lines would treble their time.

    What they cover beyond other tests does not count; ``no_cover`` marks their like elsewhere.
    """
    for item in items:
        if item.path.parent.name == "property":
            item.add_marker("no_cover")

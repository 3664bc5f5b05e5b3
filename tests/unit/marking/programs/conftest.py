import pytest

from keju.sandbox import SandboxUnavailable, open_runner


@pytest.fixture(scope="session")
def runner():
    """A runner that confines programs; what needs it is left out aloud where there is none."""
    try:
        opened = open_runner()
    except SandboxUnavailable as error:
        pytest.skip(f"programs cannot be confined here: {error}")
    yield opened
    opened.close()

import importlib.util

import pytest

from keju.core.errors import InputError
from keju.models.hf import HfModel

installed = all(importlib.util.find_spec(name) for name in ("torch", "transformers"))


@pytest.mark.skipif(installed, reason="torch and transformers are installed here")
def test_a_missing_extra_is_named_with_the_mend(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match=r"hf/.*not installed; run: pip install 'keju\[hf\]'"):
        HfModel(str(tmp_path))


@pytest.mark.parametrize("place", ["", "missing"])
def test_a_folder_that_is_no_checkpoint_is_refused(tmp_path, place):
    with pytest.raises(InputError, match=r"hf/.*no checkpoint there.*config\.json"):
        HfModel(str(tmp_path / place))

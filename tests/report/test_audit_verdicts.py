"""What each effect of the audit is said to mean."""

import pandas as pd
import pytest

from polymnist_lib.report import audit_verdicts

VERDICTS = [
    *(
        getattr(audit_verdicts, name)
        for name in ("fitted", "leak", "writers", "steps", "continued", "control")
    ),
]


def effect(estimate, sign):
    """Make an effect within 0.03 of its estimate."""
    low, high = estimate - 0.03, estimate + 0.03
    return pd.Series({"estimate": estimate, "low": low, "high": high, "sign": sign})


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda each: each.__name__)
def test_a_verdict_depends_on_the_sign(verdict):
    """Above, below and not to be told from chance are three sentences, in both languages."""
    above, below, unclear = (
        verdict(effect(*given)) for given in ((0.05, 1), (-0.05, -1), (0.05, 0))
    )
    for lang in ("es", "en"):
        assert len({above[lang], below[lang], unclear[lang]}) == 3
    # What has no sign is never said to be more than chance, nor a size.
    assert verdict(effect(-0.05, 0)) == unclear


def test_the_fives_name_what_cannot_be_ruled_out():
    """Without a clear effect the sentence tells how large a drop the interval still holds."""
    sentence = audit_verdicts.fives(effect(-0.02, 0), images=39)
    assert "caídas de hasta 5 puntos" in sentence["es"]
    assert "con 39 cincos" in sentence["es"]
    assert "drops of up to 5 points" in sentence["en"]
    assert "es posible" in audit_verdicts.fives(effect(-0.08, -1), images=39)["es"]

"""The engine version: the versions of all code that prepared claims and links depend on."""

from collections.abc import Mapping

from claims.analysis.comparing.claim_features import FEATURES_VERSION
from claims.analysis.comparing.matching import COMPARISON_VERSION
from claims.analysis.reading.extraction import EXTRACTION_VERSION
from claims.analysis.vectors.encoder import ENCODER_VERSION
from claims.analysis.vectors.pair_reader import PAIR_READER_VERSION

# Where one of these is raised, claims are prepared anew.
VERSIONS = {
    "extraction": EXTRACTION_VERSION,
    "features": FEATURES_VERSION,
    "comparison": COMPARISON_VERSION,
    "encoder": ENCODER_VERSION,
    "reader": PAIR_READER_VERSION,
}


def engine_version(versions: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


ENGINE_VERSION = engine_version(VERSIONS)

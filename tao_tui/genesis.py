"""The first blocks of the chains whose TAO is real, or looks like it: what every signature there covers."""

from __future__ import annotations

from typing import Final

FINNEY_GENESIS: Final = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03"
TEST_GENESIS: Final = "0x8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105"

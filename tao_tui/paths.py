"""Where files live, and the one way they are written: whole, private and durable."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tao_tui.errors import Fault, KeyExists


def home() -> Path:
    """The program's own folder: `TAO_TUI_HOME`, or the platform's place for application data."""
    told = os.environ.get("TAO_TUI_HOME")
    if told:
        try:
            return Path(told).expanduser()
        except RuntimeError:
            raise _unusable(told, "there is no such user") from None
    from platformdirs import user_data_path

    return user_data_path("tao-tui", appauthor=False)


def config_file() -> Path:
    """The settings a person may edit."""
    return home() / "config.toml"


def cache_dir() -> Path:
    """What can be fetched again."""
    return private_dir(home() / "cache")


def state_dir() -> Path:
    """What a run leaves for the next one."""
    return private_dir(home() / "state")


def signed_dir() -> Path:
    """What keys with spending rules signed: losing it is noticed and stops them. Made when first needed."""
    return home() / "signed"


def journal_file() -> Path:
    """Every extrinsic ever sent from here."""
    return private_dir(home()) / "journal.sqlite"


def score_history_file() -> Path:
    """Scores of past epochs, for charts; the chain has them all."""
    return private_dir(home()) / "scores.sqlite"


def portfolio_history_file() -> Path:
    """What this person's coldkeys owned over time; no node keeps it for long."""
    return private_dir(home()) / "portfolio.sqlite"


def reward_history_file() -> Path:
    """What stakers of validators earned over past epochs; no node keeps it for long."""
    return private_dir(home()) / "rewards.sqlite"


def price_history_file() -> Path:
    """Prices of alpha that were seen here over time, for charts."""
    return private_dir(home()) / "prices.sqlite"


def recordings_dir() -> Path:
    """Feeds of scores that were recorded in the app."""
    return private_dir(home() / "recordings")


def private_dir(path: Path) -> Path:
    """Make `path` a folder that only its owner can enter; raise `Fault` when that is impossible."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o700)
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    return path


def write_private(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write `data` to `path` atomically, readable by its owner alone.

    The new file is complete and on disk before it takes its name, so a crash leaves the old file
    or the new one, never a piece. Without `overwrite`, an existing file raises `KeyExists`, and
    whatever is raised has left no new file behind.
    """
    if not path.parent.is_dir():
        private_dir(path.parent)
    import tempfile  # as long to load as everything else here

    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            os.replace(temporary, path)
            sync_dir(path.parent)
        else:
            _link_new(temporary, path)
            _settle_new(path)
    finally:
        temporary.unlink(missing_ok=True)


def _unusable(folder: Path | str, why: str) -> Fault:
    return Fault(
        f"The folder {folder} cannot be used: {why}.",
        hint="Set TAO_TUI_HOME to a folder you own.",
        code="folder_unusable",
    )


def _link_new(temporary: Path, path: Path) -> None:
    """Give the finished file its name unless somebody else has it: link fails where rename would replace."""
    try:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links: claim the name first, then replace the claim
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            try:
                os.replace(temporary, path)
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError:
        raise KeyExists(
            f"{path} exists already and was left as it is.", hint="Choose another name."
        ) from None


def _settle_new(path: Path) -> None:
    """Make a new name durable, or take it back: a caller that sees an error relies on there being no file."""
    try:
        sync_dir(path.parent)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def sync_dir(folder: Path) -> None:
    """Make names given and taken in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""The looks the app registers: dark, light and high contrast, beside Textual's terminal-coloured ones."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="tao-dark",
    primary="#6cb6ff",
    secondary="#b39df3",
    accent="#5ed4c4",
    foreground="#d5dbe5",
    background="#0d1017",
    surface="#12161f",
    panel="#1b212d",
    success="#7fd88f",
    warning="#f0b752",
    error="#ff7b72",
    dark=True,
    variables={
        "block-cursor-background": "#24344d",
        "block-cursor-foreground": "#f2f6fc",
        "block-cursor-blurred-background": "#1a2230",
        "footer-background": "#12161f",
        "scrollbar": "#2f3b4d",
        "scrollbar-hover": "#3d4d64",
        "scrollbar-active": "#6cb6ff",
        "scrollbar-background": "#0d1017",
        "scrollbar-background-hover": "#0d1017",
        "scrollbar-background-active": "#0d1017",
        "tao-chrome": "#151b26",
        "tao-chrome-main": "#4a1f1c",
        "tao-quiet": "#7d8796",
        "tao-rule": "#2a3342",
        "tao-heading": "#8fa3bf",
    },
)

LIGHT: Final = Theme(
    name="tao-light",
    primary="#0b5cad",
    secondary="#6b3fb5",
    accent="#00796b",
    foreground="#1d2430",
    background="#fbfaf7",
    surface="#f2f0ea",
    panel="#e6e3da",
    success="#1a7f37",
    warning="#8f5a00",
    error="#c0262d",
    dark=False,
    variables={
        "block-cursor-background": "#cfe0f5",
        "block-cursor-foreground": "#0c1420",
        "block-cursor-blurred-background": "#e6e8ea",
        "footer-background": "#f2f0ea",
        "scrollbar": "#cfcabd",
        "scrollbar-hover": "#b5af9e",
        "scrollbar-active": "#0b5cad",
        "scrollbar-background": "#fbfaf7",
        "scrollbar-background-hover": "#fbfaf7",
        "scrollbar-background-active": "#fbfaf7",
        "tao-chrome": "#e9e6dd",
        "tao-chrome-main": "#f6cfc8",
        "tao-quiet": "#68707c",
        "tao-rule": "#cfcabd",
        "tao-heading": "#4d5b70",
    },
)

CONTRAST: Final = Theme(
    name="tao-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    success="#00ff5f",
    warning="#ffff00",
    error="#ff8787",
    dark=True,
    text_alpha=1.0,
    variables={
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#444444",
        "footer-background": "#000000",
        "tao-chrome": "#1c1c1c",
        "tao-chrome-main": "#870000",
        "tao-quiet": "#d0d0d0",
        "tao-rule": "#ffffff",
        "tao-heading": "#ffffff",
    },
)

OWN_THEMES: Final = (DARK, LIGHT, CONTRAST)
"""The themes of this program; Textual's ``ansi-dark`` and ``ansi-light`` follow the terminal's colours."""

CHOICES: Final = ("tao-dark", "tao-light", "tao-contrast", "ansi-dark", "ansi-light")
"""Themes offered in the settings, in the order they are offered."""

EXTRA_VARIABLES: Final = {
    "tao-chrome": "ansi_default",
    "tao-chrome-main": "ansi_red",
    "tao-quiet": "ansi_bright_black",
    "tao-rule": "ansi_bright_black",
    "tao-heading": "ansi_cyan",
}
"""Values of this program's own colour names under a theme that does not define them."""


def known_theme(name: str) -> str:
    """The theme to start with: ``name`` when offered, with or without its ``tao-``, else the dark one."""
    for candidate in (name, f"tao-{name}"):
        if candidate in CHOICES:
            return candidate
    return DARK.name

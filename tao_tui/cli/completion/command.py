"""`completion`: what makes the tab key of a shell know this program; the shell asks `completion answer`."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from tao_tui.cli.commands.lazy import Noun
from tao_tui.cli.invocation.run import run_of

app = Noun("Tab completion: commands, flags, and the names of your wallets, hotkeys, addresses and settings.")

_BASH: Final = r"""_tao_tui() {
    local line word
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            compopt -o default 2>/dev/null
            return
        fi
        printf -v word %q "${line%%$'\t'*}"
        COMPREPLY+=("$word")
    done < <(tao-tui completion answer -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _tao_tui tao-tui"""

_ZSH: Final = r"""#compdef tao-tui
_tao_tui() {
    local line name
    local -a found
    for line in "${(@f)$(tao-tui completion answer -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        if [[ $line == :files ]]; then
            _files
            return
        fi
        name=${line%%$'\t'*}
        [[ -n $name ]] && found+=("${name//:/\\:}:${${line#$name}#$'\t'}")
    done
    (( $#found )) && _describe -V tao-tui found
}
compdef _tao_tui tao-tui"""

_FISH: Final = r"""function __tao_tui
    set -l found (tao-tui completion answer -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
    if test "$found" = ":files"
        __fish_complete_path (commandline -ct)
    else if set -q found[1]
        printf '%s\n' $found
    end
end
complete --command tao-tui --no-files --keep-order --arguments '(__tao_tui)'"""


def command() -> Any:
    """The `completion` group."""
    app.section("Shells", "bash zsh fish")
    app.section("For them to ask", "answer")
    return app.group()


@app.verb("bash")
def bash(context: typer.Context) -> None:
    """Print it for bash: a line `source <(tao-tui completion bash)` in ~/.bashrc."""
    _print(context, "bash", _BASH)


@app.verb("zsh")
def zsh(context: typer.Context) -> None:
    """Print it for zsh: a line `source <(tao-tui completion zsh)` in ~/.zshrc, after compinit."""
    _print(context, "zsh", _ZSH)


@app.verb("fish")
def fish(context: typer.Context) -> None:
    """Print it for fish: `tao-tui completion fish > ~/.config/fish/completions/tao-tui.fish`."""
    _print(context, "fish", _FISH)


@app.verb("answer")
def answer(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="The words after tao-tui up to the cursor.")],
) -> None:
    """Say what could stand in place of the last word, a line each, with what it means after a tab."""
    from tao_tui.cli.completion.candidates import candidates

    found = candidates(words)
    rows = [{"value": value, "help": help_} for value, help_ in found]
    run_of(context).out.answer(rows, lambda: (f"{value}\t{help_}".rstrip("\t") for value, help_ in found))


def _print(context: typer.Context, shell: str, script: str) -> None:
    run_of(context).out.answer({"shell": shell, "script": script}, lambda: [script])

"""A transaction that leaves this machine to be signed elsewhere: as a file, or as QR codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tao_tui.cli.terminal.qr_show import show_frames

if TYPE_CHECKING:
    from tao_tui.actions.offline.document import Document
    from tao_tui.cli.invocation.run import OfflineOrder, Run


def deliver(run: Run, order: OfflineOrder, document: Document) -> None:
    """Write and show it as ordered."""
    from tao_tui.actions.offline.review import write_document

    if order.file:
        write_document(order.file, document)
    if order.qr:
        show_frames(run.say, document if order.with_metadata else document.without_metadata())
    where = f"Written to {order.file}. " if order.file else ""
    lines = [
        document.title,
        f"  {where}To be signed by {document.signer}, valid until block {document.valid_until:,}.",
        f"  There: tao-tui offline sign --file {order.file or 'SCANNED'}",
    ]
    run.out.answer(document_row(document, order.file), lambda: lines)


def document_row(document: Document, file: str | None) -> dict[str, Any]:
    """The document in the JSON contract: all but the chain's metadata, which is long."""
    bare = document.without_metadata()
    return {"file": file, **{name: getattr(bare, name) for name in bare.__slots__ if name != "metadata"}}

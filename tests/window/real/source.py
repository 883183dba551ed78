"""A window that things are dragged out of, as from a file manager or a browser.

    source.py X Y KIND VALUE...    KIND: files (paths), link (address, title), html (HTML, text)

Everything in it may be taken; it ends with its window.
"""

import pathlib
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

x, y, kind, *values = sys.argv[1:]
targets = {"files": ["text/uri-list"], "link": ["text/uri-list", "text/plain"], "html": ["text/html", "text/plain"]}


def give(_widget, _context, data, _info, _time):
    target = data.get_target().name()
    if target == "text/uri-list":
        uris = [pathlib.Path(v).as_uri() for v in values] if kind == "files" else values[:1]
        data.set_uris(uris)
    elif target == "text/html":
        data.set(data.get_target(), 8, values[0].encode())
    else:
        data.set_text(values[1] if kind == "html" else values[0], -1)


window = Gtk.Window(title="Source")
window.set_default_size(160, 120)
box = Gtk.EventBox()
box.add(Gtk.Label(label=kind))
entries = [Gtk.TargetEntry.new(name, 0, i) for i, name in enumerate(targets[kind])]
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, entries, Gdk.DragAction.COPY)
box.connect("drag-data-get", give)
window.add(box)
window.connect("destroy", Gtk.main_quit)
window.show_all()
window.move(int(x), int(y))
Gtk.main()

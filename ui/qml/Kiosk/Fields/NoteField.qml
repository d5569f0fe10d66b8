pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Words of the form that ask nothing.
NotePanel {
    id: note

    required property FieldContext context

    visible: title !== "" || text !== ""
    title: context.label === context.vm.heading ? "" : context.label
    titleRich: context.rich.label ?? ""
    text: context.hint === context.vm.hint ? "" : context.hint
    textRich: context.rich.hint ?? ""
}

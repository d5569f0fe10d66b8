import QtQuick
import Kiosk

// Words to agree to, with one box to tick.
Column {
    id: acknowledge

    required property FieldContext context
    readonly property bool given: context.value === true || context.value === "OK"

    spacing: Theme.space2

    NotePanel {
        visible: acknowledge.context.label !== acknowledge.context.vm.heading
        width: parent.width
        icon: "pen"
        title: acknowledge.context.label
        titleRich: acknowledge.context.rich.label ?? ""
        text: acknowledge.context.hint
        textRich: acknowledge.context.rich.hint ?? ""
    }

    ChoiceButton {
        objectName: "choice_" + acknowledge.context.ref + "_OK"
        width: parent.width
        implicitHeight: Theme.button
        many: true
        checked: acknowledge.given
        text: qsTr("I have read this and agree")
        onActivated: acknowledge.context.set(!acknowledge.given)
    }
}

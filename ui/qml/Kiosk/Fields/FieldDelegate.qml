pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// One field of a questions page: label, hint, the control its kind needs, what to put right.
FocusScope {
    id: field

    required property var model
    required property QuestionsViewModel vm
    required property FieldInHand inHand
    readonly property string ref: facts.ref
    readonly property bool padded: ["digits", "number", "date"].includes(facts.kind)
    readonly property bool carriesText: ["note", "acknowledge"].includes(facts.kind)

    // Puts the field in hand, as when its line of the error summary was touched.
    function take(): void {
        const item = control.item as Item;
        if (item)
            item.forceActiveFocus(Qt.TabFocusReason);
    }

    objectName: "field_" + ref
    implicitHeight: column.implicitHeight
    Accessible.role: Accessible.Grouping
    Accessible.name: facts.label

    FieldContext {
        id: facts

        model: field.model
        vm: field.vm
        inHand: field.inHand
    }

    Column {
        id: column

        width: parent.width
        spacing: Theme.space2

        SectionTitle {
            visible: text !== "" && !field.carriesText && facts.label !== field.vm.heading
            width: parent.width
            text: facts.needed || facts.known || facts.kind === "repeat"
                  ? facts.label : qsTr("%1 (if you wish)").arg(facts.label)
        }

        Words {
            visible: text !== "" && !field.carriesText && text !== field.vm.hint
            width: parent.width
            text: facts.hint
            color: Theme.softInk
        }

        Loader {
            id: control

            width: parent.width
            focus: true
            sourceComponent: facts.kind === "" ? null
                : facts.known && !field.carriesText ? knownValue
                : facts.kind === "digits" || facts.kind === "number" ? digits
                : facts.kind === "date" ? date
                : facts.kind === "time" ? time
                : facts.kind === "select_one" || facts.kind === "select_multiple" ? choices
                : facts.kind === "note" ? note
                : facts.kind === "acknowledge" ? acknowledge
                : facts.kind === "signature" ? signature
                : facts.kind === "image" ? picture
                : facts.kind === "repeat" ? repeat
                : facts.appearances.includes("multiline") ? sentences
                : words
        }

        ErrorLine {
            // Beside a pad the line stands under its field, not under the pad.
            visible: text !== "" && !(Theme.landscape && field.padded)
            width: parent.width
            text: facts.error
        }
    }

    Component {
        id: knownValue

        KnownValue {
            text: facts.display !== "" ? facts.display : facts.text
        }
    }

    Component {
        id: words

        TextEntry {
            ref: facts.ref
            name: facts.label
            value: facts.text
            maxLength: facts.maxLength
            faulty: facts.faulty
            onEdited: text => facts.set(text)
            onTaken: facts.inHand.keep(field)
        }
    }

    Component {
        id: sentences

        MultilineEntry {
            ref: facts.ref
            name: facts.label
            value: facts.text
            maxLength: facts.maxLength
            faulty: facts.faulty
            onEdited: text => facts.set(text)
            onTaken: facts.inHand.keep(field)
        }
    }

    Component {
        id: digits

        DigitsField {
            context: facts
        }
    }

    Component {
        id: date

        DateField {
            context: facts
        }
    }

    Component {
        id: time

        TimeEntry {
            value: facts.text
            faulty: facts.faulty
            onEdited: text => facts.set(text)
        }
    }

    Component {
        id: choices

        ChoicesField {
            context: facts
        }
    }

    Component {
        id: note

        NotePanel {
            title: facts.label === field.vm.heading ? "" : facts.label
            text: facts.hint === field.vm.hint ? "" : facts.hint
        }
    }

    Component {
        id: acknowledge

        AcknowledgeField {
            context: facts
        }
    }

    Component {
        id: signature

        SignatureField {
            context: facts
        }
    }

    Component {
        id: picture

        NotePanel {
            icon: "paper"
            title: qsTr("Bring this paper to the counter")
            text: qsTr("The staff take a picture of it with you. You can go on now.")
        }
    }

    Component {
        id: repeat

        RepeatField {
            context: facts
        }
    }
}

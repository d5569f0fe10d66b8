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
    readonly property bool padded: ["digits", "number", "date", "time", "date_time"].includes(facts.kind)
    readonly property var parts: ({
        "text": text,
        "digits": digits,
        "number": number,
        "range": range,
        "date": date,
        "time": time,
        "date_time": dateTime,
        "select_one": choices,
        "select_multiple": choices,
        "rank": rank,
        "note": note,
        "acknowledge": acknowledge,
        "signature": signature,
        "drawing": drawing,
        "image": image,
        "audio": audio,
        "file": file,
        "code": code,
        "place": place,
        "repeat": repeat,
        "table": table
    })
    readonly property bool carriesText: ["note", "acknowledge"].includes(facts.kind)

    // A label says so where the question may be left out.
    function offered(label: string): string {
        const plain = facts.needed || facts.known || ["repeat", "table", "section"].includes(facts.kind);
        return plain ? label : qsTr("%1 (if you wish)").arg(label);
    }

    // Where the question of this ref is asked: the field, or a row of its table; else null.
    function placeOf(asked: string): Item {
        const lines = control.item as TableField;
        return ref === asked ? field : lines ? lines.placeOf(asked) : null;
    }

    // Puts the field in hand, as when its line of the error summary was touched.
    function take(asked: string): void {
        const item = control.item as Item;
        const lines = control.item as TableField;
        if (lines)
            lines.take(asked);
        else if (item)
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

        // Where a part of the page begins.
        Rectangle {
            visible: facts.kind === "section" && facts.label !== "" && facts.label !== field.vm.heading
            width: parent.width
            height: Theme.hair
            color: Theme.line
        }

        Marked {
            visible: facts.label !== "" && !field.carriesText && facts.label !== field.vm.heading
            width: parent.width
            words: field.offered(facts.label)
            rich: facts.rich.label ? field.offered(facts.rich.label) : ""
            size: facts.kind === "section" ? Theme.heading : Theme.strong
            strong: true
            Accessible.role: Accessible.Heading
        }

        Marked {
            visible: words !== "" && !field.carriesText && words !== field.vm.hint
            width: parent.width
            words: facts.hint
            rich: facts.rich.hint ?? ""
            color: Theme.softInk
        }

        MoreAbout {
            width: parent.width
            words: field.carriesText || facts.label === field.vm.heading ? "" : facts.guidance
            rich: facts.rich.guidance ?? ""
        }

        FormPicture {
            width: parent.width
            name: facts.kind === "drawing" && facts.file.ground ? "" : facts.media.image ?? ""
            large: facts.media["big-image"] ?? ""
            text: facts.label
        }

        Loader {
            id: control

            width: parent.width
            focus: true
            sourceComponent: facts.known && !field.carriesText && facts.kind !== "code" ? knownValue : field.parts[facts.kind] ?? null
        }

        MoreAbout {
            width: parent.width
            words: field.carriesText && facts.label !== field.vm.heading ? facts.guidance : ""
            rich: facts.rich.guidance ?? ""
        }

        ErrorLine {
            // Beside a pad the line stands under its field, not under the pad.
            visible: facts.error !== "" && !(Theme.landscape && field.padded) && facts.kind !== "repeat"
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
        id: text

        TextField {
            context: facts
        }
    }

    Component {
        id: digits

        DigitsField {
            context: facts
        }
    }

    Component {
        id: number

        NumberField {
            context: facts
        }
    }

    Component {
        id: range

        RangeField {
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

        TimeField {
            context: facts
        }
    }

    Component {
        id: dateTime

        DateTimeField {
            context: facts
        }
    }

    Component {
        id: choices

        ChoicesField {
            context: facts
        }
    }

    Component {
        id: rank

        RankField {
            context: facts
        }
    }

    Component {
        id: note

        NoteField {
            context: facts
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
        id: drawing

        DrawingField {
            context: facts
        }
    }

    Component {
        id: image

        ImageField {
            context: facts
        }
    }

    Component {
        id: audio

        AudioField {
            context: facts
        }
    }

    Component {
        id: file

        FileField {
            context: facts
        }
    }

    Component {
        id: code

        CodeField {
            context: facts
        }
    }

    Component {
        id: place

        PlaceField {
            context: facts
        }
    }

    Component {
        id: repeat

        RepeatField {
            context: facts
        }
    }

    Component {
        id: table

        TableField {
            context: facts
        }
    }
}

pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// One of many, or some of many; long lists come in portions.
FocusScope {
    id: choices

    required property FieldContext context
    readonly property bool many: context.kind === "select_multiple"
    readonly property var all: context.choices
    readonly property int portion: all.length <= Theme.choicesAtOnce ? all.length : Theme.choicesAtOnce - 1
    readonly property int portions: portion > 0 ? Math.ceil(all.length / portion) : 1
    property int at: 0
    readonly property bool compact: all.length > 6 && !Theme.senior && all.every(choice => choice.label.length <= 12)
    readonly property int columns: Theme.landscape || compact ? 2 : 1
    readonly property real cell: (width - (columns - 1) * Theme.space2) / columns

    // The chosen values: a list, or XForms' words with spaces between.
    function given(): var {
        const value = context.value ?? "";
        return typeof value === "string" ? value.split(" ").filter(word => word !== "") : Array.from(value);
    }

    function has(value: string): bool {
        return many ? given().includes(value) : context.text === value;
    }

    function choose(value: string): void {
        if (!many) {
            context.set(value);
            return;
        }
        const chosen = given();
        const place = chosen.indexOf(value);
        if (place < 0)
            chosen.push(value);
        else
            chosen.splice(place, 1);
        context.set(chosen);
    }

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.space2

        Words {
            visible: choices.many && choices.context.hint === ""
            width: parent.width
            text: qsTr("Choose all that fit")
            size: Theme.small
            color: Theme.softInk
        }

        Grid {
            columns: choices.columns
            spacing: Theme.space2

            Repeater {
                model: choices.all.slice(choices.at * choices.portion, (choices.at + 1) * choices.portion)

                ChoiceButton {
                    required property var modelData

                    objectName: "choice_" + choices.context.ref + "_" + modelData.value
                    width: choices.cell
                    text: modelData.label
                    many: choices.many
                    checked: choices.has(modelData.value)
                    onActivated: choices.choose(modelData.value)
                }
            }
        }

        SecondaryButton {
            objectName: "moreChoices_" + choices.context.ref
            visible: choices.portions > 1
            width: parent.width
            implicitHeight: Theme.buttonSmall
            icon: "down"
            size: Theme.lead
            text: qsTr("More choices (%1 of %2)").arg(choices.at + 1).arg(choices.portions)
            onActivated: choices.at = (choices.at + 1) % choices.portions
        }
    }
}

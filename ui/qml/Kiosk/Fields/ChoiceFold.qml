pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// One wide button that tells the answer; touching it unfolds the list below, choosing folds it again.
FocusScope {
    id: fold

    required property Choosing choosing
    property bool searched: false
    property bool open: false
    readonly property FieldContext context: choosing.context
    readonly property string answer: context.chosen.map(choice => choice.label).join(qsTr(", "))

    implicitHeight: column.implicitHeight

    Connections {
        target: fold.choosing
        function onChosen(): void {
            if (!fold.choosing.many) {
                fold.open = false;
                button.forceActiveFocus(Qt.TabFocusReason);
            }
        }
    }

    Column {
        id: column

        width: parent.width
        spacing: Theme.space2

        Pressable {
            id: button

            objectName: "fold_" + fold.context.ref
            focus: true
            width: parent.width
            implicitHeight: Math.max(Theme.field, words.height + 2 * Theme.space3)
            text: fold.answer !== "" ? fold.answer : qsTr("Touch here to choose")
            color: pressed ? Theme.actionWash : Theme.surface
            border.color: fold.context.faulty ? Theme.alarm : fold.open ? Theme.action : Theme.edge
            border.width: fold.context.faulty || fold.open ? Theme.stroke : Theme.hair
            Accessible.role: Accessible.ComboBox
            Accessible.description: fold.open ? qsTr("The list is open") : qsTr("Opens the list")
            onActivated: fold.open = !fold.open

            Words {
                id: words

                x: Theme.space4
                anchors.verticalCenter: parent.verticalCenter
                width: sign.x - x - Theme.space2
                text: button.text
                size: Theme.strong
                strong: fold.answer !== ""
                color: fold.answer !== "" ? Theme.actionInk : Theme.softInk
                Accessible.ignored: true
            }

            Icon {
                id: sign

                x: parent.width - width - Theme.space4
                anchors.verticalCenter: parent.verticalCenter
                name: fold.open ? "up" : "down"
                size: Theme.iconSmall
                color: Theme.actionInk
            }
        }

        Loader {
            width: parent.width
            active: fold.open
            visible: active
            sourceComponent: fold.searched ? search : tiles
        }
    }

    Component {
        id: tiles

        ChoiceTiles {
            choosing: fold.choosing
            all: fold.context.choices
        }
    }

    Component {
        id: search

        ChoiceSearch {
            choosing: fold.choosing
            folded: true
        }
    }
}

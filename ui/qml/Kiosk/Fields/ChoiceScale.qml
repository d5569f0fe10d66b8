pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A scale in one row. Where not all words fit below their marks, the ends and the middle have theirs,
// and what was chosen is written out.
FocusScope {
    id: scale

    required property Choosing choosing
    readonly property FieldContext context: choosing.context
    readonly property var all: context.choices
    readonly property real cell: all.length > 0 ? Math.floor((width - (all.length - 1) * Theme.space1) / all.length) : width
    readonly property bool roomy: all.every(choice => choice.label.length * Theme.body + Theme.space2 <= cell)
    readonly property int middle: all.length % 2 === 1 ? (all.length - 1) / 2 : -1
    readonly property var chosen: all.find(choice => choosing.has(choice.value)) ?? null

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.space2

        Item {
            width: parent.width
            height: row.height

            Rectangle {
                x: scale.cell / 2
                y: Theme.space2 + Theme.target / 2 - height / 2
                width: parent.width - scale.cell
                height: Theme.line4
                color: Theme.edge
            }

            Row {
                id: row

                width: parent.width
                spacing: Theme.space1

                Repeater {
                    model: scale.all

                    Pressable {
                        id: step

                        required property var modelData
                        required property int index
                        readonly property bool checked: scale.choosing.has(modelData.value)

                        objectName: "choice_" + scale.context.ref + "_" + modelData.value
                        width: scale.cell
                        implicitHeight: Theme.target + 2 * Theme.space2 + (scale.roomy ? below.height + Theme.space1 : 0)
                        text: modelData.label
                        color: "transparent"
                        Accessible.role: Accessible.RadioButton
                        Accessible.checkable: true
                        Accessible.checked: checked
                        onActivated: scale.choosing.choose(modelData.value)

                        Rectangle {
                            anchors.horizontalCenter: parent.horizontalCenter
                            y: Theme.space2
                            width: Theme.target
                            height: width
                            radius: width / 2
                            color: step.checked ? Theme.action : step.pressed ? Theme.actionWash : Theme.surface
                            border.color: step.checked ? Theme.action : Theme.edge
                            border.width: Theme.line3

                            Icon {
                                visible: step.checked
                                anchors.centerIn: parent
                                name: "check"
                                size: Theme.mark
                                stroke: Theme.stroke
                                color: Theme.actionText
                            }
                        }

                        Words {
                            id: below

                            visible: scale.roomy
                            anchors.horizontalCenter: parent.horizontalCenter
                            anchors.bottom: parent.bottom
                            width: parent.width
                            horizontalAlignment: Text.AlignHCenter
                            text: step.modelData.label
                            strong: step.checked
                            color: step.checked ? Theme.actionInk : Theme.ink
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }

        Item {
            visible: !scale.roomy
            width: parent.width
            height: visible ? Math.max(first.height, last.height, between.height) : 0

            Words {
                id: first

                width: parent.width / 3 - Theme.space2
                text: scale.all.length > 0 ? scale.all[0].label : ""
                color: Theme.softInk
                Accessible.ignored: true
            }

            Words {
                id: between

                anchors.horizontalCenter: parent.horizontalCenter
                width: parent.width / 3 - Theme.space2
                horizontalAlignment: Text.AlignHCenter
                text: scale.middle >= 0 ? scale.all[scale.middle].label : ""
                color: Theme.softInk
                Accessible.ignored: true
            }

            Words {
                id: last

                anchors.right: parent.right
                width: parent.width / 3 - Theme.space2
                horizontalAlignment: Text.AlignRight
                text: scale.all.length > 0 ? scale.all[scale.all.length - 1].label : ""
                color: Theme.softInk
                Accessible.ignored: true
            }
        }

        Words {
            visible: !scale.roomy && scale.chosen !== null
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: scale.chosen === null ? "" : qsTr("You chose: %1").arg(scale.chosen.label)
            size: Theme.strong
            strong: true
            color: Theme.actionInk
        }
    }
}

pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Questions with the same choices: a true table where it fits, else one question after another
// with its choices below.
FocusScope {
    id: table

    required property FieldContext context
    readonly property var columns: context.choices
    readonly property bool wide: Theme.landscape && !Theme.senior && columns.length <= Theme.tableColumns
                                 && columns.every(choice => choice.label.length <= Theme.tableLetters)
    readonly property int head: Math.round(width * Theme.tableHead)
    readonly property real cell: (width - head - Theme.space2) / columns.length - Theme.space2

    // The place of a question of the table; null where it holds none of that ref.
    function placeOf(ref: string): Item {
        return rows.itemAt(context.questions.findIndex(question => question.ref === ref));
    }

    function take(ref: string): void {
        const row = placeOf(ref);
        if (row)
            row.forceActiveFocus(Qt.TabFocusReason);
    }

    function given(question: var): var {
        return String(question.value ?? "").split(" ").filter(word => word !== "");
    }

    function choose(question: var, value: string): void {
        if (question.kind !== "select_multiple") {
            context.vm.setAnswer(question.ref, value);
            return;
        }
        const chosen = given(question);
        const place = chosen.indexOf(value);
        if (place < 0)
            chosen.push(value);
        else
            chosen.splice(place, 1);
        context.vm.setAnswer(question.ref, chosen);
    }

    implicitHeight: column.implicitHeight

    // The widest choice decides how many stand beside each other.
    FontMetrics {
        id: letters

        font.family: Theme.family
        font.pixelSize: Theme.lead
        font.bold: true
    }

    Column {
        id: column

        width: parent.width
        spacing: Theme.space2

        Row {
            visible: table.wide
            x: table.head + Theme.space2
            spacing: Theme.space2

            Repeater {
                model: table.columns

                Column {
                    id: title

                    required property var modelData

                    width: table.cell
                    spacing: Theme.space1

                    FormPicture {
                        width: parent.width
                        tallest: Theme.pictureSmall
                        name: title.modelData.image ?? ""
                    }

                    Words {
                        width: parent.width
                        horizontalAlignment: Text.AlignHCenter
                        text: title.modelData.label
                        size: Theme.lead
                        strong: true
                        color: Theme.softInk
                    }
                }
            }
        }

        Repeater {
            id: rows

            model: table.context.questions.length

            TableRow {
                required property int index

                width: column.width
                question: table.context.questions[index] ?? {}
            }
        }
    }

    component TableRow: FocusScope {
        id: row

        required property var question
        readonly property string label: question.label ?? ""
        readonly property string error: Sentences.answer(question.error ?? "")
        readonly property var chosen: table.given(question)
        readonly property real widest: Math.max(0, ...table.columns.map(choice => letters.advanceWidth(choice.label)))
        readonly property real least: widest + Theme.mark + 3 * Theme.space2 + Theme.space1
        readonly property int room: width - 2 * Theme.space3
        readonly property int fitting: Math.max(1, Math.min(table.columns.length,
                                                            Math.floor((room + Theme.space2) / (least + Theme.space2))))
        readonly property int beside: Math.ceil(table.columns.length / Math.ceil(table.columns.length / fitting))

        objectName: "row_" + (question.ref ?? "")
        implicitHeight: sheet.height
        Accessible.role: Accessible.Grouping
        Accessible.name: label

        Rectangle {
            id: sheet

            width: parent.width
            height: table.wide ? Math.max(words.implicitHeight, cells.implicitHeight) + 2 * Theme.space2
                               : words.implicitHeight + cells.implicitHeight + 3 * Theme.space2 + Theme.space1
            radius: Theme.radius
            color: Theme.surface
            border.color: row.error !== "" ? Theme.alarm : Theme.line
            border.width: row.error !== "" ? Theme.line3 : Theme.hair

            Column {
                id: words

                x: Theme.space3
                y: table.wide ? (parent.height - height) / 2 : Theme.space2
                width: table.wide ? table.head - Theme.space3 - Theme.space2 : row.room
                spacing: Theme.space1

                Words {
                    width: parent.width
                    text: row.question.required ?? true ? row.label : qsTr("%1 (if you wish)").arg(row.label)
                    size: Theme.strong
                    strong: true
                }

                Words {
                    visible: text !== ""
                    width: parent.width
                    text: row.question.hint ?? ""
                    color: Theme.softInk
                }

                ErrorLine {
                    width: parent.width
                    text: row.error
                }
            }

            Grid {
                id: cells

                x: table.wide ? table.head + Theme.space2 : Theme.space3
                y: table.wide ? (parent.height - height) / 2 : words.y + words.height + Theme.space2
                columns: table.wide ? table.columns.length : row.beside
                spacing: Theme.space2

                Repeater {
                    model: table.columns

                    TableCell {
                        required property var modelData
                        required property int index

                        focus: index === 0
                        objectName: "cell_" + row.question.ref + "_" + modelData.value
                        width: table.wide ? table.cell
                                          : (row.room - (row.beside - 1) * Theme.space2) / row.beside
                        text: qsTr("%1: %2").arg(row.label).arg(modelData.label)
                        words: table.wide ? "" : modelData.label
                        image: table.wide ? "" : modelData.image ?? ""
                        many: row.question.kind === "select_multiple"
                        checked: row.chosen.includes(modelData.value)
                        onActivated: table.choose(row.question, modelData.value)
                    }
                }
            }
        }
    }
}

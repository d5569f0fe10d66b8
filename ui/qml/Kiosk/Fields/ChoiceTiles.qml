pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk

// Choices side by side or one below the other; what does not fit on one look comes in portions.
FocusScope {
    id: tiles

    required property Choosing choosing
    property var all: []
    property bool paged: true           // else only the first are shown, in one row
    property int room: Theme.choicesAtOnce
    readonly property FieldContext context: choosing.context
    readonly property int portion: all.length <= room ? all.length : paged ? room - 1 : room
    readonly property int portions: portion > 0 ? Math.ceil(all.length / portion) : 1
    property int at: 0
    readonly property var shown: all.slice(at * portion, (at + 1) * portion)
    readonly property bool pictured: all.some(choice => (choice.image ?? "") !== "")
    readonly property bool marked: !context.appearances.includes("no-buttons")
    readonly property bool packed: paged && !Theme.senior && context.appearances.includes("columns-pack")
    readonly property int longest: Math.max(1, ...all.map(choice => choice.label.length))
    readonly property int asked: columnsAsked()
    readonly property int columns: Math.max(1, Math.min(asked, shown.length, Math.floor((width + Theme.space2) / (least + Theme.space2))))
    // Narrower than this a tile would break its words into single signs.
    readonly property int least: Math.max(Theme.tileLeast, Math.min(longest, Theme.tileSigns) * Theme.strong
                                          + (marked ? Theme.mark + Theme.space3 : 0) + 2 * Theme.space3)

    // Columns the form asks for; without a wish short words stand in two.
    function columnsAsked(): int {
        if (!paged)
            return room;
        const wish = context.appearances.map(each => /^columns(?:-(\d+))?$/.exec(each)).find(found => found !== null);
        if (wish !== undefined)
            return Math.min(wish[1] ? parseInt(wish[1]) : Theme.tileColumns, Theme.senior ? 2 : Theme.tileColumnsMost);
        if (pictured)
            return Theme.landscape ? Theme.tileColumns : 2;
        const compact = all.length > 6 && !Theme.senior && longest <= 12;
        return Theme.landscape || compact ? 2 : 1;
    }

    implicitHeight: column.implicitHeight
    onAllChanged: {
        if (at >= portions)
            at = 0;
    }

    Column {
        id: column

        width: parent.width
        spacing: Theme.space2

        GridLayout {
            visible: !tiles.packed
            width: parent.width
            columns: tiles.columns
            columnSpacing: Theme.space2
            rowSpacing: Theme.space2
            uniformCellWidths: true

            Repeater {
                model: tiles.packed ? [] : tiles.shown

                Tile {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                }
            }
        }

        Flow {
            visible: tiles.packed
            width: parent.width
            spacing: Theme.space2

            Repeater {
                model: tiles.packed ? tiles.shown : []

                Tile {
                    width: Math.min(Math.max(implicitWidth, Theme.tilePacked), tiles.width)
                }
            }
        }

        SecondaryButton {
            objectName: "moreChoices_" + tiles.context.ref
            visible: tiles.paged && tiles.portions > 1
            width: parent.width
            implicitHeight: Theme.buttonSmall
            icon: "down"
            size: Theme.lead
            text: qsTr("More choices (%1 of %2)").arg(tiles.at + 1).arg(tiles.portions)
            onActivated: tiles.at = (tiles.at + 1) % tiles.portions
        }
    }

    component Tile: ChoiceTile {
        required property var modelData

        objectName: "choice_" + tiles.context.ref + "_" + modelData.value
        text: modelData.label
        rich: modelData.rich ?? ""
        image: modelData.image ?? ""
        many: tiles.choosing.many
        marked: tiles.marked
        checked: tiles.choosing.has(modelData.value)
        onActivated: tiles.choosing.choose(modelData.value)
    }
}

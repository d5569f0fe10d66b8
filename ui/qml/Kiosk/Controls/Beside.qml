import QtQuick
import Kiosk

// What is looked at and what is done with it: below each other, on a wide screen side by side.
Grid {
    id: beside

    property alias seen: seenColumn.data
    property alias done: doneColumn.data
    property real share: 0.62               // of the width for what is looked at, on a wide screen
    readonly property int seenWidth: Theme.landscape ? Math.round((width - columnSpacing) * share) : width
    readonly property int doneWidth: Theme.landscape ? width - columnSpacing - seenWidth : width

    columns: Theme.landscape ? 2 : 1
    columnSpacing: Theme.space4
    rowSpacing: Theme.space3

    Column {
        id: seenColumn

        width: beside.seenWidth
        spacing: Theme.space3
    }

    Column {
        id: doneColumn

        width: beside.doneWidth
        spacing: Theme.space3
    }
}

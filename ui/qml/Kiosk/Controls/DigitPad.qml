pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The number pad of a page: no keyboard over the question.
Grid {
    id: pad

    property string extra    // a character of its own ("X" of citizen numbers, "." of decimals)

    signal digit(string character)
    signal erase()
    signal clear()

    readonly property real cell: (width - 2 * columnSpacing) / 3

    columns: 3
    columnSpacing: Theme.gap
    rowSpacing: Theme.landscape ? Theme.space2 : Theme.gap

    Repeater {
        model: 9

        DigitKey {
            required property int index

            objectName: "digit_" + (index + 1)
            width: pad.cell
            text: String(index + 1)
            onActivated: pad.digit(text)
        }
    }

    DigitKey {
        objectName: pad.extra === "" ? "digitClear" : "digitExtra"
        width: pad.cell
        quiet: pad.extra === ""
        text: pad.extra === "" ? qsTr("Clear") : pad.extra
        onActivated: {
            if (pad.extra === "")
                pad.clear();
            else
                pad.digit(pad.extra);
        }
    }

    DigitKey {
        objectName: "digit_0"
        width: pad.cell
        text: "0"
        onActivated: pad.digit(text)
    }

    DigitKey {
        objectName: "digitDelete"
        width: pad.cell
        quiet: true
        icon: "erase"
        text: qsTr("Delete the last digit")
        caption: qsTr("Delete")
        onActivated: pad.erase()
    }
}

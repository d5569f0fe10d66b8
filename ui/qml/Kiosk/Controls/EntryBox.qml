import QtQuick
import Kiosk

// The frame of a field: line, thicker when active, vermilion when something is to put right.
Rectangle {
    // Form writers count characters; a rare Hanzi is two units of a JavaScript string.
    function tooLong(text: string, most: int): int {
        return most > 0 ? Math.max(0, [...text].length - most) : 0;
    }

    // Where the last characters before the cursor begin; no Hanzi is cut in two.
    function before(text: string, cursor: int, count: int): int {
        return text.slice(0, cursor).length - [...text.slice(0, cursor)].slice(-count).join("").length;
    }

    property bool active: false
    property bool faulty: false

    implicitHeight: Theme.field
    radius: Theme.radius
    color: Theme.surface
    border.color: faulty ? Theme.alarm : active ? Theme.action : Theme.edge
    border.width: faulty || active ? Theme.stroke : Theme.hair
}

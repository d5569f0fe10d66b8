import QtQuick
import Kiosk

// A label and its value on one line, or below each other when letters are large.
Item {
    id: row

    property string label
    property string value
    property int size: Theme.body
    property bool personal: true
    readonly property bool stacked: Theme.senior && width < Theme.sideWidth
    readonly property int labelWidth: Math.round(width * (width > Theme.readingWidth / 2 ? (Theme.senior ? 0.3 : 0.24) : 0.34))

    implicitHeight: stacked ? labelWords.implicitHeight + valueWords.implicitHeight
                            : Math.max(labelWords.implicitHeight, valueWords.implicitHeight)

    Words {
        id: labelWords

        width: row.stacked ? parent.width : row.labelWidth - Theme.space2
        text: row.label
        size: row.size
        color: Theme.softInk
    }

    Words {
        id: valueWords

        anchors.left: parent.left
        anchors.leftMargin: row.stacked ? 0 : row.labelWidth
        anchors.right: parent.right
        y: row.stacked ? labelWords.implicitHeight : 0
        text: row.value
        personal: row.personal
        size: row.size
    }
}

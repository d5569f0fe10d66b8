import QtQuick
import Kiosk

// A button with words and, if wanted, a drawing before them; its colours come from its children.
Pressable {
    id: control

    property string icon
    property bool iconAfter: false
    property color ink: Theme.actionInk
    property int size: Theme.strong
    property int padding: Theme.space3

    readonly property int iconWidth: icon === "" ? 0 : Theme.iconSmall + Theme.space2

    implicitWidth: Math.ceil(measure.advanceWidth) + Theme.line4 + iconWidth + 2 * padding

    TextMetrics {
        id: measure

        font: label.font
        text: control.text
    }

    Row {

        anchors.centerIn: parent
        spacing: Theme.space2
        layoutDirection: control.iconAfter ? Qt.RightToLeft : Qt.LeftToRight

        Icon {
            visible: control.icon !== ""
            anchors.verticalCenter: parent.verticalCenter
            name: control.icon
            color: control.ink
            size: Theme.iconSmall
        }

        Words {
            id: label

            width: Math.min(implicitWidth, control.width - 2 * control.padding - control.iconWidth)
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignHCenter
            text: control.text
            size: control.size
            strong: true
            lineHeight: Theme.leadingTight
            color: control.ink
            Accessible.ignored: true
        }
    }
}

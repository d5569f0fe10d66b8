import QtQuick
import Kiosk

// A key of the number pad.
Pressable {
    id: key

    property string icon
    property bool quiet: false

    guarded: false
    takesFocus: false
    color: pressed ? Theme.actionWashPressed : quiet ? Theme.sunken : Theme.surface
    border.color: Theme.contrast ? Theme.line : quiet ? Theme.line : Theme.edge
    border.width: Theme.hair
    implicitHeight: Theme.key

    Words {
        visible: key.icon === ""
        anchors.centerIn: parent
        text: key.text
        size: key.quiet ? Theme.strong : Theme.title
        strong: true
        lineHeight: Theme.leadingTight
        Accessible.ignored: true
    }

    Icon {
        visible: key.icon !== ""
        anchors.centerIn: parent
        name: key.icon
        color: Theme.ink
    }
}

pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A key of the number pad.
Pressable {
    id: key

    property string icon
    property string caption    // shown beside the icon where there is room
    property bool quiet: false
    property real letters: quiet ? Theme.strong : Theme.landscape ? Theme.heading : Theme.title

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
        size: key.letters
        strong: true
        lineHeight: Theme.leadingTight
        Accessible.ignored: true
    }

    Loader {
        active: key.icon !== ""
        anchors.centerIn: parent

        sourceComponent: Row {
            spacing: Theme.space2

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: key.icon
                color: Theme.ink
            }

            Words {
                visible: key.caption !== "" && !Theme.landscape
                anchors.verticalCenter: parent.verticalCenter
                text: key.caption
                size: Theme.strong
                strong: true
                lineHeight: Theme.leadingTight
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
        }
    }
}

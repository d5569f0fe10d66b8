import QtQuick
import Kiosk

// One step up or down of a wheel; goes on while it is held.
Pressable {
    id: key

    property string icon

    guarded: false
    takesFocus: false
    implicitHeight: Theme.target
    radius: Theme.radiusSmall
    color: pressed ? Theme.actionWashPressed : Theme.actionWash

    Icon {
        anchors.centerIn: parent
        name: key.icon
        color: Theme.actionInk
        size: Theme.iconSmall
    }

    Timer {
        interval: Theme.repeatMs
        repeat: true
        running: key.pressed && held.running === false && held.fired
        onTriggered: key.activated()
    }

    Timer {
        id: held

        property bool fired: false

        interval: Theme.repeatDelayMs
        running: key.pressed
        onRunningChanged: {
            if (key.pressed && running)
                fired = false;
        }
        onTriggered: fired = true
    }
}

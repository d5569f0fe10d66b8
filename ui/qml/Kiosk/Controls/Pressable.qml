import QtQuick
import Kiosk

// Base of everything that can be touched: press and release inside, double taps ignored, keys,
// focus ring, a name for the screen reader.
Rectangle {
    id: control

    property string text
    property bool guarded: true
    property bool takesFocus: true
    readonly property bool pressed: touch.pressed && touch.containsMouse

    signal activated()

    function trigger(): void {
        if (enabled)
            activated();
    }

    implicitHeight: Theme.button
    radius: Theme.radius
    color: Theme.surface
    activeFocusOnTab: true

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.focusable: true
    Accessible.onPressAction: control.trigger()

    Keys.onReturnPressed: event => { if (!event.isAutoRepeat) control.trigger(); }
    Keys.onEnterPressed: event => { if (!event.isAutoRepeat) control.trigger(); }
    Keys.onSpacePressed: event => { if (!event.isAutoRepeat) control.trigger(); }
    Keys.onSelectPressed: event => { if (!event.isAutoRepeat) control.trigger(); }

    MouseArea {
        id: touch

        anchors.fill: parent
        // Nothing listens to long presses: Qt would not count them as clicks, and slow fingers press long.
        onClicked: event => {
            const place = mapToItem(null, event.x, event.y);
            if (control.guarded && !Stage.accepts(place))
                return;
            Stage.keysInUse = false;
            if (control.takesFocus)
                control.forceActiveFocus(Qt.MouseFocusReason);
            control.trigger();
        }
    }

    FocusRing {
        shown: control.activeFocus && Stage.keysInUse
        radius: control.radius + Theme.space1
    }
}

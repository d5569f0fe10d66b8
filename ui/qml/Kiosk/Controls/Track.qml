pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A line of numbers to tap on, drag along or walk with left and right. Places count from 0.
Item {
    id: track

    property string name
    property string spoken          // the chosen number in words
    property int count: 1
    property int at: -1             // -1: not chosen yet
    property bool upright: false
    property bool ticks: true
    property bool faulty: false
    readonly property int last: Math.max(1, count - 1)
    readonly property real reach: (upright ? height : width) - knob.width
    readonly property bool fromEnd: upright || LayoutMirroring.enabled

    signal moved(int place)

    // Where a place lies along the line, from its left or upper end.
    function along(place: int): real {
        const part = place / last;
        return knob.width / 2 + reach * (fromEnd ? 1 - part : part);
    }

    function placeAt(point: real): int {
        const part = Math.max(0, Math.min(1, (point - knob.width / 2) / reach));
        return count < 2 ? 0 : Math.round((fromEnd ? 1 - part : part) * last);
    }

    function step(by: int): void {
        moved(at < 0 ? 0 : Math.max(0, Math.min(count - 1, at + by)));
    }

    objectName: "track"
    implicitWidth: Theme.target
    implicitHeight: upright ? Theme.trackHeight : Theme.target + Theme.space2
    activeFocusOnTab: true
    Accessible.role: Accessible.Slider
    Accessible.name: name
    Accessible.description: spoken
    Accessible.focusable: true
    Accessible.onIncreaseAction: track.step(1)
    Accessible.onDecreaseAction: track.step(-1)

    Keys.onLeftPressed: step(LayoutMirroring.enabled ? 1 : -1)
    Keys.onRightPressed: step(LayoutMirroring.enabled ? -1 : 1)
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Home || event.key === Qt.Key_End) {
            track.moved(event.key === Qt.Key_Home ? 0 : track.count - 1);
            event.accepted = true;
        } else if (event.text === "+" || event.text === "-") {
            track.step(event.text === "+" ? 1 : -1);
            event.accepted = true;
        }
    }

    component Mark: Rectangle {
        required property real place
        required property real across

        x: track.upright ? (track.width - width) / 2 : place - width / 2
        y: track.upright ? place - height / 2 : (track.height - height) / 2
        width: track.upright ? across : Theme.line4
        height: track.upright ? Theme.line4 : across
        radius: Theme.hair
        color: Theme.edge
    }

    Rectangle {
        id: line

        x: track.upright ? (track.width - width) / 2 : knob.width / 2
        y: track.upright ? knob.width / 2 : (track.height - height) / 2
        width: track.upright ? Theme.space2 : track.reach
        height: track.upright ? track.reach : Theme.space2
        radius: Theme.space1
        color: Theme.sunken
        border.color: track.faulty ? Theme.alarm : Theme.edge
        border.width: track.faulty ? Theme.stroke : Theme.hair
    }

    Rectangle {
        readonly property real here: track.along(Math.max(0, track.at))
        readonly property real start: track.along(0)

        visible: track.at >= 0
        x: track.upright ? line.x : Math.min(start, here)
        y: track.upright ? Math.min(start, here) : line.y
        width: track.upright ? line.width : Math.abs(here - start)
        height: track.upright ? Math.abs(here - start) : line.height
        radius: line.radius
        color: Theme.action
    }

    Repeater {
        model: track.ticks ? track.count : 0

        Mark {
            required property int index

            place: track.along(index)
            across: Theme.space4
        }
    }

    Rectangle {
        id: knob

        readonly property real place: track.along(Math.max(0, track.at))

        x: track.upright ? (track.width - width) / 2 : place - width / 2
        y: track.upright ? place - height / 2 : (track.height - height) / 2
        width: Theme.iconLarge - Theme.space3
        height: width
        radius: width / 2
        visible: track.at >= 0
        color: area.pressed ? Theme.actionPressed : Theme.action
        border.color: Theme.surface
        border.width: Theme.space1
    }

    MouseArea {
        id: area

        // A finger that draws along the line is not scrolling the page.
        function follow(event: var): void {
            const place = track.placeAt(track.upright ? event.y : event.x);
            if (place !== track.at)
                track.moved(place);
        }

        anchors.fill: parent
        preventStealing: true
        onPressed: event => {
            Stage.keysInUse = false;
            track.forceActiveFocus(Qt.MouseFocusReason);
            follow(event);
        }
        onPositionChanged: event => {
            if (pressed)
                follow(event);
        }
    }

    FocusRing {
        shown: track.activeFocus && Stage.keysInUse
        radius: Theme.radius
    }
}

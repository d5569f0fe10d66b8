pragma Singleton

import QtQuick

// What every part of the one screen shares: the guard against double taps, whether keys or fingers
// are in use, and whether a text field wants the keyboard.
QtObject {
    id: stage

    property int tapGuardMs: Theme.tapGuardMs
    property bool keysInUse: false
    property bool keyboardWanted: false
    property bool keyboardShown: false
    property int writtenBy: 0    // 1 by hand, -1 by keys, 0 when nobody has said

    // The keys are to go on from where they are, forwards or back.
    signal stepped(bool forwards)

    property real lastTapAt: 0
    property point lastTap: Qt.point(-1000, -1000)

    // Whether a tap at a place of the window counts: a trembling finger's second tap does not.
    function accepts(place: point): bool {
        const now = Date.now();
        const near = Math.abs(place.x - lastTap.x) <= Theme.tapGuardNear
                   && Math.abs(place.y - lastTap.y) <= Theme.tapGuardNear;
        if (near && now - lastTapAt < tapGuardMs)
            return false;
        lastTapAt = now;
        lastTap = place;
        keysInUse = false;
        return true;
    }
}

pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Settings
import Kiosk

// The keyboard on the glass; loaded when a field first wants it.
Rectangle {
    id: dock

    property string language: "zh_CN"
    readonly property bool shown: panel.active

    implicitHeight: panel.active ? panel.height + Theme.space1 : 0
    visible: panel.active
    color: Theme.sunken

    InputPanel {
        id: panel

        objectName: "keyboard"
        y: Theme.space1
        width: Math.min(parent.width, Theme.keyboardWidth)
        anchors.horizontalCenter: parent.horizontalCenter
        visible: active
    }

    Binding {
        target: VirtualKeyboardSettings
        property: "locale"
        value: dock.language === "en" ? "en_US" : "zh_CN"
    }

    // Whoever came by keys writes by keys: the arrows walk over the keyboard, ok presses.
    Binding {
        target: VirtualKeyboardSettings
        property: "arrowKeyNavigationEnabled"
        value: Stage.keysInUse
    }

    Component.onCompleted: {
        VirtualKeyboardSettings.activeLocales = ["zh_CN", "en_US"];
        VirtualKeyboardSettings.fullScreenMode = false;
        VirtualKeyboardSettings.wordCandidateList.alwaysVisible = true;
        VirtualKeyboardSettings.wordCandidateList.autoHideDelay = 0;
        // The field asked before there was a keyboard to show.
        // qmllint disable missing-property
        Qt.callLater(Qt.inputMethod.show);
        // qmllint enable missing-property
    }
}

pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Settings
import Kiosk
import Kiosk.ViewModels

// The keyboard on the glass, and a pad to write on in its place; loaded when a field first wants it.
Rectangle {
    id: dock

    property string language: "zh_CN"
    property WritingViewModel writing: null
    readonly property bool shown: panel.active
    // Addresses, numbers and hidden words are not written by hand; nor by who came by keys.
    readonly property int plain: Qt.ImhUrlCharactersOnly | Qt.ImhEmailCharactersOnly | Qt.ImhDigitsOnly
                                 | Qt.ImhFormattedNumbersOnly | Qt.ImhDialableCharactersOnly | Qt.ImhHiddenText
    readonly property bool eitherWay: writing !== null && writing.offered && !Stage.keysInUse
                                      && (InputContext.inputMethodHints & plain) === 0
    readonly property bool byHand: eitherWay && (Stage.writtenBy === 0 ? Theme.senior : Stage.writtenBy > 0)
    readonly property real beside: eitherWay && Theme.landscape ? Theme.writingTabs : 0
    readonly property real above: eitherWay && !Theme.landscape ? ways.height + Theme.space1 : 0

    implicitHeight: panel.active ? above + (byHand ? pad.height : panel.height) + Theme.space1 : 0
    visible: panel.active
    color: Theme.sunken

    onByHandChanged: {
        // qmllint disable missing-property
        Qt.inputMethod.commit();
        // qmllint enable missing-property
        if (writing !== null)
            writing.clear();
    }
    onEitherWayChanged: {
        if (eitherWay)
            writing.prepare();
    }

    KeyboardWays {
        id: ways

        visible: dock.eitherWay
        byHand: dock.byHand
        x: Theme.landscape ? Theme.space2 : Theme.space3
        y: Theme.space1
        width: Theme.landscape ? Theme.writingTabs - Theme.space2 : parent.width - 2 * Theme.space3
        onWanted: hand => Stage.writtenBy = hand ? 1 : -1
    }

    InputPanel {
        id: panel

        objectName: "keyboard"
        x: dock.beside + (dock.width - dock.beside - width) / 2
        y: dock.above + Theme.space1
        width: Math.min(parent.width - dock.beside, Theme.keyboardWidth)
        visible: active && !dock.byHand
    }

    // Nobody needs it who writes with the keys.
    Loader {
        id: pad

        active: dock.byHand
        x: dock.beside + Theme.space3
        y: dock.above + Theme.space1
        width: dock.width - x - Theme.space3

        sourceComponent: WritingPad {
            objectName: "writingPad"
            writing: dock.writing
            onWritten: sign => InputContext.commit(sign)
            onErased: InputContext.sendKeyClick(Qt.Key_Backspace, "", 0)
        }
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

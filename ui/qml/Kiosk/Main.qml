pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Window
import Kiosk
import Kiosk.ViewModels

// The window: a stage of 1080 x 1920 (or 1920 x 1080) scaled to whatever glass there is.
Window {
    id: window

    required property AppViewModel app
    property alias tapGuardMs: guard.value
    readonly property bool wide: width > height
    readonly property real ratio: wide ? Math.min(width / 1920, height / 1080)
                                       : Math.min(width / 1080, height / 1920)

    width: 1080
    height: 1920
    visible: true
    color: Theme.ground
    title: app.placeName === "" ? qsTr("Public services") : app.placeName

    Component.onCompleted: requestActivate()

    Binding { target: Theme; property: "senior"; value: window.app.senior }
    Binding { target: Theme; property: "contrast"; value: window.app.highContrast }
    Binding { target: Theme; property: "landscape"; value: window.wide }
    Binding { target: Theme; property: "stageWidth"; value: stage.width }
    Binding { target: Theme; property: "stageHeight"; value: stage.height }
    Binding { id: guard; target: Stage; property: "tapGuardMs"; value: Theme.tapGuardMs }

    // A word that was begun belongs to whoever began it, also where the page stays.
    Connections {
        target: window.app
        function onPersonForgotten(): void {
            // qmllint disable missing-property
            Qt.inputMethod.reset();
            // qmllint enable missing-property
            Stage.writtenBy = 0;
        }
    }

    Item {
        id: stage

        readonly property bool blocked: window.app.idleSeconds > 0 || window.app.helpOpen
                                        || window.app.speechOpen

        width: window.width / window.ratio
        height: window.height / window.ratio
        scale: window.ratio
        transformOrigin: Item.TopLeft
        LayoutMirroring.enabled: Application.layoutDirection === Qt.RightToLeft
        LayoutMirroring.childrenInherit: true

        // Five keys reach everything: up/left and down/right walk in reading order, ok presses.
        function walk(after: bool): void {
            Stage.keysInUse = true;
            window.app.userActive();
            const from = window.activeFocusItem ? window.activeFocusItem : pages;
            const to = from.nextItemInFocusChain(after);
            if (!to)
                return;
            to.forceActiveFocus(after ? Qt.TabFocusReason : Qt.BacktabFocusReason);
            pages.show(to);
        }

        Keys.onPressed: event => {
            const before = event.key === Qt.Key_Up || event.key === Qt.Key_Left;
            const after = event.key === Qt.Key_Down || event.key === Qt.Key_Right;
            if (!before && !after)
                return;
            event.accepted = true;
            walk(after);
        }

        Connections {
            target: Stage
            function onStepped(forwards: bool): void {
                stage.walk(forwards);
            }
        }

        // Tab is what many switches for one button send; it walks the same way.
        Shortcut {
            sequences: ["Tab"]
            onActivated: stage.walk(true)
        }

        Shortcut {
            sequences: ["Shift+Tab", "Backtab"]
            onActivated: stage.walk(false)
        }

        FocusScope {
            id: body

            anchors.fill: parent
            focus: !stage.blocked
            enabled: !stage.blocked

            HeaderBar {
                id: header

                z: 1    // over what scrolls, yet first in the order of reading
                app: window.app
                width: parent.width
            }

            PowerStrip {
                id: strip

                z: 1    // as the header
                power: window.app.revoked ? "" : window.app.power
                anchors.top: header.bottom
                width: parent.width
            }

            PageHost {
                id: pages

                app: window.app
                focus: true
                anchors.left: parent.left
                anchors.right: parent.right
                anchors.top: strip.bottom
                anchors.bottom: keyboard.top
            }

            Loader {
                id: keyboard

                anchors.left: parent.left
                anchors.right: parent.right
                anchors.bottom: bar.top
                height: item ? (item as Item).implicitHeight : 0
                active: Stage.keyboardWanted
                source: "Controls/KeyboardDock.qml"
                onHeightChanged: Stage.keyboardShown = height > 0
            }

            Binding {
                target: keyboard.item
                property: "writing"
                value: window.app.writing
                when: keyboard.item !== null
            }

            Binding {
                target: keyboard.item
                property: "language"
                value: window.app.language
                when: keyboard.item !== null
            }

            AccessBar {
                id: bar

                app: window.app
                anchors.bottom: parent.bottom
                width: parent.width
            }
        }

        Loader {
            anchors.fill: parent
            active: window.app.helpOpen
            focus: active
            sourceComponent: HelpDialog {
                app: window.app
                focus: true
            }
        }

        Loader {
            anchors.fill: parent
            active: window.app.speechOpen
            focus: active
            sourceComponent: SpeechDialog {
                voice: window.app.voice as SpeechViewModel
                focus: true
            }
        }

        Loader {
            anchors.fill: parent
            active: window.app.idleSeconds > 0
            focus: active
            sourceComponent: IdleDialog {
                app: window.app
                focus: true
            }
        }

        // Sees every touch before it reaches its target, and takes none.
        Item {
            anchors.fill: parent

            PointHandler {
                onActiveChanged: {
                    if (active)
                        window.app.userActive();
                }
            }
        }
    }
}

pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// Looking through the camera, taking the picture, looking at it, keeping it or taking it again.
Beside {
    id: panel

    required property CameraViewModel camera
    required property string ref
    property bool mirrored: false           // as in a mirror: the person stands before it
    property bool papers: false
    readonly property var now: camera?.state ?? ({})
    readonly property string stage: now.ref === ref ? now.state ?? "" : ""
    readonly property bool seeing: stage === "seeing" || stage === "taking"
    readonly property bool full: stage === "failed" && now.problem === "photo.no_room"
    readonly property bool waiting: seeing && camera.view === ""
    readonly property var sentence: Sentences.of(stage === "" ? "" : now.problem ?? "")

    // Whoever goes by keys stands on what comes next: the button they were on has gone.
    function follow(): void {
        const next = [takeButton, keepButton, againButton, leaveButton].find(button => button.visible && button.enabled);
        if (Stage.keysInUse && next)
            next.forceActiveFocus(Qt.TabFocusReason);
    }

    onStageChanged: Qt.callLater(follow)
    onWaitingChanged: Qt.callLater(follow)

    seen: [
        NotePanel {
            visible: title !== ""
            width: parent.width
            icon: "warning"
            title: panel.sentence.title
            text: panel.sentence.advice
        },
        ShownPicture {
            id: picture

            visible: panel.stage !== "failed"
            width: parent.width
            mirrored: panel.mirrored && panel.seeing
            source: panel.stage === "taken" ? panel.now.picture : panel.seeing ? panel.camera.view : ""
            name: panel.stage === "taken" ? qsTr("The picture you have just taken") : qsTr("What the camera sees now")

            BusyDots {
                anchors.centerIn: parent
                visible: panel.waiting
            }

            // Held still for the moment it takes.
            Rectangle {
                anchors.fill: parent
                visible: panel.stage === "taking"
                radius: Theme.radiusSmall
                color: "transparent"
                border.color: Theme.attention
                border.width: Theme.space1
            }
        }
    ]
    done: [
        Words {
            visible: text !== ""
            width: parent.width
            size: Theme.lead
            strong: panel.stage === "taken"
            color: panel.stage === "taken" ? Theme.ink : Theme.softInk
            Accessible.role: Accessible.StatusBar
            text: panel.sentence.title !== "" ? ""
                : panel.waiting ? qsTr("The camera is opening, one moment")
                : panel.stage === "taking" ? qsTr("Hold still")
                : panel.stage === "taken" ? qsTr("Can everything be seen and read?")
                : !panel.seeing ? ""
                : panel.mirrored ? qsTr("Look into the camera, then touch the button")
                : panel.papers ? qsTr("Lay the paper flat under the camera until the whole page is in the picture")
                : qsTr("Hold it before the camera until all of it is in the picture")
        },
        PrimaryButton {
            id: takeButton

            objectName: "photoNow_" + panel.ref
            visible: panel.seeing
            enabled: panel.stage === "seeing" && !panel.waiting
            width: parent.width
            icon: "camera"
            size: Theme.heading
            text: qsTr("Take the picture")
            onActivated: panel.camera.take()
        },
        PrimaryButton {
            id: keepButton

            objectName: "photoKeep_" + panel.ref
            visible: panel.stage === "taken"
            width: parent.width
            icon: "check"
            size: Theme.heading
            text: qsTr("Yes, use this picture")
            onActivated: panel.camera.keep()
        },
        Grid {
            id: steps

            readonly property int side: Theme.landscape ? width : (width - columnSpacing) / 2

            width: parent.width
            columns: Theme.landscape ? 1 : 2
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            SecondaryButton {
                id: againButton

                objectName: "photoAgain_" + panel.ref
                visible: panel.stage === "taken" || panel.stage === "failed" && !panel.full
                width: steps.side
                implicitHeight: Theme.buttonSmall
                icon: "again"
                size: Theme.lead
                text: panel.stage === "taken" ? qsTr("Take it again") : qsTr("Try again")
                onActivated: panel.camera.again()
            }

            SecondaryButton {
                id: leaveButton

                objectName: "photoLeave_" + panel.ref
                visible: panel.stage !== ""
                width: steps.side
                implicitHeight: Theme.buttonSmall
                icon: panel.full ? "back" : "cross"
                size: Theme.lead
                text: panel.full ? qsTr("My pictures") : qsTr("No picture")
                onActivated: panel.camera.leave()
            }
        }
    ]
}

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
    readonly property bool desk: now.desk ?? false      // a document camera, which finds the page
    readonly property string advice: stage === "taken" ? now.advice ?? "" : ""
    readonly property int replaced: now.place ?? -1     // the page of papers that is taken again
    readonly property string read: stage === "taken" ? (now.codes ?? []).join("  ") : ""
    readonly property var sentence: Sentences.of(stage === "" ? "" : advice !== "" ? advice : now.problem ?? "")

    // What could be better about how the page lies.
    function told(hint: string): string {
        switch (hint) {
        case "ready":
            return qsTr("Good. Hold still, the picture is taken by itself");
        case "closer":
            return qsTr("Move the paper closer to the camera");
        case "whole_page":
            return qsTr("Move the paper until the whole page is in the picture");
        case "one_page":
            return qsTr("One page at a time: take the other one away");
        case "glare":
            return qsTr("A lamp shines on the page: turn the paper a little, or shade the lamp with your hand");
        case "hold_still":
            return qsTr("Hold the page still");
        case "blurred":
            return qsTr("The letters are not sharp yet: lay the page flat and wait a moment");
        case "dark":
            return qsTr("It is dark: see that nothing covers the camera");
        case "next":
            return qsTr("Now lay the next page there, or touch the button");
        default:
            return qsTr("Lay the paper flat under the camera until the whole page is in the picture");
        }
    }

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

            PageOutline {
                anchors.fill: parent
                anchors.margins: Theme.line3
                visible: panel.stage === "seeing" && panel.desk
                corners: panel.camera?.outline ?? []
                good: panel.camera?.hint === "ready"
                countdown: panel.camera?.countdown ?? 0
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
            visible: panel.replaced >= 0
            width: parent.width
            size: Theme.strong
            strong: true
            color: Theme.actionInk
            text: qsTr("Page %1 is taken again").arg(panel.replaced + 1)
        },
        Words {
            visible: text !== ""
            width: parent.width
            size: Theme.lead
            strong: panel.stage === "taken"
            color: panel.stage === "taken" ? Theme.ink : Theme.softInk
            Accessible.role: Accessible.StatusBar
            text: panel.advice !== "" ? qsTr("Can it be read all the same?")
                : panel.sentence.title !== "" ? ""
                : panel.waiting ? qsTr("The camera is opening, one moment")
                : panel.stage === "taking" ? qsTr("Hold still")
                : panel.stage === "taken" ? qsTr("Can everything be seen and read?")
                : !panel.seeing ? ""
                : panel.mirrored ? qsTr("Look into the camera, then touch the button")
                : panel.desk ? panel.told(panel.camera.hint)
                : panel.papers ? qsTr("Lay the paper flat under the camera until the whole page is in the picture")
                : qsTr("Hold it before the camera until all of it is in the picture")
        },
        Words {
            visible: panel.read !== ""
            width: parent.width
            color: Theme.softInk
            wrapMode: Text.WrapAnywhere
            maximumLineCount: 3
            text: qsTr("The code on the page was read along: %1").arg(panel.read)
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
                text: panel.full ? qsTr("My pictures") : panel.replaced >= 0 ? qsTr("Keep the old one") : qsTr("No picture")
                onActivated: panel.camera.leave()
            }
        }
    ]
}

pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// A photograph, or papers photographed page by page. Value: the name of the file.
Column {
    id: image

    required property FieldContext context
    property string ask: qsTr("Take a picture")
    readonly property CameraViewModel camera: context.vm.camera as CameraViewModel
    readonly property var now: camera?.state ?? ({})
    property string lacking: now.missing ?? ""
    readonly property string missing: context.file.photographedAs === "" ? "photo.counter_only" : lacking
    readonly property bool papers: context.file.photographedAs === "application/pdf"
    readonly property bool open: now.ref === context.ref
    readonly property bool answered: context.text !== ""

    // Whoever goes by keys stands on what comes next: the button they were on has gone.
    function follow(): void {
        const next = [opener, kept.more, kept.away, more, away].find(button => button.visible);
        if (Stage.keysInUse && !open && next)
            next.forceActiveFocus(Qt.TabFocusReason);
    }

    spacing: Theme.space3
    onOpenChanged: Qt.callLater(follow)
    onAnsweredChanged: Qt.callLater(follow)

    PhotoButton {
        id: opener

        objectName: "photo_" + image.context.ref
        visible: !image.open && !image.answered && image.missing === ""
        width: parent.width
        text: image.ask
        onActivated: image.camera.open(image.context.ref)
    }

    CounterNote {
        visible: !image.open && !image.answered && image.missing !== ""
        width: parent.width
        code: image.missing
        needed: image.context.needed
    }

    Loader {
        active: image.open
        visible: active
        width: parent.width
        focus: true
        sourceComponent: CameraPanel {
            camera: image.camera
            ref: image.context.ref
            papers: image.papers
            mirrored: image.context.appearances.includes("new-front")
        }
    }

    PapersPanel {
        id: kept

        visible: image.papers && !image.open && image.answered
        width: parent.width
        camera: image.camera
        ref: image.context.ref
        pages: image.papers ? image.context.file.pages ?? [] : []
        usable: image.missing === ""
    }

    Beside {
        visible: !image.papers && !image.open && image.answered
        width: parent.width
        seen: ShownPicture {
            width: parent.width
            source: image.papers ? "" : image.context.file.picture ?? ""
            name: qsTr("Your picture")
        }
        done: [
            Grid {
                id: steps

                readonly property int side: Theme.landscape ? width : (width - columnSpacing) / 2

                width: parent.width
                columns: Theme.landscape ? 1 : 2
                columnSpacing: Theme.gap
                rowSpacing: Theme.gap

                SecondaryButton {
                    id: more

                    objectName: image.papers ? "" : "photoMore_" + image.context.ref
                    visible: image.missing === ""
                    width: steps.side
                    implicitHeight: Theme.buttonSmall
                    icon: "again"
                    size: Theme.lead
                    text: qsTr("Take it again")
                    onActivated: image.camera.open(image.context.ref)
                }

                SecondaryButton {
                    id: away

                    objectName: image.papers ? "" : "clear_" + image.context.ref
                    width: steps.side
                    implicitHeight: Theme.buttonSmall
                    icon: "erase"
                    size: Theme.lead
                    text: qsTr("Take it away")
                    onActivated: image.camera.drop(image.context.ref)
                }
            }
        ]
    }
}

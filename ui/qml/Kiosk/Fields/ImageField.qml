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
    readonly property bool kept: context.text !== ""
    readonly property int count: context.file.count ?? 0

    // Whoever goes by keys stands on what comes next: the button they were on has gone.
    function follow(): void {
        const next = [opener, more, away].find(button => button.visible);
        if (Stage.keysInUse && !open && next)
            next.forceActiveFocus(Qt.TabFocusReason);
    }

    spacing: Theme.space3
    onOpenChanged: Qt.callLater(follow)
    onKeptChanged: Qt.callLater(follow)

    PhotoButton {
        id: opener

        objectName: "photo_" + image.context.ref
        visible: !image.open && !image.kept && image.missing === ""
        width: parent.width
        text: image.ask
        onActivated: image.camera.open(image.context.ref)
    }

    CounterNote {
        visible: !image.open && !image.kept && image.missing !== ""
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

    Beside {
        visible: !image.open && image.kept
        width: parent.width
        seen: ShownPicture {
            width: parent.width
            source: image.context.file.picture ?? ""
            name: image.papers ? qsTr("Page %1").arg(image.count) : qsTr("Your picture")
        }
        done: [
            Words {
                visible: image.papers
                width: parent.width
                size: Theme.strong
                strong: true
                color: Theme.actionInk
                text: image.count === 1 ? qsTr("1 page photographed") : qsTr("%1 pages photographed").arg(image.count)
            },
            Grid {
                id: steps

                readonly property int side: Theme.landscape ? width : (width - columnSpacing) / 2

                width: parent.width
                columns: Theme.landscape ? 1 : 2
                columnSpacing: Theme.gap
                rowSpacing: Theme.gap

                SecondaryButton {
                    id: more

                objectName: "photoMore_" + image.context.ref
                    visible: image.missing === ""
                    width: steps.side
                    implicitHeight: Theme.buttonSmall
                    icon: image.papers ? "plus" : "again"
                    size: Theme.lead
                    text: image.papers ? qsTr("Next page") : qsTr("Take it again")
                    onActivated: image.camera.open(image.context.ref)
                }

                SecondaryButton {
                    id: away

                objectName: "clear_" + image.context.ref
                    width: steps.side
                    implicitHeight: Theme.buttonSmall
                    icon: "erase"
                    size: Theme.lead
                    text: image.papers && image.count > 1 ? qsTr("Remove page") : qsTr("Take it away")
                    onActivated: image.camera.drop(image.context.ref)
                }
            }
        ]
    }
}

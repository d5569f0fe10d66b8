pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// A drawing, on white paper or on a picture: the form's, or one just taken. Value: strokes with
// points, colour and width.
Column {
    id: drawing

    required property FieldContext context
    readonly property bool annotates: context.appearances.includes("annotate")
    readonly property string ground: context.file.ground ?? ""
    readonly property bool photographed: context.file.photographed ?? false
    readonly property bool ready: !annotates || ground !== ""
    property var strokes: []
    property string colour: "dark"
    property int broad: Theme.penThin

    function load(): void {
        const size = context.file.size ?? [0, 0];
        const scale = size[0] > 0 && pad.width > 0 ? pad.width / size[0] : 1;
        strokes = (context.value || []).map(stroke => ({
            colour: stroke.colour,
            width: stroke.width * scale,
            points: stroke.points.map(point => [point[0] * scale, point[1] * scale, point[2], point[3]])
        }));
        pad.clear();
        pad.showAll(strokes);
    }

    function give(): void {
        context.set({ size: [pad.width, pad.height], strokes: strokes });
    }

    spacing: Theme.space2
    // Whoever comes back to the page sees what is drawn already.
    Component.onCompleted: load()
    onGroundChanged: load()

    // Without a picture of its own the form wants one to be taken first.
    ImageField {
        visible: !drawing.ready || open
        width: parent.width
        context: drawing.context
        ask: qsTr("Take the picture to draw on")
    }

    Beside {
        visible: drawing.ready
        width: parent.width
        share: 0.56
        rowSpacing: Theme.space2
        seen: Item {
            width: parent.width
            height: pad.height

            SignaturePad {
                id: pad

                readonly property real tall: picture.implicitWidth > 1 ? picture.implicitHeight / picture.implicitWidth : 0
                readonly property int most: Theme.padHeight + (Theme.landscape ? 0 : Theme.space7)

                objectName: "drawPad_" + drawing.context.ref
                anchors.horizontalCenter: parent.horizontalCenter
                width: tall > 0 ? Math.min(parent.width, Math.round(most / tall)) : parent.width
                height: tall > 0 ? Math.round(width * tall) : Theme.padHeight
                name: drawing.ground === "" ? qsTr("Place for your drawing") : qsTr("Picture to draw on")
                guided: false
                corner: tall > 0 ? 0 : Theme.radiusLarge
                ink: Theme.pens[drawing.colour]
                broad: drawing.broad
                onWidthChanged: Qt.callLater(drawing.load)
                onStrokeBegun: drawing.strokes.push({ colour: drawing.colour, width: drawing.broad, points: [] })
                onPointAdded: (x, y, tMs, pressure) => drawing.strokes[drawing.strokes.length - 1].points.push([x, y, tMs, pressure])
                onStrokeEnded: drawing.give()

                Image {
                    id: picture

                    anchors.fill: parent
                    visible: drawing.ground !== ""
                    cache: false
                    retainWhileLoading: true
                    source: drawing.ground
                }
            }
        }
        done: [
            Grid {
                id: tools

                readonly property int side: (width - (columns - 1) * columnSpacing) / columns

                width: parent.width
                columns: Theme.landscape || Theme.senior ? 3 : 5
                columnSpacing: Theme.space2
                rowSpacing: Theme.space2

                Repeater {
                    model: [
                        { colour: "dark", text: qsTr("Black") },
                        { colour: "red", text: qsTr("Red") },
                        { colour: "blue", text: qsTr("Blue") }
                    ]

                    PenButton {
                        required property var modelData

                        objectName: "pen_" + modelData.colour + "_" + drawing.context.ref
                        width: tools.side
                        ink: Theme.pens[modelData.colour]
                        dot: Theme.mark
                        checked: drawing.colour === modelData.colour
                        text: modelData.text
                        onActivated: drawing.colour = modelData.colour
                    }
                }

                Repeater {
                    model: [
                        { broad: Theme.penThin, text: qsTr("Thin") },
                        { broad: Theme.penThick, text: qsTr("Thick") }
                    ]

                    PenButton {
                        required property var modelData

                        objectName: "pen_" + modelData.broad + "_" + drawing.context.ref
                        width: tools.side
                        ink: Theme.pens[drawing.colour]
                        dot: modelData.broad
                        checked: drawing.broad === modelData.broad
                        text: modelData.text
                        onActivated: drawing.broad = modelData.broad
                    }
                }
            },
            Grid {
                id: steps

                readonly property int side: Theme.landscape ? width : (width - columnSpacing) / 2

                width: parent.width
                columns: Theme.landscape ? 1 : 2
                columnSpacing: Theme.space2
                rowSpacing: Theme.space2

                SecondaryButton {
                    objectName: "undo_" + drawing.context.ref
                    width: steps.side
                    implicitHeight: Theme.buttonSmall
                    icon: "undo"
                    size: Theme.lead
                    text: qsTr("Undo")
                    onActivated: {
                        drawing.strokes.pop();
                        pad.clear();
                        pad.showAll(drawing.strokes);
                        drawing.give();
                    }
                }

                SecondaryButton {
                    objectName: "clear_" + drawing.context.ref
                    width: steps.side
                    implicitHeight: Theme.buttonSmall
                    icon: "erase"
                    size: Theme.lead
                    text: qsTr("Wipe all")
                    onActivated: {
                        drawing.strokes = [];
                        pad.clear();
                        drawing.give();
                    }
                }
            },
            SecondaryButton {
                objectName: "photoDrop_" + drawing.context.ref
                visible: drawing.photographed
                implicitHeight: Theme.buttonSmall
                icon: "camera"
                size: Theme.lead
                text: qsTr("Another picture")
                onActivated: (drawing.context.vm.camera as CameraViewModel).drop(drawing.context.ref)
            }
        ]
    }
}

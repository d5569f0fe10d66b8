pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A picture that came with the form, no larger than its place. Where there is none to show it takes
// no place, and where there is none at all nothing is built: most questions and choices have none.
// With a large version it can be made larger and smaller again.
Loader {
    id: place

    property string name
    property string large
    property string text
    property int tallest: Theme.pictureHeight
    readonly property Framed framed: item as Framed

    active: name !== ""
    visible: framed !== null && !framed.missing

    sourceComponent: Framed {
        name: place.name
        large: place.large
        text: place.text
        tallest: place.tallest
    }

    component Framed: Column {
        id: shown

        property string name
        property string large
        property string text
        property int tallest: Theme.pictureHeight
        property bool enlarged: false
        property bool largeFails: false
        readonly property bool blank: picture.status === Image.Ready && picture.implicitWidth <= 1
        readonly property bool missing: picture.status === Image.Error || blank && !enlarged

        function toggle(): void {
            enlarged = !enlarged;
        }

        // The larger one cannot be shown: back to the first, for good.
        onBlankChanged: {
            if (blank && enlarged) {
                largeFails = true;
                enlarged = false;
            }
        }

        spacing: Theme.space2

        Rectangle {
            width: Math.min(shown.width, picture.width + 2 * Theme.space1)
            height: picture.height + 2 * Theme.space1
            radius: Theme.radiusSmall
            color: Theme.paper
            border.color: Theme.line
            border.width: Theme.hair

            Image {
                id: picture

                readonly property int room: shown.width - 2 * Theme.space1
                readonly property int most: shown.enlarged ? Theme.pictureHeightMost : shown.tallest
                readonly property bool there: status === Image.Ready && implicitWidth > 1
                readonly property real fit: there ? Math.min(room / implicitWidth, most / implicitHeight,
                                                             shown.enlarged ? Infinity : 1) : 1

                objectName: "picture_" + shown.name
                x: Theme.space1
                y: Theme.space1
                width: there ? Math.round(implicitWidth * fit) : room
                height: there ? Math.round(implicitHeight * fit) : most
                cache: false
                fillMode: Image.PreserveAspectFit
                sourceSize.width: Math.max(1, room)
                source: shown.name === "" || shown.width <= 0 ? ""
                      : "image://kiosk/media/" + encodeURIComponent(shown.enlarged ? shown.large : shown.name)
                Accessible.role: Accessible.Graphic
                Accessible.name: qsTr("Picture: %1").arg(shown.text)
                Accessible.ignored: shown.text === ""

                TapHandler {
                    enabled: larger.visible
                    onTapped: shown.toggle()
                }
            }
        }

        SecondaryButton {
            id: larger

            objectName: "enlarge_" + shown.name
            visible: shown.large !== "" && !shown.largeFails
            implicitHeight: Theme.buttonSmall
            icon: shown.enlarged ? "minus" : "plus"
            size: Theme.lead
            text: shown.enlarged ? qsTr("Make the picture smaller") : qsTr("Make the picture larger")
            onActivated: shown.toggle()
        }
    }
}

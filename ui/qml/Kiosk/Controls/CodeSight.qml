import QtQuick
import Kiosk
import Kiosk.ViewModels

// What the code reader's camera sees, as it is and not as in a mirror, with a line round the code.
ShownPicture {
    id: sight

    required property CodeWindowViewModel codeWindow
    property bool good: true                // whether the code is one that is wanted

    objectName: "codeSight"
    tallest: Theme.codeSightHeight
    source: codeWindow ? codeWindow.view : ""
    name: qsTr("What the camera for codes sees now")

    PageOutline {
        anchors.fill: parent
        anchors.margins: Theme.line3
        corners: sight.codeWindow?.outline ?? []
        good: sight.good
    }
}
